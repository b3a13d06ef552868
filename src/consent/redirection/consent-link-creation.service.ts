import { Injectable } from '@nestjs/common';
import type { Caller } from '../../http/request/caller';
import { IdempotencyService, type Replayable } from '../../idempotency/idempotency.service';
import { ConsentLinksService } from './consent-links.service';
import type { FreshLinkDto } from './fresh-link.dto';

/**
 * Answers requests for fresh links, once for each Idempotency-Key: FinPro creates a new link at every call, so a call
 * whose outcome is unknown is never retried.
 */
@Injectable()
export class ConsentLinkCreation {
  constructor(
    private readonly links: ConsentLinksService,
    private readonly idempotency: IdempotencyService,
  ) {}

  /**
   * 200 with the link; with a key the same bytes again, as long as the link is valid. The key is looked up first,
   * because the status may have changed since.
   */
  async create(caller: Caller, key: string | null, dto: FreshLinkDto): Promise<Replayable> {
    if (key === null) return this.links.create(caller, dto, null);
    const place = { consumerId: caller.consumerId, operation: 'createConsentLink', key };
    const body = { ...dto };
    const answer = await this.idempotency.findAnswer(place, body);
    return (
      answer ??
      this.idempotency.run(place, body, (claim) => this.links.create(caller, dto, claim), {
        isRepeatable: dto.link === 'durable',
      })
    );
  }
}
