import type { Pool } from 'pg';
import { reading } from '../../database/failure';

/** Requests that a replica was granted. */
export interface Granted {
  readonly granted: number;
  readonly granted_at: string;
  readonly remaining: number;
  readonly wait_seconds: number;
}

/** Takes up to `wanted` of `most` requests a minute; gives back those left of an earlier grant (migration 0005). */
export async function takeRate(
  pool: Pool,
  consumerId: string,
  wanted: number,
  most: number,
  { left, grantedAt }: { left: number; grantedAt: string },
): Promise<Granted> {
  const query = {
    name: 'rates.take',
    text: 'SELECT granted, granted_at, remaining, wait_seconds FROM portico.take_rate($1, $2, $3, $4, $5)',
    values: [consumerId, wanted, most, left, grantedAt],
  };
  const { rows } = await reading(() => pool.query<Granted>(query));
  return rows[0]!;
}
