import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { In, IsNull, Not, type Repository } from 'typeorm';
import { entityOf } from '../../database/entity-of';
import { isRefusedBy, reading } from '../../database/failure';
import { insertOf } from '../../database/statements/insert-of';
import { selectOf } from '../../database/statements/select-of';
import { updateOf } from '../../database/statements/update-of';
import { nothing, together, write, type Write } from '../../database/write';
import { statusData } from '../../events/event-payload';
import { EventsService } from '../../events/events.service';
import type { ConfirmedBy } from '../../http/provenance/provenance';
import { PollSchedulesService } from '../../inbox/polling/poll-schedules.service';
import { StatusReadings } from '../../inbox/readings/status-readings';
import type { Cadence } from '../../journey-registry/refreshed';
import { SubjectKeys } from '../../privacy/subject-keys';
import { consentCadenceOf, type ConsentStatus, type VisitOutcome } from '../consent-status';
import { Consent, type ConsentWithHandle, hasHandle, type NewConsent } from '../consent.entity';

/**
 * The consent that a new one renews: of the same person and template, given and not taken back, and either of the same
 * accountID or near its end. Of several: the same accountID first, then the newest.
 */
const RENEWED = `(SELECT p.journey_id FROM portico.consents AS p
    WHERE p.subject_id = r."subjectId" AND p.product_id = r."productId"
      AND (p.status IN ('ACTIVE', 'PAUSED') OR (p.status = 'EXPIRED' AND p.consent_id IS NOT NULL))
      AND (p.account_index = r."accountIndex" OR p.expires_at < r."requestedAt" + interval '14 days')
    ORDER BY p.account_index = r."accountIndex" DESC NULLS LAST, p.journey_id DESC LIMIT 1)`;

const REQUEST = insertOf(Consent, 'consents.request', {
  computed: { attemptedAt: 'now()', statusChangedAt: 'now()', renews: RENEWED },
});

interface Repeated extends Pick<Consent, 'journeyId' | 'intentId'> {
  readonly lostIntentId: string;
}

/** Sent again after a check found no consent. Refused while another attempt is under way, or once it was found. */
const REPEAT = updateOf<Consent, Repeated>(Consent, 'consents.repeat', {
  by: ['journeyId'],
  set: { status: "'REQUESTED'", intentId: 'r."intentId"', attemptedAt: 'now()', attempts: 't.attempts + 1' },
  where: 't.intent_id = r."lostIntentId" AND t.consent_handle IS NULL',
  extra: { lostIntentId: 'uuid' },
});

/** The request created no consent. Its journey can be found for a while, and its keys are free again. */
const REFUSE = updateOf<Consent, Pick<Consent, 'intentId'>>(Consent, 'consents.refuse', {
  by: ['intentId'],
  set: {
    status: "'REFUSED'",
    statusConfirmedAt: 'now()',
    statusChangedAt: 'now()',
    idempotencyKey: 'NULL',
    repeatIndex: 'NULL',
  },
  where: 't.consent_handle IS NULL',
});

const LOSE = updateOf<Consent, Pick<Consent, 'intentId'>>(Consent, 'consents.lose', {
  by: ['intentId'],
  set: { status: "'UNKNOWN'", statusConfirmedAt: 'now()' },
  where: 't.consent_handle IS NULL',
});

/** The consent that FinPro created for a request. */
interface Adoption {
  readonly consentHandle: string;
  readonly confirmedAt: Date;
  readonly linkIssuedAt: Date | null;
  readonly isAnswered: boolean;
}

type Adopted = Omit<Adoption, 'confirmedAt'> &
  Pick<Consent, 'intentId' | 'statusConfirmedAt' | 'statusStaleAfter'> & { readonly isErased: boolean };

