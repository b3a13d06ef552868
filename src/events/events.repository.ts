import { Inject, Injectable } from '@nestjs/common';
import type { Pool } from 'pg';
import { reading } from '../database/failure';
import { POOL } from '../database/pool';
import { indexRange } from '../search/index-range';
import { Searches } from '../search/searches';
import { insertOf } from '../database/statements/insert-of';
import { write, type Write } from '../database/write';
import { JourneyEvent } from './event.entity';
import type { EventType } from './event-types';

export interface NumberedEvent {
  readonly event_id: string;
  /** A bigint, so a string. */
  readonly position: string;
  readonly type: EventType;
  readonly occurred_at: Date;
  readonly data: Readonly<Record<string, unknown>>;
}

/** The result of one round of numbering. */
export interface Numbering {
  readonly numbered: number;
  /** The last position in use. A bigint, so a string. */
  readonly newest: string;
  /** Consumers with events whose deliveries are not created yet. */
  readonly awaiting: readonly string[];
}

export interface News {
  readonly last: string;
  readonly consumers: readonly string[];
  readonly disabled: readonly string[];
}

/** An event without its place among the others. */
type RecordedEvent = Omit<JourneyEvent, 'inserted' | 'position' | 'awaitsDeliveries'>;

const RECORD = insertOf<JourneyEvent, RecordedEvent>(JourneyEvent, 'events.record', {
  computed: { inserted: "nextval('portico.event_insertions')" },
});

/** The largest bigint: no event has this position. */
const LAST_POSITION = '9223372036854775807';

const LIST = {
  name: 'events.list',
  text: `
  SELECT e.event_id, e.position, e.type, e.occurred_at, e.data FROM portico.events AS e
  WHERE ${indexRange(['e.consumer_id', 'e.position'], ['$1'], '$2::bigint + 1', LAST_POSITION)} ORDER BY e.consumer_id,
    e.position LIMIT $3`,
};

/** Each type is read separately, so that the index returns its events in order. */
const LIST_TYPES = {
  name: 'events.list-types',
  text: `
  SELECT e.event_id, e.position, e.type, e.occurred_at, e.data FROM unnest($4::text[]) AS t(type)
  CROSS JOIN LATERAL (
    SELECT o.event_id, o.position, o.type, o.occurred_at, o.data FROM portico.events AS o
    WHERE ${indexRange(['o.consumer_id', 'o.type', 'o.position'], ['$1', 't.type'], '$2::bigint + 1', LAST_POSITION)}
      ORDER BY o.consumer_id, o.type, o.position LIMIT $3
  ) AS e
  ORDER BY e.position LIMIT $3`,
};

const LAST = {
  name: 'events.last',
  text: `
  SELECT e.position AS last FROM portico.events AS e
  WHERE ${indexRange(['e.consumer_id', 'e.position'], ['$1'], '0', LAST_POSITION)} ORDER BY e.consumer_id DESC,
    e.position DESC LIMIT 1`,
};

/** Not a Write, because only the database knows which events these will be. */
const NUMBER = {
  name: 'events.number',
  text: 'SELECT n.numbered, n.newest, n.awaiting FROM portico.number_events($1) AS n',
};

/** Creates the deliveries of a consumer's events, up to a position, to live subscriptions (none when disabled). */
const ADDRESS = `
  WITH due AS (
    SELECT e.event_id, e.type FROM portico.events AS e
    WHERE e.consumer_id = $1 AND e.awaits_deliveries AND e.position <= $2
    ORDER BY e.position LIMIT $3 FOR UPDATE SKIP LOCKED
  ), added AS (
    INSERT INTO portico.event_deliveries (subscription_id, event_id)
    SELECT s.subscription_id, u.event_id FROM due AS u
    JOIN portico.consumers AS c ON c.consumer_id = $1 AND c.disabled_at IS NULL
    JOIN portico.webhook_subscriptions AS s ON s.consumer_id = c.consumer_id AND s.disabled_at IS NULL
      AND (s.event_types = '{}' OR u.type = ANY (s.event_types))
    ON CONFLICT ON CONSTRAINT event_deliveries_pkey DO NOTHING
  )
  UPDATE portico.events AS e SET awaits_deliveries = false FROM due AS u WHERE e.event_id = u.event_id`;

const NEWS = {
  name: 'events.news',
  text: `
  SELECT (SELECT coalesce(max(e.position), 0) FROM portico.events AS e) AS last,
    ARRAY(SELECT DISTINCT e.consumer_id FROM portico.events AS e WHERE e.position > $1::bigint)::text[] AS consumers,
    ARRAY(SELECT c.consumer_id FROM portico.consumers AS c WHERE c.consumer_id = ANY ($2::uuid[])
      AND c.disabled_at IS NOT NULL)::text[] AS disabled`,
};

/** The newest of a journey; those that are not numbered yet are left out. */
const OF_JOURNEY = `
  SELECT e.event_id, e.position, e.type, e.occurred_at, e.data FROM portico.events AS e
  WHERE e.journey_id = $1 AND e.position IS NOT NULL ORDER BY e.inserted DESC LIMIT $2`;

@Injectable()
export class EventsRepository {
  constructor(
    @Inject(POOL) private readonly pool: Pool,
    private readonly searches: Searches,
  ) {}

  record(event: RecordedEvent): Write<void> {
    return write(RECORD, event, undefined);
  }

  /** In order, after the position. No types: all. */
  async listAfter(
    consumerId: string,
    position: string,
    types: readonly string[],
    most: number,
  ): Promise<NumberedEvent[]> {
    if (types.length === 0) return this.searches.rows<NumberedEvent>(consumerId, LIST, [consumerId, position, most]);
    return this.searches.rows<NumberedEvent>(consumerId, LIST_TYPES, [consumerId, position, most, types]);
  }

  /** Position of the consumer's last event; '0': none. A list that is read afterwards contains everything up to it. */
  async lastOf(consumerId: string): Promise<string> {
    const [found] = await this.searches.rows<{ last: string }>(consumerId, LAST, [consumerId]);
    return found?.last ?? '0';
  }

  /** Newest first. */
  async ofJourney(journeyId: string, most: number): Promise<NumberedEvent[]> {
    const { rows } = await reading(() => this.pool.query<NumberedEvent>(OF_JOURNEY, [journeyId, most]));
    return rows;
  }

  /** Gives at most `most` events their position. */
  async number(most: number): Promise<Numbering> {
    const { rows } = await reading(() => this.pool.query<Numbering>({ ...NUMBER, values: [most] }));
    return rows[0]!;
  }

  /** Creates the deliveries of at most `most` events, up to a position. Returns the number of deliveries. */
  async address(consumerId: string, newest: string, most: number): Promise<number> {
    const { rowCount } = await reading(() => this.pool.query(ADDRESS, [consumerId, newest, most]));
    return rowCount ?? 0;
  }

  /** The last position in use, consumers with events after `position` (null: none), the disabled ones of `waiting`. */
  async newsSince(position: string | null, waiting: readonly string[]): Promise<News> {
    const { rows } = await reading(() => this.pool.query<News>({ ...NEWS, values: [position, waiting] }));
    return rows[0]!;
  }
}
