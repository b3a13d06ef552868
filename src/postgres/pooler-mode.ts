import type { Client } from 'pg';

/**
 * How often is looked, and with how many connections beside. One look suffices at a quiet pooler, whatever the order in
 * which it hands out its servers.
 */
const LOOKS = 2;

/**
 * Whether the pooler in front of the server gives one client's server process to others between transactions
 * (transaction mode): the role, the limits and the locks of a session would then be anybody's. Seen by another client
 * that holds a transaction open: either it was given our process, or we are given another one. In session mode neither
 * ever happens. `connect` makes connections to the same pooler.
 */
export async function sharesServers(
  mine: Pick<Client, 'query'>,
  pid: number,
  connect: () => Promise<Client>,
): Promise<boolean> {
  const others: Client[] = [];
  try {
    for (let look = 0; look < LOOKS; look += 1) {
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
