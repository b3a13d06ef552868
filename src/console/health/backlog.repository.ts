import { Injectable } from '@nestjs/common';
import { MAX_COUNTED } from '../../operation/max-counted';
import { Searches } from '../../search/searches';

/** Whose reads these count as, among the searches of consumers. */
const CONSOLE = 'the console';

/** What is not settled yet, each counted up to MAX_COUNTED. */
export interface Backlog {
  /** Effects at vendors whose outcome is not recorded for good. */
  readonly effects: number;
  /** Events without a position. */
  readonly unnumbered: number;
  /** People whose erasure waits. */
  readonly erasures: number;
}

/** An effect that is not settled. */
export interface OpenEffectRow {
  readonly intentId: string;
  readonly action: string;
  readonly vendor: string;
  readonly account: string;
  readonly consumer: string | null;
  readonly state: string;
  readonly begunAt: Date;
  /** When a replica looks at it again. */
  readonly nextAt: Date;
}

/** A delivery that was given up. */
export interface DeadDelivery {
  readonly eventId: string;
  readonly type: string;
  readonly occurredAt: Date;
  readonly journeyId: string;
  readonly consumer: string;
  readonly url: string;
  readonly attempts: number;
  readonly lastStatus: number | null;
  readonly lastProblem: string | null;
  readonly lastAttemptAt: Date | null;
}

const counted = (from: string): string => `(SELECT count(*)::integer FROM (SELECT ${from} LIMIT ${MAX_COUNTED}) AS n)`;

const BACKLOG = `
  SELECT ${counted('FROM portico.vendor_effects AS e WHERE e.lease_expires_at IS NOT NULL')} AS effects,
    ${counted('FROM portico.events AS e WHERE e.position IS NULL')} AS unnumbered,
    ${counted('FROM portico.subject_erasures AS e WHERE e.due_at IS NOT NULL')} AS erasures`;

/** The oldest of those that are open. */
const EFFECTS = `
  SELECT e.intent_id AS "intentId", e.action, e.vendor, e.vendor_account AS account, e.consumer, e.state,
    e.begun_at AS "begunAt", e.lease_expires_at AS "nextAt"
  FROM (SELECT * FROM portico.vendor_effects AS o WHERE o.lease_expires_at IS NOT NULL
    ORDER BY o.lease_expires_at LIMIT ${MAX_COUNTED}) AS e
  ORDER BY e.begun_at LIMIT $1`;

/** Of live subscriptions: those of a disabled one cannot be sent again. */
const DEAD = `
  SELECT d.event_id AS "eventId", e.type, e.occurred_at AS "occurredAt", e.journey_id AS "journeyId",
    c.client_id AS consumer, s.url, d.attempts, d.last_status AS "lastStatus", d.last_problem AS "lastProblem",
    d.last_attempt_at AS "lastAttemptAt"
  FROM (SELECT * FROM portico.event_deliveries AS g WHERE g.state = 'DEAD' LIMIT ${MAX_COUNTED}) AS d
  JOIN portico.webhook_subscriptions AS s ON s.subscription_id = d.subscription_id AND s.disabled_at IS NULL
  JOIN portico.events AS e ON e.event_id = d.event_id
  JOIN portico.consumers AS c ON c.consumer_id = s.consumer_id
  ORDER BY d.event_id DESC LIMIT $1`;

/** What waits or was given up, of all replicas together. */
@Injectable()
export class BacklogRepository {
  constructor(private readonly searches: Searches) {}

  async read(): Promise<Backlog> {
    return (await this.searches.rows<Backlog>(CONSOLE, BACKLOG, []))[0]!;
  }

  /** The oldest first. */
  async openEffects(most: number): Promise<OpenEffectRow[]> {
    return this.searches.rows<OpenEffectRow>(CONSOLE, EFFECTS, [most]);
  }

  /** The newest first. */
  async deadDeliveries(most: number): Promise<DeadDelivery[]> {
    return this.searches.rows<DeadDelivery>(CONSOLE, DEAD, [most]);
  }
}
