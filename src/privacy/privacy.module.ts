import { Global, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { DataKeyCheck } from './data-key/data-key-check';
import { KeyRing } from './data-key/key-ring';
import { DataKeyRecord } from './data-key/data-key-record.entity';
import { WrappedSubjectKey } from './wrapped-subject-key.entity';
import { ValuesToSealRepository } from './old-values/values-to-seal.repository';
import { SealingOfOldValues } from './old-values/sealing-of-old-values';
import { SubjectKeys } from './subject-keys';
import { SubjectKeysRepository } from './subject-keys.repository';

/** Personal data is stored only under a subject's key. */
@Global()
@Module({
  imports: [TypeOrmModule.forFeature([DataKeyRecord, WrappedSubjectKey])],
  providers: [DataKeyCheck, KeyRing, SubjectKeys, SubjectKeysRepository, SealingOfOldValues, ValuesToSealRepository],
  exports: [KeyRing, SubjectKeys],
})
export class PrivacyModule {}
