import { Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { RegistryModule } from '../consumers/registry/registry.module';
import { EventsModule } from '../events/events.module';
import { EvidenceModule } from '../evidence/evidence.module';
import { InboxModule } from '../inbox/inbox.module';
import { JourneysModule } from '../journeys/journeys.module';
import { SubjectsModule } from '../subjects/subjects.module';
import { TlogModule } from '../tlog/tlog.module';
import { OperatorConsumersController } from './consumers/operator-consumers.controller';
import { OperatorConsumersService } from './consumers/operator-consumers.service';
import { OperatorJourneysController } from './journeys/operator-journeys.controller';
import { EvidenceController } from './evidence/evidence.controller';
import { JourneyActs } from './journeys/journey-acts';
import { OperatorJourneysService } from './journeys/operator-journeys.service';
import { RedeliveryService } from './journeys/redelivery.service';
import { OperatorAccessController, OperatorLogController } from './log/operator-log.controller';
import { OperatorLogService } from './log/operator-log.service';
import { OperatorGuard } from './operator.guard';
import { OperatorsService } from './operators.service';
import { OperatorRegistryModule } from './registry/operator-registry.module';
import { SandboxOperators } from './sandbox-operators';
import { SwitchesController } from './switches/switches.controller';

/** The API of the people who run Portico, below /operator/v1, with credentials of its own. */
@Module({
  imports: [
    OperatorRegistryModule,
    RegistryModule,
    EventsModule,
    EvidenceModule,
    InboxModule,
    JourneysModule,
    SubjectsModule,
    TlogModule,
  ],
  controllers: [
    OperatorConsumersController,
    SwitchesController,
    OperatorJourneysController,
    OperatorLogController,
    OperatorAccessController,
    EvidenceController,
  ],
  providers: [
    OperatorsService,
    OperatorConsumersService,
    OperatorJourneysService,
    JourneyActs,
    RedeliveryService,
    OperatorLogService,
    SandboxOperators,
    { provide: APP_GUARD, useClass: OperatorGuard },
  ],
})
export class OperatorsModule {}
