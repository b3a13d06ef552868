import { Inject, Injectable } from '@nestjs/common';
import type { Pool, PoolClient } from 'pg';
import { lowestIdAt } from '../../audit/entry-id';
import { reading } from '../../database/failure';
import { POOL } from '../../database/pool';
import type { JourneyName } from '../../journey-registry/journey-facts';
import { Searches } from '../../search/searches';
import type { FlowListed, FlowPeriod, FlowSearch, FlowStand, FlowStepFigures } from './flow-figures';
import { FLOW_STEPS, type FlowJourney, type FlowStanding } from './flow-steps';

/** Up to where the audit log has been counted. `revision` changes with every change of the figures. */
export interface FlowProgress {
  readonly revision: string;
  readonly nextLeaf: string;
  readonly asOf: Date | null;
}

/** What a part of the audit log is about: ids of journeys, subjects and consents; and subjects that were erased. */
export interface NamedJourneys {
  readonly ids: readonly string[];
  readonly erased: readonly string[];
  /** The first leaf that was not read. */
  readonly nextLeaf: string;
  readonly isEnd: boolean;
  readonly asOf: Date | null;
}

/** A journey whose standing changes with time. */
export interface DueJourney {
  readonly journeyId: string;
  readonly journey: JourneyName;
}

/** What the figures of all consumers are kept under. */
const ALL = '00000000-0000-0000-0000-000000000000';
/** The pool's queue that operators share. */
const OPERATORS = 'operators';
const MS_PER_DAY = 86_400_000;

/** Once the whole log is counted, what happened until now is. */
const PROGRESS = `
  SELECT p.revision, p.next_leaf AS "nextLeaf", CASE WHEN p.as_of IS NULL
    OR EXISTS (SELECT FROM portico.audit_sequence AS s WHERE s.leaf_index >= p.next_leaf)
    OR EXISTS (SELECT FROM portico.audit_unsequenced) THEN p.as_of ELSE now() END AS "asOf"
  FROM portico.flow_progress AS p`;

/** Ids in the details of an entry and of its intent. $1: the first leaf; $2: how many. */
const NAMED = `
  WITH named AS MATERIALIZED (
    SELECT s.leaf_index, e.occurred_at, e.action, e.subject, d.detail
    FROM portico.audit_sequence AS s
    JOIN portico.audit_entries AS e ON e.entry_id = s.entry_id
    LEFT JOIN portico.audit_entries AS i ON i.entry_id = e.intent_id
    CROSS JOIN LATERAL (VALUES (e.detail), (i.detail)) AS d(detail)
    WHERE s.leaf_index >= $1 AND s.leaf_index < $1 + $2
  ), ids AS (
    SELECT n.subject AS id FROM named AS n
    UNION SELECT n.detail ->> f.field FROM named AS n CROSS JOIN
      (VALUES ('journey_id'), ('consent_handle'), ('reference')) AS f(field)
    UNION SELECT jsonb_array_elements_text(n.detail -> f.field) FROM named AS n CROSS JOIN
      (VALUES ('journey_ids'), ('consent_handles')) AS f(field) WHERE jsonb_typeof(n.detail -> f.field) = 'array'
  )
  SELECT (SELECT max(s.leaf_index) + 1 FROM portico.audit_sequence AS s
      WHERE s.leaf_index >= $1 AND s.leaf_index < $1 + $2) AS "nextLeaf",
    (SELECT max(n.occurred_at) FROM named AS n) AS "asOf",
    (SELECT coalesce(array_agg(lower(i.id)), '{}') FROM ids AS i
      WHERE i.id ~* '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$') AS ids,
    (SELECT coalesce(array_agg(DISTINCT n.subject), '{}') FROM named AS n WHERE n.action = 'privacy.subject.erased')
      AS erased`;

/**
 * Replaces what is known of journeys, and changes the figures by the difference; nothing if the revision is another
 * ($1). $2: the next leaf; $3: as of; $4: the journeys as JSON; $5: the id for all consumers.
 */
