import { Inject, Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import type { Pool } from 'pg';
import type { Repository } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { reading } from '../../database/failure';
import { POOL } from '../../database/pool';
import { listOf } from '../../database/statements/columns';
import { insertOf } from '../../database/statements/insert-of';
import { updateOf } from '../../database/statements/update-of';
import { Statement, write, type Write } from '../../database/write';
import { JourneyPoll } from './journey-poll.entity';
import { MissedWebhook } from './missed-webhook.entity';
import { pausedAs } from '../../vendors/pauses/paused-as';
import type { Vendor } from '../../config/vendor';
import type { Cadence } from '../../journey-registry/refreshed';

export interface ScheduledJourney {
  readonly journeyId: string;
  readonly vendor: Vendor;
  /** The journey's account there. */
  readonly vendorAccount: string;
  /** The vendor's id. */
  readonly reference: string;
}

/** A poll that is due and was taken. */
export interface DuePoll extends ScheduledJourney {
  readonly cadence: Cadence;
  /** Seconds since the status last changed. */
  readonly age: number;
  readonly fence: number;
  /** Failures in a row. */
  readonly failures: number;
}

interface Starting extends ScheduledJourney {
  readonly cadence: Cadence;
  readonly seconds: number | null;
}

/** Starts a poll schedule, or restarts it because the status changed. */
const SET = insertOf<JourneyPoll, Starting>(JourneyPoll, 'polls.set', {
  computed: { dueAt: 'now() + make_interval(secs => r.seconds)' },
  extra: { seconds: 'double precision' },
  onConflict: `ON CONFLICT ON CONSTRAINT journey_watches_pkey DO UPDATE SET pace = excluded.pace, since = now(),
      due_at = excluded.due_at, turn = t.turn + 1, failures = 0`,
  target: ({ journeyId }) => journeyId,
  lastWins: true,
});

interface Next extends Pick<JourneyPoll, 'journeyId' | 'fence' | 'cadence' | 'failures'> {
  readonly seconds: number | null;
}

/** An older fence changes nothing and counts as written: the status changed, and the schedule was restarted. */
const NEXT = updateOf<JourneyPoll, Next>(JourneyPoll, 'polls.next', {
  by: ['journeyId'],
  set: { cadence: 'r.cadence', dueAt: 'now() + make_interval(secs => r.seconds)', failures: 'r.failures' },
  onlyIf: 't.turn = r.fence',
  extra: { seconds: 'double precision' },
});

interface Missed extends Omit<MissedWebhook, 'foundAt' | 'webhookCameAt'> {
  readonly vendorAccount: string;
  readonly reference: string;
}

/** A webhook that is stored and waits to be applied was not lost. */
const MISSED = insertOf<MissedWebhook, Missed>(MissedWebhook, 'polls.missed', {
  computed: {
    webhookCameAt: `(SELECT min(w.received_at) FROM portico.webhook_inbox AS w WHERE w.vendor = r.vendor
      AND w.vendor_account = r."vendorAccount" AND w.subject_ref = r.reference AND w.due_at IS NOT NULL)`,
  },
  extra: { vendorAccount: 'text', reference: 'text' },
});

const CAME_LATE = new Statement<{ journey_id: string }>({
  name: 'polls.webhook-came-late',
  text: 'SELECT 1 FROM $rows AS r(journey_id uuid) WHERE portico.take_back_repair(r.journey_id)',
});

const TAKEN = ['journeyId', 'vendor', 'vendorAccount', 'reference', 'cadence', 'fence', 'failures'] as const;

/** Not a Write: only the database knows the rows. Skips rows that another replica is taking, and paused vendors. */
const TAKE = `
  UPDATE portico.journey_watches AS w SET due_at = now() + make_interval(secs => $2), turn = w.turn + 1
  WHERE w.journey_id = ANY (ARRAY(
    SELECT d.journey_id FROM portico.journey_watches AS d
    WHERE d.due_at <= now() AND d.vendor = ANY ($3) AND NOT EXISTS (SELECT FROM portico.vendor_pauses AS p
      WHERE p.vendor = ${pausedAs('d')} AND p.until > now())
    ORDER BY d.due_at LIMIT $1 FOR UPDATE OF d SKIP LOCKED))
  RETURNING ${listOf(JourneyPoll, 'w', TAKEN)},
    extract(epoch
    FROM now() - w.since)::double precision AS age`;

@Injectable()
export class PollSchedulesRepository {
  constructor(
    @InjectRepository(JourneyPoll) private readonly polls: Repository<JourneyPoll>,
    @Inject(POOL) private readonly pool: Pool,
  ) {}

  /** Another account's journeys are not found. */
  async findByReference({
    vendor,
    vendorAccount,
    reference,
  }: Omit<ScheduledJourney, 'journeyId'>): Promise<JourneyPoll | null> {
    return reading(() => this.polls.findOneBy({ vendor, vendorAccount, reference }));
  }

  async take(most: number, leaseSeconds: number, vendors: readonly Vendor[]): Promise<DuePoll[]> {
    const { rows } = await reading(() => this.pool.query<DuePoll>(TAKE, [most, leaseSeconds, vendors]));
    return rows;
  }

  /** `seconds` until the first poll; null: never. */
  set(
    { journeyId, vendor, vendorAccount, reference }: ScheduledJourney,
    cadence: Cadence,
    seconds: number | null,
  ): Write<void> {
    return write(SET, { journeyId, vendor, vendorAccount, reference, cadence, seconds }, undefined);
  }

  next({ journeyId, fence }: DuePoll, cadence: Cadence, seconds: number | null, failures: number): Write<void> {
    return write(NEXT, { journeyId, fence, cadence, seconds, failures }, undefined);
  }

  missed(
    { journeyId, vendor, vendorAccount, reference }: ScheduledJourney,
    { from, to }: { from: string; to: string },
  ): Write<void> {
    return write(
      MISSED,
      { missedId: uuidv7(), vendor, vendorAccount, journeyId, reference, fromState: from, toState: to },
      undefined,
    );
  }

  /** The subject's oldest missed webhook, if there is one, was late, not lost. */
  webhookCameLate(journeyId: string): Write<void> {
    return write(CAME_LATE, { journey_id: journeyId }, undefined);
  }
}
