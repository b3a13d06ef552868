import { type DynamicModule, Module } from '@nestjs/common';
import { Door } from './door';
import { ErrorsController } from './errors/errors.controller';

/** What is the same for every operation. */
@Module({ controllers: [ErrorsController] })
export class HttpModule {
  /** The door stands before there is an application behind it. */
  static behind(door: Door): DynamicModule {
    return { module: HttpModule, global: true, providers: [{ provide: Door, useValue: door }], exports: [Door] };
  }
}
