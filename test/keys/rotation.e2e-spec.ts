import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import os from 'node:os';
import { Client } from 'pg';
import request from 'supertest';
import { configuredKeys } from '../../src/config/key-source';
import { DataKey, keyIdOf } from '../../src/privacy/data-key/data-key';
import { DataKeyRefresh } from '../../src/privacy/data-key/data-key-refresh';
import { SEALED_COLUMNS } from '../../src/privacy/data-key/sealed-columns';
import { caught } from '../support/caught';
import { asVersionBefore, newDataKey, sealedValues } from '../support/data-keys';
import { createTestDatabase, type TestDatabase } from '../support/database';
import { eventually } from '../support/eventually';
import { DATA_KEY, DEMO, type RunningGateway, startGateway } from '../support/gateway';
import { Given, newCustomer } from '../support/given';
import { type RunningSandbox, startSandbox } from '../support/sandbox';

const FIRST = new DataKey(Buffer.from(DATA_KEY, 'base64url'));
const [SECOND, THIRD] = [newDataKey(0x61), newDataKey(0x62)];
/** Columns that are sealed under the key of a subject, which is itself sealed under the data key. */
const UNDER_SUBJECTS = [
  'consent_links.redirect_url_sealed',
  'consents.account_sealed',
  'consents.pan_sealed',
  'consents.party_identifier_sealed',
  'consents.redirect_url_sealed',
  'consents.vua_sealed',
  'durable_links.settings_sealed',
  'link_clicks.url_sealed',
  'onboarding_grants.redirect_url_sealed',
];
const REASON = 'INC-4711: yearly rotation';
/** Proves a key at a start, and is never sealed anew. */
const CHECKS = ['data_keys.check_sealed'];

