import { Injectable } from '@nestjs/common';
import { AuditService, type Actor } from '../../audit/audit.service';
import { Committer } from '../../database/committer';
import { whileOvertaken } from '../../database/failure';
import { nothing, together, type Write } from '../../database/write';
import { Fault } from '../../errors';
import type { ConfirmedBy } from '../../http/provenance/provenance';
import type { Finding, OpenEffect } from '../../journey-registry/inquiry';
import { type ConsentStatus, consentStatusOf, mayBecome } from '../consent-status';
import { ConsentsRepository } from './consents.repository';
import { type ConsentWithHandle, hasHandle } from '../consent.entity';
import type { ListedConsent } from '../finpro/finpro-consent';
import { FinproClient } from '../finpro/finpro.client';

/** A consent, and what FinPro has just reported of it. */
export interface ObservedConsent {
  readonly consent: ConsentWithHandle;
  readonly received: ListedConsent;
}

/** What FinPro reported, the change that it means, and the write to be committed for it. */
export interface ConsentReading extends ObservedConsent {
  /** Refused (`isChanged`) when another process committed a change first. */
  readonly write: Write<unknown>;
  readonly change: { readonly from: ConsentStatus; readonly to: ConsentStatus } | null;
  /** The status differs from the known one, but may be older: it was requested before the known one was confirmed. */
  readonly isDoubtful: boolean;
}

/** How old a confirmation may be before a consumer's own reading renews it, in milliseconds. */
const RENEWED_AFTER_MS = 30_000;

/** Asks FinPro for the status of consents, and stores changes. A status is stored only through this service. */
@Injectable()
export class ConsentStatusService {
  constructor(
    private readonly finpro: FinproClient,
    private readonly repository: ConsentsRepository,
    private readonly audit: AuditService,
    private readonly committer: Committer,
  ) {}

  /** As FinPro lists them now; nothing is stored. Throws like `observe`. */
  async peek(actor: Actor, consents: readonly ConsentWithHandle[]): Promise<ObservedConsent[]> {
    const { value: listed, vendorRequestId } = await this.finpro.listConsents(consents[0]!, {
      consentHandles: consents.map(({ consentHandle }) => consentHandle),
    });
    return consents.map((consent) =>
      this.read(actor, consent, inList(listed, consent), 'VENDOR_READ', vendorRequestId),
    );
  }

  /** In order. Throws Fault `vendor-invalid-response` when one is left out or has another template or accountID. */
  async observe(actor: Actor, consents: readonly ConsentWithHandle[], mayShare = false): Promise<ObservedConsent[]> {
    const consentHandles = consents.map(({ consentHandle }) => consentHandle);
    const { value: listed, vendorRequestId } = await this.finpro.listConsents(
      consents[0]!,
      { consentHandles },
      mayShare,
    );
    const observed: ObservedConsent[] = [];
    for (const consent of consents) {
      const received = inList(listed, consent);
      observed.push({ consent: await this.keep(actor, consent, received, vendorRequestId), received });
    }
    return observed;
  }

  /** Asks FinPro, and leaves the resulting write for the caller to commit. */
  async confirmStatus(actor: Actor, consent: ConsentWithHandle, confirmedBy: ConfirmedBy): Promise<ConsentReading> {
    const { value: listed, vendorRequestId } = await this.finpro.listConsents(consent, {
      consentHandles: [consent.consentHandle],
    });
    return this.read(actor, consent, inList(listed, consent), confirmedBy, vendorRequestId);
  }

  /** Stores what FinPro reported. Impossible transitions, such as one out of a final status, are ignored. */
  async keep(
    actor: Actor,
    consent: ConsentWithHandle,
    received: ListedConsent,
    vendorRequestId: string | null,
  ): Promise<ConsentWithHandle> {
    return this.untilKept(consent, async (known) => {
      const reading = this.read(actor, known, received, 'VENDOR_READ', vendorRequestId);
      await this.committer.record(isNews(known, reading) ? reading.write : nothing(undefined));
      return reading.consent;
    });
  }

  /** Whether FinPro's element matches the consent as it was requested. */
  isAbout(known: ConsentWithHandle, { productId, accountId }: ListedConsent): boolean {
    return productId === known.productId && this.repository.isOfAccount(known, accountId);
  }

