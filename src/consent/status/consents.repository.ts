import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { In, IsNull, Not, Raw, type Repository } from 'typeorm';
import { isRefusedBy, reading } from '../../database/failure';
import { descending, HIGHEST_ID, indexRange, LOWEST_ID } from '../../search/index-range';
import { SEARCHES, Searches } from '../../search/searches';
import { insertOf } from '../../database/statements/insert-of';
import { StatusReadings } from '../../inbox/readings/status-readings';
import { updateOf } from '../../database/statements/update-of';
import { write, type Write } from '../../database/write';
import { SubjectKeys } from '../../privacy/subject-keys';
import type { ConsentStatus, VisitOutcome } from '../consent-status';
import { Consent, type ConsentWithHandle, hasHandle } from '../consent.entity';

const REQUEST = insertOf(Consent, 'consents.request', { computed: { attemptedAt: 'now()', statusChangedAt: 'now()' } });

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

interface Adopted extends Pick<
  Consent,
  'intentId' | 'consentHandle' | 'statusConfirmedAt' | 'statusStaleAfter' | 'linkIssuedAt'
> {
  readonly isAnswered: boolean;
}

/** Refused when it has a handle already, because another process found it first. */
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
  },
  where: 't.consent_handle IS NULL',
  extra: { isAnswered: 'boolean' },
});

/** The consumer has been told of the consent. */
const TOLD = { repeatIndex: 'NULL', answeredAt: 'coalesce(t.answered_at, now())' };

/** Clears the outcome of the last visit, which means nothing while a new link is out. */
const LINKED = updateOf<Consent, Pick<Consent, 'journeyId' | 'linkIssuedAt'>>(Consent, 'consents.linked', {
  by: ['journeyId'],
  set: { linkIssuedAt: 'r."linkIssuedAt"', visitOutcome: 'NULL', visitedAt: 'NULL', ...TOLD },
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

  /** Whether it was requested with this accountID; true while that waits to be sealed (migration 0015). */
  isOfAccount({ consumerId, accountIndex }: Consent, accountId: string): boolean {
    return accountIndex === null || accountIndex.equals(this.subjectKeys.accountIndexOf(consumerId, accountId));
  }

  /** Another consumer's consents are not found. */
  async findByHandles(consumerId: string, consentHandles: readonly string[]): Promise<ConsentWithHandle[]> {
    return (await reading(() => this.consents.findBy({ consumerId, consentHandle: In([...consentHandles]) }))).filter(
      hasHandle,
    );
  }

  async findByConsentIds(consumerId: string, consentIds: readonly string[]): Promise<ConsentWithHandle[]> {
    return (await reading(() => this.consents.findBy({ consumerId, consentId: In([...consentIds]) }))).filter(
      hasHandle,
    );
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

  /** Pending, requested without a key, and told to the consumer within `seconds` by the database's clock. */
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
    return new Set(found.filter(hasHandle).map(({ consentHandle }) => consentHandle));
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
    return write(ANSWERED, { journeyId }, undefined);
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

  /** `linkIssuedAt` is null when the consent was found without a link; `isAnswered`: the consumer is told of it. */
  adopt(
    intentId: string,
    { consentHandle, statusConfirmedAt, statusStaleAfter }: Consent,
    { linkIssuedAt, isAnswered }: { linkIssuedAt: Date | null; isAnswered: boolean },
  ): Write<void> {
    return write(
      ADOPT,
      { intentId, consentHandle, statusConfirmedAt, statusStaleAfter, linkIssuedAt, isAnswered },
      undefined,
    );
  }

  linked(journeyId: string, issuedAt: Date): Write<void> {
    return write(LINKED, { journeyId, linkIssuedAt: issuedAt }, undefined);
  }

  visited(journeyId: string, outcome: VisitOutcome | null, at: Date): Write<void> {
    return write(VISITED, { journeyId, visitOutcome: outcome, visitedAt: at }, undefined);
  }

  /** The status differs from the known one. Refused (`isChanged`) when it has changed since it was read here. */
  change(known: Consent, observed: ConsentWithHandle): Write<ConsentWithHandle> {
    return READINGS.change(known, observed);
  }

  /** The status is the known one, newly confirmed. */
  confirm(known: Consent, observed: ConsentWithHandle): Write<ConsentWithHandle> {
    return READINGS.confirm(known, observed);
  }

  /** Whether the error is that another process committed a change of the status first. */
  isChanged(error: unknown): boolean {
    return READINGS.isOvertaken(error);
  }
}
