import { Injectable } from '@nestjs/common';
import { AuditService, type Originator } from '../audit/audit.service';
import { Committer } from '../database/committer';
import { together, type Write } from '../database/write';
import { Fault } from '../errors';
import { consentStatusOf, mayBecome } from './consent-status';
import { ConsentsRepository } from './consents.repository';
import type { Consent } from './entities/consent.entity';
import type { ListedConsent } from './finpro-consent';
import { FinproClient } from './finpro.client';

/** A consent, and what FinPro said of it just now. */
export interface ObservedConsent {
  readonly consent: Consent;
  readonly received: ListedConsent;
}

/** Asks FinPro for the status of consents, and keeps what changed: the only way by which a status becomes ours. */
@Injectable()
export class ConsentStatusService {
  constructor(
    private readonly finpro: FinproClient,
    private readonly repository: ConsentsRepository,
    private readonly audit: AuditService,
    private readonly committer: Committer,
  ) {}

  /** In the order given. Throws Fault `vendor-nonsense` when FinPro leaves one out or speaks of another template or accountID. */
  async observe(originator: Originator, consents: readonly Consent[]): Promise<ObservedConsent[]> {
    const { value: listed, vendorRequestId } = await this.finpro.listConsents({ consentHandles: consents.map(({ consentHandle }) => consentHandle!) });
    const observed: ObservedConsent[] = [];
    for (const consent of consents) {
      const received = listed.find(({ consentHandle }) => consentHandle === consent.consentHandle);
      if (!received) throw new Fault('vendor-nonsense', { detail: 'FinPro did not list the consent.' });
      observed.push({ consent: await this.keep(originator, consent, received, vendorRequestId), received });
    }
    return observed;
  }

  /** Keeps what FinPro said of the consent. A step that no consent can take, as out of a final status, is not believed. */
  async keep(originator: Originator, consent: Consent, received: ListedConsent, vendorRequestId: string | null): Promise<Consent> {
    if (received.productId !== consent.productId || received.accountId !== consent.accountId) throw new Fault('vendor-nonsense', { detail: 'FinPro listed the consent with another productID or accountID.' });
    return this.record(originator, consent, consentStatusOf(received.status), received, vendorRequestId);
  }

  /** FinPro says that it revoked the consent. */
  revoked(consent: Consent, at: Date): Write<Consent> {
    return this.repository.observe(consent, { status: 'REVOKED', confirmedAt: at, consentId: null, expiresAt: null });
  }

  private async record(originator: Originator, consent: Consent, status: Consent['status'], { consentId, expiresAt, confirmedAt }: ListedConsent, vendorRequestId: string | null): Promise<Consent> {
    if (!mayBecome(consent.status, status) || confirmedAt < consent.statusConfirmedAt) return consent;
    const observed = this.repository.observe(consent, { status, confirmedAt, consentId, expiresAt });
    const isNews = status !== consent.status || (consentId !== null && consent.consentId === null) || (expiresAt !== null && consent.expiresAt?.getTime() !== expiresAt.getTime());
    if (isNews) {
      const detail = { journey_id: consent.journeyId, consent_handle: consent.consentHandle, from: consent.status, to: status };
      const event = this.audit.event(originator, { action: 'consent.status.observed', subject: consent.subjectId, vendor: 'finpro', detail }, 'SUCCEEDED', vendorRequestId);
      await this.committer.commit(status === consent.status ? observed : together(observed, event));
    }
    return observed.result;
  }
}
