/** Work that one replica does for all. Arbitrary numbers of our own; advisory locks are per database. */
export const LEADER_LOCKS = { sealing: 0x746c6f67, retention: 0x72657465, flow: 0x666c6f77 } as const;

interface Session {
  query<Row extends object>(text: string, values: unknown[]): Promise<{ rows: Row[] }>;
}

/** Returns whether this session is now the leader, until it stops leading or ends. Never waits for another leader. */
export async function tryToLead(session: Session, work: keyof typeof LEADER_LOCKS): Promise<boolean> {
  const { rows } = await session.query<{ is_leader: boolean }>('SELECT pg_try_advisory_lock($1) AS is_leader', [
    LEADER_LOCKS[work],
  ]);
  return rows[0]!.is_leader;
}

/** Waits as long as a statement may to become the leader; true when it is. What leads sees that it is waited for. */
export async function waitToLead(session: Session, work: keyof typeof LEADER_LOCKS): Promise<boolean> {
  try {
    await session.query('SELECT pg_advisory_lock($1)', [LEADER_LOCKS[work]]);
    return true;
  } catch (error) {
    if ((error as { code?: unknown }).code === CANCELED) return false;
    throw error;
  }
}

/** SQLSTATE: the time for a statement is over. */
const CANCELED = '57014';

/** Whether a session waits to lead, which only a command does: replicas never wait. */
export async function isAwaited(session: Session, work: keyof typeof LEADER_LOCKS): Promise<boolean> {
  const { rows } = await session.query<{ is_awaited: boolean }>(
    `SELECT EXISTS (SELECT FROM pg_catalog.pg_locks AS l WHERE l.locktype = 'advisory' AND NOT l.granted
      AND l.database = (SELECT d.oid FROM pg_catalog.pg_database AS d WHERE d.datname = current_database())
      AND l.classid = 0 AND l.objid = $1 AND l.objsubid = 1) AS is_awaited`,
    [LEADER_LOCKS[work]],
  );
  return rows[0]!.is_awaited;
}

/** Lets another replica lead. */
export async function stopLeading(session: Session, work: keyof typeof LEADER_LOCKS): Promise<void> {
  await session.query('SELECT pg_advisory_unlock($1)', [LEADER_LOCKS[work]]);
}
