import { type DynamicModule, Module } from '@nestjs/common';
import { AdmissionControl } from './admission-control';
import { ErrorsController } from './errors/errors.controller';

/** What all operations share. */
@Module({ controllers: [ErrorsController] })
export class HttpModule {
  /** Takes admission control as a value, because it exists before the application does. */
  static behind(admission: AdmissionControl): DynamicModule {
    return {
      module: HttpModule,
      global: true,
      providers: [{ provide: AdmissionControl, useValue: admission }],
      exports: [AdmissionControl],
    };
  }
}