interface Ended {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** The commands of docs/keys.md, in their order. */
describe('the data key of a running gateway', () => {
  let database: TestDatabase;
  let sandbox: RunningSandbox;
  let gateway: RunningGateway;
  let before: RunningGateway;
  const customerKey = randomUUID();
  const body = newCustomer();
  let created: string;
  beforeAll(async () => {
    [database, sandbox] = [await createTestDatabase(), await startSandbox()];
    before = await startGateway({ database, sandbox });
    created = (await create().expect(201)).text;
    const { body: subscription } = await subscribe().expect(201);
    await request(url())
      .post(`/v1/webhook_subscriptions/${subscription.subscription_id}/rotate_secret`)
      .set('Authorization', DEMO)
      .set('Idempotency-Key', randomUUID())
      .expect(200);
    await before.close();
    await asVersionBefore(database, FIRST);
    gateway = await startGateway({ database, sandbox });
  });
  afterAll(async () => {
    await gateway.close();
    await sandbox.close();
    await database.drop();
  });

  const url = (): string => (gateway ?? before).url;
  const create = (sent: object = body): request.Test =>
    request(url())
      .post('/v1/customers/hosted')
      .set('Authorization', DEMO)
      .set('Idempotency-Key', customerKey)
      .send(sent);
  const subscribe = (): request.Test =>
    request(url())
      .post('/v1/webhook_subscriptions')
      .set('Authorization', DEMO)
      .set('Idempotency-Key', randomUUID())
      .send({ url: 'https://events.example.com/portico' });

  const keys = (words: readonly string[], ring: readonly string[] = [DATA_KEY, SECOND.text]): Promise<Ended> =>
    new Promise((done) =>
      execFile(
        process.execPath,
        ['scripts/portico.mjs', 'keys', ...words, ...(/^(status|new)$/.test(words[0]!) ? [] : ['--reason', REASON])],
        {
          env: {
            PATH: process.env.PATH,
            DATABASE_URL: database.appUrl,
            PORTICO_DATA_KEY: ring[0],
            PORTICO_DATA_KEYS: ring.slice(1).join(','),
          },
        },
        (error, stdout, stderr) => done({ status: Number(error?.code ?? 0), stdout, stderr }),
      ),
    );
  const named = async (): Promise<string[]> => {
    const values = await sealedValues(database);
    return [...new Set(values.flatMap(({ sealed }) => sealed.map((value) => keyIdOf(value) ?? 'unnamed')))];
  };
  const refusalOf = (environment: NodeJS.ProcessEnv): Promise<string> =>
    startGateway({ database, sandbox, environment }).then(
      async (started) => started.close().then(() => 'it started'),
      (error: Error) => error.message,
    );

  it('seals each sealed column, or has it under the key of a subject', async () => {
    const columns = await database.query<{ name: string }>(
      `SELECT c.relname || '.' || a.attname AS name FROM pg_attribute AS a JOIN pg_class AS c ON c.oid = a.attrelid
       WHERE c.relnamespace = 'portico'::regnamespace AND c.relkind = 'r' AND a.attnum > 0 AND NOT a.attisdropped
         AND a.attname ~ 'sealed|wrapped|secret'
         AND a.attname !~ '_hash$' AND a.atttypid IN ('bytea'::regtype, 'jsonb'::regtype) ORDER BY 1`,
    );
    expect(columns.map(({ name }) => name)).toEqual(
      [...UNDER_SUBJECTS, ...CHECKS, ...SEALED_COLUMNS.map(({ table, column }) => `${table}.${column}`)].toSorted(),
    );
  });

  it('of the version before opens everything, and seals as that version does until all is sealed anew', async () => {
    expect((await create().expect(201)).text).toBe(created);
    await create({ ...body, first_name: 'Other' }).expect(422);
    await new Given(gateway).customer();
    expect(await named()).toEqual(['unnamed']);
    const values = await sealedValues(database);
    for (const { context, sealed } of values)
      for (const value of sealed) expect(caught(() => FIRST.openUnnamed(context, value))).toBeUndefined();
  });

  it('is named by all values after a rewrap, and answers of before are still found', async () => {
    expect(await keys(['rewrap'])).toMatchObject({ status: 0, stdout: expect.stringContaining(`key ${FIRST.id}`) });
    expect(await named()).toEqual([FIRST.id]);
    await eventually(
      async () => gateway.logged(),
      (log) => log.includes(`${FIRST.id} SEALING`),
    );
    expect((await create().expect(201)).text).toBe(created);
    await create({ ...body, first_name: 'Other' }).expect(422);
    await new Given(gateway).customer();
    expect(await named()).toEqual([FIRST.id]);
  });

  it('is not rotated to a key that a replica lacks, nor to one that no process holds', async () => {
    const said = await Promise.all([
      keys(['rotate']),
      keys(['rotate', '--to', THIRD.key.id]),
      keys(['rotate'], [DATA_KEY]),
      keys(['rotate'], [DATA_KEY, SECOND.text, THIRD.text]),
    ]);
    expect(said.map(({ stderr }) => stderr)).toEqual([
      expect.stringMatching(`^1 of the replicas that run do not hold the key ${SECOND.key.id}: add it`),
      `The key ${THIRD.key.id} is neither PORTICO_DATA_KEY nor in PORTICO_DATA_KEYS.\n`,
      expect.stringMatching('^There is no new key'),
      expect.stringMatching('^There are 2 new keys: name one with --to'),
    ]);
    expect(said.map(({ status }) => status)).toEqual([1, 1, 1, 1]);
  });

  it('is joined by a key whose file was changed, and kept when the file lacks one that is needed', async () => {
    const take = (...texts: string[]): Promise<void> =>
      gateway.app
        .get(DataKeyRefresh, { strict: false })
        .take(configuredKeys({ dataKeys: texts.map((text) => Buffer.from(text, 'base64url')) }));
    await take(SECOND.text);
    expect(gateway.logged()).toContain('the data keys stay as they were');
    await new Given(gateway).customer();
    await take(DATA_KEY, SECOND.text);
    const [{ stdout }, made] = await Promise.all([keys(['status']), keys(['new', '--json'])]);
    const { key, secret } = JSON.parse(made.stdout) as { key: string; secret: string };
    expect(new DataKey(Buffer.from(secret, 'base64url')).id).toBe(key);
    expect(stdout).toMatch(new RegExp(`${SECOND.key.id}  NEW +0 values  held by 1 of 1 replicas`));
  });

  it('is rotated while the gateway runs: the new key seals, both open', async () => {
    const { status, stdout } = await keys(['rotate', '--json']);
    expect([status, JSON.parse(stdout)]).toEqual([0, { former_key: FIRST.id, key: SECOND.key.id }]);
    await eventually(
      async () => gateway.logged(),
      (log) => log.includes(`${SECOND.key.id} SEALING`),
    );
    await new Given(gateway).customer();
    expect((await create().expect(201)).text).toBe(created);
    expect((await named()).toSorted()).toEqual([FIRST.id, SECOND.key.id].toSorted());
  });

  it('cannot be retired while values name it, or before it was rotated away', async () => {
    const said = await Promise.all([FIRST.id, SECOND.key.id, 'none'].map((id) => keys(['retire', id])));
    expect(said.map(({ status, stderr }) => [status, stderr])).toEqual([
      [1, expect.stringMatching(`^\\d+ values are sealed under the key ${FIRST.id}: seal them anew first`)],
      [1, expect.stringMatching(`^The key ${SECOND.key.id} seals: rotate`)],
      [1, 'The database knows no key none.\n'],
    ]);
    const states = await database.query<{ state: string }>('SELECT state FROM portico.data_keys ORDER BY made_at');
    expect(states.map(({ state }) => state)).toEqual(['OPENING', 'SEALING']);
  });

  it('is retired when nothing names it, and is refused from then on', async () => {
    expect(await keys(['rewrap'])).toMatchObject({ status: 0 });
    expect(await named()).toEqual([SECOND.key.id]);
    expect(await keys(['retire', FIRST.id])).toMatchObject({
      status: 1,
      stderr: expect.stringMatching(/^Idempotency-Keys from before key ids/),
    });
    await database.query('DELETE FROM portico.idempotency_keys WHERE octet_length(fingerprint) = 32');
    expect(await keys(['retire', FIRST.id])).toMatchObject({ status: 0 });
    const { body: health } = await eventually(
      async () => request(gateway.url).get('/health/ready'),
      ({ body: found }) => found.parts['data-keys'] === 'degraded',
    );
    expect(health.reasons['data-keys']).toBe(
      `the key ${FIRST.id} is retired: remove it from PORTICO_DATA_KEY and PORTICO_DATA_KEYS`,
    );
    await new Given(gateway).customer();
    expect(await refusalOf({})).toBe(
      `PORTICO_DATA_KEY is not, and PORTICO_DATA_KEYS does not hold, the key ${SECOND.key.id}, under which the data ` +
        'in this database are sealed: add it, or use another database',
    );
    expect(await refusalOf({ PORTICO_DATA_KEY: SECOND.text })).toBe('it started');
    expect(await keys(['rotate', '--to', FIRST.id])).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('RETIRED'),
    });
    const app = new Client({ connectionString: database.appUrl });
    await app.connect();
    const revived = app.query("UPDATE portico.data_keys SET state = 'OPENING' WHERE key_id = $1", [FIRST.id]);
    await expect(revived.finally(() => app.end())).rejects.toThrow('a data key that is retired stays retired');
  });

