import { Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { TypeOrmModule } from '@nestjs/typeorm';
import { EvidenceModule } from '../evidence/evidence.module';
import { OperatorServicesModule } from '../operators/operator-services.module';
import { ConsoleFlowController } from './flow/console-flow.controller';
import { ConsoleFlowService } from './flow/console-flow.service';
import { AuditPageController } from './audit/audit-page.controller';
import { AuditPageRepository } from './audit/audit-page.repository';
import { AuditPageService } from './audit/audit-page.service';
import { EventsModule } from '../events/events.module';
import { InboxModule } from '../inbox/inbox.module';
import { SignedHttpModule } from '../signed-http/signed-http.module';
import { VendorPausesModule } from '../vendors/pauses/vendor-pauses.module';
import { BacklogRepository } from './health/backlog.repository';
import { ExceptionsRepository } from './health/exceptions.repository';
import { HealthPageController } from './health/health-page.controller';
import { HealthPageService } from './health/health-page.service';
import { VendorHealthService } from './health/vendor-health.service';
import { HomeController } from './home/home.controller';
import { ConsoleJourneyController } from './journey/console-journey.controller';
import { ConsoleJourneyService } from './journey/console-journey.service';
import { ConsoleJourneysController } from './journeys/console-journeys.controller';
import { ConsoleSearchController } from './journeys/console-search.controller';
import { ConsoleJourneysService } from './journeys/console-journeys.service';
import { AssetsController } from './assets/assets.controller';
import { ConsoleSession } from './session/console-session.entity';
import { ConsoleSessionsRepository } from './session/console-sessions.repository';
import { ConsoleSessionsService } from './session/console-sessions.service';
import { ConsoleGuard } from './session/console.guard';
import { LoginController } from './session/login.controller';

/** The console of the people who run Portico: pages below /console, where CONSOLE=on. */
@Module({
  imports: [
    TypeOrmModule.forFeature([ConsoleSession]),
    OperatorServicesModule,
    EvidenceModule,
    EventsModule,
    InboxModule,
    SignedHttpModule,
    VendorPausesModule,
  ],
  controllers: [
    AssetsController,
    LoginController,
    HomeController,
    ConsoleJourneysController,
    ConsoleSearchController,
    ConsoleJourneyController,
    ConsoleFlowController,
    AuditPageController,
    HealthPageController,
  ],
  providers: [
    ConsoleSessionsService,
    ConsoleSessionsRepository,
    ConsoleJourneysService,
    ConsoleJourneyService,
    ConsoleFlowService,
    AuditPageService,
    AuditPageRepository,
    HealthPageService,
    VendorHealthService,
    ExceptionsRepository,
    BacklogRepository,
    { provide: APP_GUARD, useClass: ConsoleGuard },
  ],
})
export class ConsoleModule {}
