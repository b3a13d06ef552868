import { setTimeout as wait } from 'node:timers/promises';
import type { Client } from 'pg';
import { AWAIT_STANDBY } from '../../database/confirmation';
import { isAwaited, tryToLead, waitToLead } from '../../postgres/leader-lock';
import { SessionClient, sessionOptions } from '../../postgres/session-client';
import type { AuditConfig } from '../../config/config';
import type { StoredSubtree } from '../frontier';
import type { Queryable } from '../tree-hashes';

/** Milliseconds. A leader polls several times a second, so a session that is silent for longer is lost. */
const CONNECT_MS = 2_000;
const STATEMENT_MS = 4_000;
const CLOSE_MS = 1_000;
const SILENCE_MS = 10_000;
const MONTHS_AHEAD = 3;

/** Entries of one statement that wait for a leaf index: their leaf hashes, one behind the other. */
export interface Batch {
  readonly batch_id: string;
  readonly hashes: Buffer;
}

export interface SignedCheckpoint {
  readonly size: number;
  readonly root: Buffer;
  readonly note: string;
}

/** How a log began that continues another one: see `portico.audit_logs` (migration 0017). */
export interface Beginning {
  readonly firstLeaf: number;
  readonly formerOrigin: string;
  readonly outsideSize: number;
  readonly outsideRoot: Buffer;
}

/** An entry that hands the log over to another key. */
export interface RecordedHandover {
  readonly entryId: string;
  /** Leaves before it, if it holds. */
  readonly size: number;
  readonly note: string;
  /** Where it stands; null while it waits. It holds only behind exactly `size` leaves. */
  readonly leafIndex: number | null;
}

/** The state of sealing, which every replica can read. */
export interface SealingState {
  /** Leaves under the last checkpoint in the sink; null where there is no sink. */
  readonly outsideSize: number | null;
  /** What keeps the leader from sealing, or from writing checkpoints to the sink; null when nothing does. */
  readonly trouble: string | null;
}

/** What one commit adds to the log. */
export interface Round {
  /** The size and root of the tree before this round. */
  readonly size: number;
  readonly root: Buffer;
  readonly batches: readonly Batch[];
  readonly subtrees: readonly StoredSubtree[];
  readonly checkpoints: readonly SignedCheckpoint[];
}

const BATCH = `
  SELECT b.batch_id, (SELECT string_agg(h.hash, ''::bytea ORDER BY h.n)
    FROM unnest(b.leaf_hashes) WITH ORDINALITY AS h(hash, n)) AS hashes
  FROM portico.audit_unsequenced AS b`;

/** Oldest first. A batch that commits late appears late but keeps its number, so it is never skipped. */
const WAITING = `${BATCH} ORDER BY b.batch_id LIMIT $1`;

/** Does not wait for the standby, so that the state can be written while the standby is unavailable. */
const NOTE = `
  UPDATE portico.sealing_state SET outside_size = CASE WHEN $1::boolean THEN outside_size ELSE $2::bigint END,
    trouble = $3, noted_at = clock_timestamp()
  FROM (SELECT set_config('synchronous_commit', 'local', true)) AS local`;

/**
 * Writes a round completely or not at all, only on top of the checkpoint that it was made for, and only if the batches
 * still hold the leaf hashes over which it was signed ($4).
 */
