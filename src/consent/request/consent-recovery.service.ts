import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { Fault } from '../../errors';
import type { Caller } from '../../http/request/caller';
import { currentRequest } from '../../http/request/request-context';
import type { IdempotencyScope } from '../../idempotency/idempotency-scope';
import { type SubjectKey, SubjectKeys } from '../../privacy/subject-keys';
import type { Finding, OpenEffect } from '../../journey-registry/inquiry';
import { Reconciler } from '../../signed-http/effects/reconciler';
import { ConsentsRepository } from '../status/consents.repository';
import type { Consent, NewConsent } from '../consent.entity';
import type { ListedConsent } from '../finpro/finpro-consent';
import { FinproClient } from '../finpro/finpro.client';
import { openChosen, openPerson, repeatIndexOf, sealConsent } from '../person';

const UNKNOWN: Finding = { verdict: 'unknown' };

/** What two requests of one person have in common when they ask for the same. */
interface SameRequest {
  readonly productId: string;
  readonly accountId: string;
  /** The index by which journeys with this accountID are found. */
  readonly accountIndex: Buffer;
}

/** Milliseconds by which FinPro's clock may be behind ours. */
const SKEW_MS = 5_000;

/**
 * Finds out what became of requests whose answer was lost. FinPro has no idempotency, so its consent list is read: the
 * lost consent has the same party, template and accountID, is not recorded here yet, and is not older than the request.
 * A consent that is not listed may still be created until FinPro's longest processing time has passed; before that,
 * nothing is sent again.
 */
@Injectable()
export class ConsentRecoveryService {
  constructor(
    private readonly finpro: FinproClient,
    private readonly repository: ConsentsRepository,
    private readonly subjectKeys: SubjectKeys,
    private readonly reconciler: Reconciler,
  ) {}

  /**
   * The oldest consent that the request can have created; null when there is none. Requests that ask for the same are
   * interchangeable, so it does not matter which of them gets which consent. Throws Fault `request-in-flight` while
   * another request for the same may still get its answer, and `outcome-unknown` when there are more consents than
   * requests, or the requests differ in their FIPs. 'unreadable': no valid element is the consent, but an invalid
   * element of the list may be it.
   */
  async find(asked: NewConsent, key: SubjectKey): Promise<ListedConsent | 'unreadable' | null> {
    const { productId } = asked;
    const { partyIdentifierType, partyIdentifierValue } = openPerson(key, asked);
    const { accountId } = openChosen(key, asked);
    const { value: listed, oddHandles } = await this.finpro.listConsents(asked, {
      partyIdentifierType,
      partyIdentifierValue,
      productId,
      accountId,
    });
    const earliest = asked.requestedAt.getTime() - SKEW_MS;
    const fitting = listed.filter(
      (one) => one.productId === productId && one.accountId === accountId && createdAt(one, earliest) >= earliest,
    );
    // In this order: a request that is not in `rivals` any more has had its consent recorded by then.
    const rivals = await this.repository.findRivals(asked);
    const known = await this.repository.known([
      ...fitting.map(({ consentHandle }) => consentHandle),
      ...oddHandles.filter((handle) => handle !== null),
    ]);
    const candidates = fitting
      .filter(({ consentHandle }) => !known.has(consentHandle))
      .toSorted((a, b) => createdAt(a, earliest) - createdAt(b, earliest));
    if (candidates.length === 0)
      return oddHandles.every((handle) => handle !== null && known.has(handle)) ? null : 'unreadable';
    await this.assertSettled(rivals);
    const attempts = [asked, ...rivals].reduce((sum, one) => sum + one.attempts, 0);
    if (candidates.length > attempts || rivals.some((rival) => !isAlike(rival, asked)))
      throw new Fault('outcome-unknown');
    return candidates[0]!;
  }

  /** The handle for an answer without one, which FinPro's page allows; null if it is not found. Throws like `find`. */
  async findHandle(asked: NewConsent, key: SubjectKey): Promise<string | null> {
    const found = await this.find(asked, key);
    return found && found !== 'unreadable' ? found.consentHandle : null;
  }

