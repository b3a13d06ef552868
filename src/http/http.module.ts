import { type DynamicModule, Module } from '@nestjs/common';
import { AdmissionControl } from './admission-control';
import { ErrorsController } from './errors/errors.controller';

/** What is the same for every operation. */
@Module({ controllers: [ErrorsController] })
export class HttpModule {
  /** The door stands before there is an application behind it. */
  static behind(door: AdmissionControl): DynamicModule {
    return {
      module: HttpModule,
      global: true,
      providers: [{ provide: AdmissionControl, useValue: door }],
      exports: [AdmissionControl],
    };
  }
}
