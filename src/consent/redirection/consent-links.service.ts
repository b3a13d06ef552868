import { Inject, Injectable } from '@nestjs/common';
import { CONFIG } from '../../config/config.module';
import type { Config } from '../../config/config';
import { Fault, fieldFault } from '../../errors';
import type { Caller } from '../../http/request/caller';
import type { KeyLease, Replayable } from '../../idempotency/idempotency.service';
import { ConsentLinkIssueService } from './consent-link-issue.service';
import type { FreshLinkDto } from './fresh-link.dto';
import { linkAnswer } from './link-answer';
import { FinproListsService } from '../finpro/finpro-lists.service';
import { AA_HANDLE } from '../finpro/identifiers';
import { openChosen } from '../person';
import { PendingConsentsService } from '../status/pending-consents.service';
import { planKnownReturn, planReturn } from './return-plan';

/**
 * Fresh one-time links to pending consents, for after a link that expired, was used, or was left without a decision.
 */
@Injectable()
export class ConsentLinksService {
  constructor(
    private readonly pending: PendingConsentsService,
    private readonly issuing: ConsentLinkIssueService,
    private readonly lists: FinproListsService,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /**
   * Returns the link. Throws the Faults that FinPro would answer for the handles, before a link is requested;
   * `consent-status-forbids` when a consent is not pending.
   */
  async create(caller: Caller, dto: FreshLinkDto, claim: KeyLease | null): Promise<Replayable> {
    const { pan = null, fipID = null, redirectUrl = null, userid = null } = dto;
    const handles = dto.handles();
    if (dto.link === 'durable' && (handles.length > 1 || pan !== null || fipID !== null))
      throw fieldFault('/link', 'durable_for_one');
    await this.lists.assertFips(fipID);
    const { consents, key } = await this.pending.ofOnePerson(caller, handles);
    if (userid !== null && !userid.endsWith(AA_HANDLE))
      throw new Fault('invalid-aa', { detail: 'The Account Aggregator of userid is not in the registry' });
    const plan =
      redirectUrl === null
        ? planKnownReturn(this.config, openChosen(key, consents[0]).redirectUrl)
        : planReturn(this.config, caller, redirectUrl);
    await this.pending.assertPending(caller, consents);
    const keep = { claim, key };
    const answer = linkAnswer(keep);
    return dto.link === 'durable'
      ? this.issuing.issueDurable(caller, keep, consents[0], plan.redirectUrl, answer)
      : this.issuing.issue(caller, key, consents, { plan, fipIds: fipID, pan }, answer, claim ?? undefined);
  }
}
