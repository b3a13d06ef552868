import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { JourneyRegistryModule } from '../journey-registry/journey-registry.module';
import { VendorPausesModule } from '../vendors/pauses/vendor-pauses.module';
import { JourneyPoll } from './polling/journey-poll.entity';
import { MissedWebhook } from './polling/missed-webhook.entity';
import { Webhook } from './webhooks/webhook.entity';
import { InboxFiguresRepository } from './inbox-figures.repository';
import { InboxFiguresService } from './inbox-figures.service';
import { RefreshService } from './refresh.service';
import { Poller } from './polling/poller';
import { RefusalsService } from './webhooks/refusals.service';
import { PollSchedulesRepository } from './polling/poll-schedules.repository';
import { PollSchedulesService } from './polling/poll-schedules.service';
import { WebhookHistory } from './webhooks/webhook-history';
import { WebhookWork } from './webhooks/webhook-work';
import { WebhooksRepository } from './webhooks/webhooks.repository';
import { WebhooksService } from './webhooks/webhooks.service';

/** From vendors to Portico: webhooks, and polls where a webhook is missed. */
@Module({
  imports: [TypeOrmModule.forFeature([JourneyPoll, MissedWebhook, Webhook]), JourneyRegistryModule, VendorPausesModule],
  providers: [
    RefreshService,
    Poller,
    RefusalsService,
    PollSchedulesRepository,
    PollSchedulesService,
    WebhookWork,
    WebhooksRepository,
    WebhooksService,
    InboxFiguresRepository,
    InboxFiguresService,
    WebhookHistory,
  ],
  exports: [
    RefreshService,
    WebhooksService,
    PollSchedulesService,
    InboxFiguresService,
    RefusalsService,
    WebhookHistory,
  ],
})
export class InboxModule {}
