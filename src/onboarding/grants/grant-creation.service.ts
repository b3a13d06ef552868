import { Inject, Injectable } from '@nestjs/common';
import { CONFIG } from '../../config/config.module';
import type { Config } from '../../config/config';
import { nothing } from '../../database/write';
import type { Caller } from '../../http/request/caller';
import { type KeyLease, IdempotencyService, type Replayable } from '../../idempotency/idempotency.service';
import { CustomersService } from '../customers/customers.service';
import type { CreateGrantDto } from './create-grant.dto';
import { DurableGrantsService } from '../links/durable-grants.service';
import { answerOf, answerUnder, type HeldKey } from './grant-answer';
import { wishOf, type GrantRecords } from './grant-plan';
import { GrantsService } from './grants.service';

/**
 * Answers requests for grants, 1Money's own or durable links, once for each Idempotency-Key: 1Money creates a new link
 * at every call, so a call whose outcome is unknown is never retried.
 */
@Injectable()
export class GrantCreationService {
  constructor(
    private readonly customers: CustomersService,
    private readonly grants: GrantsService,
    private readonly durable: DurableGrantsService,
    private readonly idempotency: IdempotencyService,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /**
   * 201 with the link; with a key the same bytes again, as long as the link is valid. The key is looked up first,
   * because the status may have changed since. Throws Fault `not-found`, `bad-request` (redirect_url, link) or
   * `grant-not-allowed`.
   */
  async create(caller: Caller, key: string | null, dto: CreateGrantDto): Promise<Replayable> {
    if (key === null) return this.attempt(caller, dto, null);
    const place = { consumerId: caller.consumerId, operation: 'createOnboardingGrant', key };
    const body = { ...dto };
    const answer = await this.idempotency.findAnswer(place, body);
    return (
      answer ??
      this.idempotency.run(place, body, (claim) => this.attempt(caller, dto, claim), {
        isRepeatable: dto.link === 'durable',
      })
    );
  }

  private async attempt(caller: Caller, dto: CreateGrantDto, claim: KeyLease | null): Promise<Replayable> {
    const grantee = await this.customers.getGrantee(caller, dto.customer_id);
    const wish = wishOf(this.config, caller, dto);
    const held = claim && { claim, subjectKey: grantee.key };
    return dto.link === 'durable'
      ? this.durable.issue(caller, grantee, wish, held)
      : this.grants.issue(caller, grantee, wish, keepingOf(held));
  }
}

function keepingOf(held: HeldKey | null): GrantRecords<Replayable> {
  if (!held) return { keep: (issued) => nothing(answerOf(issued)) };
  const { claim } = held;
  return {
    hooks: claim,
    detail: { idempotency_key: claim.place.key },
    keep: (issued, intentId) => answerUnder(held, intentId, issued),
  };
}
