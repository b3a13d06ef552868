import { Inject, Injectable } from '@nestjs/common';
import type { Pool } from 'pg';
import { reading } from '../database/failure';
import { POOL } from '../database/pool';
import { lowestIdAt } from './entry-id';

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

/** The consumer's own, and those about a subject of the consumer's in which no consumer acts: a browser came back, Portico read a status. */
const VISIBLE = '(e.consumer = $1 OR (e.consumer IS NULL AND EXISTS (SELECT FROM portico.audit_entries AS own WHERE own.subject = e.subject AND own.consumer = $1)))';
const SELECT = 'SELECT e.leaf, s.leaf_index FROM portico.audit_entries AS e LEFT JOIN portico.audit_sequence AS s ON s.entry_id = e.entry_id';

@Injectable()
export class EntriesRepository {
  constructor(@Inject(POOL) private readonly pool: Pool) {}

  /** Newest first, by id: the time in an id is the entry's own, so a range of time is a range of ids, in few months. */
  async list(clientId: string, filter: EntryFilter, most: number): Promise<StoredEntry[]> {
    const conditions: [string, string | undefined][] = [
      ['e.subject = $', filter.subject],
      ['e.consumer = $', filter.consumer],
      ['e.action = $', filter.action],
      ['e.result = $', filter.result],
      ['e.entry_id >= $', filter.since && lowestIdAt(filter.since)],
      ['e.entry_id < $', filter.until && lowestIdAt(filter.until)],
      ['e.entry_id < $', filter.after],
    ];
    const given = conditions.filter(([, value]) => value !== undefined);
    const where = [filter.subject === undefined ? 'e.consumer = $1' : VISIBLE, ...given.map(([condition], at) => `${condition}${at + 3}`)].join(' AND ');
    return this.read(`${SELECT} WHERE ${where} ORDER BY e.entry_id DESC LIMIT $2`, [clientId, most, ...given.map(([, value]) => value)]);
  }

  /** Another consumer's entry is none. */
  async find(clientId: string, entryId: string): Promise<StoredEntry | null> {
    const [found] = await this.read(`${SELECT} WHERE e.entry_id = $2 AND ${VISIBLE}`, [clientId, entryId]);
    return found ?? null;
  }

  private async read(text: string, values: unknown[]): Promise<StoredEntry[]> {
    const { rows } = await reading(() => this.pool.query<{ leaf: Buffer; leaf_index: string | null }>(text, values));
    return rows.map(({ leaf, leaf_index }) => ({ leaf, leafIndex: leaf_index === null ? null : Number(leaf_index) }));
  }
}
