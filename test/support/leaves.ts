import type { Pool } from 'pg';
import { v7 as uuidv7 } from 'uuid';
import { AuditRepository } from '../../src/audit/audit.repository';
import type { Leaf } from '../../src/audit/leaf';
import { Committer } from '../../src/database/committer';

/** An audit entry like that of a grant. */
export const newLeaf = (rest: Partial<Leaf> = {}): Leaf => ({
  entry_id: uuidv7(),
  occurred_at: new Date().toISOString(),
  request_id: uuidv7(),
  consumer: 'demo-consumer',
  actor: 'consumer',
  action: 'onboarding.grant.create',
  subject: uuidv7(),
  phase: 'INTENT',
  intent_id: null,
  vendor: 'one-money',
  vendor_request_id: null,
  result: null,
  detail: { customer_id: '0b9f2c5e', locale: 'de', return_mode: 'managed', nested: { b: [1, 2.5, null], a: 'Zoë 😀' } },
  ...rest,
});

/** Appends `count` entries as the application does, in group commits. Returns them in the order of their ids. */
export async function appendLeaves(
  pool: Pool,
  count: number,
  rest: (index: number) => Partial<Leaf> = () => ({}),
): Promise<Leaf[]> {
  const [repository, committer] = [new AuditRepository(), new Committer(pool)];
  const leaves = Array.from({ length: count }, (_, index) => newLeaf(rest(index)));
  for (let at = 0; at < count; at += 2048)
    await Promise.all(leaves.slice(at, at + 2048).map((leaf) => committer.commit(repository.append(leaf))));
  return leaves;
}
