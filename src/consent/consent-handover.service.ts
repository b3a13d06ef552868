import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { Committer } from '../database/committer';
import { together, type Write } from '../database/write';
import type { Caller } from '../http/caller';
import type { Replayable } from '../idempotency/idempotency.service';
import { type IssuedLink as DurableLink, LinksService } from '../links/links.service';
import type { SubjectKey } from '../privacy/subject-keys';
import { ConsentLinkIssueService, type LinkWishes, linkOf } from './consent-link-issue.service';
import { ConsentLinksRepository } from './consent-links.repository';
import type { CheckedRequest } from './consent-rules.service';
import { LINK_LIFE_MS } from './consent-turn';
import { ConsentsRepository } from './consents.repository';
import type { Consent } from './entities/consent.entity';
import type { IssuedConsent } from './finpro-consent';
import { answered, type Keep, linked } from './new-journey';

/** Which link a consumer gets in the end: FinPro's own, or a durable one, for which FinPro's is got when somebody clicks. */
@Injectable()
export class ConsentHandoverService {
  constructor(
    private readonly issuing: ConsentLinkIssueService,
    private readonly links: ConsentLinksRepository,
    private readonly consents: ConsentsRepository,
    private readonly durable: LinksService,
    private readonly committer: Committer,
  ) {}

  /** What is answered to a request that FinPro answered, with the link's row. A durable link leaves FinPro's unused. */
  first(caller: Caller, { claim, key }: Keep, { plan, isDurable }: CheckedRequest, journey: Consent, issued: IssuedConsent & { handle: string }, intentId: string): Write<Replayable> {
    if (!isDurable) return together(answered(claim, intentId, key, issued.handle, issued.url, endOf(issued)), this.links.add(linkOf(key, [journey.journeyId], plan, issued.issuedAt)));
    const link = this.durableOf(caller, key, { ...journey, consentHandle: issued.handle }, plan.redirectUrl);
    return together(answered(claim, intentId, key, issued.handle, link.result.url, link.result.expiresAt), link);
  }

  /** What is answered when the consent of an earlier request exists, whose answer was lost, and with it the link. */
  async again(caller: Caller, { claim, key }: Keep, { plan, isDurable, fipIds, person }: CheckedRequest, earlier: Consent): Promise<Replayable> {
    const wishes = { plan, fipIds, pan: person.pan };
    if (!isDurable) return this.issuing.issue(caller, key, [earlier], wishes, (link, intentId) => answered(claim, intentId, key, earlier.consentHandle!, link.url, endOf(link)), claim ?? undefined);
    const link = this.durableOf(caller, key, earlier, plan.redirectUrl);
    const attemptId = uuidv7();
    if (claim) await this.committer.commit(claim.atIntent(attemptId));
    return this.committer.commit(together(answered(claim, attemptId, key, earlier.consentHandle!, link.result.url, link.result.expiresAt), link, this.consents.answered(earlier.journeyId)));
  }

  /** FinPro's link to pending consents of one person. */
  async link(caller: Caller, { claim, key }: Keep, consents: readonly [Consent, ...Consent[]], wishes: LinkWishes): Promise<Replayable> {
    return this.issuing.issue(caller, key, consents, wishes, (link, intentId) => linked({ claim, key }, intentId, link.url, endOf(link)), claim ?? undefined);
  }

  /** A durable link to a pending consent. */
  async durableLink(caller: Caller, keep: Keep, consent: Consent, redirectUrl: string | null): Promise<Replayable> {
    const link = this.durableOf(caller, keep.key, consent, redirectUrl);
    const attemptId = uuidv7();
    if (keep.claim) await this.committer.commit(keep.claim.atIntent(attemptId));
    return this.committer.commit(together(linked(keep, attemptId, link.result.url, link.result.expiresAt), link, this.consents.answered(consent.journeyId)));
  }

  private durableOf(caller: Caller, key: SubjectKey, { journeyId, consentHandle }: Pick<Consent, 'journeyId' | 'consentHandle'>, redirectUrl: string | null): Write<DurableLink> {
    return this.durable.issue(caller, { kind: 'consent', key, reference: consentHandle!, settings: { journey_id: journeyId, redirect_url: redirectUrl } });
  }
}

/** When a one-time link is worth nothing any more, at the earliest: FinPro does not say, and an answer that may be dead is not replayed. */
const endOf = ({ issuedAt }: { readonly issuedAt: Date }): Date => new Date(issuedAt.getTime() + LINK_LIFE_MS);
