import { Module } from '@nestjs/common';
import { RegistryModule } from '../consumers/registry/registry.module';
import { EventsModule } from '../events/events.module';
import { InboxModule } from '../inbox/inbox.module';
import { JourneysModule } from '../journeys/journeys.module';
import { SignedHttpModule } from '../signed-http/signed-http.module';
import { SubjectsModule } from '../subjects/subjects.module';
import { TlogModule } from '../tlog/tlog.module';
import { OperatorConsumersService } from './consumers/operator-consumers.service';
import { JourneyActs } from './journeys/journey-acts';
import { OperatorJourneysService } from './journeys/operator-journeys.service';
import { RedeliveryService } from './journeys/redelivery.service';
import { OperatorLogService } from './log/operator-log.service';
import { OperatorsService } from './operators.service';
import { OperatorRegistryModule } from './registry/operator-registry.module';
import { SandboxOperators } from './sandbox-operators';
import { OperatorVendorsService } from './vendors/operator-vendors.service';

/** What operators see and do, for their API and for the console. */
@Module({
  imports: [
    OperatorRegistryModule,
    RegistryModule,
    EventsModule,
    InboxModule,
    JourneysModule,
    SignedHttpModule,
    SubjectsModule,
    TlogModule,
  ],
  providers: [
    OperatorsService,
    OperatorConsumersService,
    OperatorJourneysService,
    JourneyActs,
    RedeliveryService,
    OperatorLogService,
    OperatorVendorsService,
    SandboxOperators,
  ],
  exports: [
    OperatorsService,
    OperatorConsumersService,
    OperatorJourneysService,
    RedeliveryService,
    OperatorLogService,
    OperatorVendorsService,
    JourneysModule,
    SubjectsModule,
    TlogModule,
  ],
})
export class OperatorServicesModule {}