const SEAL = `
  WITH taken AS (
    DELETE FROM portico.audit_unsequenced WHERE batch_id = ANY ($1::bigint[])
    RETURNING batch_id, entry_ids, leaf_hashes),
  placed AS (
    SELECT l.entry_id, l.leaf_hash, row_number() OVER (ORDER BY t.batch_id, l.n) - 1 AS n
    FROM taken AS t CROSS JOIN unnest(t.entry_ids, t.leaf_hashes) WITH ORDINALITY AS l(entry_id, leaf_hash, n)),
  leaves AS (
    INSERT INTO portico.audit_sequence (leaf_index, entry_id, leaf_hash)
    SELECT $2::bigint + p.n, p.entry_id, p.leaf_hash FROM placed AS p),
  subtrees AS (
    INSERT INTO portico.audit_subtrees (height, position, hash)
    SELECT s.height, s.position, s.hash FROM unnest($5::smallint[], $6::bigint[], $7::bytea[]) AS s(height, position,
      hash)),
  checkpoints AS (
    INSERT INTO portico.audit_checkpoints (tree_size, root_hash, note, signed_at)
    SELECT c.tree_size, c.root_hash, c.note, now() FROM unnest($8::bigint[], $9::bytea[], $10::text[]) AS c(tree_size,
      root_hash, note))
  SELECT portico.require_rows('audit.taken', (SELECT count(*) FROM taken), cardinality($1::bigint[])),
    portico.require_rows('audit.unchanged', (
      SELECT count(*) FROM (SELECT string_agg(p.leaf_hash, ''::bytea ORDER BY p.n) AS hashes FROM placed AS p) AS now
      WHERE now.hashes = $4::bytea), 1),
    portico.require_rows('audit.continued', (
      SELECT count(*) FROM (SELECT k.tree_size, k.root_hash FROM portico.audit_checkpoints AS k
        ORDER BY k.tree_size DESC LIMIT 1) AS last
      WHERE last.tree_size = $2::bigint AND last.root_hash = $3::bytea), least($2::bigint, 1))`;

/** How a sequencer logs in, and the variable that messages name. */
type SequencerLogin = Pick<AuditConfig, 'sequencerDatabaseUrl' | 'sequencerDatabaseVariable'>;

/** A sequencer's one connection. It also holds the leader's lock: a sequencer that loses it can write nothing more. */
export class SequencerSession implements Queryable {
  private isUnconfirmed = false;

  private constructor(private readonly client: Client) {
    client.on('error', () => undefined);
    client.on('notice', ({ code }) => (this.isUnconfirmed ||= code === '01000'));
  }

  static async open(login: SequencerLogin): Promise<SequencerSession> {
    const session = new SequencerSession(clientFor(login));
    await session.client.connect();
    return session;
  }

  async query<Row extends object>(text: string, values?: unknown[]): Promise<{ rows: Row[] }> {
    return this.client.query<Row>(text, values);
  }

  /** Whether this session is now the leader, until it ends. */
  async tryToLead(): Promise<boolean> {
    return tryToLead(this, 'sealing');
  }

  /** The same for a command: waits some seconds for a replica to give way. */
  async waitToLead(): Promise<boolean> {
    return waitToLead(this, 'sealing');
  }

  /** Whether a command waits for this leader to give way. */
  async isAwaited(): Promise<boolean> {
    return isAwaited(this, 'sealing');
  }

  /** The batch in which this entry waits for its leaf index; it has no other entries. */
  async batchOf(entryId: string): Promise<Batch | null> {
    return (await this.query<Batch>(`${BATCH} WHERE b.entry_ids = ARRAY[$1::uuid]`, [entryId])).rows[0] ?? null;
  }

  /** Entries that hand the log of this name over, in the order of their places. */
  async handovers(origin: string): Promise<RecordedHandover[]> {
    const { rows } = await this.query<
      Omit<RecordedHandover, 'size' | 'leafIndex'> & Record<'size' | 'leafIndex', string>
    >(
      `SELECT h.entry_id AS "entryId", h.size, h.note, s.leaf_index AS "leafIndex" FROM portico.audit_key_handovers AS h
        LEFT JOIN portico.audit_sequence AS s ON s.entry_id = h.entry_id WHERE h.origin = $1 ORDER BY h.size`,
      [origin],
    );
    return rows.map((row) => ({
      ...row,
      size: Number(row.size),
      leafIndex: row.leafIndex === null ? null : Number(row.leafIndex),
    }));
  }

  async waiting(most: number): Promise<Batch[]> {
    return (await this.query<Batch>(WAITING, [most])).rows;
  }

  /** How many leaves are stored, and the last checkpoint. */
  async history(): Promise<{ leaves: number; last: SignedCheckpoint | null }> {
    const { rows: counts } = await this.query<{ leaves: string }>(
      'SELECT coalesce(max(leaf_index) + 1, 0) AS leaves FROM portico.audit_sequence',
    );
    const { rows } = await this.query<{ size: string; root: Buffer; note: string }>(
      'SELECT tree_size AS size, root_hash AS root, note FROM portico.audit_checkpoints ORDER BY tree_size DESC ' +
        'LIMIT 1',
    );
    return { leaves: Number(counts[0]!.leaves), last: rows[0] ? { ...rows[0], size: Number(rows[0].size) } : null };
  }

