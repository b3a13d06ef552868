import { Inject, Injectable } from '@nestjs/common';
import type { IncomingHttpHeaders } from 'node:http';
import { CLOCK, type Clock } from '../../config/clock';
import { CONFIG } from '../../config/config.module';
import { accountIn, type Config } from '../../config/config';
import { DEFAULT_ACCOUNT } from '../../config/vendor';
import { Committer } from '../../database/committer';
import { Fault } from '../../errors';
import type { VendorProfile } from '../../vendors/vendor-profile';
import { RefusalsService } from './refusals.service';
import { judgeWebhook } from './webhook-signature';
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
   * Resolves once stored. `account`: the one of the address. Fault `not-found` (no such account), `unauthorized` (not
   * signed with its secret, or not current), `database-unavailable`.
   */
  async receive(
    { name, connection, webhooks }: VendorProfile,
    account: string,
    { requestId, headers, body }: ArrivedWebhook,
  ): Promise<void> {
    const settings = accountIn(this.config, account);
    if (!settings || (account !== DEFAULT_ACCOUNT && !connection(settings))) throw new Fault('not-found');
    const scheme = settings.upkeep.webhooks[name];
    const verdict = judgeWebhook(scheme, headers, body, this.clock.now());
    if (verdict !== 'genuine') {
      await this.refusals.note(requestId, { vendor: name, account, verdict });
      throw new Fault('unauthorized', {
        ...NOT_SIGNED,
        headers: { 'WWW-Authenticate': `Webhook-Signature realm="portico", header="${scheme.signatureHeader}"` },
      });
    }
    await this.committer.commit(this.repository.receive(name, account, webhooks.read(body, headers, scheme.events)));
    this.work.wake();
  }
}
