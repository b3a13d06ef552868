import { Module } from '@nestjs/common';
import { OperatorServicesModule } from '../../operators/operator-services.module';
import { ConsoleFlowController } from './console-flow.controller';
import { ConsoleFlowService } from './console-flow.service';

/** The page Flow. */
@Module({
  imports: [OperatorServicesModule],
  controllers: [ConsoleFlowController],
  providers: [ConsoleFlowService],
})
export class FlowPageModule {}
