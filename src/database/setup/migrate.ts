import 'reflect-metadata';
import { DataSource } from 'typeorm';
import { migrations } from '../../../migrations/all';
import { dataSourceOptions } from '../data-source';

/** An arbitrary constant of our own; replicas that start together wait for each other on this lock. */
const MIGRATION_LOCK = 0x706f7274;

/** Brings the schema up to date, one process at a time. Returns the names of the migrations that ran. */
export async function migrate(ownerUrl: string, variable = 'MIGRATION_DATABASE_URL'): Promise<string[]> {
  const source = new DataSource({
    ...dataSourceOptions({ url: ownerUrl, poolSize: 2, role: null, variable }),
    migrations,
    migrationsTableName: 'migrations',
  });
  await source.initialize();
  const runner = source.createQueryRunner();
  try {
    await runner.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK]);
    await runner.query('CREATE SCHEMA IF NOT EXISTS portico');
    const ran = await source.runMigrations({ transaction: 'each' });
    return ran.map(({ name }) => name);
  } finally {
    await runner.query('SELECT pg_advisory_unlock($1)', [MIGRATION_LOCK]).catch(() => undefined);
    await runner.release();
    await source.destroy();
  }
}
