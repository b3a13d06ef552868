import { Inject, Injectable } from '@nestjs/common';
import { CONFIG } from '../config/config.module';
import type { Config } from '../config/config';
import { WriteRefused } from '../database/failure';
import type { Write } from '../database/write';
import { Fault } from '../errors';
import { type SubjectKey, SubjectKeys } from '../privacy/subject-keys';
import type { Finding, OpenEffect } from '../signed-http/open-effect';
import { Reconciler } from '../signed-http/reconciler';
import { ConsentJourney } from './consent-journey';
import { ConsentsRepository } from './consents.repository';
import type { Consent } from './entities/consent.entity';
import type { IssuedConsent, ListedConsent } from './finpro-consent';
import { nonsense } from './finpro.answers';
import { FinproClient } from './finpro.client';
import { openChosen, openPerson, type Person } from './person';

/** Milliseconds by which FinPro's clock may be behind ours. */
const SKEW_MS = 5_000;
/** Milliseconds beyond the vendor's deadline before an attempt counts as one whose process died. */
const MARGIN_MS = 5_000;

type Asked = Pick<Consent, 'productId' | 'requestedAt'> & { readonly accountId: string };

const askedOf = (key: SubjectKey, consent: Consent): Asked => ({ productId: consent.productId, requestedAt: consent.requestedAt, accountId: openChosen(key, consent).accountId });

/**
 * What became of requests whose answer was lost. FinPro knows no idempotency, so the truth is in its consent list: a consent of
 * the same party, template and accountID that is not ours yet, and not older than the request.
 */
@Injectable()
export class ConsentRecoveryService {
  constructor(
    private readonly finpro: FinproClient,
    private readonly repository: ConsentsRepository,
    private readonly subjectKeys: SubjectKeys,
    private readonly reconciler: Reconciler,
    private readonly journey: ConsentJourney,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** The one consent that the request can have made; null when there is none. Throws Fault `outcome-unknown` when there are several. */
  async find(asked: Asked, { partyIdentifierType, partyIdentifierValue }: Person): Promise<ListedConsent | null> {
    const { productId, accountId } = asked;
    const { value: listed } = await this.finpro.listConsents({ partyIdentifierType, partyIdentifierValue, productId, accountId }, { isWhole: true });
    const earliest = asked.requestedAt.getTime() - SKEW_MS;
    const fitting = listed.filter((one) => one.productId === productId && one.accountId === accountId && (one.createdAt?.getTime() ?? earliest) >= earliest);
    const known = await this.repository.known(fitting.map(({ consentHandle }) => consentHandle));
    const [candidate, ...others] = fitting.filter(({ consentHandle }) => !known.has(consentHandle));
    if (others.length > 0) throw new Fault('outcome-unknown');
    return candidate ?? null;
  }

  /** An answer without a handle, which FinPro's page allows: the consent list has it. Throws Fault `vendor-nonsense` when it has not, and `outcome-unknown`. */
  async complete(issued: IssuedConsent, asked: Asked, person: Person): Promise<IssuedConsent> {
    const handle = issued.handle ?? (await this.find(asked, person))?.consentHandle;
    if (!handle) throw nonsense('consent_handle');
    return { ...issued, handle };
  }

  /**
   * Looks what became of a lost request, and takes the consent over with the OUTCOME of its intent. Gives the journey with its
   * handle, or null when FinPro has no such consent, so that the request may be sent once more. Throws Fault `outcome-unknown`.
   */
  async recover(consent: Consent): Promise<Consent | null> {
    const key = await this.subjectKeys.find(consent.subjectId);
    if (!key) throw new Fault('outcome-unknown', { detail: 'The person was erased, so that FinPro cannot be asked what became of the request.' });
    const found = await this.find(askedOf(key, consent), openPerson(key, consent));
    if (!found) return null;
    await this.reconciler.settle(consent.intentId, this.adoption(consent, found));
    const [now] = await this.repository.findByJourneys([consent.journeyId]);
    if (!now?.consentHandle) throw new Fault('key-in-flight', { retryAfterSeconds: 1 });
    return now;
  }

  /** For the reconciler. What FinPro does not list after a whole lease, it never got; of several none is taken. */
  async inquire({ intentId, isRipe }: OpenEffect): Promise<Finding> {
    const consent = await this.repository.findByIntent(intentId);
    const key = consent && (await this.subjectKeys.find(consent.subjectId));
    if (!consent || !key) return { verdict: 'unknowable' };
    if (consent.consentHandle) return { verdict: 'done', detail: { journey_id: consent.journeyId, consent_handle: consent.consentHandle } };
    try {
      const found = await this.find(askedOf(key, consent), openPerson(key, consent));
      if (found) return this.adoption(consent, found);
      return isRipe ? { verdict: 'failed', beside: this.repository.lose(intentId), detail: { journey_id: consent.journeyId } } : { verdict: 'unknown' };
    } catch (error) {
      if (!(error instanceof Fault) || error.faultName !== 'outcome-unknown') throw error;
      return isRipe ? { verdict: 'unknowable', beside: this.repository.lose(intentId), detail: { journey_id: consent.journeyId, several: true } } : { verdict: 'unknown' };
    }
  }

  /** The request made this consent, and its answer said so; `linkIssuedAt` is null when the answer's link goes to nobody. */
  adopt(consent: Consent, intentId: string, consentHandle: string, confirmedAt: Date, linkIssuedAt: Date | null): Write<void> {
    return this.journey.adopt(consent, intentId, consentHandle, confirmedAt, linkIssuedAt);
  }

  private adoption(consent: Consent, { consentHandle, confirmedAt }: ListedConsent): Finding {
    return { verdict: 'done', beside: this.journey.adopt(consent, consent.intentId, consentHandle, confirmedAt, null), detail: { journey_id: consent.journeyId, consent_handle: consentHandle } };
  }

  /**
   * What an earlier request of the consumer left behind, by its key, or without one by what it asked for: a journey that has its
   * handle, also when that had to be looked for; one that may be sent once more; or nothing. Throws while it is under way.
   */
  async findEarlier(earlier: { consumerId: string; key: string | null; subjectId: string | null; productId: string; accountIndex: Buffer }): Promise<Consent | null> {
    const since = new Date(Date.now() - this.config.vendorDeadlineMs - MARGIN_MS);
    const { consumerId, key, subjectId, productId, accountIndex } = earlier;
    const byWhatItAsked = async (): Promise<Consent | null> => (subjectId ? this.repository.findLost({ subjectId, productId, accountIndex }, since) : null);
    const consent = key ? await this.repository.findByKey(consumerId, key) : await byWhatItAsked();
    if (!consent || consent.consentHandle) return consent;
    if (consent.status === 'REQUESTED' && consent.attemptedAt >= since) throw new WriteRefused('idempotency.claim');
    return (await this.recover(consent)) ?? consent;
  }
}
