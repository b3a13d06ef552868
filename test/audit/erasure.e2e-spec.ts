import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import os from 'node:os';
import { promisify } from 'node:util';
import { Client } from 'pg';
import request from 'supertest';
import { SubjectKeys } from '../../src/privacy/subject-keys';
import { DATA_KEY, DEMO, type RunningGateway, startGateway } from '../support/gateway';
import { Given } from '../support/given';
import { ORIGIN, SEED, untilSealed } from '../support/log';
import { verdict } from '../../campaigns/audit-log';

const REASON = 'INC-9: a person asked for it';

describe('erasing a person', () => {
  let gateway: RunningGateway;
  beforeAll(async () => {
    gateway = await startGateway({
      environment: { AUDIT_LOG_ORIGIN: ORIGIN, AUDIT_SIGNING_KEY: SEED.toString('base64url') },
    });
  });
  afterAll(() => gateway.close());

  const erase = (subject: string): Promise<{ status: number; said: string }> =>
    promisify(execFile)(process.execPath, ['scripts/subjects.mjs', 'erase', subject, '--reason', REASON], {
      env: { PATH: process.env.PATH, DATABASE_URL: gateway.database.appUrl, PORTICO_DATA_KEY: DATA_KEY },
    }).then(
      ({ stdout, stderr }) => ({ status: 0, said: stdout + stderr }),
      (error: { code: number; stdout: string; stderr: string }) => ({
        status: error.code,
        said: error.stdout + error.stderr,
      }),
    );

  it('destroys the key, is audited, and keeps every proof valid', async () => {
    await new Given(gateway).customer();
    const { body } = await request(gateway.url).get('/v1/audit/events').set('Authorization', DEMO).expect(200);
    const { subject } = body.events[0] as { subject: string };
    const keys = gateway.app.get(SubjectKeys);
    expect(await keys.find(subject)).not.toBeNull();
    await untilSealed(gateway.database, body.events.length);

    const { status, said } = await erase(subject);
    expect([status, said]).toEqual([
      0,
      expect.stringMatching(/\nReceipt: audit entry [0-9a-f-]{36}, with its proof\.\n$/),
    ]);
    expect(await keys.find(subject)).toBeNull();
    expect(
      await gateway.database.query(
        'SELECT subject_id FROM portico.subject_keys WHERE wrapped_key IS NULL AND destroyed_at IS NOT NULL',
      ),
    ).toEqual([{ subject_id: subject }]);
    const after = await request(gateway.url)
      .get('/v1/audit/events')
      .query({ subject, action: 'privacy.subject.erased' })
      .set('Authorization', DEMO)
      .expect(200);
    expect(after.body.events).toEqual([
      expect.objectContaining({
        subject,
        actor: 'operator',
        consumer: null,
        result: 'SUCCEEDED',
        detail: { operator: os.userInfo().username, reason: REASON },
      }),
    ]);

    await untilSealed(gateway.database, body.events.length + 1);
    const client = new Client({ connectionString: gateway.database.auditorUrl });
    await client.connect();
    expect(await verdict(client, null)).toMatchObject({ entries: body.events.length + 1 });
    await client.end();
  });

  it('happens once', async () => {
    const [{ subject_id }] = (await gateway.database.query<{ subject_id: string }>(
      'SELECT subject_id FROM portico.subject_keys',
    )) as [{ subject_id: string }];
    const count = async (): Promise<number> =>
      (await gateway.database.query('SELECT FROM portico.audit_entries')).length;
    const before = await count();
    expect(await erase(subject_id)).toEqual({ status: 0, said: expect.stringContaining('Receipt: audit entry') });
    expect(await erase(randomUUID())).toEqual({ status: 1, said: expect.stringContaining('There is no subject') });
    expect(await erase('absent')).toMatchObject({ status: 2 });
    expect(await count()).toBe(before);
  });
});
