import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { Committer } from '../../database/committer';
import { together } from '../../database/write';
import type { Caller } from '../../http/request/caller';
import type { Replayable } from '../../idempotency/idempotency.service';
import { LinksService } from '../../links/links.service';
import { answerOf, answerUnder, type HeldKey } from '../grants/grant-answer';
import { GrantGate } from '../grants/grant-gate.service';
import type { Grantee, GrantWish } from '../grants/grant-plan';

/** Answers a request for a grant with a durable link. 1Money is not called before a person clicks it. */
@Injectable()
export class DurableGrantsService {
  constructor(
    private readonly links: LinksService,
    private readonly gate: GrantGate,
    private readonly committer: Committer,
  ) {}

  /** 201 with the link, under the key that is held. Throws Fault `bad-request` (link) or `grant-not-allowed`. */
  async issue(
    caller: Caller,
    { customer, key }: Grantee,
    { redirectUrl, locale }: GrantWish,
    held: HeldKey | null,
  ): Promise<Replayable> {
    const link = this.links.issue(caller, {
      kind: 'onboarding',
      key,
      reference: customer.customerId,
      settings: { redirect_url: redirectUrl, locale },
    });
    await this.gate.assertGrantAllowed(caller, customer);
    if (!held) return this.committer.commit({ ...link, result: answerOf(link.result) });
    const attemptId = uuidv7();
    await this.committer.commit(held.claim.onIntent(attemptId));
    return this.committer.commit(together(answerUnder(held, attemptId, link.result), link));
  }
}
