import type { Client } from 'pg';

/** Checks, and additional connections for each. At a quiet pooler one is enough, in any order of server processes. */
const CHECKS = 2;

/**
 * Whether a pooler gives one client's server process to others between transactions (transaction mode), which would
 * leak a session's role, limits and locks. Another client that holds a transaction shows it: it got our process, or we
 * get another one; in session mode neither happens. `connect` makes connections to the same pooler.
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
