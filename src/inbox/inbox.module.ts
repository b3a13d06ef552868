import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { JourneyWatch } from './polling/journey-watch.entity';
import { PollRepair } from './polling/poll-repair.entity';
import { VendorPause } from './polling/vendor-pause.entity';
import { Webhook } from './webhooks/webhook.entity';
import { InboxFiguresService } from './inbox-figures.service';
import { JourneysService } from './journeys.service';
import { Poller } from './polling/poller';
import { RefusalsService } from './webhooks/refusals.service';
import { WatchesRepository } from './polling/watches.repository';
import { WatchesService } from './polling/watches.service';
import { WebhookHistory } from './webhooks/webhook-history.service';
import { WebhookWork } from './webhooks/webhook-work';
import { WebhooksController } from './webhooks/webhooks.controller';
import { WebhooksRepository } from './webhooks/webhooks.repository';
import { WebhooksService } from './webhooks/webhooks.service';

/** From vendors to us: what they tell, and what they are asked when they tell nothing. Journeys register themselves. */
@Module({
  imports: [TypeOrmModule.forFeature([JourneyWatch, PollRepair, VendorPause, Webhook])],
  controllers: [WebhooksController],
  providers: [
    JourneysService,
    Poller,
    RefusalsService,
    WatchesRepository,
    WatchesService,
    WebhookWork,
    WebhooksRepository,
    WebhooksService,
    InboxFiguresService,
    WebhookHistory,
  ],
  exports: [JourneysService, WatchesService, InboxFiguresService, RefusalsService, WebhookHistory],
})
export class InboxModule {}
