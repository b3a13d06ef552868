/** Work that one replica does for all. Arbitrary numbers of our own; advisory locks are per database. */
export const LEADER_LOCKS = { sealing: 0x746c6f67, retention: 0x72657465 } as const;

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

/** Lets another replica lead. */
export async function stopLeading(session: Session, work: keyof typeof LEADER_LOCKS): Promise<void> {
  await session.query('SELECT pg_advisory_unlock($1)', [LEADER_LOCKS[work]]);
}
