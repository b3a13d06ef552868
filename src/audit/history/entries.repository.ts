import { Inject, Injectable } from '@nestjs/common';
import type { Pool } from 'pg';
import { reading } from '../../database/failure';
import { HIGHEST_ID, indexRange, LOWEST_ID, order } from '../../search/index-range';
import { POOL } from '../../database/pool';
import { Searches } from '../../search/searches';
import { lowestIdAt } from '../entry-id';

/** An entry as it is stored and proved. */
export interface StoredEntry {
  readonly leaf: Buffer;
  /** Its place in the tree; null while it has none. */
  readonly leafIndex: number | null;
}

/** Which entries; what is left out does not matter. */
export interface EntryFilter {
  readonly subject?: string;
  readonly consumer?: string;
  readonly action?: string;
  readonly result?: string;
  /** The first instant, and the first one after. */
  readonly since?: Date;
  readonly until?: Date;
  /** The entry after which, newest first, to go on. */
  readonly after?: string;
}

/**
 * A page of entries, and the last entry that was looked at, behind which to go on; null when there is nothing behind
 * it.
 */
export interface EntryPage {
  readonly entries: StoredEntry[];
  readonly next: string | null;
}

/** Entries that one request looks at. What an index finds by itself counts only when it is shown. */
const MAX_LOOKED_AT = 1_000;
/** Results that have an index; nearly every second entry is the other one. */
const RARE_RESULTS = ['REFUSED', 'FAILED', 'UNKNOWN'];

/**
 * The consumer's own, and those about a subject of the consumer's in which no consumer acts: a browser came back,
 * Portico read a status.
 */
const visible = (subject: string): string =>
  `(e.consumer = $1 OR (e.consumer IS NULL AND EXISTS (SELECT FROM portico.audit_entries AS own
    WHERE own.subject = ${subject} AND own.consumer = $1)))`;
const FIND = `
  SELECT e.leaf, s.leaf_index FROM portico.audit_entries AS e LEFT JOIN portico.audit_sequence AS s
    ON s.entry_id = e.entry_id
  WHERE e.entry_id = $2 AND ${visible('e.subject')}`;

interface LookedAt {
  readonly entry_id: string;
  readonly leaf: Buffer;
  readonly leaf_index: string | null;
  readonly is_hit: boolean;
  readonly is_last: boolean;
}

@Injectable()
export class EntriesRepository {
  constructor(
    @Inject(POOL) private readonly pool: Pool,
    private readonly searches: Searches,
  ) {}

  /**
   * Newest first, by id: the time in an id is the entry's own, so a range of time is a range of ids, in few months. An
   * index finds the entries of one filter; of what it finds at most MAX_LOOKED_AT entries are compared with the others.
   */
  async list(clientId: string, filter: EntryFilter, most: number): Promise<EntryPage> {
    const values: unknown[] = [clientId, MAX_LOOKED_AT, most + 1];
    const value = (of: unknown): string => `$${values.push(of)}`;
    const { subject, consumer, action, result } = filter;
    const isIndexed = result !== undefined && RARE_RESULTS.includes(result);
    const [columns, equal] =
      subject !== undefined
        ? [['subject'], [value(subject)]]
        : action !== undefined
          ? [
              ['consumer', 'action'],
              ['$1', value(action)],
            ]
          : isIndexed
            ? [
                ['consumer', 'result'],
                ['$1', value(result)],
              ]
            : [['consumer'], ['$1']];
    const from = filter.since ? lowestIdAt(filter.since) : LOWEST_ID;
    const before = [HIGHEST_ID, filter.until && lowestIdAt(filter.until), filter.after?.toLowerCase()]
      .filter((id) => id !== undefined)
      .toSorted()[0]!;
    const conditions = [
      ...(subject === undefined ? [] : [visible(equal[0]!)]),
      ...(consumer === undefined ? [] : [`e.consumer = ${value(consumer)}`]),
      ...(action === undefined ? [] : [`e.action = ${value(action)}`]),
      ...(result === undefined ? [] : [`e.result = ${value(result)}`]),
    ];
    const text = lookingAt(
      [...columns, 'entry_id'].map((column) => `e.${column}`),
      [...equal, value(from), value(before)],
      conditions,
    );
    return pageOf(await this.searches.rows<LookedAt>(clientId, text, values), most);
  }

  /** Another consumer's entry is none. */
  async find(clientId: string, entryId: string): Promise<StoredEntry | null> {
    const { rows } = await reading(() => this.pool.query<LookedAt>(FIND, [clientId, entryId]));
    return rows[0] ? storedOf(rows[0]) : null;
  }
}

/**
 * Hits among the first $2 entries of a stretch of an index, at most $3 of them; and the last of those entries, hit or
 * not, if there are so many. The conditions beside the stretch are the ones of the partial indexes.
 */
function lookingAt(columns: readonly string[], bounds: readonly string[], conditions: readonly string[]): string {
  const [from, before] = bounds.slice(-2);
  const ordered = order(columns, 'DESC');
  const partial = columns
    .filter((column) => column !== 'e.entry_id' && column !== 'e.subject')
    .map((column) => (column === 'e.result' ? `e.result = ${bounds[1]}` : `${column} IS NOT NULL`));
  return `
    SELECT e.entry_id, e.leaf, s.leaf_index, e.is_hit, e.place = $2 AS is_last
    FROM (
      SELECT e.*, coalesce(${['true', ...conditions].join(' AND ')}, false) AS is_hit,
        row_number() OVER (ORDER BY ${ordered}) AS place
      FROM (
        SELECT * FROM portico.audit_entries AS e
        WHERE ${[indexRange(columns, bounds.slice(0, -2), from!, before!), ...partial].join(' AND ')}
          ORDER BY ${ordered} LIMIT $2
      ) AS e
    ) AS e
    LEFT JOIN portico.audit_sequence AS s ON s.entry_id = e.entry_id
    WHERE e.is_hit OR e.place = $2
    ORDER BY ${ordered} LIMIT $3`;
}

function pageOf(found: readonly LookedAt[], most: number): EntryPage {
  const hits = found.filter(({ is_hit }) => is_hit);
  const shown = hits.slice(0, most);
  const last = hits.length > most ? shown.at(-1) : found.find(({ is_last }) => is_last);
  return { entries: shown.map(storedOf), next: last?.entry_id ?? null };
}

const storedOf = ({ leaf, leaf_index }: Pick<LookedAt, 'leaf' | 'leaf_index'>): StoredEntry => ({
  leaf,
  leafIndex: leaf_index === null ? null : Number(leaf_index),
});
