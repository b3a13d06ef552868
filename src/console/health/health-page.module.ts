import { Module } from '@nestjs/common';
import { EventsModule } from '../../events/events.module';
import { InboxModule } from '../../inbox/inbox.module';
import { OperatorServicesModule } from '../../operators/operator-services.module';
import { SignedHttpModule } from '../../signed-http/signed-http.module';
import { VendorPausesModule } from '../../vendors/pauses/vendor-pauses.module';
import { BacklogRepository } from './backlog.repository';
import { ExceptionsRepository } from './exceptions.repository';
import { HealthPageController } from './health-page.controller';
import { HealthPageService } from './health-page.service';
import { VendorHealthService } from './vendor-health.service';

/** The page Health. */
@Module({
  imports: [OperatorServicesModule, EventsModule, InboxModule, SignedHttpModule, VendorPausesModule],
  controllers: [HealthPageController],
  providers: [HealthPageService, VendorHealthService, ExceptionsRepository, BacklogRepository],
})
export class HealthPageModule {}