const RECORD = `
  WITH gate AS (
    UPDATE portico.flow_progress AS p SET revision = p.revision + 1, next_leaf = $2, as_of = $3 WHERE p.revision = $1
    RETURNING p.revision
  ), judged AS MATERIALIZED (
    SELECT j.* FROM gate CROSS JOIN jsonb_to_recordset($4::jsonb) AS j(journey_id uuid, journey text, consumer_id uuid,
      day date, step smallint, standing text, waits integer[], judge_at timestamptz)
  ), former AS MATERIALIZED (
    SELECT f.* FROM portico.flow_journeys AS f JOIN judged AS j ON j.journey_id = f.journey_id
  ), written AS (
    INSERT INTO portico.flow_journeys AS f (journey_id, journey, consumer_id, day, step, standing, waits, judge_at)
    SELECT j.journey_id, j.journey, j.consumer_id, j.day, j.step, j.standing, j.waits, j.judge_at FROM judged AS j
    ON CONFLICT ON CONSTRAINT flow_journeys_pkey DO UPDATE SET step = excluded.step,
      standing = excluded.standing, waits = excluded.waits, judge_at = excluded.judge_at
    WHERE (f.step, f.standing, f.waits) IS DISTINCT FROM (excluded.step, excluded.standing, excluded.waits)
      OR f.judge_at IS DISTINCT FROM excluded.judge_at
  ), changed AS MATERIALIZED (
    SELECT j.day, j.journey, j.consumer_id, j.step, j.standing, j.waits, 1 AS journeys FROM judged AS j
    UNION ALL
    SELECT f.day, f.journey, f.consumer_id, f.step, f.standing, f.waits, -1 FROM former AS f
  ), counted AS (
    INSERT INTO portico.flow_counts AS t (day, journey, consumer_id, step, standing, journeys)
    SELECT c.day, c.journey, c.consumer_id, c.step, c.standing, sum(c.journeys) FROM changed AS c
      GROUP BY c.day, c.journey, c.consumer_id, c.step, c.standing HAVING sum(c.journeys) <> 0
    ON CONFLICT ON CONSTRAINT flow_counts_pkey DO UPDATE SET journeys = t.journeys + excluded.journeys
  ), waited AS (
    INSERT INTO portico.flow_waits AS t (day, journey, consumer_id, step, seconds, journeys)
    SELECT c.day, c.journey, o.consumer_id, w.step, w.seconds, sum(c.journeys) FROM changed AS c
      CROSS JOIN LATERAL unnest(c.waits) WITH ORDINALITY AS w(seconds, step)
      CROSS JOIN LATERAL (VALUES (c.consumer_id), ($5::uuid)) AS o(consumer_id)
      GROUP BY c.day, c.journey, o.consumer_id, w.step, w.seconds HAVING sum(c.journeys) <> 0
    ON CONFLICT ON CONSTRAINT flow_waits_pkey DO UPDATE SET journeys = t.journeys + excluded.journeys
  )
  SELECT count(*)::integer AS recorded FROM gate`;

const DUE = `
  SELECT f.journey_id AS "journeyId", f.journey FROM portico.flow_journeys AS f WHERE f.judge_at <= $1
  ORDER BY f.judge_at LIMIT $2`;

const DAYS = "SELECT generate_series($1::date, $2::date, interval '1 day')::date";

/** $3: journey; $4: consumer, or null for all. */
const STANDS = `
  SELECT c.step, c.standing, sum(c.journeys)::integer AS journeys FROM portico.flow_counts AS c
  WHERE c.day = ANY (ARRAY(${DAYS})) AND c.journey = $3 AND ($4::uuid IS NULL OR c.consumer_id = $4)
  GROUP BY c.step, c.standing HAVING sum(c.journeys) <> 0 ORDER BY c.step, sum(c.journeys) DESC, c.standing`;

/** Nearest rank. $3: journey; $4: consumer, or the id for all. */
const WAITS = `
  WITH sums AS (
    SELECT w.step, w.seconds, sum(w.journeys) AS journeys FROM portico.flow_waits AS w
    WHERE w.journey = $3 AND w.consumer_id = $4 AND w.day BETWEEN $1 AND $2
    GROUP BY w.step, w.seconds
  ), ranked AS (
    SELECT s.step, s.seconds, sum(s.journeys) OVER (PARTITION BY s.step ORDER BY s.seconds) AS rank,
      sum(s.journeys) OVER (PARTITION BY s.step) AS all_journeys FROM sums AS s
  )
  SELECT r.step, min(r.seconds) FILTER (WHERE r.rank >= ceil(r.all_journeys * 0.5)) AS median,
    min(r.seconds) FILTER (WHERE r.rank >= ceil(r.all_journeys * 0.9)) AS p90
  FROM ranked AS r WHERE r.all_journeys > 0 GROUP BY r.step`;

/** Newest first among these steps and standings ($5, $6): each pair is read from its own range of an index. */
const listing = (ofConsumer: string): string => `
  SELECT f.journey_id AS "journeyId", f.step, f.standing, f.waits
  FROM unnest($5::smallint[], $6::text[]) AS k(step, standing) CROSS JOIN LATERAL (
    SELECT t.* FROM portico.flow_journeys AS t
    WHERE t.journey = $1 AND t.step = k.step AND t.standing = k.standing AND t.journey_id >= $2 AND t.journey_id < $3
      ${ofConsumer}
    ORDER BY t.journey_id DESC LIMIT $4) AS f
  ORDER BY f.journey_id DESC LIMIT $4`;
