import { Module } from '@nestjs/common';
import { EventsModule } from '../events/events.module';
import { IdempotencyModule } from '../idempotency/idempotency.module';
import { InboxModule } from '../inbox/inbox.module';
import { JourneyKinds } from './journey-kinds';
import { JourneyTrackingService } from './journey-tracking.service';
import { JourneysController } from './journeys.controller';
import { StallsService } from './stalls.service';

/** Follows journeys: the journeys register how they are found and what is known of them. */
@Module({
  imports: [EventsModule, IdempotencyModule, InboxModule],
  controllers: [JourneysController],
  providers: [JourneyTrackingService, StallsService, JourneyKinds],
  exports: [JourneyKinds],
})
export class JourneysModule {}