  /** FinPro confirmed a revocation, or its list shows that the consent has ended. */
  ended(known: ConsentWithHandle, found: ListedConsent | null, at: Date): Write<ConsentWithHandle> {
    const status = found ? consentStatusOf(found.status) : 'REVOKED';
    if (!mayBecome(known.status, status)) return nothing(known);
    const said = { status, confirmedAt: at, consentId: null, expiresAt: found?.expiresAt ?? null };
    return status === known.status
      ? this.repository.confirm(known, said, 'VENDOR_READ')
      : this.repository.change(known, said, 'VENDOR_READ');
  }

  /** Runs `work` with the known row, and again with the new row after a concurrent change. */
  async untilKept<T>(consent: ConsentWithHandle, work: (known: ConsentWithHandle) => Promise<T>): Promise<T> {
    return whileOvertaken(
      (error) => this.repository.isChanged(error),
      async (attempt) =>
        work(
          attempt === 1
            ? consent
            : ((await this.repository.findByJourneys([consent.journeyId])).find(hasHandle) ?? consent),
        ),
    );
  }

  /** What FinPro's list says became of a revocation. The consent's own status is updated by its next reading. */
  async inquireRevocation({ vendorKey, vendorAccount, leaseExpired }: OpenEffect): Promise<Finding> {
    const { value: listed, oddHandles } = await this.finpro.listConsents(
      { appIdentifier: null, vendorAccount },
      { consentIds: vendorKey === null ? [] : [vendorKey] },
    );
    const found = listed.find(({ consentId }) => consentId === vendorKey);
    const detail = { status: found?.status ?? null };
    if (found && consentStatusOf(found.status) === 'REVOKED') return { verdict: 'done', detail };
    return { verdict: leaseExpired && oddHandles.length === 0 ? 'failed' : 'unknown', detail };
  }

  private read(
    actor: Actor,
    known: ConsentWithHandle,
    received: ListedConsent,
    confirmedBy: ConfirmedBy,
    vendorRequestId: string | null,
  ): ConsentReading {
    if (!this.isAbout(known, received))
      throw new Fault('vendor-invalid-response', {
        detail: 'FinPro listed the consent with another productID or accountID.',
      });
    const status = consentStatusOf(received.status);
    const isDoubtful = status !== known.status && received.askedAt < known.statusConfirmedAt;
    const unchanged = { consent: known, received, write: nothing(undefined), change: null, isDoubtful };
    if (isDoubtful || !mayBecome(known.status, status) || received.confirmedAt < known.statusConfirmedAt)
      return unchanged;
    const said = {
      status,
      confirmedAt: received.confirmedAt,
      consentId: received.consentId,
      expiresAt: received.expiresAt,
    };
    if (status === known.status) {
      const confirmed = this.repository.confirm(known, said, confirmedBy);
      return { ...unchanged, consent: confirmed.result, write: confirmed };
    }
    const change = { from: known.status, to: status };
    const moved = this.repository.change(known, said, confirmedBy);
    const detail = {
      journey_id: known.journeyId,
      consent_handle: known.consentHandle,
      ...change,
      confirmed_by: confirmedBy,
      consent_id: moved.result.consentId,
      expires_at: moved.result.expiresAt?.toISOString() ?? null,
    };
    const event = this.audit.event(
      actor,
      { action: 'consent.status.observed', subject: known.subjectId, vendor: 'finpro', detail },
      'SUCCEEDED',
      vendorRequestId,
    );
    return { ...unchanged, consent: moved.result, write: together(moved, event), change };
  }
}

function inList(listed: readonly ListedConsent[], { consentHandle }: ConsentWithHandle): ListedConsent {
  const received = listed.find((one) => one.consentHandle === consentHandle);
  if (!received) throw new Fault('vendor-invalid-response', { detail: 'FinPro did not list the consent.' });
  return received;
}

/** Whether a consumer's own reading is worth a commit: something changed, or the last confirmation is old. */
function isNews(known: ConsentWithHandle, { change, consent, received }: ConsentReading): boolean {
  const isOther = consent.consentId !== known.consentId || consent.expiresAt?.getTime() !== known.expiresAt?.getTime();
  return (
    change !== null || isOther || received.confirmedAt.getTime() - known.statusConfirmedAt.getTime() >= RENEWED_AFTER_MS
  );
}
