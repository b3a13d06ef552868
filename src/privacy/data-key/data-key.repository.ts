import type { Client } from 'pg';

/** What the value of the check is sealed as. */
export const KEPT_AS = 'data-key-check';

/** A value that is encrypted under the data key, and what it is sealed as. */
export interface SealedValue {
  readonly context: string;
  readonly sealed: Buffer;
}

const FIND = `SELECT '${KEPT_AS}' AS context, c.sealed FROM portico.data_key_check AS c`;

const SAMPLE = `
  (SELECT 'subject-key:' || k.subject_id AS context, k.wrapped_key AS sealed FROM portico.subject_keys AS k
    WHERE k.wrapped_key IS NOT NULL LIMIT 1)
  UNION ALL (SELECT 'consumer:' || c.client_id, c.secret_sealed FROM portico.consumers AS c WHERE NOT c.is_seeded
    LIMIT 1)`;

const KEEP =
  'INSERT INTO portico.data_key_check (sealed) VALUES ($1) ON CONFLICT ON CONSTRAINT data_key_check_pkey DO NOTHING';

/** The value of the check; none before the first start. */
export async function findKept(client: Client): Promise<SealedValue[]> {
  return (await client.query<SealedValue>(FIND)).rows;
}

/** For a database older than the check: any values under the data key, except seeded consumers (resealed at starts). */
export async function findOlder(client: Client): Promise<SealedValue[]> {
  return (await client.query<SealedValue>(SAMPLE)).rows;
}

/** Of several processes that start together, one writes the value. */
export async function keep(client: Client, sealed: Buffer): Promise<void> {
  await client.query(KEEP, [sealed]);
}