  /**
   * Finds out what became of a lost request, and records its consent with the OUTCOME of its intent. Returns the
   * journey with its handle, or null when FinPro has no such consent; returns 'unreadable' and throws like `find`.
   */
  async recover(consent: Consent): Promise<Consent | 'unreadable' | null> {
    const key = await this.subjectKeys.find(consent.subjectId);
    if (!key)
      throw new Fault('outcome-unknown', {
        detail: 'The person was erased, so that FinPro cannot be asked what became of the request.',
      });
    const found = await this.find(consent, key);
    if (!found || found === 'unreadable') return found;
    await this.reconciler.settle(consent.intentId, this.adoption(consent, found));
    const [now] = await this.repository.findByJourneys([consent.journeyId]);
    if (!now?.consentHandle) throw inFlight(consent.idempotencyKey, 1);
    return now;
  }

  /** Records a consent that was found in the list: the consumer has not been told of it yet. */
  adoption(consent: Consent, { consentHandle, confirmedAt }: ListedConsent): Finding {
    return {
      verdict: 'done',
      write: this.repository.adopt(consent, { consentHandle, confirmedAt, linkIssuedAt: null, isAnswered: false }),
      detail: { journey_id: consent.journeyId, consent_handle: consentHandle },
    };
  }

  /**
   * The journey of an earlier request of the consumer, found by its key, or without a key by what it asked for: one
   * that has its handle, possibly after recovery; one that may be sent again; or null. Throws Fault `key-in-flight`, or
   * `request-in-flight` without a key, as long as FinPro may still create its consent, and `outcome-unknown` when after
   * that time an invalid element of FinPro's list may be it: sending again could create a second one.
   */
  async findEarlier({
    scope,
    person,
    asked,
  }: {
    scope: IdempotencyScope | null;
    person: SubjectKey | null;
    asked: SameRequest;
  }): Promise<Consent | null> {
    const consent = scope
      ? await this.repository.findByKey(scope.consumerId, scope.key)
      : person && (await this.findSame(person, asked));
    if (!consent || consent.consentHandle) return consent;
    const { isHeld, secondsLeft } = await this.reconciler.standing(consent.intentId);
    const found = isHeld ? null : await this.recover(consent);
    if (found && found !== 'unreadable') return found;
    if (secondsLeft > 0) throw inFlight(scope?.key ?? null, secondsLeft);
    if (found === 'unreadable')
      throw new Fault('outcome-unknown', {
        detail:
          "FinPro's list has an element that cannot be understood, which may be the consent that this request made.",
      });
    return consent;
  }

  /**
   * A request for the same of which the consumer has not been told yet, or that was answered after the present request
   * had arrived: of simultaneous requests, only one creates a consent.
   */
  private async findSame(
    person: SubjectKey,
    { productId, accountId, accountIndex }: SameRequest,
  ): Promise<Consent | null> {
    const unanswered = await this.repository.findByRepeatIndex(repeatIndexOf(person, productId, accountId));
    const arrivedAt = currentRequest()?.arrivedAt;
    if (unanswered || arrivedAt === undefined) return unanswered;
    return this.repository.findJustAnswered(
      { subjectId: person.subjectId, productId, accountIndex },
      (performance.now() - arrivedAt) / 1000,
    );
  }

  /**
   * For an answer that is not stored any longer: the consent still exists, and a fresh link to it can be requested. A
   * new key would create a second consent.
   */
  async explainExpired({ consumerId }: Caller, key: string, expired: Fault): Promise<Fault> {
    const consent = await this.repository.findByKey(consumerId, key);
    if (!consent?.consentHandle || !(await this.subjectKeys.find(consent.subjectId))) return expired;
    const { consentHandle } = consent;
    const nextAction = `Get a fresh link with POST /webRedirection/getEncryptedUrl and consentHandle ${consentHandle}.`;
    return new Fault('replay-expired', {
      detail: `The consent was requested with this Idempotency-Key; the answer is not kept any longer. ${nextAction}`,
      nextAction,
    });
  }

