import { Inject, Injectable } from '@nestjs/common';
import type { Client, Pool } from 'pg';
import { CONFIG } from '../../config/config.module';
import type { Config } from '../../config/config';
import { checkFirst, POOL } from '../../database/pool';
import { SessionRefused } from '../../postgres/session';
import { open, seal } from '../sealed';
import { findKept, findOlder, keep, KEPT_AS, type SealedValue } from './data-key.repository';

/** SQLSTATEs: the table does not exist yet; the database is read-only. */
const NO_TABLE = '42P01';
const READ_ONLY = '25006';

/**
 * With another PORTICO_DATA_KEY nothing could be decrypted, here or by other processes. So no connection, not even a
 * command-line program's, is used before the key was compared with the one of the first start.
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
      let kept = await findKept(client);
      if (kept.length === 0) {
        this.compare(await findOlder(client));
        await keep(client, seal(this.config.dataKey, KEPT_AS, KEPT_AS));
        kept = await findKept(client);
      }
      this.compare(kept);
      return true;
    } catch (error) {
      const { code } = error as { code?: unknown };
      if (code === NO_TABLE || code === READ_ONLY) return false;
      throw error;
    }
  }

  private compare(all: readonly SealedValue[]): void {
    try {
      for (const { context, sealed } of all) open(this.config.dataKey, context, sealed);
    } catch {
      throw new SessionRefused(
        'PORTICO_DATA_KEY',
        'is not the key under which the data in this database are sealed: use that one, or another database',
      );
    }
  }
}
