import { Module } from '@nestjs/common';
import { JourneyRegistry } from './journey-registry';

/** Where the journeys are registered, and found by the modules below them. */
@Module({ providers: [JourneyRegistry], exports: [JourneyRegistry] })
export class JourneyRegistryModule {}