/** Refused when it has a handle already, because another process found it first, or when the person was erased. */
const ADOPT = updateOf<Consent, Adopted>(Consent, 'consents.adopt', {
  by: ['intentId'],
  set: {
    consentHandle: 'r."consentHandle"',
    status: "'PENDING'",
    statusConfirmedAt: 'r."statusConfirmedAt"',
    statusChangedAt: 'r."statusConfirmedAt"',
    statusStaleAfter: 'r."statusStaleAfter"',
    linkIssuedAt: 'r."linkIssuedAt"',
    repeatIndex: 'CASE WHEN r."isAnswered" THEN NULL ELSE t.repeat_index END',
    answeredAt: 'CASE WHEN r."isAnswered" THEN now() END',
    erasedAt: 'CASE WHEN r."isErased" THEN coalesce(t.erased_at, now()) END',
  },
  where: `t.consent_handle IS NULL AND (r."isErased" OR (t.erased_at IS NULL AND EXISTS (
    SELECT FROM portico.subject_keys AS k WHERE k.subject_id = t.subject_id AND k.wrapped_key IS NOT NULL)))`,
  extra: { isAnswered: 'boolean', isErased: 'boolean' },
});

/** The consumer has been told of the consent. */
const TOLD = { repeatIndex: 'NULL', answeredAt: 'coalesce(t.answered_at, now())' };

/** Clears the outcome of the last visit, which means nothing while a new link is out. Refused for an erased person. */
const LINKED = updateOf<Consent, Pick<Consent, 'journeyId' | 'linkIssuedAt'>>(Consent, 'consents.linked', {
  by: ['journeyId'],
  set: { linkIssuedAt: 'r."linkIssuedAt"', visitOutcome: 'NULL', visitedAt: 'NULL', ...TOLD },
  where: 't.erased_at IS NULL',
});

const ANSWERED = updateOf<Consent, Pick<Consent, 'journeyId'>>(Consent, 'consents.answered', {
  by: ['journeyId'],
  set: TOLD,
});

/** A consent that FinPro created for an earlier attempt, besides the one that was returned to the consumer. */
const ADD_SURPLUS = insertOf(Consent, 'consents.add-surplus');

const VISITED = updateOf<Consent, Pick<Consent, 'journeyId' | 'visitOutcome' | 'visitedAt'>>(
  Consent,
  'consents.visited',
  { by: ['journeyId'], set: { visitOutcome: 'r."visitOutcome"', visitedAt: 'r."visitedAt"' } },
);

const READINGS = new StatusReadings(
  Consent,
  'consents',
  {
    consentId: 'coalesce(t.consent_id, r."consentId")',
    expiresAt: 'coalesce(r."expiresAt", t.expires_at)',
    // A consent that was prolonged ends anew.
    expiringTold: `CASE WHEN r."expiresAt" > t.expires_at + interval '14 days' THEN 0 ELSE t.expiring_told END`,
  },
  // A consent whose status has changed is no longer returned to a retry.
  { repeatIndex: 'NULL' },
);

/** What FinPro reported of a consent. */
interface Said extends Pick<Consent, 'status' | 'consentId' | 'expiresAt'> {
  readonly confirmedAt: Date;
}

/** Whether the error is that another process was faster. */
export const isOvertaken = (error: unknown): boolean =>
  isRefusedBy(
    error,
    REPEAT,
    ADOPT,
    'consents_consent_handle_key',
    'consents_consumer_id_idempotency_key_key',
    'consents_repeat_index_key',
  );

const BY_KEY = selectOf(Consent, 'consents.by-key', 't.consumer_id = $1 AND t.idempotency_key = $2');
const BY_REPEAT_INDEX = selectOf(Consent, 'consents.by-repeat-index', 't.repeat_index = $1');
const JUST_ANSWERED = selectOf(
  Consent,
  'consents.just-answered',
  `t.subject_id = $1 AND t.product_id = $2 AND t.account_index = $3 AND t.idempotency_key IS NULL
    AND t.status = 'PENDING' AND t.answered_at > clock_timestamp() - make_interval(secs => $4)
  ORDER BY t.journey_id DESC LIMIT 1`,
);

/** The rows of consents, and what is written with a change of one: an event for the consumer, and a poll schedule. */
@Injectable()
export class ConsentsRepository {
  constructor(
    @InjectRepository(Consent) private readonly consents: Repository<Consent>,
    private readonly subjectKeys: SubjectKeys,
    private readonly events: EventsService,
    private readonly polls: PollSchedulesService,
  ) {}

  /** Whether it was requested with this accountID; true while that waits to be sealed (migration 0015). */
  isOfAccount({ consumerId, accountIndex }: Consent, accountId: string): boolean {
    return accountIndex === null || accountIndex.equals(this.subjectKeys.accountIndexOf(consumerId, accountId));
  }

