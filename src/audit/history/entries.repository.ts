import { Inject, Injectable } from '@nestjs/common';
import type { Pool } from 'pg';
import { reading } from '../../database/failure';
import { HIGHEST_ID, indexRange, LOWEST_ID, order } from '../../search/index-range';
import { POOL } from '../../database/pool';
import { Searches } from '../../search/searches';
import { ACCESS_SUBJECT } from '../access/access-audit';
import { lowestIdAt } from '../entry-id';

/** An entry as it is stored and proved. */
export interface StoredEntry {
  readonly leaf: Buffer;
  /** Its leaf index; null while it has none. */
  readonly leafIndex: number | null;
}

/** Which entries to list; omitted fields are not filtered by. */
export interface EntryFilter {
  readonly subject?: string;
  readonly requestId?: string;
  readonly consumer?: string;
  readonly action?: string;
  readonly result?: string;
  /** `since` is inclusive, `until` exclusive. */
  readonly since?: Date;
  readonly until?: Date;
  /** The entry after which to continue, in the order newest first. */
  readonly after?: string;
}

/** A page of entries, and the last entry that was examined, after which to continue; null when there are no more. */
export interface EntryPage {
  readonly entries: StoredEntry[];
  readonly next: string | null;
}

/** The most entries that one request examines. Those that an index finds by itself only count when returned. */
const MAX_EXAMINED = 1_000;
/** Results that have an index; SUCCEEDED has none, because nearly every second entry has it. */
const RARE_RESULTS = ['REFUSED', 'FAILED', 'UNKNOWN'];

/**
 * The consumer's entries, and those without one (a browser's return, a status read) about the consumer's subjects. The
 * consumer's own entry is among the subject's first ones, so it is found by the index of subjects; no index finds
 * IS NOT DISTINCT FROM, so PostgreSQL cannot read all entries of the consumer instead. Accesses are no consumer's
 * subject, though all are about the same: of them it sees its own alone.
 */
const visible = (subject: string): string =>
  `(e.consumer = $1 OR (e.consumer IS NULL AND ${subject} <> '${ACCESS_SUBJECT}'
    AND EXISTS (SELECT FROM portico.audit_entries AS own
    WHERE own.subject = ${subject} AND own.consumer IS NOT DISTINCT FROM $1)))`;
const FIND = `
  SELECT e.leaf, s.leaf_index FROM portico.audit_entries AS e LEFT JOIN portico.audit_sequence AS s
    ON s.entry_id = e.entry_id
  WHERE e.entry_id = $2 AND ${visible('e.subject')}`;

const FIND_ANY = `
  SELECT e.leaf, s.leaf_index FROM portico.audit_entries AS e LEFT JOIN portico.audit_sequence AS s
    ON s.entry_id = e.entry_id
  WHERE e.entry_id = $1`;

const SEALED = `
  SELECT e.entry_id, e.leaf, s.leaf_index FROM portico.audit_entries AS e JOIN portico.audit_sequence AS s
    ON s.entry_id = e.entry_id
  WHERE e.entry_id >= $1 AND e.entry_id < $2 AND ($5::uuid IS NULL OR e.entry_id > $5) AND s.leaf_index < $3
  ORDER BY e.entry_id LIMIT $4`;

/** Whose lists of the whole log count as, among the searches of consumers. */
const WHOLE_LOG = 'the whole log';

/** An entry that has its place in the tree. */
export interface SealedEntry {
  readonly entry_id: string;
  readonly leaf: Buffer;
  readonly leaf_index: number;
}

interface Examined {
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
   * Newest first, by id: the time in an id is the entry's own, so a time range is a range of ids, in few months. An
   * index finds the entries for one filter; at most MAX_EXAMINED of them are compared with the other filters.
   */
  async list(clientId: string, filter: EntryFilter, most: number): Promise<EntryPage> {
    return this.examine(clientId, filter, most, visible);
  }

  /** The same for the whole log; by consumer, by subject or in the order of ids. For auditors. */
  async listAll(filter: EntryFilter, most: number): Promise<EntryPage> {
    return this.examine(filter.consumer ?? null, filter, most, null);
  }

