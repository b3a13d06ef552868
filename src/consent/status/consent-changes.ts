import { Injectable } from '@nestjs/common';
import type { Json } from '../../audit/canonical-json';
import { together, type Write } from '../../database/write';
import { statusData } from '../../events/event-payload';
import { EventsService } from '../../events/events.service';
import type { ConfirmedBy } from '../../http/provenance/provenance';
import type { Cadence } from '../../journey-registry/refreshed';
import { PollSchedulesService } from '../../inbox/polling/poll-schedules.service';
import { consentCadenceOf } from '../consent-status';
import { ConsentsRepository } from './consents.repository';
import { Consent, type ConsentWithHandle } from '../consent.entity';
import { entityOf } from '../../database/entity-of';

/** What FinPro reported of a consent. */
export interface Said extends Pick<Consent, 'status' | 'consentId' | 'expiresAt'> {
  readonly confirmedAt: Date;
}

/** The consent that FinPro created for a request. */
export interface Adoption {
  readonly consentHandle: string;
  readonly confirmedAt: Date;
  readonly linkIssuedAt: Date | null;
  readonly isAnswered: boolean;
}

/** The writes of a change in a consent's journey: the consent's row, an event for the consumer, and a poll schedule. */
@Injectable()
export class ConsentChanges {
  constructor(
    private readonly repository: ConsentsRepository,
    private readonly events: EventsService,
    private readonly polls: PollSchedulesService,
  ) {}

  /** FinPro knows it by this handle. `linkIssuedAt` null: found without a link. `isAnswered`: the consumer is told. */
  adopt(journey: Consent, { consentHandle, confirmedAt, linkIssuedAt, isAnswered }: Adoption): Write<void> {
    const adopted = this.pending(journey, consentHandle, confirmedAt);
    return together(
      this.repository.adopt(journey.intentId, adopted, { linkIssuedAt, isAnswered }),
      this.tell('consent.created', adopted, {}),
      this.schedule(adopted, linkIssuedAt ? 'active' : 'resting'),
    );
  }

  /** FinPro created one for an earlier attempt, too: recorded without a link, so that it is tracked and revocable. */
  addSurplus(surplus: Consent, consentHandle: string, confirmedAt: Date): Write<void> {
    const pending = this.pending(surplus, consentHandle, confirmedAt);
    return together(
      this.repository.addSurplus(pending),
      this.tell('consent.created', pending, {}),
      this.schedule(pending, 'resting'),
    );
  }

  /** The status has changed. Refused (`isChanged`) when another process committed a change first. */
  move(known: ConsentWithHandle, said: Said, confirmedBy: ConfirmedBy): Write<ConsentWithHandle> {
    const changed = { ...known, statusRevision: known.statusRevision + 1, statusChangedAt: said.confirmedAt };
    const observed = this.observed(changed, said, confirmedBy);
    return together(
      this.repository.change(known, observed),
      this.tell('consent.status_changed', observed, { previous_status: known.status }),
      this.schedule(observed, consentCadenceOf(said.status)),
    );
  }

  /** The status is the known one. */
  confirm(known: ConsentWithHandle, said: Said, confirmedBy: ConfirmedBy): Write<ConsentWithHandle> {
    return this.repository.confirm(known, this.observed(known, said, confirmedBy));
  }

  /** The user was given FinPro's link, and may be working on it from now on. */
  linked(consent: ConsentWithHandle, issuedAt: Date): Write<void> {
    return together(this.repository.linked(consent.journeyId, issuedAt), this.expectChange(consent));
  }

  /** The consumer was given a durable link, which has not been opened yet. */
  answered({ journeyId }: Consent): Write<void> {
    return this.repository.answered(journeyId);
  }

  /** The user's browser came back. That changes no status. */
  returned(consent: ConsentWithHandle): Write<void> {
    return together(this.tell('consent.returned', consent, {}), this.expectChange(consent));
  }

  private expectChange(consent: ConsentWithHandle): Write<void> {
    return this.schedule(consent, consentCadenceOf(consent.status, 'active'));
  }

  private pending(journey: Consent, consentHandle: string, confirmedAt: Date): ConsentWithHandle {
    const staleAfter = this.polls.staleAfter(consentCadenceOf('PENDING'), confirmedAt, confirmedAt);
    return entityOf(Consent, {
      ...journey,
      consentHandle,
      status: 'PENDING' as const,
      statusConfirmedAt: confirmedAt,
      statusConfirmedBy: 'VENDOR_READ' as const,
      statusStaleAfter: staleAfter,
      statusRevision: 0,
    });
  }

  private observed(consent: ConsentWithHandle, said: Said, confirmedBy: ConfirmedBy): ConsentWithHandle {
    const { status, confirmedAt, consentId, expiresAt } = said;
    return entityOf(Consent, {
      ...consent,
      status,
      statusConfirmedAt: confirmedAt,
      statusConfirmedBy: confirmedBy,
      statusStaleAfter: this.polls.staleAfter(consentCadenceOf(status), consent.statusChangedAt, confirmedAt),
      consentId: consent.consentId ?? consentId,
      expiresAt: expiresAt ?? consent.expiresAt,
    });
  }

  private schedule({ journeyId, consentHandle }: ConsentWithHandle, cadence: Cadence): Write<void> {
    return this.polls.set({ journeyId, vendor: 'finpro', reference: consentHandle }, cadence);
  }

  private tell(
    type: 'consent.created' | 'consent.status_changed' | 'consent.returned',
    consent: Consent,
    rest: Readonly<Record<string, Json>>,
  ): Write<void> {
    const { consumerId, journeyId, consentHandle, consentId } = consent;
    return this.events.record({
      consumerId,
      type,
      journeyId,
      data: { consent_handle: consentHandle, consent_id: consentId, ...statusData(consent, rest) },
    });
  }
}
