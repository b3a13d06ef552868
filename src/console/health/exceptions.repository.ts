import { Injectable } from '@nestjs/common';
import { lowestIdAt } from '../../audit/entry-id';
import { indexRange } from '../../search/index-range';
import { Searches } from '../../search/searches';
import { type ExceptionKind, type ExceptionRow, REFUSED_ACTIONS } from './exception-kinds';

/** Whose reads these count as, among the searches of consumers. */
const CONSOLE = 'the console';
/** The most rows that are read for one number. */
const MAX_READ = 5_000;
/** Of these, the most events of one consumer. */
const MAX_OF_ONE = 1_000;

/** How many there were; `isMore`: at least. */
export interface Counted {
  readonly kind: ExceptionKind;
  readonly count: number;
  readonly isMore: boolean;
}

/** The links that ended last; those that were clicked or revoked count nothing. */
const EXPIRED = `
  SELECT l.expires_at AS at, l.kind AS what, NULL AS vendor, NULL AS operation, NULL AS credential,
    CASE WHEN l.clicks = 0 AND l.revoked_at IS NULL THEN 1 ELSE 0 END AS count,
    l.consumer_id AS "consumerId",
    CASE WHEN l.kind <> 'consent' THEN l.subject_id WHEN l.reference ~ '^[0-9a-f-]{36}$' THEN
      (SELECT c.journey_id FROM portico.consents AS c WHERE c.consent_handle = l.reference::uuid) END::text
      AS "journeyId",
    NULL::uuid AS "entryId"
  FROM (
    SELECT * FROM portico.durable_links AS d WHERE d.expires_at > $1 AND d.expires_at <= $2
    ORDER BY d.expires_at DESC LIMIT ${MAX_READ}
  ) AS l`;

/** The newest events of each consumer that a journey stalled. */
const STALLED = `
  SELECT e.occurred_at AS at, e.data ->> 'reason' AS what, NULL AS vendor, NULL AS operation, NULL AS credential,
    1 AS count, e.consumer_id AS "consumerId", e.journey_id::text AS "journeyId", NULL::uuid AS "entryId"
  FROM portico.consumers AS c CROSS JOIN LATERAL (
    SELECT * FROM portico.events AS s
    WHERE s.consumer_id = c.consumer_id AND s.type = 'journey.stalled' AND s.position IS NOT NULL
    ORDER BY s.consumer_id DESC, s.type DESC, s.position DESC LIMIT ${MAX_OF_ONE}
  ) AS e
  WHERE e.occurred_at > $1 AND e.occurred_at <= $2`;

/** The newest refusals of some actions. A row counts one refusal, or the others of its kind in ten seconds. */
const refused = (actions: readonly string[]): string => `
  SELECT e.occurred_at AS at, coalesce(e.detail ->> 'verdict', e.detail ->> 'reason') AS what, e.vendor,
    e.detail ->> 'operation' AS operation, e.detail ->> 'credential' AS credential,
    coalesce((e.detail ->> 'count')::integer, 1) AS count, NULL::uuid AS "consumerId",
    coalesce(e.detail ->> 'journey_id', e.detail -> 'journey_ids' ->> 0, CASE WHEN e.detail ? 'customer_id' THEN
      e.subject END) AS "journeyId",
    e.entry_id AS "entryId"
  FROM unnest(ARRAY['${actions.join("', '")}']) AS k(action) CROSS JOIN LATERAL (
    SELECT * FROM portico.audit_entries AS a WHERE a.result = 'REFUSED' AND a.entry_id >= $3 AND a.entry_id < $4
      AND ${indexRange(['a.action', 'a.entry_id'], ['k.action'], '$3', '$4')}
    ORDER BY a.action DESC, a.entry_id DESC LIMIT ${MAX_READ}
  ) AS e`;

const ROWS: Readonly<Record<ExceptionKind, string>> = {
  'expired-unused': EXPIRED,
  'not-returned': STALLED,
  signatures: refused(REFUSED_ACTIONS.signatures),
  redirects: refused(REFUSED_ACTIONS.redirects),
  'forged-webhooks': refused(REFUSED_ACTIONS['forged-webhooks']),
};

const period =
  '$1::timestamptz IS NOT NULL AND $2::timestamptz IS NOT NULL AND $3::uuid IS NOT NULL AND $4::uuid IS NOT NULL';

const COUNT = `
  ${Object.entries(ROWS)
    .map(
      ([kind, rows]) => `SELECT '${kind}' AS kind, coalesce(sum(x.count), 0)::integer AS count,
        count(*) >= ${kind === 'not-returned' ? MAX_OF_ONE : MAX_READ} AS "isMore" FROM (${rows}) AS x WHERE ${period}`,
    )
    .join('\n  UNION ALL ')}`;

const list = (rows: string): string => `
  SELECT x.at, x.what, x.vendor, x.operation, x.count, coalesce(c.client_id, x.credential) AS consumer,
    x."journeyId", x."entryId"
  FROM (SELECT * FROM (${rows}) AS y WHERE ${period} AND y.count > 0 ORDER BY y.at DESC LIMIT $5) AS x
  LEFT JOIN portico.consumers AS c ON c.consumer_id = x."consumerId" ORDER BY x.at DESC`;

/** The exceptions of a period, of all consumers, from rows that an index finds. */
@Injectable()
export class ExceptionsRepository {
  constructor(private readonly searches: Searches) {}

  async count(since: Date, until: Date): Promise<Counted[]> {
    return this.searches.rows<Counted>(CONSOLE, COUNT, within(since, until));
  }

  /** The newest first. */
  async list(kind: ExceptionKind, since: Date, until: Date, most: number): Promise<ExceptionRow[]> {
    return this.searches.rows<ExceptionRow>(CONSOLE, list(ROWS[kind]), [...within(since, until), most]);
  }
}

/** By time, and by the ids of audit entries, which have their time in them. */
const within = (since: Date, until: Date): unknown[] => [since, until, lowestIdAt(since), lowestIdAt(until)];
