import { applyDecorators, Controller, SetMetadata, UseFilters } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { PUBLIC_METADATA } from '../../http/request/caller';
import { ConsoleFaultFilter } from './console-fault.filter';

/** Pages below /console: for people, so in no OpenAPI document, and with errors that are pages. */
export const ConsoleController = (path: string): ClassDecorator =>
  applyDecorators(
    Controller(path),
    ApiExcludeController(),
    UseFilters(ConsoleFaultFilter),
    SetMetadata(PUBLIC_METADATA, true),
  );
