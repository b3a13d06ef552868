import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { Fault } from '../../errors';
import { type SubjectKey, SubjectKeys } from '../../privacy/subject-keys';
import type { Finding, OpenEffect } from '../../journey-registry/inquiry';
import { Reconciler } from '../../signed-http/effects/reconciler';
import { ConsentChanges } from '../status/consent-changes';
import { ConsentRecoveryService } from './consent-recovery.service';
import { consentStatusOf } from '../consent-status';
import { ConsentsRepository } from '../status/consents.repository';
import type { Consent } from '../consent.entity';
import type { ListedConsent } from '../finpro/finpro-consent';
import { FinproClient } from '../finpro/finpro.client';
import { openChosen, openPerson, sealConsent } from '../person';

const UNKNOWN: Finding = { verdict: 'unknown' };

/**
 * How FinPro is asked what became of effects that their process did not settle: with its consent list.
 */
@Injectable()
export class ConsentInquiries {
  constructor(
    private readonly finpro: FinproClient,
    private readonly repository: ConsentsRepository,
    private readonly subjectKeys: SubjectKeys,
    private readonly journey: ConsentChanges,
    private readonly recovery: ConsentRecoveryService,
    private readonly reconciler: Reconciler,
  ) {}

  /**
   * The effect names its journey, which may have been sent again since. A request whose consent FinPro does not list
   * after its longest processing time never arrived.
   */
  async inquireRequest(effect: OpenEffect): Promise<Finding> {
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
        beside: isOpen ? this.repository.lose(effect.intentId) : undefined,
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
    const found = await this.recovery.find(consent, key);
    if (found === 'unreadable') return UNKNOWN;
    if (found) return this.recovery.adoption(consent, found);
    return leaseExpired
      ? { verdict: 'failed', beside: this.repository.lose(intentId), detail: { journey_id: consent.journeyId } }
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
    const found = await this.recovery.find(consent, key);
    if (found === 'unreadable') return UNKNOWN;
    if (!found) return leaseExpired ? { verdict: 'failed', detail: { journey_id: consent.journeyId } } : UNKNOWN;
    return consent.consentHandle ? this.surplus(intentId, consent, key, found) : this.recovery.adoption(consent, found);
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
      ...sealConsent(key, journeyId, openPerson(key, consent), openChosen(key, consent)),
    };
    const beside = this.journey.addSurplus({ ...consent, ...own }, consentHandle, confirmedAt);
    return {
      verdict: 'done',
      beside,
      detail: { journey_id: journeyId, consent_handle: consentHandle, surplus_of: consent.journeyId },
    };
  }

  /** The consent's own status is updated by its next reading. */
  async inquireRevocation({ vendorKey, leaseExpired }: OpenEffect): Promise<Finding> {
    const { value: listed, oddHandles } = await this.finpro.listConsents(null, {
      consentIds: vendorKey === null ? [] : [vendorKey],
    });
    const found = listed.find(({ consentId }) => consentId === vendorKey);
    const detail = { status: found?.status ?? null };
    if (found && consentStatusOf(found.status) === 'REVOKED') return { verdict: 'done', detail };
    return { verdict: leaseExpired && oddHandles.length === 0 ? 'failed' : 'unknown', detail };
  }
}
