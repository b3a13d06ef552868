import { randomUUID } from 'node:crypto';
import { AuditService } from '../../src/audit/audit.service';
import { erasure } from '../../src/audit/erasure';
import { Committer } from '../../src/database/committer';
import type { RunningGateway } from './gateway';

/** Erases the subject, as `npx portico subjects erase` does. */
export async function erase({ app }: Pick<RunningGateway, 'app'>, subject: string): Promise<void> {
  await app
    .get(Committer)
    .commit(erasure(app.get(AuditService), { requestId: randomUUID(), clientId: null, actor: 'portico' }, subject));
}

/** Erases all subjects that are not erased yet. Returns their ids. */
export async function eraseAll(gateway: RunningGateway): Promise<string[]> {
  const rows = await gateway.database.query<{ subject_id: string }>(
    'SELECT subject_id FROM portico.subject_keys WHERE wrapped_key IS NOT NULL ORDER BY 1',
  );
  const subjects = rows.map(({ subject_id }) => subject_id);
  for (const subject of subjects) await erase(gateway, subject);
  return subjects;
}
