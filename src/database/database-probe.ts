import { Inject, Injectable } from '@nestjs/common';
import type { Pool } from 'pg';
import { POOL } from './pool';

/** Readiness of the database: it answers. */
@Injectable()
export class DatabaseProbe {
  readonly name = 'database';

  constructor(@Inject(POOL) private readonly pool: Pool) {}

  readonly check = async (): Promise<void> => {
    await this.pool.query('SELECT 1');
  };
}
