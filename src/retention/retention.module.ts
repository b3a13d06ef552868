import { Module } from '@nestjs/common';
import { Retention } from './retention';

/** How long rows are kept: each room says it of its own tables, the application brings the lists together. */
@Module({ providers: [Retention], exports: [Retention] })
export class RetentionModule {}
