import type { Client, Pool } from 'pg';
import { allOf } from '../../database/statements/select-of';
import { updateOf } from '../../database/statements/update-of';
import { Statement } from '../../database/write';
import { DataKeyRecord } from './data-key-record.entity';

/** What the value of a key's check is sealed as. */
export const CHECK = 'data-key-check';

type Queryable = Pick<Client | Pool, 'query'>;

/** A value that is encrypted under the data key, and what it is sealed as. */
export interface SealedValue {
  readonly context: string;
  readonly sealed: Buffer;
}

const RECORDS = `SELECT ${allOf(DataKeyRecord, 'k')} FROM portico.data_keys AS k ORDER BY k.made_at, k.key_id`;

const FIND_CHECK = `SELECT '${CHECK}' AS context, c.sealed FROM portico.data_key_check AS c`;

const SAMPLE = `
  (SELECT 'subject-key:' || k.subject_id AS context, k.wrapped_key AS sealed FROM portico.subject_keys AS k
    WHERE k.wrapped_key IS NOT NULL LIMIT 1)
  UNION ALL (SELECT 'consumer:' || c.client_id, c.secret_sealed FROM portico.consumers AS c WHERE NOT c.is_seeded
    LIMIT 1)`;

/** Of several processes that start together, one writes the record: there is one key that seals. */
const RECORD = `
  WITH first AS (
    INSERT INTO portico.data_keys (key_id, state, opens_unnamed, seals_unnamed, check_sealed)
    VALUES ($1, 'SEALING', $2, $2, $3) ON CONFLICT DO NOTHING RETURNING check_sealed)
  INSERT INTO portico.data_key_check (sealed) SELECT f.check_sealed FROM first AS f
  ON CONFLICT ON CONSTRAINT data_key_check_pkey DO NOTHING`;

const HOLD = `
  WITH gone AS (DELETE FROM portico.data_key_holders AS h WHERE h.seen_at < now() - interval '1 day')
  INSERT INTO portico.data_key_holders AS h (replica_id, key_ids) VALUES ($1, $2)
  ON CONFLICT ON CONSTRAINT data_key_holders_pkey DO UPDATE SET key_ids = excluded.key_ids, seen_at = now()`;

/** Seconds since a replica was seen, after which it is taken for gone. */
const GONE_SECONDS = 20;

const HOLDERS = `
  SELECT h.replica_id AS "replicaId", h.key_ids AS "keyIds" FROM portico.data_key_holders AS h
  WHERE h.seen_at > now() - make_interval(secs => ${GONE_SECONDS}) ORDER BY h.replica_id`;

/** A replica that runs now, and the ids of the keys that it holds; audit keys have ids of the same kind there. */
export interface Holder {
  readonly replicaId: string;
  readonly keyIds: readonly string[];
}

/** The record of the keys; the oldest first. */
export async function findRecords(database: Queryable): Promise<DataKeyRecord[]> {
  return (await (database as Pool).query<DataKeyRecord>(RECORDS)).rows;
}

/** The check of a database that is older than the record; none before the first start. */
export async function findCheck(client: Client): Promise<SealedValue[]> {
  return (await client.query<SealedValue>(FIND_CHECK)).rows;
}

/** For a database older than that: any values under the data key, except seeded consumers (resealed at starts). */
export async function findOlder(client: Client): Promise<SealedValue[]> {
  return (await client.query<SealedValue>(SAMPLE)).rows;
}

/** Records the first key. Has no effect when there is a record. */
export async function recordFirst(client: Client, keyId: string, isUnnamed: boolean, check: Buffer): Promise<void> {
  await client.query(RECORD, [keyId, isUnnamed, check]);
}

/** The sealed keys of the indexes, by purpose. */
export async function findIndexKeys(client: Client): Promise<Map<string, Buffer>> {
  const { rows } = await client.query<{ purpose: string; key_sealed: Buffer }>(
    'SELECT i.purpose, i.key_sealed FROM portico.index_keys AS i',
  );
  return new Map(rows.map(({ purpose, key_sealed }) => [purpose, key_sealed]));
}

/** Of several processes that start together, one writes it. */
export async function addIndexKey(client: Client, purpose: string, sealed: Buffer): Promise<void> {
  await client.query(
    'INSERT INTO portico.index_keys (purpose, key_sealed) VALUES ($1, $2) ' +
      'ON CONFLICT ON CONSTRAINT index_keys_pkey DO NOTHING',
    [purpose, sealed],
  );
}

/** Notes which keys this replica holds; removes replicas that were not seen for a day. */
export async function noteHolder(pool: Pool, { replicaId, keyIds }: Holder): Promise<void> {
  await pool.query(HOLD, [replicaId, keyIds]);
}

export async function removeHolder(pool: Pool, replicaId: string): Promise<void> {
  await pool.query('DELETE FROM portico.data_key_holders AS h WHERE h.replica_id = $1', [replicaId]);
}

export async function findHolders(pool: Pool): Promise<Holder[]> {
  return (await pool.query<Holder>(HOLDERS)).rows;
}

/** The highest transaction id that is given out, and the lowest that is not finished. */
export async function findTransactions(pool: Pool): Promise<{ readonly newest: bigint; readonly oldest: bigint }> {
  const { rows } = await pool.query<{ newest: string; oldest: string }>(
    'SELECT pg_snapshot_xmax(s.now) AS newest, pg_snapshot_xmin(s.now) AS oldest FROM pg_current_snapshot() AS s(now)',
  );
  return { newest: BigInt(rows[0]!.newest), oldest: BigInt(rows[0]!.oldest) };
}

interface Rotation {
  readonly former: string;
  readonly next: string;
  readonly next_check: Buffer;
}

/** Makes `next` seal instead of `former`. Refused (no row) when `former` does not seal, or `next` is retired. */
export const ROTATE_KEY = new Statement<Rotation>({
  name: 'data-keys.rotate',
  text: `
    SELECT 1 FROM $rows AS r(former text, next text, next_check bytea)
    WHERE portico.rotate_data_key(r.former, r.next, r.next_check)`,
});

type Transition = Pick<DataKeyRecord, 'keyId' | 'state'> & { readonly former: DataKeyRecord['state'] };

/** Refused (no row) when the key is in another state than `former`. */
export const CHANGE_STATE = updateOf<DataKeyRecord, Transition>(DataKeyRecord, 'data-keys.transition', {
  by: ['keyId'],
  set: { state: 'r."state"', retiredAt: 'CASE WHEN r."state" = \'RETIRED\' THEN now() END' },
  extra: { former: 'text' },
  where: 't.state = r."former"',
});
