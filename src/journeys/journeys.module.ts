import { Module } from '@nestjs/common';
import { IdempotencyModule } from '../idempotency/idempotency.module';
import { JourneyKinds } from './journey-kinds';
import { JourneyTrackingService } from './journey-tracking.service';
import { JourneysController } from './journeys.controller';

/** Follows journeys: the journeys register how they are found and what is known of them. */
@Module({
  imports: [IdempotencyModule],
  controllers: [JourneysController],
  providers: [JourneyTrackingService, JourneyKinds],
  exports: [JourneyKinds],
})
export class JourneysModule {}