  it('seals nothing once it is retired, also for a process that does not know of it', async () => {
    const late = async (key: DataKey): Promise<unknown> => {
      const subject = randomUUID();
      return database
        .query('INSERT INTO portico.subject_keys (subject_id, wrapped_key) VALUES ($1, $2)', [
          subject,
          key.seal(`subject-key:${subject}`, Buffer.alloc(32)),
        ])
        .then(
          () => 'it was stored',
          (error: Error) => error.message,
        );
    };
    expect(await late(SECOND.key)).toBe('it was stored');
    expect(await late(FIRST)).toBe('a value is sealed under a data key that is retired');
  });

  it('leaves entries in the audit log: who did what with which key', async () => {
    const entries = await database.query<{ action: string; subject: string; actor: string; detail: object }>(
      `SELECT action, subject, actor, detail FROM portico.audit_entries WHERE action LIKE 'keys.%' ORDER BY entry_id`,
    );
    expect(entries.map(({ action, subject, actor }) => [action, subject, actor])).toEqual([
      ['keys.rewrap', FIRST.id, 'operator'],
      ['keys.rewrap', FIRST.id, 'operator'],
      ['keys.rotate', SECOND.key.id, 'operator'],
      ['keys.rewrap', SECOND.key.id, 'operator'],
      ['keys.rewrap', SECOND.key.id, 'operator'],
      ['keys.retire', FIRST.id, 'operator'],
    ]);
    for (const { detail } of entries)
      expect(detail).toMatchObject({ operator: os.userInfo().username, reason: REASON });
  });
});
