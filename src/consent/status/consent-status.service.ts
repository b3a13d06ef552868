import { Injectable } from '@nestjs/common';
import { AuditService, type Actor } from '../../audit/audit.service';
import { Committer } from '../../database/committer';
import { WriteRefused } from '../../database/failure';
import { nothing, together, type Write } from '../../database/write';
import { Fault } from '../../errors';
import type { ConfirmedBy } from '../../http/provenance/provenance';
import { ConsentJourney } from './consent-journey';
import { CHANGE_REFUSED } from './consent-observations.repository';
import { type ConsentStatus, consentStatusOf, mayBecome } from '../consent-status';
import { ConsentsRepository } from './consents.repository';
import type { Consent } from '../consent.entity';
import type { ListedConsent } from '../finpro/finpro-consent';
import { FinproClient } from '../finpro/finpro.client';

/** A consent, and what FinPro said of it just now. */
export interface ObservedConsent {
  readonly consent: Consent;
  readonly received: ListedConsent;
}

/** What FinPro said, what it amounts to, and what has to be committed for it. */
export interface ConsentReading extends ObservedConsent {
  /** Refused (`consents.change`) when somebody else was faster. */
  readonly write: Write<unknown>;
  readonly change: { readonly from: ConsentStatus; readonly to: ConsentStatus } | null;
  /** It is another status than the known one, and may be older: it was asked for before that one was confirmed. */
  readonly isDoubtful: boolean;
}

/** How old a confirmation may be before a consumer's own reading renews it, in milliseconds. */
const RENEWED_AFTER_MS = 30_000;
/** How often what is known is looked at again because somebody else kept a change at the same moment. */
const MAX_TRIES = 4;

/** Asks FinPro for the status of consents, and keeps what changed: the only way by which a status becomes ours. */
@Injectable()
export class ConsentStatusService {
  constructor(
    private readonly finpro: FinproClient,
    private readonly repository: ConsentsRepository,
    private readonly journey: ConsentJourney,
    private readonly audit: AuditService,
    private readonly committer: Committer,
  ) {}

  /**
   * In the order given. Throws Fault `vendor-invalid-response` when FinPro leaves one out or speaks of another template
   * or accountID.
   */
  async observe(actor: Actor, consents: readonly Consent[]): Promise<ObservedConsent[]> {
    const { value: listed, vendorRequestId } = await this.finpro.listConsents(consents[0]!.appIdentifier, {
      consentHandles: consents.map(({ consentHandle }) => consentHandle!),
    });
    const observed: ObservedConsent[] = [];
    for (const consent of consents) {
      const received = inList(listed, consent);
      observed.push({ consent: await this.keep(actor, consent, received, vendorRequestId), received });
    }
    return observed;
  }

  /** Asks FinPro, and leaves what it amounts to for the caller to commit. */
  async look(actor: Actor, consent: Consent, confirmedBy: ConfirmedBy): Promise<ConsentReading> {
    const { value: listed, vendorRequestId } = await this.finpro.listConsents(consent.appIdentifier, {
      consentHandles: [consent.consentHandle!],
    });
    return this.read(actor, consent, inList(listed, consent), confirmedBy, vendorRequestId);
  }

  /**
   * Keeps what FinPro said of the consent. A step that no consent can take, as out of a final status, is not believed.
   */
  async keep(
    actor: Actor,
    consent: Consent,
    received: ListedConsent,
    vendorRequestId: string | null,
  ): Promise<Consent> {
    return this.untilKept(consent, async (known) => {
      const reading = this.read(actor, known, received, 'VENDOR_READ', vendorRequestId);
      await this.committer.record(isNews(known, reading) ? reading.write : nothing(undefined));
      return reading.consent;
    });
  }

  /** Whether FinPro speaks of the consent as it was requested. */
  isAbout(known: Consent, { productId, accountId }: ListedConsent): boolean {
    return productId === known.productId && this.repository.isOfAccount(known, accountId);
  }

  /** FinPro says that it revoked the consent, or was found to have ended it. */
  ended(known: Consent, found: ListedConsent | null, at: Date): Write<Consent> {
    const status = found ? consentStatusOf(found.status) : 'REVOKED';
    if (!mayBecome(known.status, status)) return nothing(known);
    const said = { status, confirmedAt: at, consentId: null, expiresAt: found?.expiresAt ?? null };
    return status === known.status
      ? this.journey.confirm(known, said, 'VENDOR_READ')
      : this.journey.move(known, said, 'VENDOR_READ');
  }

  /** The user's browser came back. */
  returned(consent: Consent): Write<void> {
    return this.journey.returned(consent);
  }

  /** Works on what is known, and again on what is known by then when somebody else kept a change at the same moment. */
  async untilKept<T>(consent: Consent, work: (known: Consent) => Promise<T>): Promise<T> {
    let known = consent;
    for (let tried = 1; ; tried++) {
      try {
        return await work(known);
      } catch (error) {
        if (!(error instanceof WriteRefused) || error.reason !== CHANGE_REFUSED || tried === MAX_TRIES) throw error;
        known = (await this.repository.findByJourneys([consent.journeyId]))[0] ?? known;
      }
    }
  }

  private read(
    actor: Actor,
    known: Consent,
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
      const confirmed = this.journey.confirm(known, said, confirmedBy);
      return { ...unchanged, consent: confirmed.result, write: confirmed };
    }
    const change = { from: known.status, to: status };
    const moved = this.journey.move(known, said, confirmedBy);
    const detail = {
      journey_id: known.journeyId,
      consent_handle: known.consentHandle,
      ...change,
      confirmed_by: confirmedBy,
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

function inList(listed: readonly ListedConsent[], { consentHandle }: Consent): ListedConsent {
  const received = listed.find((one) => one.consentHandle === consentHandle);
  if (!received) throw new Fault('vendor-invalid-response', { detail: 'FinPro did not list the consent.' });
  return received;
}

/** Whether a consumer's own reading is worth a commit: something is new, or the confirmation has grown old. */
function isNews(known: Consent, { change, consent, received }: ConsentReading): boolean {
  const isOther = consent.consentId !== known.consentId || consent.expiresAt?.getTime() !== known.expiresAt?.getTime();
  return (
    change !== null || isOther || received.confirmedAt.getTime() - known.statusConfirmedAt.getTime() >= RENEWED_AFTER_MS
  );
}
