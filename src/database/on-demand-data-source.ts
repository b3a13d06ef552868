import { Pool } from 'pg';
import { DataSource } from 'typeorm';
import type { PostgresDriver } from 'typeorm/driver/postgres/PostgresDriver.js';

/** What TypeORM would ask the server first; each supported server (15 or newer) has the features it decides by this. */
const KNOWN = { version: '15.0', searchSchema: 'portico', schema: 'portico', isGeneratedColumnsSupported: true };

/** Opens its first connection for the first query, so that the gateway can start while the database is unavailable. */
export class OnDemandDataSource extends DataSource {
  override async initialize(): Promise<this> {
    const driver = this.driver as PostgresDriver;
    const pool = new Pool({ connectionString: driver.options.url, ...(driver.options.extra as object) });
    // A connection that breaks while it is idle is replaced; the next query reports what is wrong.
    pool.on('error', () => undefined);
    Object.assign(driver, KNOWN, { master: pool });
    Object.assign(this, { isInitialized: true });
    await this.buildMetadatas();
    return this;
  }
}
