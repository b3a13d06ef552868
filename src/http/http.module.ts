import { type DynamicModule, Global, Module } from '@nestjs/common';
import { Door } from './door';
import { ErrorsController } from './errors.controller';
import { HealthController } from './health.controller';
import { Metrics } from './metrics';
import { MetricsController } from './metrics.controller';

/** What is the same for every operation. */
@Global()
@Module({ controllers: [HealthController, MetricsController, ErrorsController], providers: [Metrics], exports: [Metrics] })
export class HttpModule {
  /** The door stands before there is an application behind it. */
  static behind(door: Door): DynamicModule {
    return { module: HttpModule, providers: [{ provide: Door, useValue: door }], exports: [Door] };
  }
}
