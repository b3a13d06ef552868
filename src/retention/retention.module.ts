import { Module } from '@nestjs/common';
import { Retention } from './retention';

/** How long rows are kept: each module states it for its own tables, and the application combines the lists. */
@Module({ providers: [Retention], exports: [Retention] })
export class RetentionModule {}
