import type { Client } from 'pg';

/**
 * How many times to check, and with how many additional connections. One check suffices at a quiet pooler, in whatever
 * order it assigns server processes.
 */
const CHECKS = 2;

/**
 * Whether the pooler in front of the server gives one client's server process to others between transactions
 * (transaction mode); then the role, the limits and the locks of a session would leak to other clients. Another client
 * that holds a transaction open shows it: either it was given our process, or we are given another one. In session mode
 * neither ever happens. `connect` makes connections to the same pooler.
 */
export async function sharesServers(
  mine: Pick<Client, 'query'>,
  pid: number,
  connect: () => Promise<Client>,
): Promise<boolean> {
  const others: Client[] = [];
  try {
    for (let check = 0; check < CHECKS; check += 1) {
      const other = await connect();
      others.push(other);
      await other.query('BEGIN');
      if ((await pidOf(other)) === pid || (await pidOf(mine)) !== pid) return true;
    }
    return false;
  } finally {
    await Promise.all(others.map(async (other) => other.end().catch(() => undefined)));
  }
}

async function pidOf(client: Pick<Client, 'query'>): Promise<number> {
  return (await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid')).rows[0]!.pid;
}
