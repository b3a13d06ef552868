import { Module } from '@nestjs/common';
import { SubjectReferences } from '../audit/history/subject-references';
import { JourneyRegistry } from './journey-registry';

/** Where the journeys are registered, and found by the modules below them. */
@Module({ providers: [JourneyRegistry], exports: [JourneyRegistry] })
export class JourneyRegistryModule {
  constructor(references: SubjectReferences, journeys: JourneyRegistry) {
    references.register(async (consumerId, reference) => {
      const [newest] = await journeys.find(consumerId, reference);
      return newest?.found.subjectId ?? null;
    });
  }
}
