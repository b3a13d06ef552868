import { Inject, Injectable } from '@nestjs/common';
import type { IncomingHttpHeaders } from 'node:http';
import { CLOCK, type Clock } from '../../config/clock';
import { CONFIG } from '../../config/config.module';
import type { Config } from '../../config/config';
import type { WebhookScheme } from '../../config/upkeep.config';
import { Committer } from '../../database/committer';
import { Fault } from '../../errors';
import type { Vendor } from '../../config/vendor';
import { RefusalsService } from './refusals.service';
import { finproEvent, oneMoneyEvent, type WebhookEvent } from './webhook-event';
import { judgeWebhook, type Verdict } from './webhook-signature';
import { WebhookWork } from './webhook-work';
import { WebhooksRepository } from './webhooks.repository';

/** A webhook as it arrived. */
export interface ArrivedWebhook {
  readonly requestId: string;
  readonly headers: IncomingHttpHeaders;
  /** The exact bytes. */
  readonly body: Buffer;
}

/** For a 401. */
export const NOT_SIGNED = {
  detail: 'The webhook is not signed by the vendor, or not now.',
  nextAction: 'Sign the raw body with the secret that the operator of Portico has set.',
} as const;

/** Receives webhooks: each is verified, stored once, and applied later. */
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

  /**
   * Resolves once the webhook is stored. Throws Fault `unauthorized` when it is not signed by the vendor or its
   * timestamp is not current, and `database-unavailable`.
   */
  async receive(vendor: Vendor, { requestId, headers, body }: ArrivedWebhook): Promise<void> {
    const verdict = judgeWebhook(this.schemeOf(vendor), headers, body, this.clock.now());
    if (verdict !== 'genuine') return this.refuse(vendor, requestId, verdict);
    await this.committer.commit(this.repository.receive(vendor, this.read(vendor, headers, body)));
    this.work.wake();
  }

  /** Records a refused request to a vendor's webhook address. Throws Fault `unauthorized`. */
  private async refuse(vendor: Vendor, requestId: string, verdict: Exclude<Verdict, 'genuine'>): Promise<never> {
    await this.refusals.note(requestId, vendor, verdict);
    throw new Fault('unauthorized', {
      ...NOT_SIGNED,
      headers: {
        'WWW-Authenticate': `Webhook-Signature realm="portico", header="${this.schemeOf(vendor).signatureHeader}"`,
      },
    });
  }

  private schemeOf(vendor: Vendor): WebhookScheme {
    const { oneMoneyWebhooks, finproWebhooks } = this.config.upkeep;
    return vendor === 'one-money' ? oneMoneyWebhooks : finproWebhooks;
  }

  private read(vendor: Vendor, headers: IncomingHttpHeaders, body: Buffer): WebhookEvent {
    return vendor === 'one-money' ? oneMoneyEvent(body, headers, this.config.upkeep.oneMoneyEvents) : finproEvent(body);
  }
}
