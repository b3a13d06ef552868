import { Module } from '@nestjs/common';
import { EventsModule } from '../events/events.module';
import { IdempotencyModule } from '../idempotency/idempotency.module';
import { InboxModule } from '../inbox/inbox.module';
import { JourneyRegistryModule } from '../journey-registry/journey-registry.module';
import { LinksModule } from '../links/links.module';
import { FactsService } from './facts.service';
import { FlowRounds } from './flow/flow-rounds';
import { FlowService } from './flow/flow.service';
import { FlowRepository } from './flow/flow.repository';
import { JourneyListService } from './journey-list.service';
import { JourneyTrackingService } from './journey-tracking.service';
import { JourneysController } from './journeys.controller';
import { StallsService } from './stalls.service';

/** Tracks journeys: where each waits, and for whom. */
@Module({
  imports: [JourneyRegistryModule, EventsModule, IdempotencyModule, InboxModule, LinksModule],
  controllers: [JourneysController],
  providers: [
    JourneyTrackingService,
    JourneyListService,
    StallsService,
    FactsService,
    FlowRepository,
    FlowRounds,
    FlowService,
  ],
  exports: [JourneyRegistryModule, JourneyTrackingService, FactsService, LinksModule, FlowService],
})
export class JourneysModule {}
