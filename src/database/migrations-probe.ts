import { Inject, Injectable } from '@nestjs/common';
import type { Pool } from 'pg';
import { migrations } from '../../migrations/all';
import { POOL } from './pool';

/** Readiness of the schema: every migration that this build knows has run, and no other. */
@Injectable()
export class MigrationsProbe {
  readonly name = 'migrations';

  constructor(@Inject(POOL) private readonly pool: Pool) {}

  readonly check = async (): Promise<void> => {
    const { rows } = await this.pool.query<{ name: string }>('SELECT name FROM portico.migrations');
    const ran = new Set(rows.map(({ name }) => name));
    const isThisBuilds = ran.size === migrations.length && migrations.every(({ name }) => ran.has(name));
    if (!isThisBuilds) throw new Error('the schema is that of another build');
  };
}
