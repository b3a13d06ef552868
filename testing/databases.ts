import fs from 'node:fs';
import pg from 'pg';
import { prepareRoles } from '../src/database/setup/roles';
import { migrate } from '../src/database/setup/migrate';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../src/local-postgres/embedded-postgres';
import { prepareSchema } from '../src/sandbox/schema';
import { type DatabaseServer, named, once, TEMPLATE } from './database-copy';
import { makeClockMovable } from './moved-clock';

/** Starts the server in an existing folder, and prepares the template. */
export async function startDatabaseServer(home: string): Promise<DatabaseServer & Pick<EmbeddedPostgres, 'stop'>> {
  fs.chmodSync(home, 0o711);
  const server = await startEmbeddedPostgres({ home, isDurable: false });
  const roles = await prepareRoles(server.url, TEMPLATE);
  await migrate(roles.owner);
  const sandbox = new pg.Pool({ connectionString: roles.sandbox, max: 1 });
  await prepareSchema(sandbox);
  await sandbox.end();
  await once(named(server.url, TEMPLATE), makeClockMovable);
  return { url: server.url, roles, stop: () => server.stop() };
}
