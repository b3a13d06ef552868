import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { In, IsNull, Not, Raw, type Repository } from 'typeorm';
import { isRefusedBy, reading } from '../../database/failure';
import { descending, HIGHEST_ID, indexRange, LOWEST_ID } from '../../search/index-range';
import { SEARCHES, Searches } from '../../search/searches';
import { insertOf } from '../../database/statements/insert-of';
import { StatusReadings } from '../../database/statements/status-readings';
import { Statement, write, type Write } from '../../database/write';
import { SubjectKeys } from '../../privacy/subject-keys';
import type { ConsentStatus, VisitOutcome } from '../consent-status';
import { Consent } from '../consent.entity';

const REQUEST = insertOf(Consent, 'consents.request', { computed: { attemptedAt: 'now()', statusChangedAt: 'now()' } });

/**
 * The request is sent again after a check found no consent. Refused when another attempt is under way, or the consent
 * was found.
 */
const REPEAT = new Statement<{ journey_id: string; intent_id: string; was_intent_id: string }>({
  name: 'consents.repeat',
  text: `
    UPDATE portico.consents AS c SET status = 'REQUESTED', intent_id = r.intent_id, attempted_at = now(),
      attempts = c.attempts + 1
    FROM json_to_recordset($rows) AS r(journey_id uuid, intent_id uuid, was_intent_id uuid)
    WHERE c.journey_id = r.journey_id AND c.intent_id = r.was_intent_id AND c.consent_handle IS NULL
    RETURNING 1`,
});

/** The request created no consent. Its journey can be found for a while, and its keys are free again. */
const REFUSE = new Statement<{ intent_id: string }>({
  name: 'consents.refuse',
  text: `
    UPDATE portico.consents AS c SET status = 'REFUSED', status_confirmed_at = now(), status_changed_at = now(),
      idempotency_key = NULL, repeat_index = NULL
    FROM json_to_recordset($rows) AS r(intent_id uuid)
    WHERE c.intent_id = r.intent_id AND c.consent_handle IS NULL
    RETURNING 1`,
});

const LOSE = new Statement<{ intent_id: string }>({
  name: 'consents.lose',
  text: `
    UPDATE portico.consents AS c SET status = 'UNKNOWN', status_confirmed_at = now()
    FROM json_to_recordset($rows) AS r(intent_id uuid)
    WHERE c.intent_id = r.intent_id AND c.consent_handle IS NULL
    RETURNING 1`,
});

/** Refused when it has a handle already, because another process found it first. */
const ADOPT = new Statement<{
  intent_id: string;
  consent_handle: string | null;
  status_confirmed_at: Date;
  status_stale_after: Date | null;
  link_issued_at: Date | null;
  is_answered: boolean;
}>({
  name: 'consents.adopt',
  text: `
    UPDATE portico.consents AS c SET consent_handle = r.consent_handle, status = 'PENDING',
      status_confirmed_at = r.status_confirmed_at, status_changed_at = r.status_confirmed_at,
      status_stale_after = r.status_stale_after, link_issued_at = r.link_issued_at, repeat_index = CASE
        WHEN r.is_answered THEN NULL ELSE c.repeat_index END,
      answered_at = CASE WHEN r.is_answered THEN now() END
    FROM json_to_recordset($rows) AS r(intent_id uuid, consent_handle uuid, status_confirmed_at timestamptz,
      status_stale_after timestamptz, link_issued_at timestamptz, is_answered boolean)
    WHERE c.intent_id = r.intent_id AND c.consent_handle IS NULL
    RETURNING 1`,
});

/** Clears the outcome of the last visit, which means nothing while a new link is out. */
const LINKED = new Statement<{ journey_id: string; link_issued_at: Date }>({
  name: 'consents.linked',
  text: `
    UPDATE portico.consents AS c SET link_issued_at = r.link_issued_at, visit_outcome = NULL, visited_at = NULL,
      repeat_index = NULL, answered_at = coalesce(c.answered_at, now())
    FROM json_to_recordset($rows) AS r(journey_id uuid, link_issued_at timestamptz)
    WHERE c.journey_id = r.journey_id
    RETURNING 1`,
});