  /** Another consumer's consents are not found. */
  async findByHandles(consumerId: string, consentHandles: readonly string[]): Promise<ConsentWithHandle[]> {
    const where = { consumerId, consentHandle: In([...consentHandles]) };
    return (await reading(() => this.consents.findBy(where))).filter(hasHandle);
  }

  async findByConsentIds(consumerId: string, consentIds: readonly string[]): Promise<ConsentWithHandle[]> {
    const where = { consumerId, consentId: In([...consentIds]) };
    return (await reading(() => this.consents.findBy(where))).filter(hasHandle);
  }

  async findByJourneys(journeyIds: readonly string[]): Promise<Consent[]> {
    return reading(() => this.consents.findBy({ journeyId: In([...journeyIds]) }));
  }

  async findByIntent(intentId: string): Promise<Consent | null> {
    return reading(() => this.consents.findOneBy({ intentId }));
  }

  async findByKey(consumerId: string, idempotencyKey: string): Promise<Consent | null> {
    return (await reading(() => BY_KEY(this.consents, [consumerId, idempotencyKey])))[0] ?? null;
  }

  /** A request without a key of which the consumer has not been told yet. */
  async findByRepeatIndex(repeatIndex: Buffer): Promise<Consent | null> {
    return (await reading(() => BY_REPEAT_INDEX(this.consents, [repeatIndex])))[0] ?? null;
  }

  /** Pending, requested without a key, and told to the consumer within `seconds` by the database's clock. */
  async findJustAnswered(
    { subjectId, productId, accountIndex }: Pick<Consent, 'subjectId' | 'productId' | 'accountIndex'>,
    seconds: number,
  ): Promise<Consent | null> {
    const values = [subjectId, productId, accountIndex, seconds];
    return (await reading(() => JUST_ANSWERED(this.consents, values)))[0] ?? null;
  }

  /** Other requests for the same of which it is not known which of FinPro's consents they created. */
  async findRivals(asked: NewConsent): Promise<Consent[]> {
    const { journeyId, subjectId, productId, accountIndex, vendorAccount } = asked;
    if (accountIndex === null) return [];
    return reading(() =>
      this.consents.findBy({
        journeyId: Not(journeyId),
        subjectId,
        productId,
        accountIndex,
        vendorAccount,
        consentHandle: IsNull(),
        status: Not<ConsentStatus>('REFUSED'),
      }),
    );
  }

  /** Which of these handles are recorded already, for any consumer. */
  async known(consentHandles: readonly string[]): Promise<ReadonlySet<string>> {
    const select = { journeyId: true, consentHandle: true };
    const where = { consentHandle: In([...consentHandles]) };
    const found = await reading(() => this.consents.find({ select, where }));
    return new Set(found.filter(hasHandle).map(({ consentHandle }) => consentHandle));
  }

  request(consent: Consent): Write<Consent> {
    return write(REQUEST, consent, consent);
  }

  repeat({ journeyId, intentId: lostIntentId }: Consent, intentId: string): Write<void> {
    return write(REPEAT, { journeyId, intentId, lostIntentId }, undefined);
  }

  refuse(intentId: string): Write<void> {
    return write(REFUSE, { intentId }, undefined);
  }

  lose(intentId: string): Write<void> {
    return write(LOSE, { intentId }, undefined);
  }

  /**
   * FinPro knows it by this handle. `linkIssuedAt` null: found without a link. `isAnswered`: the consumer is told.
   * `journey.erasedAt`: the person was erased before that was known: it is polled, without an event.
   */
  adopt(journey: Consent, { consentHandle, confirmedAt, linkIssuedAt, isAnswered }: Adoption): Write<void> {
    const adopted = this.pending(journey, consentHandle, confirmedAt);
    const { intentId, statusConfirmedAt, statusStaleAfter, erasedAt } = adopted;
    const times = { statusConfirmedAt, statusStaleAfter, linkIssuedAt };
    const row = { intentId, consentHandle, ...times, isAnswered, isErased: erasedAt !== null };
    return together(
      write(ADOPT, row, undefined),
      this.tell('consent.created', adopted, {}),
      this.schedule(adopted, linkIssuedAt ? 'active' : 'resting'),
    );
  }

