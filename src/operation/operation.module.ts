import { Global, Module } from '@nestjs/common';
import { HealthController } from './health.controller';
import { Metrics } from './metrics';
import { MetricsController } from './metrics.controller';
import { Tracer } from './tracer';

/** Probes, metrics and traces for operators. */
@Global()
@Module({
  controllers: [HealthController, MetricsController],
  providers: [Metrics, Tracer],
  exports: [Metrics, Tracer],
})
export class OperationModule {}
