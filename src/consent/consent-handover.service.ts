import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { Committer } from '../database/committer';
import { nothing, together, type Write } from '../database/write';
import type { Caller } from '../http/caller';
import type { Claim, Replayable } from '../idempotency/idempotency.service';
import { type IssuedLink as DurableLink, LinksService } from '../links/links.service';
import type { SubjectKey } from '../privacy/subject-keys';
import { ConsentLinkIssueService, type LinkWishes, linkOf } from './consent-link-issue.service';
import { ConsentLinksRepository } from './consent-links.repository';
import type { CheckedRequest } from './consent-rules.service';
import type { Consent } from './entities/consent.entity';
import type { IssuedConsent } from './finpro-consent';
import { answered } from './new-journey';

/** Under which key an answer is kept: the person's, and the consumer's where it sent one. */
export interface Keep {
  readonly claim: Claim | null;
  readonly key: SubjectKey;
}

/** Which link a consumer gets in the end: FinPro's own, or a durable one, for which FinPro's is got when somebody clicks. */
@Injectable()
export class ConsentHandoverService {
  constructor(
    private readonly issuing: ConsentLinkIssueService,
    private readonly links: ConsentLinksRepository,
    private readonly durable: LinksService,
    private readonly committer: Committer,
  ) {}

  /** What is answered to a request that FinPro answered, with the link's row. A durable link leaves FinPro's unused. */
  first(caller: Caller, { claim, key }: Keep, { plan, isDurable }: CheckedRequest, journey: Consent, issued: IssuedConsent & { handle: string }, intentId: string): Write<Replayable> {
    if (!isDurable) return together(answered(claim, intentId, key, issued.handle, issued.url), this.links.add(linkOf(key, [journey.journeyId], plan, issued.issuedAt)));
    const link = this.durableOf(caller, key, { ...journey, consentHandle: issued.handle }, plan.redirectUrl);
    return together(answered(claim, intentId, key, issued.handle, link.result.url, link.result.expiresAt), link);
  }

  /** What is answered when the consent of an earlier request exists, whose answer was lost, and with it the link. */
  async again(caller: Caller, { claim, key }: Keep, { plan, isDurable, fipIds, person }: CheckedRequest, earlier: Consent): Promise<Replayable> {
    const wishes = { plan, fipIds, pan: person.pan };
    if (!isDurable) return this.issuing.issue(caller, key, [earlier], wishes, (link, intentId) => answered(claim, intentId, key, earlier.consentHandle!, link.url), claim ?? undefined);
    const link = this.durableOf(caller, key, earlier, plan.redirectUrl);
    const attemptId = uuidv7();
    if (claim) await this.committer.commit(claim.atIntent(attemptId));
    return this.committer.commit(together(answered(claim, attemptId, key, earlier.consentHandle!, link.result.url, link.result.expiresAt), link));
  }

  /** FinPro's link to pending consents of one person. */
  async link(caller: Caller, key: SubjectKey, consents: readonly [Consent, ...Consent[]], wishes: LinkWishes): Promise<string> {
    return (await this.issuing.issue(caller, key, consents, wishes, nothing)).url;
  }

  /** A durable link to a pending consent. */
  async durableLink(caller: Caller, key: SubjectKey, consent: Consent, redirectUrl: string | null): Promise<string> {
    return (await this.committer.commit(this.durableOf(caller, key, consent, redirectUrl))).url;
  }

  private durableOf(caller: Caller, key: SubjectKey, { journeyId, consentHandle }: Pick<Consent, 'journeyId' | 'consentHandle'>, redirectUrl: string | null): Write<DurableLink> {
    return this.durable.issue(caller, { kind: 'consent', key, reference: consentHandle!, settings: { journey_id: journeyId, redirect_url: redirectUrl } });
  }
}
