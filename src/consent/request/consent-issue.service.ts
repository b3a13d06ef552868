import { HttpStatus, Inject, Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { CLOCK, type Clock } from '../../config/clock';
import { QuotasService } from '../../consumers/limits/quotas.service';
import { together, type Write } from '../../database/write';
import type { Caller } from '../../http/request/caller';
import { answerUnder, type HeldKey, type KeyLease, type Replayable } from '../../idempotency/idempotency.service';
import { assertKeptAtIntent, type SubjectKey } from '../../privacy/subject-keys';
import { bothHooks, type EffectHooks } from '../../signed-http/intent';
import type { Consent, NewConsent } from '../consent.entity';
import { type IssuedConsent, requesterOf } from '../finpro/finpro-consent';
import { FinproClient } from '../finpro/finpro.client';
import { type Person, repeatIndexOf, sealConsent } from '../person';
import { type AnsweredLink, ConsentLinkIssueService, type LinkWishes } from '../redirection/consent-link-issue.service';
import { ConsentsRepository } from '../status/consents.repository';
import { ConsentRecoveryService } from './consent-recovery.service';
import { ConsentRequestedDto } from './request-consent.dto';

const QUOTA = 'consent.requests';

/** A request that passed all checks, and its return plan. */
export interface CheckedRequest extends Pick<LinkWishes, 'plan'> {
  readonly person: Person;
  readonly productId: string;
  readonly accountId: string;
  /** The index by which journeys with this accountID are found. */
  readonly accountIndex: Buffer;
  readonly fipIds: string[] | null;
  /** Whether the consumer asked for a durable link. */
  readonly isDurable: boolean;
}

/**
 * One attempt to request a consent: what it asks for, under which key and for which person, and which lost request it
 * retries.
 */
export interface ConsentAttempt {
  readonly asked: CheckedRequest;
  readonly lease: KeyLease | null;
  /** The person's key; a new person's is created with the INTENT. */
  readonly subject: Write<SubjectKey>;
  readonly isKnown: boolean;
  /** The journey of a lost request that is sent again. */
  readonly lost: Consent | null;
}

const both = (change: Write<void>, leaseWrite: Write<void> | undefined): Write<unknown> =>
  together(change, ...(leaseWrite ? [leaseWrite] : []));

/** The answer to a request for a consent, stored until its link expires. */
export const consentAnswer =
  (held: HeldKey, handle: string) =>
  ({ ver, url, expiresAt }: AnsweredLink, intentId: string): Write<Replayable> =>
    answerUnder(held, intentId, HttpStatus.OK, ConsentRequestedDto.from(ver, handle, url), expiresAt);

/**
 * Sends a request to FinPro: the journey's row is committed with the INTENT, the handle and the link with the OUTCOME.
 */
@Injectable()
export class ConsentIssueService {
  constructor(
    private readonly finpro: FinproClient,
    private readonly consents: ConsentsRepository,
    private readonly links: ConsentLinkIssueService,
    private readonly recovery: ConsentRecoveryService,
    private readonly quotas: QuotasService,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** For a dry run: throws Fault `quota-exceeded` when the person's quota is used up. */
  async assertQuotaLeft(subjectId: string): Promise<void> {
    await this.quotas.assertLeft(QUOTA, subjectId);
  }

  /** What `send` would send to FinPro. */
  preview(caller: Caller, { person, productId, accountId, fipIds, plan }: CheckedRequest) {
    return this.finpro.previewConsent(requesterOf(caller), {
      ...person,
      productId,
      accountId,
      fipIds,
      redirectUrl: plan.vendorUrl,
    });
  }

  /**
   * Throws Fault `quota-exceeded` before the request is sent, and `subject-erased` where the person was erased before
   * FinPro's answer came: its link is not answered.
   */
  async send(caller: Caller, attempt: ConsentAttempt): Promise<Replayable> {
    const { asked, lease, lost } = attempt;
    const { person, productId, accountId, fipIds, plan } = asked;
    const key = attempt.subject.result;
    const journey = lost ?? newJourney(caller, asked, lease, key, this.clock.now());
    const detail = {
      journey_id: journey.journeyId,
      product_id: productId,
      app_identifier: caller.applicationId,
      party_identifier_type: person.partyIdentifierType,
      has_pan: person.pan !== null,
      fip_ids: fipIds,
      return_mode: plan.mode,
      redirect_origin: plan.redirectUrl && new URL(plan.redirectUrl).origin,
      ...(asked.isDurable ? { link: 'durable' } : {}),
      ...(lease ? { idempotency_key: lease.scope.key } : {}),
    };
    const intent = {
      actor: caller,
      action: 'consent.request',
      subject: key.subjectId,
      detail,
      vendorKey: journey.journeyId,
      isRepeatedLater: true,
      hooks: this.hooks(attempt, journey),
    } as const;
    const answer = await this.finpro
      .requestConsent(
        { ...journey, appIdentifier: caller.applicationId },
        intent,
        { ...person, productId, accountId, fipIds, redirectUrl: plan.vendorUrl },
        () => this.recovery.findHandle(journey, key),
      )
      .catch((error: unknown) => {
        throw this.quotas.explain(error, QUOTA);
      });
    const told = ({ handle }: IssuedConsent) => ({ journey_id: journey.journeyId, consent_handle: handle });
    try {
      return await answer.settle(
        (issued, intentId) =>
          together(
            this.answer(caller, attempt, journey.journeyId, issued, intentId),
            this.consents.adopt(
              { ...journey, intentId },
              {
                consentHandle: issued.handle,
                confirmedAt: issued.issuedAt,
                linkIssuedAt: asked.isDurable ? null : issued.issuedAt,
                isAnswered: true,
              },
            ),
          ),
        told,
      );
    } catch (error) {
      const erased = await this.consents.erasureIn(error, journey);
      await answer.settle(
        ({ handle: consentHandle, issuedAt: at }, intentId) =>
          this.consents.adopt(
            { ...journey, intentId, erasedAt: at },
            { consentHandle, confirmedAt: at, linkIssuedAt: at, isAnswered: true },
          ),
        told,
      );
      throw erased;
    }
  }

  /**
   * The answer, with the link's row. With a durable link, FinPro's link stays unused, but the answer names FinPro's
   * release.
   */
  private answer(
    caller: Caller,
    { asked: { plan, isDurable }, lease, subject: { result: key } }: ConsentAttempt,
    journeyId: string,
    issued: IssuedConsent,
    intentId: string,
  ): Write<Replayable> {
    const consentHandle = issued.handle;
    const answer = consentAnswer({ lease, key }, consentHandle);
    if (!isDurable) return together(answer(issued, intentId), this.links.add(key, journeyId, plan, issued.issuedAt));
    const link = this.links.addDurable(caller, key, { journeyId, consentHandle }, plan.redirectUrl);
    return together(answer({ ...link.result, ver: issued.ver }, intentId), link);
  }

  /** The rows that are committed with the request, by how it ends. */
  private hooks(attempt: ConsentAttempt, journey: NewConsent): EffectHooks {
    const { subject, isKnown } = attempt;
    const quota = this.quotas.hooks(QUOTA, subject.result.subjectId);
    return bothHooks(
      isKnown ? bothHooks(quota, assertKeptAtIntent(subject.result)) : quota,
      this.journeyHooks(attempt, journey),
    );
  }

  /** When a retry is refused, the outcome of the first attempt stays unknown. */
  private journeyHooks({ lease, lost, subject }: ConsentAttempt, journey: NewConsent): EffectHooks {
    return {
      onIntent: (intentId) =>
        together(
          subject,
          lost ? this.consents.repeat(lost, intentId) : this.consents.request({ ...journey, intentId }),
          ...(lease ? [lease.onIntent(intentId)] : []),
        ),
      onRefused: (intentId) =>
        both(
          lost ? this.consents.lose(intentId) : this.consents.refuse(intentId),
          lost ? lease?.onUnknown(intentId) : lease?.onRefused(intentId),
        ),
      onUnknown: (intentId) => both(this.consents.lose(intentId), lease?.onUnknown(intentId)),
    };
  }
}

/** A new journey: everything that is known before FinPro is asked. Its intent is not committed yet. */
function newJourney(
  caller: Caller,
  { person, productId, accountId, accountIndex, fipIds, plan }: CheckedRequest,
  lease: KeyLease | null,
  key: SubjectKey,
  now: Date,
): NewConsent {
  const journeyId = uuidv7();
  return {
    journeyId,
    subjectId: key.subjectId,
    consumerId: caller.consumerId,
    ...requesterOf(caller),
    appIdentifier: caller.applicationId,
    idempotencyKey: lease?.scope.key ?? null,
    consentHandle: null,
    consentId: null,
    productId,
    accountIndex,
    partyIdentifierType: person.partyIdentifierType,
    ...sealConsent(key, journeyId, person, { accountId, redirectUrl: plan.redirectUrl }),
    fipIds,
    status: 'REQUESTED' as const,
    statusConfirmedAt: now,
    statusConfirmedBy: 'VENDOR_READ' as const,
    statusRevision: 0,
    statusChangedAt: now,
    statusStaleAfter: null,
    requestedAt: now,
    attemptedAt: now,
    attempts: 1,
    repeatIndex: lease ? null : repeatIndexOf(key, productId, accountId),
    answeredAt: null,
    linkIssuedAt: null,
    visitOutcome: null,
    visitedAt: null,
    expiresAt: null,
    renews: null,
    expiringTold: 0,
    erasedAt: null,
  };
}