  /** Checkpoints over more than `size` leaves, smallest tree first. */
  async checkpointsAfter(size: number, most: number): Promise<{ size: number; note: string }[]> {
    const { rows } = await this.query<{ size: string; note: string }>(
      'SELECT tree_size AS size, note FROM portico.audit_checkpoints WHERE tree_size > $1 ORDER BY tree_size LIMIT $2',
      [size, most],
    );
    return rows.map((row) => ({ ...row, size: Number(row.size) }));
  }

  /** How the log of this name continued another one; null when it did not. */
  async beginningOf(origin: string): Promise<Beginning | null> {
    const { rows } = await this.query<
      Record<'first_leaf' | 'former_origin' | 'outside_size', string> & { outside_root: Buffer }
    >('SELECT first_leaf, former_origin, outside_size, outside_root FROM portico.audit_logs WHERE origin = $1', [
      origin,
    ]);
    return rows[0]
      ? {
          firstLeaf: Number(rows[0].first_leaf),
          formerOrigin: rows[0].former_origin,
          outsideSize: Number(rows[0].outside_size),
          outsideRoot: rows[0].outside_root,
        }
      : null;
  }

  /** Writes the state for every replica; without `outsideSize` that value is left unchanged. */
  async tell({ outsideSize, trouble }: Partial<SealingState> & Pick<SealingState, 'trouble'>): Promise<void> {
    await this.query(NOTE, [outsideSize === undefined, outsideSize ?? null, trouble]);
  }

  /**
   * Resolves once the standby has all that this session can see, also what was committed by sessions whose wait was
   * cancelled or backend killed, and what a crash recovery made visible. Rejects when it is not confirmed.
   */
  async confirm(): Promise<void> {
    await this.confirmed(`SELECT ${AWAIT_STANDBY}`, []);
  }

  /** Rejects when the commit did not happen, or may not have happened: begin again from what is stored. */
  async seal({ size, root, batches, subtrees, checkpoints }: Round): Promise<void> {
    const hashes = Buffer.concat(batches.map((batch) => batch.hashes));
    const nodes = [
      subtrees.map(({ height }) => height),
      subtrees.map(({ position }) => position),
      subtrees.map(({ hash }) => hash),
    ];
    const notes = [
      checkpoints.map((made) => made.size),
      checkpoints.map((made) => made.root),
      checkpoints.map(({ note }) => note),
    ];
    await this.confirmed(SEAL, [batches.map(({ batch_id }) => batch_id), size, root, hashes, ...nodes, ...notes]);
  }

  /** PostgreSQL reports a cancelled wait for the standby as a success with a notice. */
  private async confirmed(text: string, values: unknown[]): Promise<void> {
    this.isUnconfirmed = false;
    await this.query(text, values);
    if (this.isUnconfirmed) throw new Error('the commit was not confirmed by the standby');
  }

  /** Creates the tables of the coming months where they are missing. */
  async createMonths(): Promise<void> {
    await this.query('SELECT portico.create_audit_months($1)', [MONTHS_AHEAD]);
  }

  /** Does not wait for a silent server; it releases what the session still holds by itself (idle_session_timeout). */
  async close(): Promise<void> {
    const closed = this.client.end().catch(() => undefined);
    await Promise.race([closed, wait(CLOSE_MS, undefined, { ref: false })]);
  }
}

/** A client under the sequencer's role. Set by statements, so that neither the URL nor a pooler can change it. */
function clientFor({ sequencerDatabaseUrl: url, sequencerDatabaseVariable: variable }: SequencerLogin): Client {
  const settings = {
    statement_timeout: String(STATEMENT_MS),
    idle_session_timeout: String(SILENCE_MS),
    tcp_keepalives_idle: '5',
    tcp_keepalives_interval: '2',
    tcp_keepalives_count: '2',
  };
  const options = sessionOptions(url, { variable, role: 'portico_sequencer', settings });
  return new SessionClient({
    ...options,
    application_name: 'portico sequencer',
    connectionTimeoutMillis: CONNECT_MS,
    query_timeout: STATEMENT_MS + 1_000,
    keepAlive: true,
  });
}
