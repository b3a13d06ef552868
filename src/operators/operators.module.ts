import { Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { EvidenceModule } from '../evidence/evidence.module';
import { OperatorConsumersController } from './consumers/operator-consumers.controller';
import { OperatorJourneysController } from './journeys/operator-journeys.controller';
import { EvidenceController } from './evidence/evidence.controller';
import { OperatorAccessController, OperatorLogController } from './log/operator-log.controller';
import { OperatorServicesModule } from './operator-services.module';
import { OperatorGuard } from './operator.guard';
import { SwitchesController } from './switches/switches.controller';
import { OperatorVendorsController } from './vendors/operator-vendors.controller';

/** The API of the people who run Portico, below /operator/v1, with credentials of its own. */
@Module({
  imports: [OperatorServicesModule, EvidenceModule],
  controllers: [
    OperatorConsumersController,
    OperatorVendorsController,
    SwitchesController,
    OperatorJourneysController,
    OperatorLogController,
    OperatorAccessController,
    EvidenceController,
  ],
  providers: [{ provide: APP_GUARD, useClass: OperatorGuard }],
})
export class OperatorsModule {}
