import { Module } from '@nestjs/common';
import { DataKeysService } from './data-keys.service';
import { SealedValuesRepository } from './sealed-values.repository';

/** What the operator's command needs to rotate data keys. */
@Module({ providers: [DataKeysService, SealedValuesRepository], exports: [DataKeysService] })
export class DataKeysModule {}
