import { Module } from '@nestjs/common';
import { CONFIG } from '../config/config.module';
import type { Config } from '../config/config';
import { TargetPolicy } from './target-policy';

/** Servers outside: which of them events may be sent to. */
@Module({
  providers: [
    {
      provide: TargetPolicy,
      inject: [CONFIG],
      useFactory: ({ upkeep, mode }: Config) => new TargetPolicy(upkeep.allowedTargets, mode === 'sandbox'),
    },
  ],
  exports: [TargetPolicy],
})
export class TargetsModule {}
