import { Module } from '@nestjs/common';
import { EventsModule } from '../events/events.module';
import { IdempotencyModule } from '../idempotency/idempotency.module';
import { InboxModule } from '../inbox/inbox.module';
import { JourneyKinds } from './journey-kinds';
import { JourneyTrackingService } from './journey-tracking.service';
import { JourneysController } from './journeys.controller';
import { StallsService } from './stalls.service';

/** Tracks journeys: each kind of journey registers how it is found and what is known of it. */
@Module({
  imports: [EventsModule, IdempotencyModule, InboxModule],
  controllers: [JourneysController],
  providers: [JourneyTrackingService, StallsService, JourneyKinds],
  exports: [JourneyKinds],
})
export class JourneysModule {}