/** The consumer has been told of the consent. */
const ANSWERED = new Statement<{ journey_id: string }>({
  name: 'consents.answered',
  text: `
    UPDATE portico.consents AS c SET repeat_index = NULL, answered_at = coalesce(c.answered_at, now())
    FROM json_to_recordset($rows) AS r(journey_id uuid)
    WHERE c.journey_id = r.journey_id
    RETURNING 1`,
});

/** A consent that FinPro created for an earlier attempt, besides the one that was returned to the consumer. */
const ADD_SURPLUS = insertOf(Consent, 'consents.add-surplus');

const VISITED = new Statement<{ journey_id: string; visit_outcome: string | null; visited_at: Date }>({
  name: 'consents.visited',
  text: `
    UPDATE portico.consents AS c SET visit_outcome = r.visit_outcome, visited_at = r.visited_at
    FROM json_to_recordset($rows) AS r(journey_id uuid, visit_outcome text, visited_at timestamptz)
    WHERE c.journey_id = r.journey_id
    RETURNING 1`,
});

const READINGS = new StatusReadings(
  Consent,
  'consents',
  { consentId: 'coalesce(t.consent_id, r."consentId")', expiresAt: 'coalesce(r."expiresAt", t.expires_at)' },
  // A consent whose status has changed is no longer returned to a retry.
  { repeatIndex: 'NULL' },
);

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

@Injectable()
export class ConsentsRepository {
  constructor(
    @InjectRepository(Consent) private readonly consents: Repository<Consent>,
    @InjectRepository(Consent, SEARCHES) private readonly searched: Repository<Consent>,
    private readonly searches: Searches,
    private readonly subjectKeys: SubjectKeys,
  ) {}

  /**
   * Whether the consent was requested with this accountID; true while the accountID waits to be sealed (migration
   * 0015).
   */
  isOfAccount({ consumerId, accountIndex }: Consent, accountId: string): boolean {
    return accountIndex === null || accountIndex.equals(this.subjectKeys.accountIndexOf(consumerId, accountId));
  }

  /** Another consumer's consents are not found. */
  async findByHandles(consumerId: string, consentHandles: readonly string[]): Promise<Consent[]> {
    return reading(() => this.consents.findBy({ consumerId, consentHandle: In([...consentHandles]) }));
  }

  async findByConsentIds(consumerId: string, consentIds: readonly string[]): Promise<Consent[]> {
    return reading(() => this.consents.findBy({ consumerId, consentId: In([...consentIds]) }));
  }

  async findByJourneys(journeyIds: readonly string[]): Promise<Consent[]> {
    return reading(() => this.consents.findBy({ journeyId: In([...journeyIds]) }));
  }

  async findByIntent(intentId: string): Promise<Consent | null> {
    return reading(() => this.consents.findOneBy({ intentId }));
  }

  async findByKey(consumerId: string, idempotencyKey: string): Promise<Consent | null> {
    return reading(() => this.consents.findOneBy({ consumerId, idempotencyKey }));
  }

  /** A request without a key of which the consumer has not been told yet. */
  async findByRepeatIndex(repeatIndex: Buffer): Promise<Consent | null> {
    return reading(() => this.consents.findOneBy({ repeatIndex }));
  }

  /**
   * A pending consent, requested without a key, of which the consumer was told within the last `seconds` by the
   * database's clock.
   */
  async findJustAnswered(
    { subjectId, productId, accountIndex }: Pick<Consent, 'subjectId' | 'productId' | 'accountIndex'>,
    seconds: number,
  ): Promise<Consent | null> {
    const asked = {
      subjectId,
      productId,
      accountIndex: accountIndex!,
      idempotencyKey: IsNull(),
      status: 'PENDING' as const,
    };
    const within = Raw((column) => `${column} > clock_timestamp() - make_interval(secs => :seconds)`, { seconds });
    return reading(() =>
      this.consents.findOne({ where: { ...asked, answeredAt: within }, order: { journeyId: 'DESC' } }),
    );
  }

