import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { IdempotencyModule } from '../idempotency/idempotency.module';
import { SEARCHES } from '../search/searches';
import { SignedHttpModule } from '../signed-http/signed-http.module';
import { TargetsModule } from '../targets/targets.module';
import { DeliveriesRepository } from './deliveries/deliveries.repository';
import { DeliveriesService } from './deliveries/deliveries.service';
import { Delivery } from './deliveries/delivery';
import { EventDelivery } from './deliveries/event-delivery.entity';
import { JourneyEvent } from './event.entity';
import { WebhookSubscription } from './subscriptions/webhook-subscription.entity';
import { EventNumbering } from './event-numbering';
import { EventWaiters } from './event-waiters';
import { EventsController } from './events.controller';
import { EventsRepository } from './events.repository';
import { EventsService } from './events.service';
import { SubscriptionChanges } from './subscriptions/subscription-changes';
import { SubscriptionCleanup } from './subscriptions/subscription-cleanup';
import { SubscriptionsController } from './subscriptions/subscriptions.controller';
import { SubscriptionsRepository } from './subscriptions/subscriptions.repository';
import { SubscriptionsService } from './subscriptions/subscriptions.service';

/** From Portico to consumers: events of their journeys, which consumers can list or have sent to them. */
@Module({
  imports: [
    TypeOrmModule.forFeature([EventDelivery, JourneyEvent, WebhookSubscription]),
    TypeOrmModule.forFeature([EventDelivery], SEARCHES),
    IdempotencyModule,
    SignedHttpModule,
    TargetsModule,
  ],
  controllers: [EventsController, SubscriptionsController],
  providers: [
    EventsService,
    EventsRepository,
    EventNumbering,
    EventWaiters,
    SubscriptionsService,
    SubscriptionsRepository,
    DeliveriesService,
    DeliveriesRepository,
    Delivery,
    SubscriptionChanges,
    SubscriptionCleanup,
  ],
  exports: [EventsService, DeliveriesService],
})
export class EventsModule {}
