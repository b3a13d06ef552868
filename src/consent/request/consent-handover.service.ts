import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { Committer } from '../../database/committer';
import { together, type Write } from '../../database/write';
import type { Caller } from '../../http/request/caller';
import type { Replayable } from '../../idempotency/idempotency.service';
import { type IssuedLink as DurableLink, LinksService } from '../../links/links.service';
import type { SubjectKey } from '../../privacy/subject-keys';
import { ConsentLinkIssueService, type LinkWishes, linkOf } from '../redirection/consent-link-issue.service';
import { ConsentLinksRepository } from '../redirection/consent-links.repository';
import type { CheckedRequest } from './consent-rules.service';
import { LINK_LIFE_MS } from '../status/consent-turn';
import { ConsentsRepository } from '../status/consents.repository';
import type { Consent } from '../consent.entity';
import type { IssuedConsent, IssuedLink } from '../finpro/finpro-consent';
import { FINPRO_VERSION } from '../finpro/finpro-envelope';
import { answered, type AnsweredLink, type Keep, linked } from './new-journey';

/**
 * Which link a consumer gets in the end: FinPro's own, or a durable one, for which FinPro's is got when somebody
 * clicks.
 */
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
  first(
    caller: Caller,
    keep: Keep,
    { plan, isDurable }: CheckedRequest,
    journey: Consent,
    issued: IssuedConsent & { handle: string },
    intentId: string,
  ): Write<Replayable> {
    const { key } = keep;
    if (!isDurable)
      return together(
        answered(keep, intentId, issued.handle, oneTime(issued)),
        this.links.add(linkOf(key, [journey.journeyId], plan, issued.issuedAt)),
      );
    const link = this.durableOf(caller, key, { ...journey, consentHandle: issued.handle }, plan.redirectUrl);
    return together(answered(keep, intentId, issued.handle, { ...link.result, ver: issued.ver }), link);
  }

  /** What is answered when the consent of an earlier request exists, whose answer was lost, and with it the link. */
  async again(
    caller: Caller,
    keep: Keep,
    { plan, isDurable, fipIds, person }: CheckedRequest,
    earlier: Consent,
  ): Promise<Replayable> {
    const { claim, key } = keep;
    const wishes = { plan, fipIds, pan: person.pan };
    if (!isDurable)
      return this.issuing.issue(
        caller,
        key,
        [earlier],
        wishes,
        (link, intentId) => answered(keep, intentId, earlier.consentHandle!, oneTime(link)),
        claim ?? undefined,
      );
    const link = this.durableOf(caller, key, earlier, plan.redirectUrl);
    const attemptId = uuidv7();
    if (claim) await this.committer.commit(claim.atIntent(attemptId));
    return this.committer.commit(
      together(
        answered(keep, attemptId, earlier.consentHandle!, { ...link.result, ver: FINPRO_VERSION }),
        link,
        this.consents.answered(earlier.journeyId),
      ),
    );
  }

  /** FinPro's link to pending consents of one person. */
  async link(
    caller: Caller,
    keep: Keep,
    consents: readonly [Consent, ...Consent[]],
    wishes: LinkWishes,
  ): Promise<Replayable> {
    return this.issuing.issue(
      caller,
      keep.key,
      consents,
      wishes,
      (link, intentId) => linked(keep, intentId, oneTime(link)),
      keep.claim ?? undefined,
    );
  }

  /** A durable link to a pending consent. */
  async durableLink(caller: Caller, keep: Keep, consent: Consent, redirectUrl: string | null): Promise<Replayable> {
    const link = this.durableOf(caller, keep.key, consent, redirectUrl);
    const attemptId = uuidv7();
    if (keep.claim) await this.committer.commit(keep.claim.atIntent(attemptId));
    return this.committer.commit(
      together(
        linked(keep, attemptId, { ...link.result, ver: FINPRO_VERSION }),
        link,
        this.consents.answered(consent.journeyId),
      ),
    );
  }

  private durableOf(
    caller: Caller,
    key: SubjectKey,
    { journeyId, consentHandle }: Pick<Consent, 'journeyId' | 'consentHandle'>,
    redirectUrl: string | null,
  ): Write<DurableLink> {
    return this.durable.issue(caller, {
      kind: 'consent',
      key,
      reference: consentHandle!,
      settings: { journey_id: journeyId, redirect_url: redirectUrl },
    });
  }
}

/**
 * FinPro's own link as it is answered. When it is worth nothing any more, at the earliest, FinPro does not say; an
 * answer that may be dead is not replayed.
 */
const oneTime = ({ ver, url, issuedAt }: IssuedLink): AnsweredLink => ({
  ver,
  url,
  expiresAt: new Date(issuedAt.getTime() + LINK_LIFE_MS),
});
