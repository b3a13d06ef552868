import { Inject, Injectable } from '@nestjs/common';
import type { Client, Pool } from 'pg';
import { CONFIG } from '../config/config.module';
import type { Config } from '../config/config';
import { checkFirst, POOL } from '../database/pool';
import { SessionRefused } from '../postgres/session';
import { open, seal } from './sealed';

const PLACE = 'data-key-check';
/** SQLSTATE: the table is not there yet; nothing may be written. */
const NO_TABLE = '42P01';
const READ_ONLY = '25006';

const FIND = `SELECT '${PLACE}' AS place, c.sealed FROM portico.data_key_check AS c`;

/**
 * Of a database that is older than the check: anything that rests under the data key. Seeded consumers are sealed anew
 * at every start.
 */
const SAMPLE = `
  (SELECT 'subject-key:' || k.subject_id AS place, k.wrapped_key AS sealed FROM portico.subject_keys AS k
    WHERE k.wrapped_key IS NOT NULL LIMIT 1)
  UNION ALL (SELECT 'consumer:' || c.client_id, c.secret_sealed FROM portico.consumers AS c WHERE NOT c.is_seeded
    LIMIT 1)`;

/** Of those that start together one writes it. */
const MAKE =
  'INSERT INTO portico.data_key_check (sealed) VALUES ($1) ON CONFLICT ON CONSTRAINT data_key_check_pkey DO NOTHING';

interface Sealed {
  readonly place: string;
  readonly sealed: Buffer;
}

/**
 * Under another PORTICO_DATA_KEY nothing that rests in the database could be read, and what is written could be read by
 * nobody else. No connection is used before the key was compared with the one of the first start, by programs of the
 * command line, too.
 */
@Injectable()
export class DataKeyCheck {
  constructor(
    @Inject(CONFIG) private readonly config: Pick<Config, 'dataKey'>,
    @Inject(POOL) pool: Pool,
  ) {
    checkFirst(pool, (client) => this.check(client));
  }

  /**
   * Whether it could be told: not before the migration, nor where the value is missing and cannot be written. Rejects
   * with SessionRefused when the key is another.
   */
  private async check(client: Client): Promise<boolean> {
    try {
      let { rows } = await client.query<Sealed>(FIND);
      if (rows.length === 0) {
        this.compare((await client.query<Sealed>(SAMPLE)).rows);
        await client.query(MAKE, [seal(this.config.dataKey, PLACE, PLACE)]);
        ({ rows } = await client.query<Sealed>(FIND));
      }
      this.compare(rows);
      return true;
    } catch (error) {
      const { code } = error as { code?: unknown };
      if (code === NO_TABLE || code === READ_ONLY) return false;
      throw error;
    }
  }

  private compare(all: readonly Sealed[]): void {
    try {
      for (const { place, sealed } of all) open(this.config.dataKey, place, sealed);
    } catch {
      throw new SessionRefused(
        'PORTICO_DATA_KEY',
        'is not the key under which the data in this database are sealed: use that one, or another database',
      );
    }
  }
}
