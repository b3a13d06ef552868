import { Global, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { DataKeyCheck } from './data-key-check';
import { SubjectKey } from './subject-key.entity';
import { SealingOfOldValues } from './sealing-of-old-values';
import { SubjectKeys } from './subject-keys';

/** Personal data is stored only under a subject's key. */
@Global()
@Module({
  imports: [TypeOrmModule.forFeature([SubjectKey])],
  providers: [DataKeyCheck, SubjectKeys, SealingOfOldValues],
  exports: [SubjectKeys],
})
export class PrivacyModule {}
