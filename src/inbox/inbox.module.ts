import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { JourneyWatch } from './entities/journey-watch.entity';
import { PollRepair } from './entities/poll-repair.entity';
import { VendorPause } from './entities/vendor-pause.entity';
import { Webhook } from './entities/webhook.entity';
import { InboxFiguresService } from './inbox-figures.service';
import { JourneysService } from './journeys.service';
import { Poller } from './poller';
import { RefusalsService } from './refusals.service';
import { WatchesRepository } from './watches.repository';
import { WatchesService } from './watches.service';
import { WebhookHistory } from './webhook-history.service';
import { WebhookWork } from './webhook-work';
import { WebhooksController } from './webhooks.controller';
import { WebhooksRepository } from './webhooks.repository';
import { WebhooksService } from './webhooks.service';

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
