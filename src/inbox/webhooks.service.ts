import { Inject, Injectable } from '@nestjs/common';
import type { IncomingHttpHeaders } from 'node:http';
import { CLOCK, type Clock } from '../config/clock';
import { CONFIG } from '../config/config.module';
import type { Config } from '../config/config';
import { Committer } from '../database/committer';
import type { JourneyVendor } from './journey';
import { RefusalsService } from './refusals.service';
import { finproEvent, oneMoneyEvent, type WebhookEvent } from './webhook-event';
import { judgeWebhook } from './webhook-signature';
import { WebhookWork } from './webhook-work';
import { WebhooksRepository } from './webhooks.repository';

/** A webhook as it arrived. */
export interface ArrivedWebhook {
  readonly requestId: string;
  readonly headers: IncomingHttpHeaders;
  /** The very bytes. */
  readonly body: Buffer;
}

/** Takes webhooks in: checked, stored once, applied later. */
@Injectable()
export class WebhooksService {
  constructor(
    private readonly repository: WebhooksRepository,
    private readonly work: WebhookWork,
    private readonly refusals: RefusalsService,
    private readonly committer: Committer,
    @Inject(CONFIG) private readonly config: Config,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** True once it is stored; false when the vendor did not send it, or not now. Throws Fault `database-unavailable`. */
  async receive(vendor: JourneyVendor, { requestId, headers, body }: ArrivedWebhook): Promise<boolean> {
    const { oneMoneyWebhooks, finproWebhooks } = this.config.upkeep;
    const verdict = judgeWebhook(vendor === 'one-money' ? oneMoneyWebhooks : finproWebhooks, headers, body, this.clock.now());
    if (verdict !== 'genuine') {
      await this.refusals.note(requestId, vendor, verdict);
      return false;
    }
    await this.committer.commit(this.repository.receive(vendor, this.read(vendor, headers, body)));
    this.work.wake();
    return true;
  }

  /** Somebody used a vendor's address in a way that no vendor does. */
  async refuse(vendor: JourneyVendor, requestId: string): Promise<void> {
    await this.refusals.note(requestId, vendor, 'unsigned');
  }

  private read(vendor: JourneyVendor, headers: IncomingHttpHeaders, body: Buffer): WebhookEvent {
    return vendor === 'one-money' ? oneMoneyEvent(body, headers, this.config.upkeep.oneMoneyEvents) : finproEvent(body);
  }
}
