import { Inject, Injectable } from '@nestjs/common';
import type { Client, Pool } from 'pg';
import { CONFIG } from '../config/config.module';
import type { Config } from '../config/config';
import { checkFirst, POOL } from '../database/pool';
import { SessionRefused } from '../postgres/session';
import { open, seal } from './sealed';

const PLACE = 'data-key-check';
/** SQLSTATEs: the table does not exist yet; the database is read-only. */
const NO_TABLE = '42P01';
const READ_ONLY = '25006';

const FIND = `SELECT '${PLACE}' AS place, c.sealed FROM portico.data_key_check AS c`;

/**
 * For a database that is older than the check: any value that is encrypted under the data key. Seeded consumers are
 * left out because they are sealed anew at every start.
 */
const SAMPLE = `
  (SELECT 'subject-key:' || k.subject_id AS place, k.wrapped_key AS sealed FROM portico.subject_keys AS k
    WHERE k.wrapped_key IS NOT NULL LIMIT 1)
  UNION ALL (SELECT 'consumer:' || c.client_id, c.secret_sealed FROM portico.consumers AS c WHERE NOT c.is_seeded
    LIMIT 1)`;

/** Of several processes that start together, one writes the value. */
const MAKE =
  'INSERT INTO portico.data_key_check (sealed) VALUES ($1) ON CONFLICT ON CONSTRAINT data_key_check_pkey DO NOTHING';

interface Sealed {
  readonly place: string;
  readonly sealed: Buffer;
}

/**
 * With a different PORTICO_DATA_KEY nothing in the database could be decrypted, and other processes could not decrypt
 * what this one writes. So no connection is used before the key was compared with the one of the first start; this
 * includes command-line programs.
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
   * Resolves to whether the check could be decided: not before the migration has run, nor where the value is missing
   * and cannot be written. Rejects with SessionRefused when the key is a different one.
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
