import { Inject, Injectable } from '@nestjs/common';
import type { Pool } from 'pg';
import { migrations } from '../../../migrations/all';
import { POOL } from '../pool';

/** Readiness of the schema: every migration that this build knows has run. */
@Injectable()
export class MigrationsProbe {
  readonly name = 'migrations';

  constructor(@Inject(POOL) private readonly pool: Pool) {}

  readonly check = async (): Promise<void> => {
    const { rows } = await this.pool.query<{ name: string }>('SELECT name FROM portico.migrations');
    const ran = new Set(rows.map(({ name }) => name));
    const missing = migrations.filter(({ name }) => !ran.has(name));
    if (missing.length > 0) throw Object.assign(new Error(), { reason: 'the schema is not up to date' });
  };
}