  /** What a write was refused for, when that is that the person was erased meanwhile. Throws any other error. */
  erasureIn(error: unknown, { subjectId }: Pick<Consent, 'subjectId'>) {
    return this.subjectKeys.erasureIn(error, subjectId);
  }

  /**
   * FinPro created one for an earlier attempt, too: recorded without a link, so that it is tracked and revocable.
   * Refused (`consents_consent_handle_key`) when it is recorded already.
   */
  addSurplus(surplus: Consent, consentHandle: string, confirmedAt: Date): Write<void> {
    const pending = this.pending(surplus, consentHandle, confirmedAt);
    return together(
      write(ADD_SURPLUS, pending, undefined),
      this.tell('consent.created', pending, {}),
      this.schedule(pending, 'resting'),
    );
  }

  /** The status has changed. Refused (`isChanged`) when another process committed a change first. */
  change(known: ConsentWithHandle, said: Said, confirmedBy: ConfirmedBy): Write<ConsentWithHandle> {
    const changed = { ...known, statusRevision: known.statusRevision + 1, statusChangedAt: said.confirmedAt };
    const observed = this.observed(changed, said, confirmedBy);
    return together(
      READINGS.change(known, observed),
      this.tell('consent.status_changed', observed, { previous_status: known.status }),
      this.schedule(observed, consentCadenceOf(said.status)),
    );
  }

  /** The status is the known one, newly confirmed. */
  confirm(known: ConsentWithHandle, said: Said, confirmedBy: ConfirmedBy): Write<ConsentWithHandle> {
    return READINGS.confirm(known, this.observed(known, said, confirmedBy));
  }

  /** Whether the error is that another process committed a change of the status first. */
  isChanged(error: unknown): boolean {
    return READINGS.isOvertaken(error);
  }

  /** The user was given FinPro's link, and may be working on it from now on. */
  linked(consent: ConsentWithHandle, linkIssuedAt: Date): Write<void> {
    return together(
      write(LINKED, { journeyId: consent.journeyId, linkIssuedAt }, undefined),
      this.expectChange(consent),
    );
  }

  /** The consumer was given a durable link, which has not been opened yet. */
  answered({ journeyId }: Consent): Write<void> {
    return write(ANSWERED, { journeyId }, undefined);
  }

  /** How a visit ended, by what the browser brought. */
  visited({ journeyId }: Consent, visitOutcome: VisitOutcome | null, visitedAt: Date): Write<void> {
    return write(VISITED, { journeyId, visitOutcome, visitedAt }, undefined);
  }

  /** The user's browser came back. That changes no status. */
  returned(consent: ConsentWithHandle, outcome: VisitOutcome | null, at: Date): Write<void> {
    return together(
      this.visited(consent, outcome, at),
      this.tell('consent.returned', consent, {}),
      this.expectChange(consent),
    );
  }

  private expectChange(consent: ConsentWithHandle): Write<void> {
    return this.schedule(consent, consentCadenceOf(consent.status, 'active'));
  }

  private pending(journey: Consent, consentHandle: string, confirmedAt: Date): ConsentWithHandle {
    const staleAfter = this.staleAfter(journey, 'PENDING', confirmedAt, confirmedAt);
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
      statusStaleAfter: this.staleAfter(consent, status, consent.statusChangedAt, confirmedAt),
      consentId: consent.consentId ?? consentId,
      expiresAt: expiresAt ?? consent.expiresAt,
    });
  }

  private staleAfter({ erasedAt }: Consent, status: ConsentStatus, since: Date, asOf: Date): Date | null {
    return erasedAt ? null : this.polls.staleAfter(consentCadenceOf(status), since, asOf);
  }

  private schedule({ journeyId, vendorAccount, consentHandle }: ConsentWithHandle, cadence: Cadence): Write<void> {
    return this.polls.set({ journeyId, vendor: 'finpro', vendorAccount, reference: consentHandle }, cadence);
  }

  private tell(
    type: 'consent.created' | 'consent.status_changed' | 'consent.returned',
    consent: Consent,
    rest: Parameters<typeof statusData>[1],
  ): Write<void> {
    const { consumerId, journeyId, consentHandle, consentId } = consent;
    if (consent.erasedAt) return nothing(undefined);
    return this.events.record({
      consumerId,
      type,
      journeyId,
      data: { consent_handle: consentHandle, consent_id: consentId, ...statusData(consent, rest) },
    });
  }
}
