import { Injectable } from '@nestjs/common';
import { Fault } from '../../errors';
import type { Caller } from '../../http/request/caller';
import { type KeyLease, IdempotencyService, type Replayable } from '../../idempotency/idempotency.service';
import { isPersonKnown, type SubjectKey, SubjectKeys } from '../../privacy/subject-keys';
import { ConsentIssueService } from './consent-issue.service';
import { ConsentRecoveryService } from './consent-recovery.service';
import { type CheckedRequest, ConsentRulesService } from './consent-rules.service';
import { isOvertaken } from '../status/consents.repository';
import type { RequestConsentDto } from './request-consent.dto';
import type { Consent } from '../consent.entity';
import { ConsentLinkIssueService } from '../redirection/consent-link-issue.service';
import type { Keep } from '../redirection/link-answer';
import { consentAnswer } from './new-journey';

/** Attempts when another request is faster, before the caller is told to retry. */
const MAX_ATTEMPTS = 3;

/** Requests consents at FinPro, and creates no second consent when an answer was lost. */
@Injectable()
export class ConsentRequestService {
  constructor(
    private readonly rules: ConsentRulesService,
    private readonly idempotency: IdempotencyService,
    private readonly subjectKeys: SubjectKeys,
    private readonly recovery: ConsentRecoveryService,
    private readonly issuing: ConsentIssueService,
    private readonly links: ConsentLinkIssueService,
  ) {}

  /**
   * With a key: the same bytes again for a retry with the same key and body, as long as the link is valid. The key is
   * looked up first, because what the rules check may have changed since. `key` is optional, as FinPro has no such
   * header.
   */
  async request(caller: Caller, key: string | null, dto: RequestConsentDto): Promise<Replayable> {
    if (key === null) return this.persist(caller, await this.rules.check(caller, dto), null);
    const place = { consumerId: caller.consumerId, operation: 'requestConsent', key };
    const body = { ...dto };
    try {
      const answer = await this.idempotency.findAnswer(place, body);
      if (answer) return answer;
      const asked = await this.rules.check(caller, dto);
      return await this.idempotency.run(place, body, (claim) => this.persist(caller, asked, claim));
    } catch (error) {
      throw error instanceof Fault && error.faultName === 'replay-expired'
        ? await this.recovery.explainExpired(place, error)
        : error;
    }
  }

  /**
   * When two requests handle the same person, or the same lost request, at the same moment, the slower one starts
   * again.
   */
  private async persist(caller: Caller, asked: CheckedRequest, claim: KeyLease | null): Promise<Replayable> {
    for (let attempts = 1; ; attempts++) {
      try {
        return await this.attempt(caller, asked, claim);
      } catch (error) {
        if (!isPersonKnown(error) && !isOvertaken(error)) throw error;
        if (attempts === MAX_ATTEMPTS) throw new Fault('key-in-flight', { retryAfterSeconds: 1 });
      }
    }
  }

  private async attempt(caller: Caller, asked: CheckedRequest, claim: KeyLease | null): Promise<Replayable> {
    const { person } = asked;
    const { consumerId } = caller;
    const key = await this.subjectKeys.findByPerson(
      this.subjectKeys.personIndexOf(consumerId, `${person.partyIdentifierType}:${person.partyIdentifierValue}`),
    );
    const earlier = await this.recovery.findEarlier({ place: claim?.place ?? null, person: key, asked });
    if (
      claim &&
      earlier &&
      (earlier.consentHandle || !isOf(earlier, asked, key)) &&
      (await this.idempotency.isUnknown(claim.place))
    )
      throw new Fault('replay-expired');
    if (claim && earlier && !isOf(earlier, asked, key)) throw claim.lost();
    if (key && earlier?.consentHandle) return this.again(caller, { claim, key }, asked, earlier);
    return this.issuing.send(caller, { asked, claim, key, lost: earlier });
  }

  /** The consent of an earlier request exists, but the answer with its link was lost: a new link is requested. */
  private again(
    caller: Caller,
    keep: Keep,
    { plan, isDurable, fipIds, person: { pan } }: CheckedRequest,
    earlier: Consent,
  ): Promise<Replayable> {
    const { claim, key } = keep;
    const answer = consentAnswer(keep, earlier.consentHandle!);
    return isDurable
      ? this.links.issueDurable(caller, keep, earlier, plan.redirectUrl, answer)
      : this.links.issue(caller, key, [earlier], { plan, fipIds, pan }, answer, claim ?? undefined);
  }
}

/** Whether the journey under a key is what is requested now; otherwise the key was used for a different request. */
const isOf = (earlier: Consent, { productId, accountIndex }: CheckedRequest, key: SubjectKey | null): boolean =>
  earlier.subjectId === key?.subjectId &&
  earlier.productId === productId &&
  accountIndex.equals(earlier.accountIndex ?? accountIndex);