const LIST_ALL = listing('');
const LIST_OF = listing('AND t.consumer_id = $7');

interface FlowRow {
  readonly step: number;
  readonly standing: FlowStanding;
}

/** The figures of the flow, and what they are made of. */
@Injectable()
export class FlowRepository {
  constructor(
    @Inject(POOL) private readonly pool: Pool,
    private readonly searches: Searches,
  ) {}

  /** A connection on which one replica works for all. */
  async connect(): Promise<PoolClient> {
    return reading(() => this.pool.connect());
  }

  async progress(): Promise<FlowProgress> {
    const { rows } = await reading(() => this.pool.query<FlowProgress>(PROGRESS));
    return rows[0]!;
  }

  /** What the next `most` entries of the audit log are about. */
  async named({ nextLeaf, asOf }: FlowProgress, most: number): Promise<NamedJourneys> {
    const { rows } = await reading(() =>
      this.pool.query<Omit<NamedJourneys, 'isEnd' | 'nextLeaf'> & { nextLeaf: string | null }>(NAMED, [nextLeaf, most]),
    );
    const [found] = rows as [(typeof rows)[number]];
    const next = found.nextLeaf ?? nextLeaf;
    return { ...found, nextLeaf: next, isEnd: Number(next) - Number(nextLeaf) < most, asOf: found.asOf ?? asOf };
  }

  /** False: another replica has changed the figures since `progress` was read, and nothing was written. */
  async record(
    { revision }: FlowProgress,
    { nextLeaf, asOf }: Pick<FlowProgress, 'nextLeaf' | 'asOf'>,
    journeys: readonly FlowJourney[],
  ): Promise<boolean> {
    const rows = journeys.map(({ journeyId, consumerId, judgeAt, ...rest }) => ({
      journey_id: journeyId,
      consumer_id: consumerId,
      judge_at: judgeAt?.toISOString() ?? null,
      ...rest,
    }));
    const values = [revision, nextLeaf, asOf, JSON.stringify(rows), ALL];
    const { rows: written } = await reading(() => this.pool.query<{ recorded: number }>(RECORD, values));
    return written[0]!.recorded === 1;
  }

  /** Journeys whose standing changes by `now`. */
  async due(now: Date, most: number): Promise<DueJourney[]> {
    return (await reading(() => this.pool.query<DueJourney>(DUE, [now, most]))).rows;
  }

  async stands({ from, to, journey, consumerId }: FlowSearch): Promise<FlowStand[]> {
    const rows = await this.searches.rows<FlowRow & { journeys: number }>(OPERATORS, STANDS, [
      from,
      to,
      journey,
      consumerId,
    ]);
    return rows.map((row) => ({ ...row, step: FLOW_STEPS[row.step]! }));
  }

  /** By step; a step that no journey has reached is missing. */
  async waits({ from, to, journey, consumerId }: FlowSearch): Promise<Omit<FlowStepFigures, 'reached'>[]> {
    const rows = await this.searches.rows<{ step: number; median: number; p90: number }>(OPERATORS, WAITS, [
      from,
      to,
      journey,
      consumerId ?? ALL,
    ]);
    return rows.map((row) => ({ ...row, step: FLOW_STEPS[row.step]! }));
  }

  /** Journeys with one of these `stands`, newest first, beginning after the journey `after`. */
  async list(
    { journey, consumerId, ...period }: FlowSearch,
    stands: readonly Pick<FlowStand, 'step' | 'standing'>[],
    { after, most }: { readonly after: string | null; readonly most: number },
  ): Promise<FlowListed[]> {
    const { from, before } = idsOf(period);
    const rows = await this.searches.rows<FlowRow & Pick<FlowListed, 'journeyId' | 'waits'>>(
      OPERATORS,
      consumerId === null ? LIST_ALL : LIST_OF,
      [
        journey,
        from,
        after !== null && after < before ? after : before,
        most,
        stands.map(({ step }) => FLOW_STEPS.indexOf(step)),
        stands.map(({ standing }) => standing),
        ...(consumerId === null ? [] : [consumerId]),
      ],
    );
    return rows.map((row) => ({ ...row, step: FLOW_STEPS[row.step]! }));
  }
}

/** The range of the ids of journeys that began on these days. */
function idsOf({ from, to }: FlowPeriod): { from: string; before: string } {
  const end = Date.parse(`${to}T00:00:00.000Z`) + MS_PER_DAY;
  return { from: lowestIdAt(new Date(`${from}T00:00:00.000Z`)), before: lowestIdAt(new Date(end)) };
}
