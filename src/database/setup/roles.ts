import { randomBytes } from 'node:crypto';
import { Client } from 'pg';

const DATABASE = 'portico';
const ROLES = ['owner', 'app', 'sequencer', 'auditor', 'sandbox'] as const;
/** An arbitrary constant of our own; processes that prepare the same server wait for each other on this lock. */
const ROLE_LOCK = 0x726f6c65;

/** One URL for each role, with a password that is valid for this run only. */
export type RoleUrls = Readonly<Record<(typeof ROLES)[number], string>>;

/** Prepares our own server: ROLES with new passwords (portico_owner owns the schema), and the database. Idempotent. */
export async function prepareRoles(superuserUrl: string, database = DATABASE): Promise<RoleUrls> {
  const passwords = ROLES.map((role) => [role, randomBytes(24).toString('base64url')] as const);
  await asSuperuser(superuserUrl, async (client) => {
    await client.query('SELECT pg_advisory_lock($1)', [ROLE_LOCK]);
    for (const [role, password] of passwords) await setRole(client, `portico_${role}`, password);
    const { rowCount } = await client.query('SELECT FROM pg_catalog.pg_database WHERE datname = $1', [database]);
    if (rowCount === 0) await client.query(`CREATE DATABASE ${database} OWNER portico_owner`);
    await openDatabase(client, database);
  });
  return Object.fromEntries(
    passwords.map(([role, password]) => [role, urlOf(superuserUrl, `portico_${role}`, password, database)]),
  ) as RoleUrls;
}

/** Sets who may connect, and who may create a schema: the owner its own, the sandbox its own, no other role any. */
export async function openDatabase(client: Client, database: string): Promise<void> {
  await client.query(`REVOKE ALL ON DATABASE ${database} FROM PUBLIC`);
  await client.query(
    `GRANT CONNECT ON DATABASE ${database} TO portico_app, portico_sequencer, portico_auditor, portico_sandbox`,
  );
  await client.query(`GRANT CREATE ON DATABASE ${database} TO portico_sandbox`);
}

/** The passwords are our own and base64url, so they are safe inside the statement, which takes no parameters. */
async function setRole(client: Client, role: string, password: string): Promise<void> {
  const { rowCount } = await client.query('SELECT FROM pg_catalog.pg_roles WHERE rolname = $1', [role]);
  await client.query(`${rowCount === 0 ? 'CREATE' : 'ALTER'} ROLE ${role} LOGIN PASSWORD '${password}'`);
}

async function asSuperuser(url: string, work: (client: Client) => Promise<void>): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}

function urlOf(superuserUrl: string, role: string, password: string, database: string): string {
  const url = new URL(superuserUrl);
  url.username = role;
  url.password = password;
  url.pathname = `/${database}`;
  return url.href;
}
