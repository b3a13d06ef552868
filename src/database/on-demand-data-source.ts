import { Pool } from 'pg';
import { DataSource } from 'typeorm';
import type { PostgresDriver } from 'typeorm/driver/postgres/PostgresDriver.js';

/**
 * What TypeORM would ask the server for before anything else; every server that Portico takes (15 or newer) has what it
 * decides by.
 */
const KNOWN = { version: '15.0', searchSchema: 'portico', schema: 'portico', isGeneratedColumnsSupported: true };

/**
 * A DataSource whose first connection is made by the first query, so that the gateway can start while the database is
 * away.
 */
export class OnDemandDataSource extends DataSource {
  override async initialize(): Promise<this> {
    const driver = this.driver as PostgresDriver;
    const pool = new Pool({ connectionString: driver.options.url, ...(driver.options.extra as object) });
    // A connection that breaks while nobody uses it is replaced; who needs one next is told what is wrong.
    pool.on('error', () => undefined);
    Object.assign(driver, KNOWN, { master: pool });
    Object.assign(this, { isInitialized: true });
    await this.buildMetadatas();
    return this;
  }
}