  /** Other requests for the same of which it is not known which of FinPro's consents they created. */
  async findRivals({
    journeyId,
    subjectId,
    productId,
    accountIndex,
  }: Pick<Consent, 'journeyId' | 'subjectId' | 'productId' | 'accountIndex'>): Promise<Consent[]> {
    if (accountIndex === null) return [];
    return reading(() =>
      this.consents.findBy({
        journeyId: Not(journeyId),
        subjectId,
        productId,
        accountIndex,
        consentHandle: IsNull(),
        status: Not<ConsentStatus>('REFUSED'),
      }),
    );
  }

  /** Which of these handles are recorded already, for any consumer. */
  async known(consentHandles: readonly string[]): Promise<ReadonlySet<string>> {
    const found = await reading(() =>
      this.consents.find({
        select: { journeyId: true, consentHandle: true },
        where: { consentHandle: In([...consentHandles]) },
      }),
    );
    return new Set(found.map(({ consentHandle }) => consentHandle!));
  }

  /** Newest first, beginning after the journey `before`; consents of erased persons are included. */
  async page(
    consumerId: string,
    { before, accountIndex, most }: { before: string | null; accountIndex: Buffer | null; most: number },
  ): Promise<Consent[]> {
    const columns = ['c.consumerId', ...(accountIndex ? ['c.accountIndex'] : []), 'c.journeyId'];
    const range = indexRange(columns, [':consumerId', ...(accountIndex ? [':accountIndex'] : [])], ':from', ':before');
    const values = { consumerId, accountIndex, from: LOWEST_ID, before: before ?? HIGHEST_ID };
    return this.searches.run(consumerId, () =>
      this.searched.createQueryBuilder('c').where(range, values).orderBy(descending(columns)).limit(most).getMany(),
    );
  }

  request(consent: Consent): Write<Consent> {
    return write(REQUEST, consent, consent);
  }

  /** With its handle. Refused (`consents_consent_handle_key`) when it is recorded already. */
  addSurplus(consent: Consent): Write<void> {
    return write(ADD_SURPLUS, consent, undefined);
  }

  answered(journeyId: string): Write<void> {
    return write(ANSWERED, { journey_id: journeyId }, undefined);
  }

  repeat({ journeyId, intentId: wasIntentId }: Consent, intentId: string): Write<void> {
    return write(REPEAT, { journey_id: journeyId, intent_id: intentId, was_intent_id: wasIntentId }, undefined);
  }

  refuse(intentId: string): Write<void> {
    return write(REFUSE, { intent_id: intentId }, undefined);
  }

  lose(intentId: string): Write<void> {
    return write(LOSE, { intent_id: intentId }, undefined);
  }

  /** `linkIssuedAt` is null when the consent was found without a link; `isAnswered`: the consumer is told of it. */
  adopt(
    intentId: string,
    consent: Consent,
    { linkIssuedAt, isAnswered }: { linkIssuedAt: Date | null; isAnswered: boolean },
  ): Write<void> {
    return write(
      ADOPT,
      {
        intent_id: intentId,
        consent_handle: consent.consentHandle,
        status_confirmed_at: consent.statusConfirmedAt,
        status_stale_after: consent.statusStaleAfter,
        link_issued_at: linkIssuedAt,
        is_answered: isAnswered,
      },
      undefined,
    );
  }

  linked(journeyId: string, issuedAt: Date): Write<void> {
    return write(LINKED, { journey_id: journeyId, link_issued_at: issuedAt }, undefined);
  }

  visited(journeyId: string, outcome: VisitOutcome | null, at: Date): Write<void> {
    return write(VISITED, { journey_id: journeyId, visit_outcome: outcome, visited_at: at }, undefined);
  }

  /** The status differs from the known one. Refused (`isChanged`) when it has changed since it was read here. */
  change(known: Consent, observed: Consent): Write<Consent> {
    return READINGS.change(known, observed);
  }

  /** The status is the known one, newly confirmed. */
  confirm(known: Consent, observed: Consent): Write<Consent> {
    return READINGS.confirm(known, observed);
  }

  /** Whether the error is that another process committed a change of the status first. */
  isChanged(error: unknown): boolean {
    return READINGS.isOvertaken(error);
  }
}
