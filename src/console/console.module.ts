import { Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { TypeOrmModule } from '@nestjs/typeorm';
import { OperatorServicesModule } from '../operators/operator-services.module';
import { AssetsController } from './assets/assets.controller';
import { AuditPageModule } from './audit/audit-page.module';
import { FlowPageModule } from './flow/flow-page.module';
import { HealthPageModule } from './health/health-page.module';
import { HomeController } from './home/home.controller';
import { ConsoleJourneyController } from './journey/console-journey.controller';
import { ConsoleJourneyService } from './journey/console-journey.service';
import { ConsoleJourneysController } from './journeys/console-journeys.controller';
import { ConsoleSearchController } from './journeys/console-search.controller';
import { ConsoleJourneysService } from './journeys/console-journeys.service';
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
    FlowPageModule,
    HealthPageModule,
    AuditPageModule,
  ],
  controllers: [
    AssetsController,
    LoginController,
    HomeController,
    ConsoleJourneysController,
    ConsoleSearchController,
    ConsoleJourneyController,
  ],
  providers: [
    ConsoleSessionsService,
    ConsoleSessionsRepository,
    ConsoleJourneysService,
    ConsoleJourneyService,
    { provide: APP_GUARD, useClass: ConsoleGuard },
  ],
})
export class ConsoleModule {}
