import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { whileOvertaken } from '../../database/failure';
import { nothing } from '../../database/write';
import { Fault } from '../../errors';
import type { Asked, Rules, WouldSend } from '../../dry-run/dry-run';
import type { Caller } from '../../http/request/caller';
import {
  type HeldKey,
  IdempotencyService,
  type KeyLease,
  type Replayable,
} from '../../idempotency/idempotency.service';
import { isPersonKnown, type SubjectKey, SubjectKeys } from '../../privacy/subject-keys';
import { type Consent, type ConsentWithHandle, hasHandle } from '../consent.entity';
import { FinproRulesService } from '../finpro/finpro-rules.service';
import { ConsentLinkIssueService } from '../redirection/consent-link-issue.service';
import { isOvertaken } from '../status/consents.repository';
import { type CheckedRequest, consentAnswer, ConsentIssueService } from './consent-issue.service';
import { ConsentRecoveryService } from './consent-recovery.service';
import type { RequestConsentDto } from './request-consent.dto';

/** Whether another request for the same person, or the same lost request, was faster. */
const wasOvertaken = (error: unknown): boolean => isPersonKnown(error) || isOvertaken(error);
/** Attempts when another request is faster, before the caller is told to retry. */
const MAX_ATTEMPTS = 3;

/** Requests consents at FinPro, and creates no second consent when an answer was lost. */
@Injectable()
export class ConsentRequestService {
  constructor(
    private readonly rules: FinproRulesService,
    private readonly idempotency: IdempotencyService,
    private readonly subjectKeys: SubjectKeys,
    private readonly recovery: ConsentRecoveryService,
    private readonly issuing: ConsentIssueService,
    private readonly links: ConsentLinkIssueService,
  ) {}

  /**
   * With a key: the same bytes again for a retry with the same key and body, as long as the link is valid. `key` is
   * optional, as FinPro has no such header.
   */
  async request(caller: Caller, { dto, key, rules }: Asked<RequestConsentDto>): Promise<Replayable> {
    try {
      return await this.idempotency.answer(caller, { operation: 'requestConsent', key }, { ...dto }, async (lease) =>
        this.persist(caller, await this.check(caller, dto, rules), lease),
      );
    } catch (error) {
      throw key !== null && error instanceof Fault && error.faultName === 'replay-expired'
        ? await this.recovery.explainExpired(caller, key, error)
        : error;
    }
  }

  /** What a new request would send to FinPro. Throws Fault `dry-run-refused`. */
  async dryRun(caller: Caller, { dto, rules }: Asked<RequestConsentDto>): Promise<WouldSend> {
    return this.issuing.preview(caller, await this.check(caller, dto, rules));
  }

  /** What is asked for, once it keeps the rules that its DTO cannot check. */
  private async check(caller: Caller, dto: RequestConsentDto, rules: Rules): Promise<CheckedRequest> {
    const { productID: productId, accountID: accountId, vua, partyIdentifierType, partyIdentifierValue } = dto;
    const { pan = null, fipID = null, redirectUrl = null } = dto;
    const person = { vua, partyIdentifierType, partyIdentifierValue, pan };
    const fipIds = fipID && [...new Set(fipID)];
    this.rules.judgeRequest(caller, { person, productId, fipIds }, rules);
    const isDurable = dto.link === 'durable';
    if (isDurable) void rules.keep(['link'], () => this.links.assertDurablePossible());
    const plan = rules.keep(['redirectUrl'], () => this.links.plan(caller, redirectUrl));
    rules.foresee(['partyIdentifierType', 'partyIdentifierValue'], async () => {
      const key = await this.subjectKeys.findByPerson(this.personIndexOf(caller, dto));
      if (key) await this.issuing.assertQuotaLeft(key.subjectId);
    });
    await rules.end();
    return {
      person,
      productId,
      accountId,
      accountIndex: this.subjectKeys.accountIndexOf(caller.consumerId, accountId),
      fipIds,
      plan: await plan,
      isDurable,
    };
  }

  /**
   * When two requests handle the same person, or the same lost request, at the same moment, the slower one starts
   * again.
   */
  private async persist(caller: Caller, asked: CheckedRequest, lease: KeyLease | null): Promise<Replayable> {
    try {
      return await whileOvertaken(wasOvertaken, () => this.attempt(caller, asked, lease), MAX_ATTEMPTS);
    } catch (error) {
      throw wasOvertaken(error) ? new Fault('key-in-flight', { retryAfterSeconds: 1 }) : error;
    }
  }

  private async attempt(caller: Caller, asked: CheckedRequest, lease: KeyLease | null): Promise<Replayable> {
    const personIndex = this.personIndexOf(caller, asked.person);
    const key = await this.subjectKeys.findByPerson(personIndex);
    const earlier = await this.recovery.findEarlier({ scope: lease?.scope ?? null, person: key, asked });
    if (
      lease &&
      earlier &&
      (earlier.consentHandle || !isOf(earlier, asked, key)) &&
      (await this.idempotency.isUnknown(lease.scope))
    )
      throw new Fault('replay-expired');
    if (lease && earlier && !isOf(earlier, asked, key)) throw lease.lost();
    if (key && earlier && hasHandle(earlier)) return this.again(caller, { lease, key }, asked, earlier);
    const subject = key ? nothing(key) : this.subjectKeys.create(uuidv7(), personIndex);
    return this.issuing.send(caller, { asked, lease, subject, isKnown: key !== null, lost: earlier });
  }

  private personIndexOf(
    { consumerId }: Caller,
    {
      partyIdentifierType,
      partyIdentifierValue,
    }: Pick<CheckedRequest['person'], 'partyIdentifierType' | 'partyIdentifierValue'>,
  ): Buffer {
    return this.subjectKeys.personIndexOf(consumerId, `${partyIdentifierType}:${partyIdentifierValue}`);
  }

  /** The consent of an earlier request exists, but the answer with its link was lost: a new link is requested. */
  private again(
    caller: Caller,
    held: HeldKey,
    { plan, isDurable, fipIds, person: { pan } }: CheckedRequest,
    earlier: ConsentWithHandle,
  ): Promise<Replayable> {
    const { lease, key } = held;
    const answer = consentAnswer(held, earlier.consentHandle);
    return isDurable
      ? this.links.issueDurable(caller, held, earlier, plan.redirectUrl, answer)
      : this.links.issue(caller, key, [earlier], { plan, fipIds, pan }, answer, lease ?? undefined);
  }
}

/** Whether the journey under a key is what is requested now; otherwise the key was used for a different request. */
const isOf = (earlier: Consent, { productId, accountIndex }: CheckedRequest, key: SubjectKey | null): boolean =>
  earlier.subjectId === key?.subjectId &&
  earlier.productId === productId &&
  accountIndex.equals(earlier.accountIndex ?? accountIndex);
