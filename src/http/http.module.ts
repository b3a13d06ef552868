import { Module } from '@nestjs/common';
import { ErrorsController } from './errors.controller';
import { HealthController } from './health.controller';

/** What is the same for every operation. */
@Module({ controllers: [HealthController, ErrorsController] })
export class HttpModule {}
