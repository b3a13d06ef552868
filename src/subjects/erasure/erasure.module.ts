import { Module } from '@nestjs/common';
import { JourneyRegistryModule } from '../../journey-registry/journey-registry.module';
import { SubjectsModule } from '../subjects.module';
import { ErasureList } from './erasure-list';
import { ErasureWorker } from './erasure-worker';

/** What a running gateway does for erasures. */
@Module({ imports: [SubjectsModule, JourneyRegistryModule], providers: [ErasureWorker, ErasureList] })
export class ErasureModule {}