  /**
   * The effect names its journey, which may have been sent again since. A request whose consent FinPro does not list
   * after its longest processing time never arrived.
   */
  async inquire(effect: OpenEffect): Promise<Finding> {
    const [named] = effect.vendorKey === null ? [] : await this.repository.findByJourneys([effect.vendorKey]);
    const consent = named ?? (await this.repository.findByIntent(effect.intentId));
    const key = consent && (await this.subjectKeys.find(consent.subjectId));
    if (!consent || !key) return { verdict: 'unknowable' };
    try {
      return await (consent.intentId === effect.intentId
        ? this.inquireLatest(effect, consent, key)
        : this.inquireEarlier(effect, consent, key));
    } catch (error) {
      if (
        !(error instanceof Fault) ||
        (error.faultName !== 'outcome-unknown' && error.faultName !== 'request-in-flight')
      )
        throw error;
      if (error.faultName === 'request-in-flight' || !effect.leaseExpired) return UNKNOWN;
      const isOpen = consent.intentId === effect.intentId && consent.consentHandle === null;
      return {
        verdict: 'unknowable',
        write: isOpen ? this.repository.lose(effect.intentId) : undefined,
        detail: { journey_id: consent.journeyId, several: true },
      };
    }
  }

  private async inquireLatest(
    { intentId, leaseExpired }: OpenEffect,
    consent: Consent,
    key: SubjectKey,
  ): Promise<Finding> {
    if (consent.consentHandle)
      return { verdict: 'done', detail: { journey_id: consent.journeyId, consent_handle: consent.consentHandle } };
    const found = await this.find(consent, key);
    if (found === 'unreadable') return UNKNOWN;
    if (found) return this.adoption(consent, found);
    return leaseExpired
      ? { verdict: 'failed', write: this.repository.lose(intentId), detail: { journey_id: consent.journeyId } }
      : UNKNOWN;
  }

  /**
   * The latest attempt is settled first: until its outcome is recorded, a listed consent may belong to it. Once it has
   * its consent, any further one can only belong to an earlier attempt.
   */
  private async inquireEarlier(
    { intentId, leaseExpired }: OpenEffect,
    consent: Consent,
    key: SubjectKey,
  ): Promise<Finding> {
    if ((await this.reconciler.standing(consent.intentId)).isOpen) return UNKNOWN;
    const found = await this.find(consent, key);
    if (found === 'unreadable') return UNKNOWN;
    if (!found) return leaseExpired ? { verdict: 'failed', detail: { journey_id: consent.journeyId } } : UNKNOWN;
    return consent.consentHandle ? this.surplus(intentId, consent, key, found) : this.adoption(consent, found);
  }

  private surplus(
    intentId: string,
    consent: Consent,
    key: SubjectKey,
    { consentHandle, confirmedAt }: ListedConsent,
  ): Finding {
    const journeyId = uuidv7();
    const own = {
      journeyId,
      intentId,
      idempotencyKey: null,
      repeatIndex: null,
      answeredAt: null,
      consentId: null,
      attempts: 1,
      attemptedAt: consent.requestedAt,
      statusChangedAt: confirmedAt,
      linkIssuedAt: null,
      visitOutcome: null,
      visitedAt: null,
      expiresAt: null,
      renews: null,
      expiringTold: 0,
      ...sealConsent(key, journeyId, openPerson(key, consent), openChosen(key, consent)),
    };
    const write = this.repository.addSurplus({ ...consent, ...own }, consentHandle, confirmedAt);
    return {
      verdict: 'done',
      write,
      detail: { journey_id: journeyId, consent_handle: consentHandle, surplus_of: consent.journeyId },
    };
  }

  private async assertSettled(rivals: readonly Consent[]): Promise<void> {
    for (const { intentId, idempotencyKey } of rivals) {
      const { isHeld, secondsLeft } = await this.reconciler.standing(intentId);
      if (isHeld)
        throw new Fault('request-in-flight', {
          retryAfterSeconds: secondsLeft,
          ...(idempotencyKey
            ? { detail: 'Another request for the same consent, with an Idempotency-Key, has not ended yet.' }
            : {}),
        });
    }
  }
}

const createdAt = ({ createdAt: instant }: ListedConsent, otherwise: number): number => instant?.getTime() ?? otherwise;

/**
 * Whether either of two requests for the same person, template and accountID may be answered with the consent of the
 * other.
 */
const isAlike = (one: NewConsent, other: NewConsent): boolean =>
  [...(one.fipIds ?? [])].toSorted().join() === [...(other.fipIds ?? [])].toSorted().join();

const inFlight = (key: string | null, retryAfterSeconds: number): Fault =>
  key
    ? new Fault('key-in-flight', {
        retryAfterSeconds,
        detail:
          'It is not known yet what became of the first request with this Idempotency-Key: FinPro may still ' +
          'carry it out.',
      })
    : new Fault('request-in-flight', { retryAfterSeconds });
