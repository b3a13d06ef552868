import { Inject, Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import type { Pool } from 'pg';
import type { Repository } from 'typeorm';
import { reading } from '../../database/failure';
import { MAX_COUNTED } from '../../operation/max-counted';
import { POOL } from '../../database/pool';
import { descending, HIGHEST_ID, indexRange, LOWEST_ID } from '../../search/index-range';
import { SEARCHES, Searches } from '../../search/searches';
import { updateOf } from '../../database/statements/update-of';
import { Statement, write, type Write } from '../../database/write';
import { EventDelivery } from './event-delivery.entity';
import type { EventType } from '../event-types';

/** A delivery that was taken, with everything that is needed to send it. */
export interface DueDelivery {
  readonly subscription_id: string;
  readonly consumer_id: string;
  readonly event_id: string;
  readonly fence: number;
  /** Including this one. */
  readonly attempts: number;
  readonly url: string;
  readonly secret_sealed: Buffer;
  /** Replaced secrets that still sign; the newest first. */
  readonly replaced_secrets_sealed: readonly Buffer[];
  readonly type: EventType;
  readonly occurred_at: Date;
  readonly data: Readonly<Record<string, unknown>>;
}

/** How an attempt ended. */
export interface DeliveryAttempt {
  readonly status: number | null;
  readonly problem: string | null;
}

/** How many deliveries are taken at once, and which are left out. */
export interface Taking {
  /** At most: in all, of one consumer, and of one subscription. */
  readonly most: number;
  readonly mostOfConsumer: number;
  readonly mostOfSubscription: number;
  readonly leaseSeconds: number;
  /** Consumers and subscriptions whose limit of deliveries under way on this replica is reached. */
  readonly busyConsumers: readonly string[];
  readonly busySubscriptions: readonly string[];
}

interface Settled extends Pick<
  EventDelivery,
  'subscriptionId' | 'eventId' | 'fence' | 'state' | 'lastStatus' | 'lastProblem'
> {
  readonly seconds: number | null;
}

/**
 * An older fence changes nothing and counts as written: the lease expired, another replica has the delivery. A delivery
 * given up meanwhile (its subscription was disabled) is not scheduled again.
 */
const SETTLE = updateOf<EventDelivery, Settled>(EventDelivery, 'deliveries.settle', {
  by: ['subscriptionId', 'eventId'],
  set: {
    state: 'r.state',
    dueAt: 'now() + make_interval(secs => r.seconds)',
    lastStatus: 'r."lastStatus"',
    lastProblem: 'r."lastProblem"',
    deliveredAt: "CASE WHEN r.state = 'DELIVERED' THEN now() ELSE t.delivered_at END",
  },
  onlyIf: "t.turn = r.fence AND (t.due_at IS NOT NULL OR r.state <> 'PENDING')",
  extra: { seconds: 'double precision' },
});

/** Refused (no row) when the subscription is disabled. */
export const REDELIVER = new Statement<{ subscription_id: string; event_id: string }>({
  name: 'deliveries.redeliver',
  text: `
    UPDATE portico.event_deliveries AS d SET state = 'PENDING', attempts = 0, due_at = now(), turn = d.turn + 1
    FROM $rows AS r(subscription_id uuid, event_id uuid)
    JOIN portico.webhook_subscriptions AS s ON s.subscription_id = r.subscription_id AND s.disabled_at IS NULL
    WHERE d.subscription_id = r.subscription_id AND d.event_id = r.event_id
    RETURNING 1`,
});

/**
 * Not a Write: only the database knows the rows. Takes the earliest deliveries of live subscriptions of enabled
 * consumers, limited by consumer and subscription and without busy ones, so that a slow target does not delay others.
 */
const TAKE = {
  name: 'deliveries.take',
  text: `
  WITH due AS (
    SELECT g.subscription_id, g.event_id FROM portico.consumers AS c
    CROSS JOIN LATERAL (
      SELECT f.subscription_id, f.event_id FROM portico.webhook_subscriptions AS s
      CROSS JOIN LATERAL (
        SELECT d.subscription_id, d.event_id FROM portico.event_deliveries AS d
        WHERE d.subscription_id = s.subscription_id AND d.due_at <= now()
        ORDER BY d.due_at LIMIT $3 FOR UPDATE OF d SKIP LOCKED
      ) AS f
      WHERE s.consumer_id = c.consumer_id AND s.disabled_at IS NULL AND s.subscription_id <> ALL ($6::uuid[])
      LIMIT $2
    ) AS g
    WHERE c.disabled_at IS NULL AND c.consumer_id <> ALL ($5::uuid[])
    LIMIT $1
  )
  UPDATE portico.event_deliveries AS d
  SET attempts = d.attempts + 1, turn = d.turn + 1, last_attempt_at = now(), due_at = now() + make_interval(secs => $4)
  FROM due AS u
  JOIN portico.webhook_subscriptions AS s ON s.subscription_id = u.subscription_id
  JOIN portico.events AS e ON e.event_id = u.event_id
  WHERE d.subscription_id = u.subscription_id AND d.event_id = u.event_id
  RETURNING d.subscription_id, s.consumer_id, d.event_id, d.turn AS fence, d.attempts, s.url, s.secret_sealed,
    ARRAY(SELECT decode(p.value->>'sealed', 'hex') FROM jsonb_array_elements(s.replaced_secrets) WITH ORDINALITY AS
      p(value, position)
      WHERE (p.value->>'until')::timestamptz > now() ORDER BY p.position) AS replaced_secrets_sealed, e.type,
        e.occurred_at, e.data`,
};

/** Gives up pending ones of a number of deliveries. Compares with a range, not each row: any index is read once. */
const GIVE_UP = `
  WITH walked AS (
    SELECT max(w.event_id::text)::uuid AS last FROM (
      SELECT d.event_id FROM portico.event_deliveries AS d
      WHERE d.subscription_id = $1 AND d.event_id > $2
      ORDER BY d.event_id LIMIT $3
    ) AS w
  ), given_up AS (
    UPDATE portico.event_deliveries AS d SET state = 'DEAD', due_at = NULL, last_problem = coalesce(d.last_problem,
      'disabled')
    WHERE d.subscription_id = $1 AND d.event_id > $2 AND d.event_id <= (SELECT w.last FROM walked AS w)
      AND d.due_at IS NOT NULL
  )
  SELECT w.last FROM walked AS w`;

const FORGET = `
  DELETE FROM portico.event_deliveries AS d WHERE d.subscription_id = $1 AND d.event_id < coalesce((
    SELECT o.event_id FROM portico.event_deliveries AS o WHERE o.subscription_id = $1 ORDER BY o.event_id
    OFFSET $2 LIMIT 1
  ), 'ffffffff-ffff-ffff-ffff-ffffffffffff')`;

/** The deliveries of one event to subscriptions that are live. */
const OF_EVENT = `
  SELECT d.subscription_id AS "subscriptionId", d.event_id AS "eventId"
  FROM portico.events AS e
  JOIN portico.webhook_subscriptions AS s ON s.consumer_id = e.consumer_id AND s.disabled_at IS NULL
  JOIN portico.event_deliveries AS d ON d.subscription_id = s.subscription_id AND d.event_id = e.event_id
  WHERE e.event_id = $1`;

/** Of some events, those that were addressed to a live subscription. */
const TO_LIVE = `
  SELECT e.event_id FROM portico.events AS e
  WHERE e.event_id = ANY ($1::uuid[]) AND EXISTS (
    SELECT FROM portico.webhook_subscriptions AS s
    JOIN portico.event_deliveries AS d ON d.subscription_id = s.subscription_id AND d.event_id = e.event_id
    WHERE s.consumer_id = e.consumer_id AND s.disabled_at IS NULL)`;

/** Figures for metrics. */
const FIGURES = `
  SELECT (SELECT count(*)::integer FROM (SELECT FROM portico.event_deliveries AS d WHERE d.due_at IS NOT NULL
    LIMIT ${MAX_COUNTED}) AS w) AS waiting,
    (SELECT count(*)::integer FROM (SELECT FROM portico.event_deliveries AS d WHERE d.state = 'DEAD'
      LIMIT ${MAX_COUNTED}) AS g) AS dead`;

@Injectable()
export class DeliveriesRepository {
  constructor(
    @InjectRepository(EventDelivery) private readonly deliveries: Repository<EventDelivery>,
    @InjectRepository(EventDelivery, SEARCHES) private readonly searched: Repository<EventDelivery>,
    @Inject(POOL) private readonly pool: Pool,
    private readonly searches: Searches,
  ) {}

  async take({
    most,
    mostOfConsumer,
    mostOfSubscription,
    leaseSeconds,
    busyConsumers,
    busySubscriptions,
  }: Taking): Promise<DueDelivery[]> {
    const values = [most, mostOfConsumer, mostOfSubscription, leaseSeconds, busyConsumers, busySubscriptions];
    const { rows } = await reading(() => this.pool.query<DueDelivery>({ ...TAKE, values }));
    return rows;
  }

  async find(subscriptionId: string, eventId: string): Promise<EventDelivery | null> {
    return reading(() => this.deliveries.findOneBy({ subscriptionId, eventId }));
  }

  /** To live subscriptions only. */
  async ofEvent(eventId: string): Promise<Pick<EventDelivery, 'subscriptionId' | 'eventId'>[]> {
    const { rows } = await reading(() =>
      this.pool.query<Pick<EventDelivery, 'subscriptionId' | 'eventId'>>(OF_EVENT, [eventId]),
    );
    return rows;
  }

  /** Which of these events were addressed to a live subscription. */
  async toLive(eventIds: readonly string[]): Promise<string[]> {
    const { rows } = await reading(() => this.pool.query<{ event_id: string }>(TO_LIVE, [eventIds]));
    return rows.map(({ event_id }) => event_id);
  }

  /** Newest first; with an event, only those after it in this order. */
  async list(
    consumerId: string,
    subscriptionId: string,
    state: EventDelivery['state'] | null,
    before: string | null,
    most: number,
  ): Promise<EventDelivery[]> {
    const columns = ['d.subscriptionId', ...(state ? ['d.state'] : []), 'd.eventId'];
    const range = indexRange(columns, [':subscriptionId', ...(state ? [':state'] : [])], ':from', ':before');
    const values = { subscriptionId, state, from: LOWEST_ID, before: before ?? HIGHEST_ID };
    return this.searches.run(consumerId, () =>
      this.searched.createQueryBuilder('d').where(range, values).orderBy(descending(columns)).limit(most).getMany(),
    );
  }

  async figures(): Promise<{ waiting: number; dead: number }> {
    const { rows } = await reading(() => this.pool.query<{ waiting: number; dead: number }>(FIGURES));
    return rows[0]!;
  }

  /** Gives up the pending ones of the next `most` deliveries. Returns the last event read; null when there is none. */
  async giveUpAfter(subscriptionId: string, after: string, most: number): Promise<string | null> {
    const { rows } = await reading(() =>
      this.pool.query<{ last: string | null }>(GIVE_UP, [subscriptionId, after, most]),
    );
    return rows[0]!.last;
  }

  /** Deletes at most `most` deliveries of a subscription, whatever their state. */
  async forget(subscriptionId: string, most: number): Promise<number> {
    const { rowCount } = await reading(() => this.pool.query(FORGET, [subscriptionId, most]));
    return rowCount ?? 0;
  }

  delivered(delivery: DueDelivery, status: number): Write<void> {
    return this.settle(delivery, 'DELIVERED', null, { status, problem: null });
  }

  postpone(delivery: DueDelivery, seconds: number, attempt: DeliveryAttempt): Write<void> {
    return this.settle(delivery, 'PENDING', seconds, attempt);
  }

  giveUp(delivery: DueDelivery, attempt: DeliveryAttempt): Write<void> {
    return this.settle(delivery, 'DEAD', null, attempt);
  }

  /** Refused (`REDELIVER`) when the subscription is disabled. */
  redeliver(subscriptionId: string, eventId: string): Write<void> {
    return write(REDELIVER, { subscription_id: subscriptionId, event_id: eventId }, undefined);
  }

  private settle(
    { subscription_id, event_id, fence }: DueDelivery,
    state: EventDelivery['state'],
    seconds: number | null,
    { status, problem }: DeliveryAttempt,
  ): Write<void> {
    const ids = { subscriptionId: subscription_id, eventId: event_id };
    return write(SETTLE, { ...ids, fence, state, seconds, lastStatus: status, lastProblem: problem }, undefined);
  }
}
