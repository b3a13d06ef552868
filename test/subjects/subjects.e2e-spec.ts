import { execFileSync, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Client } from 'pg';
import { SubjectsService } from '../../src/subjects/subjects.service';
import { HOLDINGS, LEFT_OUT } from '../../src/subjects/holdings.repository';
import { ErasuresService } from '../../src/subjects/erasure/erasures.service';
import { erasureListFile } from '../../src/subjects/erasure/erasure-list';
import { verdict } from '../../campaigns/audit-log';
import { named, once } from '../../testing/database-copy';
import { ConsentApi, GivenConsents, newConsent } from '../support/consent-api';
import { columnsWith, dumpOf } from '../support/dump';
import { eventually } from '../support/eventually';
import { createTestDatabase, type TestDatabase } from '../support/database';
import { PAN } from '../support/finpro-api';
import { DATA_KEY, type RunningGateway, startGateway } from '../support/gateway';
import { Given } from '../support/given';
import { ORIGIN, SEED, VKEY } from '../support/log';
import { type RunningSandbox, startSandbox } from '../support/sandbox';

interface Said {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

const REASON = 'INC-9: a person asked for it';
const WHY = ['--reason', REASON];
const WHO = { operator: os.userInfo().username, reason: REASON };
const ACTOR = { requestId: randomUUID(), clientId: null, actor: 'operator' } as const;

describe('the rights of people', () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'portico-subjects-'));
  const checkpoints = path.join(folder, 'checkpoints');
  let database: TestDatabase;
  let sandbox: RunningSandbox;
  let gateway: RunningGateway;
  const start = (more: Partial<Parameters<typeof startGateway>[0]> = {}): Promise<RunningGateway> =>
    startGateway({
      database,
      sandbox,
      ...more,
      environment: {
        AUDIT_CHECKPOINT_FILE: checkpoints,
        POLL_INTERVAL_SECONDS: '1',
        AUDIT_LOG_ORIGIN: ORIGIN,
        AUDIT_SIGNING_KEY: SEED.toString('base64url'),
        ...more.environment,
      },
    });
  beforeAll(async () => {
    database = await createTestDatabase();
    sandbox = await startSandbox();
    gateway = await start();
  });
  afterAll(async () => {
    await gateway.close();
    await sandbox.close();
    await database.drop();
    fs.rmSync(folder, { recursive: true, force: true });
  });

  /** Runs the command; what it is asked comes from standard input. */
  const run = (words: readonly string[], input = ''): Promise<Said> =>
    new Promise((done) => {
      const child = spawn(process.execPath, ['scripts/subjects.mjs', ...words], {
        env: { PATH: process.env.PATH, DATABASE_URL: database.appUrl, PORTICO_DATA_KEY: DATA_KEY },
      });
      let [out, err] = ['', ''];
      child.stdout.on('data', (text: Buffer) => (out += text.toString()));
      child.stderr.on('data', (text: Buffer) => (err += text.toString()));
      child.on('close', (code) => done({ code, out, err }));
      child.stdin.end(input);
    });
  const entries = (subject: string): Promise<{ action: string; actor: string; detail: Record<string, unknown> }[]> =>
    database.query(
      "SELECT action, actor, detail FROM portico.audit_entries WHERE subject = $1 AND action LIKE 'privacy.%' " +
        'ORDER BY entry_id',
      [subject],
    );

  it('finds a person by each of their identifiers, over all consumers, and writes none of them down', async () => {
    const [api, given] = [new ConsentApi(gateway.url), new GivenConsents(gateway)];
    const mobile = newConsent({ pan: PAN });
    const email = `Canary-${randomUUID()}@mail.example`;
    const byEmail = newConsent({ vua: `${email}@onemoney`, partyIdentifierType: 'EMAIL', partyIdentifierValue: email });
    const handles: string[] = [];
    for (const body of [mobile, byEmail])
      handles.push((await api.request(body).expect(200)).body.data.consent_handle as string);
    const { customer_id, email: ofCompany } = await new Given(gateway).customer();
    const subjects = gateway.app.get(SubjectsService, { strict: false });
    const found = async (text: string): Promise<string[]> =>
      (await subjects.find(ACTOR, text)).subjects.map(({ subject_id }) => subject_id);
    const [first, second] = [await found(handles[0]!), await found(handles[1]!)];
    expect([first.length, second.length]).toEqual([1, 1]);
    const bare = mobile.partyIdentifierValue;
    for (const text of [`+91${bare}`, `+91 ${bare.slice(0, 5)} ${bare.slice(5)}`, `0${bare}`, `0091-${bare}`])
      expect({ text, found: await found(text) }).toEqual({ text, found: first });
    for (const text of [mobile.partyIdentifierValue, ` ${mobile.vua} `, PAN, PAN.toLowerCase(), first[0]!])
      expect({ text, found: await found(text) }).toEqual({ text, found: first });
    for (const text of [email, email.toUpperCase(), byEmail.vua]) expect(await found(text)).toEqual(second);
    const company = await found(customer_id);
    expect(company).toHaveLength(1);
    expect(await found(ofCompany.toUpperCase())).toEqual(company);
    for (const text of ['0000000001', 'no@mail.example', 'AAAAA0000A', randomUUID()])
      expect(await found(text)).toEqual([]);
    await expect(subjects.show(ACTOR, randomUUID())).resolves.toBeNull();
    const secrets = [mobile.partyIdentifierValue, email, PAN];
    const shown = JSON.stringify(await subjects.show(ACTOR, first[0]!));
    expect(secrets.filter((secret) => shown.includes(secret))).toEqual([]);
    expect(shown).toContain('XXXXXX');
    expect(columnsWith(await dumpOf(database), secrets)).toEqual([]);
    expect(await entries(first[0]!)).toContainEqual({
      action: 'privacy.subject.found',
      actor: 'operator',
      detail: { by: 'pan' },
    });
    void given;
  });

  it('exports every column that is sealed under a subject, and every table that names one', async () => {
    const columns = await database.query<{ name: string; column: string }>(
      'SELECT table_name AS name, column_name AS column FROM information_schema.columns ' +
        "WHERE table_schema = 'portico' AND table_name NOT LIKE 'audit_entries_%'",
    );
    const held = new Map(HOLDINGS.map((one) => [one.table, one]));
    const ofSubjects = columns.filter(({ column }) => /^(subject|subject_id|journey_id|journey_ids)$/.test(column));
    expect(ofSubjects.length).toBeGreaterThan(8);
    expect(
      [...new Set(ofSubjects.map(({ name }) => name))].filter((name) => !held.has(name) && !(name in LEFT_OUT)),
    ).toEqual([]);
    const sealed = columns.filter(({ name, column }) => column.endsWith('_sealed') && held.has(name));
    expect(sealed.filter(({ name, column }) => !(column in (held.get(name)!.sealed ?? {})))).toEqual([]);
  });

  it('erases in three commands: FinPro is told, nothing is found, and an old backup is of no use', async () => {
    const [api, given] = [new ConsentApi(gateway.url), new GivenConsents(gateway)];
    const [local, accountID] = [`99${String(Date.now()).slice(-8)}`, `ACC${randomUUID().slice(0, 8)}`];
    const body = newConsent({
      pan: 'QWERT1234Z',
      partyIdentifierValue: local,
      vua: `${local}@onemoney`,
      accountID,
    });
    const { body: created } = await api.request(body, randomUUID()).expect(200);
    const handle = created.data.consent_handle as string;
    await given.happens(handle, 'approve');
    const pending = (await api.request({ ...body, accountID: `${accountID}B` }).expect(200)).body.data
      .consent_handle as string;
    await api.link({ consentHandle: pending, link: 'durable' }).expect(200);
    const { body: journey } = await api.journey(handle).expect(200);
    const subjectId = journey.subject_id as string;

    // The backup of before: a copy of the database.
    await gateway.close();
    const backup = `backup_${process.pid}_${Math.random().toString(36).slice(2, 8)}`;
    const original = new URL(database.url).pathname.slice(1);
    await once(process.env.TEST_DATABASE_URL!, async (client) => {
      await client.query('SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1', [original]);
      await client.query(`CREATE DATABASE ${backup} TEMPLATE ${original} OWNER portico_owner`);
    });
    gateway = await start();

    const found = await run(['find', '--json', ...WHY], `${local}\n`);
    expect(JSON.parse(found.out)).toMatchObject({
      by: 'mobile',
      subjects: [{ subject_id: subjectId, erased_at: null }],
    });
    const exported = await run(['export', subjectId, ...WHY]);
    const held = JSON.parse(exported.out) as Record<string, Record<string, unknown>[]>;
    expect(held.consents).toContainEqual(
      expect.objectContaining({ party_identifier: local, vua: body.vua, pan: 'QWERT1234Z', account: accountID }),
    );
    expect(held.durable_links).toHaveLength(1);
    const receiptFile = path.join(folder, 'receipt.json');
    const erased = await run(['erase', subjectId, '--reason', REASON, '--receipt', receiptFile]);
    expect({ code: erased.code, err: erased.err }).toEqual({ code: 0, err: '' });
    expect(erased.out).toContain(`finpro: the consent ${handle} is revoked.`);
    expect(erased.out).toContain(`finpro: the consent ${pending} is pending`);

    const receipt = JSON.parse(fs.readFileSync(receiptFile, 'utf8')) as Record<string, unknown>;
    expect(receipt).toMatchObject({
      subject_id: subjectId,
      vendors: {
        asked: true,
        told: expect.arrayContaining([
          { vendor: 'finpro', reference: handle, outcome: 'REVOKED', fault: null },
          { vendor: 'finpro', reference: pending, outcome: 'PENDING', fault: null },
        ]),
      },
      proof: expect.stringMatching(/^c2sp\.org\/tlog-proof@v1\nextra /),
    });
    expect(Buffer.from(/^extra (.*)$/m.exec(String(receipt.proof))![1]!, 'base64').toString()).toContain(subjectId);
    expect((await given.sent('/revokeconsent')).length).toBe(1);
    const actions = await database.query<{ action: string; phase: string }>(
      'SELECT action, phase FROM portico.audit_entries WHERE subject = $1 AND ' +
        "(action LIKE 'privacy.%' OR action = 'consent.revoke') ORDER BY entry_id",
      [subjectId],
    );
    expect(actions.map(({ action, phase }) => `${action} ${phase}`)).toEqual([
      'privacy.subject.found OUTCOME',
      'privacy.subject.exported OUTCOME',
      'consent.revoke INTENT',
      'consent.revoke OUTCOME',
      'privacy.subject.erased OUTCOME',
    ]);

    const secrets = [local, body.vua, 'QWERT1234Z', accountID];
    expect(columnsWith(await dumpOf(database), secrets)).toEqual([]);
    expect(secrets.filter((secret) => gateway.logged().includes(secret) || erased.out.includes(secret))).toEqual([]);
    expect(JSON.parse((await run(['find', '--json', ...WHY], local)).out)).toMatchObject({ subjects: [] });
    const client = new Client({ connectionString: database.auditorUrl });
    await client.connect();
    const [{ count } = { count: 0 }] = await database.query<{ count: number }>(
      'SELECT count(*)::int AS count FROM portico.audit_entries',
    );
    await eventually(
      async () => (await verdict(client, null).catch(() => null)) as { entries: number } | null,
      (one) => one !== null && one.entries >= count,
    );
    await client.end();

    // The drill: the backup is restored beside the list.
    const list = erasureListFile(checkpoints);
    await eventually(
      async () => fs.existsSync(list) && fs.readFileSync(list, 'utf8').includes(subjectId),
      (isListed) => isListed,
    );
    expect(secrets.filter((secret) => fs.readFileSync(list, 'utf8').includes(secret))).toEqual([]);
    const restored: TestDatabase = {
      ...database,
      url: named(database.url, backup),
      appUrl: named(database.appUrl, backup),
      sequencerUrl: named(database.sequencerUrl, backup),
    };
    const at = async (name: string): Promise<{ status: number; keys: unknown[] }> => {
      const other = await start({
        database: restored,
        environment: { AUDIT_CHECKPOINT_FILE: path.join(folder, name) },
      });
      const { status } = await new ConsentApi(other.url).journey(handle);
      const keys = await once(
        restored.url,
        async (one) =>
          (await one.query('SELECT wrapped_key FROM portico.subject_keys WHERE subject_id = $1', [subjectId])).rows,
      );
      await other.close();
      return { status, keys };
    };
    // Control: without the list, the person is back.
    expect(await at('elsewhere')).toEqual({ status: 200, keys: [{ wrapped_key: expect.any(Buffer) }] });
    fs.copyFileSync(list, erasureListFile(path.join(folder, 'restored')));
    expect(await at('restored')).toEqual({ status: 410, keys: [{ wrapped_key: null }] });
    // A line that was being written when the machine failed; and a file that is damaged.
    const text = fs.readFileSync(list, 'utf8');
    const cut = erasureListFile(path.join(folder, 'cut'));
    fs.writeFileSync(cut, text.slice(0, -3));
    expect(await at('cut')).toMatchObject({ status: 410 });
    fs.writeFileSync(erasureListFile(path.join(folder, 'damaged')), `${text}{"subject_id":"01a2…\nxx\n`);
    await expect(at('damaged')).rejects.toThrow(/^Line \d+ of the list of erased subjects .* cannot be read/);
    await once(process.env.TEST_DATABASE_URL!, (one) => one.query(`DROP DATABASE ${backup} WITH (FORCE)`));
  }, 120_000);

  it('tries again while FinPro cannot be told, then erases all the same, and says so', async () => {
    const [api, given] = [new ConsentApi(gateway.url), new GivenConsents(gateway)];
    const { body: created } = await api.request(newConsent()).expect(200);
    const handle = created.data.consent_handle as string;
    await given.happens(handle, 'approve');
    const { body: journey } = await api.journey(handle).expect(200);
    await sandbox.control('/_sandbox/faults', {
      vendor: 'finpro',
      path: '/revokeconsent',
      kind: 'status',
      status: 500,
      times: 3,
    });
    const erased = await run(['erase', journey.subject_id as string, ...WHY, '--tell-vendors-for', '1', '--json']);
    expect(JSON.parse(erased.out)).toMatchObject({
      vendors: { asked: true, told: [{ reference: handle, outcome: 'NOT_REVOKED', fault: 'vendor-failed' }] },
    });
    await api.journey(handle).expect(410);
    // Afterwards it is tried again, until FinPro has revoked it.
    await eventually(
      () => outcomes('consent.revoke', journey.subject_id as string),
      (results) => results.includes('SUCCEEDED'),
      30_000,
    );
  }, 60_000);

  const outcomes = async (action: string, subject: string): Promise<(string | null)[]> =>
    (
      await database.query<{ result: string | null }>(
        "SELECT result FROM portico.audit_entries WHERE subject = $1 AND action = $2 AND phase = 'OUTCOME' " +
          'ORDER BY entry_id',
        [subject, action],
      )
    ).map(({ result }) => result);

  it('writes who looked and why, and takes no reason that names a person', async () => {
    const { body: created } = await new ConsentApi(gateway.url).request(newConsent()).expect(200);
    const { body: journey } = await new ConsentApi(gateway.url)
      .journey(created.data.consent_handle as string)
      .expect(200);
    const subjectId = journey.subject_id as string;
    const names = ['--reason', 'Zoe Kim 9844411122 zoe@acme.example'];
    for (const words of [
      ['show', subjectId],
      ['export', subjectId],
      ['erase', subjectId],
      ['find', '9844411122'],
      ['show', subjectId, ...names],
      ['export', subjectId, ...names],
      ['erase', subjectId, ...names],
      ['find', subjectId, ...names],
      ['find', 'what is this?'],
    ])
      expect({ words, code: (await run(words)).code }).toEqual({ words, code: 2 });
    expect(await run(['erase', subjectId, ...WHY, '--receipt', path.join(folder, 'none', 'r.json')])).toMatchObject({
      code: 1,
      err: expect.stringContaining('Nothing was erased'),
    });
    expect(await entries(subjectId)).toEqual([]);
    expect((await run(['find', '98444 11122', ...WHY])).out).toContain('taken for a mobile number');
    await run(['show', subjectId, ...WHY]);
    await run(['find', subjectId]);
    const receipts = [path.join(folder, 'first.json'), path.join(folder, 'again.json')];
    for (const file of receipts)
      expect(await run(['erase', subjectId, ...WHY, '--receipt', file])).toMatchObject({ code: 0, err: '' });
    const [first, again] = receipts.map((file) => JSON.parse(fs.readFileSync(file, 'utf8')) as Record<string, string>);
    expect({ ...again, proof: null }).toEqual({ ...first, proof: null });
    expect(await entries(subjectId)).toEqual([
      { action: 'privacy.subject.shown', actor: 'operator', detail: WHO },
      { action: 'privacy.subject.found', actor: 'operator', detail: { by: 'id', operator: WHO.operator } },
      { action: 'privacy.subject.erased', actor: 'operator', detail: { ...WHO, told: [expect.anything()] } },
    ]);
    const verified = (file: string): string =>
      execFileSync('tools/verify-receipt', ['--vkey', VKEY, 'receipt', file], { encoding: 'utf8', stdio: 'pipe' });
    expect(verified(receipts[0]!)).toContain('privacy.subject.erased');
    fs.writeFileSync(receipts[1]!, JSON.stringify({ ...again, subject_id: randomUUID() }));
    expect(() => verified(receipts[1]!)).toThrow(/something else than its entry/);
  }, 60_000);

  it('revokes a pending consent of an erased person once it is approved, and tells its consumer nothing', async () => {
    const [api, given] = [new ConsentApi(gateway.url), new GivenConsents(gateway)];
    const handle = (await api.request(newConsent()).expect(200)).body.data.consent_handle as string;
    const subjectId = (await api.journey(handle).expect(200)).body.subject_id as string;
    await gateway.app.get(ErasuresService, { strict: false }).erase(ACTOR, subjectId, 0);
    await given.happens(handle, 'approve');
    await eventually(
      () => outcomes('consent.revoke', subjectId),
      (results) => results.includes('SUCCEEDED'),
    );
    const told = await database.query(
      'SELECT 1 FROM portico.events AS e WHERE e.journey_id = (SELECT journey_id FROM portico.consents WHERE ' +
        "consent_handle = $1) AND e.type = 'consent.status_changed'",
      [handle],
    );
    expect(told).toEqual([]);
  }, 60_000);

  const isFor = (sent: unknown, handle: string): boolean => JSON.stringify(sent).includes(handle);

  it('gives no link for a request that was in flight when the person was erased, and ends its consent', async () => {
    const [api, given] = [new ConsentApi(gateway.url), new GivenConsents(gateway)];
    const body = newConsent();
    const known = (await api.request(body).expect(200)).body.data.consent_handle as string;
    const subjectId = (await api.journey(known).expect(200)).body.subject_id as string;
    await sandbox.control('/_sandbox/faults', {
      vendor: 'finpro',
      path: '/v3/requestconsent',
      kind: 'hold',
      when: 'after',
      times: 1,
    });
    await sandbox.control('/_sandbox/faults', {
      vendor: 'finpro',
      path: '/webRedirection/getEncryptedUrl',
      kind: 'hold',
      when: 'after',
      times: 1,
    });
    const statuses = Promise.all(
      [
        api.request({ ...body, accountID: `ACC${randomUUID().slice(0, 8)}` }, randomUUID()),
        api.link({ consentHandle: known }),
      ].map((answer) => answer.then(({ status }) => status)),
    );
    await eventually(
      async () => (await given.sent('/webRedirection/getEncryptedUrl')).filter(({ body: sent }) => isFor(sent, known)),
      (sent) => sent.length === 1,
    );
    const [inFlight] = await eventually(
      () =>
        database.query<{ journey_id: string }>(
          'SELECT journey_id FROM portico.consents WHERE subject_id = $1 AND consent_handle IS NULL',
          [subjectId],
        ),
      (rows) => rows.length === 1,
    );
    const receipt = await gateway.app.get(ErasuresService, { strict: false }).erase(ACTOR, subjectId, 0);
    expect(receipt!.vendors.told).toContainEqual({
      vendor: 'finpro',
      reference: inFlight!.journey_id,
      outcome: 'NOT_REVOKED',
      fault: 'request-in-flight',
    });
    await sandbox.control('/_sandbox/faults/release', {});
    expect(await statuses).toEqual([410, 410]);
    const [{ consent_handle: handle } = { consent_handle: '' }] = await eventually(
      () =>
        database.query<{ consent_handle: string }>(
          'SELECT consent_handle FROM portico.consents WHERE journey_id = $1 AND consent_handle IS NOT NULL',
          [inFlight!.journey_id],
        ),
      (rows) => rows.length === 1,
    );
    expect(await outcomes('consent.request', subjectId)).toEqual(['SUCCEEDED', 'SUCCEEDED']);
    await given.happens(handle, 'approve');
    await eventually(
      () => outcomes('consent.revoke', subjectId),
      (results) => results.includes('SUCCEEDED'),
    );
  }, 60_000);
});