  private async examine(
    clientId: string | null,
    filter: EntryFilter,
    most: number,
    seen: ((subject: string) => string) | null,
  ): Promise<EntryPage> {
    const values: unknown[] = [clientId, MAX_EXAMINED, most + 1];
    const value = (of: unknown): string => `$${values.push(of)}`;
    const { subject, requestId, consumer, action, result } = filter;
    const isIndexed = result !== undefined && RARE_RESULTS.includes(result);
    const [columns, equal] =
      subject !== undefined
        ? [['subject'], [value(subject)]]
        : clientId === null
          ? [[], []]
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
      ...(subject === undefined || !seen ? [] : [seen(equal[0]!)]),
      ...(seen ? [] : ['($1::text IS NULL OR e.consumer = $1)']),
      ...(requestId === undefined ? [] : [`e.request_id = ${value(requestId)}`]),
      ...(consumer === undefined ? [] : [`e.consumer = ${value(consumer)}`]),
      ...(action === undefined ? [] : [`e.action = ${value(action)}`]),
      ...(result === undefined ? [] : [`e.result = ${value(result)}`]),
    ];
    const text = examining(
      [...columns, 'entry_id'].map((column) => `e.${column}`),
      [...equal, value(from), value(before)],
      conditions,
    );
    return pageOf(await this.searches.rows<Examined>(clientId ?? WHOLE_LOG, text, values), most);
  }

  /** An entry of any consumer, or of none. */
  async findAny(entryId: string): Promise<StoredEntry | null> {
    const { rows } = await reading(() => this.pool.query<Examined>(FIND_ANY, [entryId]));
    return rows[0] ? storedOf(rows[0]) : null;
  }

  /** Entries with a leaf index in a tree of `size` leaves, oldest first, after an id; for an export. */
  async sealedBetween(
    since: Date,
    until: Date,
    after: string | null,
    size: number,
    most: number,
  ): Promise<SealedEntry[]> {
    const from = after ?? lowestIdAt(since);
    const values = [from, lowestIdAt(until), size, most, after];
    const rows = await this.searches.rows<SealedEntry & { leaf_index: string }>(WHOLE_LOG, SEALED, values);
    return rows.map((row) => ({ ...row, leaf_index: Number(row.leaf_index) }));
  }

  /** Another consumer's entry is not found. */
  async find(clientId: string, entryId: string): Promise<StoredEntry | null> {
    const { rows } = await reading(() => this.pool.query<Examined>(FIND, [clientId, entryId]));
    return rows[0] ? storedOf(rows[0]) : null;
  }
}

/**
 * Matches among the first $2 entries of a range of an index, at most $3 of them; and the last of the examined entries,
 * whether or not it matches, if there are $2. The additional conditions are those of the partial indexes.
 */
function examining(columns: readonly string[], bounds: readonly string[], conditions: readonly string[]): string {
  const [from, before] = bounds.slice(-2);
  const ordered = order(columns, 'DESC');
  const partial = columns
    .filter((column) => column !== 'e.entry_id' && column !== 'e.subject')
    .map((column) => (column === 'e.result' ? `e.result = ${bounds[1]}` : `${column} IS NOT NULL`));
  return `
    SELECT e.entry_id, e.leaf, s.leaf_index, e.is_hit, e.rank = $2 AS is_last
    FROM (
      SELECT e.*, coalesce(${['true', ...conditions].join(' AND ')}, false) AS is_hit,
        row_number() OVER (ORDER BY ${ordered}) AS rank
      FROM (
        SELECT * FROM portico.audit_entries AS e
        WHERE ${[indexRange(columns, bounds.slice(0, -2), from!, before!), ...partial].join(' AND ')}
          ORDER BY ${ordered} LIMIT $2
      ) AS e
    ) AS e
    LEFT JOIN portico.audit_sequence AS s ON s.entry_id = e.entry_id
    WHERE e.is_hit OR e.rank = $2
    ORDER BY ${ordered} LIMIT $3`;
}

function pageOf(found: readonly Examined[], most: number): EntryPage {
  const hits = found.filter(({ is_hit }) => is_hit);
  const shown = hits.slice(0, most);
  const last = hits.length > most ? shown.at(-1) : found.find(({ is_last }) => is_last);
  return { entries: shown.map(storedOf), next: last?.entry_id ?? null };
}

const storedOf = ({ leaf, leaf_index }: Pick<Examined, 'leaf' | 'leaf_index'>): StoredEntry => ({
  leaf,
  leafIndex: leaf_index === null ? null : Number(leaf_index),
});
