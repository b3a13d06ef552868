import { Inject, Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import type { Pool } from 'pg';
import type { FindOptionsWhere, Repository } from 'typeorm';
import { LessThan } from 'typeorm';
import { reading } from '../database/failure';
import { POOL } from '../database/pool';
import { type Statement, write, type Write } from '../database/write';
import { EventDelivery } from './entities/event-delivery.entity';
import type { EventType } from './event-types';

/** A delivery that was taken, with everything that sending it needs. */
export interface DueDelivery {
  readonly subscription_id: string;
  readonly event_id: string;
  readonly turn: number;
  /** This one included. */
  readonly attempts: number;
  readonly url: string;
  readonly secret_sealed: Buffer;
  /** Null when it no longer signs. */
  readonly previous_secret_sealed: Buffer | null;
  readonly type: EventType;
  readonly occurred_at: Date;
  readonly data: Readonly<Record<string, unknown>>;
}

/** How an attempt ended. */
export interface Attempt {
  readonly status: number | null;
  readonly problem: string | null;
}

/** An older turn changes nothing, and still counts: the lease ran out, and somebody else has it. */
const SETTLE: Statement<object> = {
  name: 'deliveries.settle',
  text: `
    UPDATE portico.event_deliveries AS d
    SET state = CASE WHEN isSameTurn THEN r.state ELSE d.state END,
      due_at = CASE WHEN isSameTurn THEN now() + make_interval(secs => r.seconds) ELSE d.due_at END,
      last_status = CASE WHEN isSameTurn THEN r.status ELSE d.last_status END,
      last_problem = CASE WHEN isSameTurn THEN r.problem ELSE d.last_problem END,
      delivered_at = CASE WHEN isSameTurn AND r.state = 'DELIVERED' THEN now() ELSE d.delivered_at END
    FROM json_to_recordset($rows) AS r(subscription_id uuid, event_id uuid, turn integer, state text, seconds double precision, status integer, problem text)
    WHERE d.subscription_id = r.subscription_id AND d.event_id = r.event_id
    RETURNING 1`.replaceAll('isSameTurn', 'd.turn = r.turn'),
};

const REDELIVER: Statement<{ subscription_id: string; event_id: string }> = {
  name: 'deliveries.redeliver',
  text: `
    UPDATE portico.event_deliveries AS d SET state = 'PENDING', attempts = 0, due_at = now(), turn = d.turn + 1
    FROM json_to_recordset($rows) AS r(subscription_id uuid, event_id uuid)
    WHERE d.subscription_id = r.subscription_id AND d.event_id = r.event_id
    RETURNING 1`,
};

/**
 * Not a Write: only the database knows which rows these will be. Of each live subscription a few at most, and nothing of
 * those that are busy here: a slow target has its own places and takes nobody else's. What waits for a disabled one is given up.
 */
const TAKE = `
  WITH due AS (
    SELECT f.subscription_id, f.event_id FROM portico.webhook_subscriptions AS s
    CROSS JOIN LATERAL (
      SELECT d.subscription_id, d.event_id FROM portico.event_deliveries AS d
      WHERE d.subscription_id = s.subscription_id AND d.due_at <= now()
      ORDER BY d.due_at LIMIT $2 FOR UPDATE OF d SKIP LOCKED
    ) AS f
    WHERE s.disabled_at IS NULL AND s.subscription_id <> ALL ($4::uuid[])
    LIMIT $1
  ), abandoned AS (
    UPDATE portico.event_deliveries AS d SET state = 'DEAD', due_at = NULL, last_problem = coalesce(d.last_problem, 'disabled')
    FROM portico.webhook_subscriptions AS s
    WHERE s.disabled_at IS NOT NULL AND d.subscription_id = s.subscription_id AND d.due_at IS NOT NULL
  )
  UPDATE portico.event_deliveries AS d
  SET attempts = d.attempts + 1, turn = d.turn + 1, last_attempt_at = now(), due_at = now() + make_interval(secs => $3)
  FROM due AS u
  JOIN portico.webhook_subscriptions AS s ON s.subscription_id = u.subscription_id
  JOIN portico.events AS e ON e.event_id = u.event_id
  WHERE d.subscription_id = u.subscription_id AND d.event_id = u.event_id
  RETURNING d.subscription_id, d.event_id, d.turn, d.attempts, s.url, s.secret_sealed,
    CASE WHEN s.previous_until > now() THEN s.previous_secret_sealed END AS previous_secret_sealed, e.type, e.occurred_at, e.data`;

const PURGE = `
  DELETE FROM portico.event_deliveries AS d
  WHERE (d.subscription_id, d.event_id) IN (SELECT o.subscription_id, o.event_id FROM portico.event_deliveries AS o WHERE o.delivered_at < now() - make_interval(days => $1) AND o.due_at IS NULL LIMIT $2)`;

/** What an operator wants to see. */
const FIGURES = `
  SELECT count(*) FILTER (WHERE d.due_at IS NOT NULL)::integer AS waiting, count(*) FILTER (WHERE d.state = 'DEAD')::integer AS dead
  FROM portico.event_deliveries AS d WHERE d.state <> 'DELIVERED'`;

@Injectable()
export class DeliveriesRepository {
  constructor(
    @InjectRepository(EventDelivery) private readonly deliveries: Repository<EventDelivery>,
    @Inject(POOL) private readonly pool: Pool,
  ) {}

  /** At most `most`, of one subscription at most `mostOfOne`, and none of the `busy` ones. */
  async take(most: number, mostOfOne: number, leaseSeconds: number, busy: readonly string[]): Promise<DueDelivery[]> {
    const { rows } = await reading(() => this.pool.query<DueDelivery>(TAKE, [most, mostOfOne, leaseSeconds, busy]));
    return rows;
  }

  async find(subscriptionId: string, eventId: string): Promise<EventDelivery | null> {
    return reading(() => this.deliveries.findOneBy({ subscriptionId, eventId }));
  }

  /** Newest first; behind an event, when one is given. */
  async list(subscriptionId: string, state: EventDelivery['state'] | null, before: string | null, most: number): Promise<EventDelivery[]> {
    const where: FindOptionsWhere<EventDelivery> = { subscriptionId, ...(state ? { state } : {}), ...(before ? { eventId: LessThan(before) } : {}) };
    return reading(() => this.deliveries.find({ where, order: { eventId: 'DESC' }, take: most }));
  }

  async figures(): Promise<{ waiting: number; dead: number }> {
    const { rows } = await reading(() => this.pool.query<{ waiting: number; dead: number }>(FIGURES));
    return rows[0]!;
  }

  /** Forgets at most so many that were delivered so long ago. */
  async purge(days: number, most: number): Promise<number> {
    const { rowCount } = await reading(() => this.pool.query(PURGE, [days, most]));
    return rowCount ?? 0;
  }

  delivered(delivery: DueDelivery, status: number): Write<void> {
    return this.settle(delivery, 'DELIVERED', null, { status, problem: null });
  }

  postpone(delivery: DueDelivery, seconds: number, attempt: Attempt): Write<void> {
    return this.settle(delivery, 'PENDING', seconds, attempt);
  }

  giveUp(delivery: DueDelivery, attempt: Attempt): Write<void> {
    return this.settle(delivery, 'DEAD', null, attempt);
  }

  redeliver(subscriptionId: string, eventId: string): Write<void> {
    return write(REDELIVER, { subscription_id: subscriptionId, event_id: eventId }, undefined);
  }

  private settle({ subscription_id, event_id, turn }: DueDelivery, state: EventDelivery['state'], seconds: number | null, { status, problem }: Attempt): Write<void> {
    return write(SETTLE, { subscription_id, event_id, turn, state, seconds, status, problem }, undefined);
  }
}
