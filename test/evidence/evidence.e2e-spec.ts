import { execFile, spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Fault } from '../../src/errors';
import { EvidenceEntries, MAX_ENTRIES } from '../../src/evidence/evidence-entries';
import { MANIFEST, PROOF, sha256 } from '../../src/evidence/pack/manifest';
import { zipOf } from '../../src/evidence/pack/zip';
import { DEMO_OPERATORS } from '../../src/operators/sandbox-operators';
import { VerifierKeys } from '../../src/tlog/verifier-keys';
import { ConsentApi, GivenConsents } from '../support/consent-api';
import { erase } from '../support/erase';
import { PAN } from '../support/finpro-api';
import { DATA_KEY, DEMO, type RunningGateway, SIGNING_KEY, startGateway } from '../support/gateway';
import { Given } from '../support/given';
import { appendLeaves } from '../support/leaves';
import { LinkVisitor } from '../support/link-visitor';
import { createPool } from '../support/pool';
import { itWithPython, python, PYTHON_PATH } from '../support/python';
import { Random } from '../support/random';

interface Ran {
  readonly status: number | null;
  readonly said: string;
}

const REASON = 'INC-4711: a regulator asks';
/** To which the log is handed over in a test. */
const NEXT_KEY = Buffer.alloc(32, 0x44).toString('base64url');
const bearerOf = (role: string): string => {
  const { operatorId, secret } = DEMO_OPERATORS.find(({ roles }) => (roles as string[]).includes(role))!;
  return `Bearer ${operatorId}.${secret}`;
};

/** With this module on its path, Python opens no socket: the machine has no network. */
const NO_NETWORK = 'import socket\ndef refused(*_, **__):\n    raise OSError("no network")\nsocket.socket = refused\n';

describe('an evidence pack', () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'portico-evidence-'));
  const offline = path.join(folder, 'offline');
  let gateway: RunningGateway;
  let consent: { journeyId: string; subjectId: string; handle: string; secrets: string[] };
  beforeAll(async () => {
    fs.mkdirSync(offline);
    fs.writeFileSync(path.join(offline, 'sitecustomize.py'), NO_NETWORK);
    gateway = await startGateway({ environment: { AUDIT_SIGNING_KEYS: NEXT_KEY } });
    consent = await givenConsent();
  });
  afterAll(async () => {
    await gateway.close();
    fs.rmSync(folder, { recursive: true });
  });

  /** A person who opened a durable link, gave the consent, paused it and took it back. */
  async function givenConsent(): Promise<typeof consent> {
    const [api, given] = [new ConsentApi(gateway.url), new GivenConsents(gateway)];
    const accountID = `ACC-${randomUUID().slice(0, 8)}`;
    const { handle, url, body } = await given.consent({ link: 'durable', pan: PAN, accountID });
    expect((await new LinkVisitor(url).click()).status).toBe(303);
    for (const event of ['approve', 'pause', 'revoke']) {
      await given.happens(handle, event);
      await api.journey(handle).expect(200);
    }
    const { body: journey } = await api.journey(handle).expect(200);
    const { journey_id: journeyId, subject_id: subjectId } = journey as { journey_id: string; subject_id: string };
    return { journeyId, subjectId, handle, secrets: [body.partyIdentifierValue, body.vua, PAN, accountID] };
  }

  const asked = (role: string, wish: object): Promise<Response> =>
    fetch(`${gateway.url}/operator/v1/evidence`, {
      method: 'POST',
      headers: { Authorization: bearerOf(role), 'Content-Type': 'application/json' },
      body: JSON.stringify({ reason: REASON, about: 'journey', id: consent.journeyId, ...wish }),
    });
  const packOf = async (role: string, wish: object = {}): Promise<Buffer> => {
    const answer = await asked(role, wish);
    if (answer.status !== 200) throw new Error(await answer.text());
    expect(answer.headers.get('content-type')).toBe('application/zip');
    return Buffer.from(await answer.arrayBuffer());
  };

  /** Unzips with the standard library of Python, into an empty folder. */
  function unzipped(zip: Buffer): string {
    const target = fs.mkdtempSync(path.join(folder, 'pack-'));
    const file = path.join(folder, 'pack.zip');
    fs.writeFileSync(file, zip);
    expect(spawnSync(python!, ['-m', 'zipfile', '-e', file, target], { encoding: 'utf8' })).toMatchObject({
      status: 0,
      stderr: '',
    });
    return target;
  }
  const filesIn = (pack: string): string[] =>
    (fs.readdirSync(pack, { recursive: true }) as string[])
      .filter((file) => fs.statSync(path.join(pack, file)).isFile())
      .map((file) => file.replaceAll('\\', '/'));
  const textsIn = (pack: string): string =>
    filesIn(pack)
      .map((file) => fs.readFileSync(path.join(pack, file), 'latin1'))
      .join('\n');

  /** The commands that the README of the pack prints, one after the other until one fails. */
  function followed(pack: string): Ran {
    const commands = fs
      .readFileSync(path.join(pack, 'README.txt'), 'utf8')
      .split('\n')
      .filter((line) => line.startsWith('    ') && line.includes('python'));
    let ran: Ran = { status: commands.length === 2 ? 0 : 127, said: '' };
    for (const command of commands) {
      if (ran.status !== 0) break;
      const { status, stdout, stderr } = spawnSync('sh', ['-c', command.trim()], {
        cwd: pack,
        encoding: 'utf8',
        env: { PATH: PYTHON_PATH, PYTHONPATH: offline, PYTHONDONTWRITEBYTECODE: '1' },
      });
      ran = { status, said: stdout + stderr };
    }
    return ran;
  }

  /** Not spawnSync: this process is the gateway, which seals the entry. */
  const command = (script: string, ...words: string[]): Promise<Ran> =>
    new Promise((done) =>
      execFile(
        process.execPath,
        [`scripts/${script}`, ...words],
        {
          env: {
            PATH: process.env.PATH,
            DATABASE_URL: gateway.database.appUrl,
            SEQUENCER_DATABASE_URL: gateway.database.sequencerUrl,
            PORTICO_DATA_KEY: DATA_KEY,
            AUDIT_SIGNING_KEY: SIGNING_KEY,
            AUDIT_SIGNING_KEYS: NEXT_KEY,
          },
        },
        (error, stdout, stderr) => done({ status: Number(error?.code ?? 0), said: stdout + stderr }),
      ),
    );

  itWithPython('is checked offline by the two commands of its README, and says what happened', async () => {
    const pack = unzipped(await packOf('auditor'));
    expect(filesIn(pack).toSorted()).toEqual(
      [
        'README.txt',
        'report.html',
        'entries.jsonl',
        'consent-receipts.jsonl',
        'checkpoint',
        'keys/vkeys',
        'keys/jwks.json',
        'verify-receipt.py',
        MANIFEST,
        PROOF,
      ].toSorted(),
    );
    const begun = performance.now();
    expect(followed(pack)).toEqual({
      status: 0,
      said: expect.stringMatching(
        /^verified: a pack of 10 files .* by demo-auditor \(INC-4711: .*\): \d+ entries .*, 3 consent receipts\n$/,
      ),
    });
    expect(performance.now() - begun).toBeLessThan(60_000);
    const report = fs.readFileSync(path.join(pack, 'report.html'), 'utf8');
    for (const sentence of [
      'The person gave this consent.',
      'The person paused this consent.',
      'This consent was revoked: it ended.',
      'Decide about your account data',
      REASON,
      consent.handle,
    ])
      expect(report).toContain(sentence);
    expect(report).not.toMatch(/<script|style=|src=|href=/);
    // Of what was given and of what was paused, not of what has ended.
    expect(report.match(/it was then valid until/g)).toHaveLength(2);
  });

  itWithPython(
    'is found changed by one byte anywhere, by a file more and by a file less',
    async () => {
      const pack = unzipped(await packOf('operator', { personal: 'masked' }));
      const random = new Random(11);
      const unnoticed: string[] = [];
      for (const file of filesIn(pack)) {
        const whole = fs.readFileSync(path.join(pack, file));
        for (const at of [0, random.below(whole.length), random.below(whole.length), whole.length - 1]) {
          const changed = Buffer.from(whole);
          changed[at]! ^= 1 << random.below(7);
          fs.writeFileSync(path.join(pack, file), changed);
          if (followed(pack).status === 0) unnoticed.push(`${file}: byte ${at}`);
        }
        fs.writeFileSync(path.join(pack, file), whole);
      }
      expect(unnoticed).toEqual([]);
      expect(followed(pack).status).toBe(0);
      fs.writeFileSync(path.join(pack, 'note.html'), 'The person agreed.');
      expect(followed(pack)).toMatchObject({
        status: 1,
        said: expect.stringContaining('note.html is no part of the pack'),
      });
      fs.rmSync(path.join(pack, 'note.html'));
      fs.rmSync(path.join(pack, 'keys/jwks.json'));
      expect(followed(pack).status).not.toBe(0);
    },
    120_000,
  );

  itWithPython('is found when its files and the list of their hashes are changed together', async () => {
    const pack = unzipped(await packOf('auditor'));
    const [report, manifest] = [path.join(pack, 'report.html'), path.join(pack, MANIFEST)];
    const forged = Buffer.from(fs.readFileSync(report, 'utf8').replace('paused', 'gave up'));
    const listed = fs.readFileSync(manifest, 'utf8').replace(sha256(fs.readFileSync(report)), sha256(forged));
    fs.writeFileSync(report, forged);
    fs.writeFileSync(manifest, listed);
    expect(followed(pack)).toEqual({
      status: 1,
      said: `NOT verified: ${MANIFEST} is not the one that the log has\n`,
    });
  });

  itWithPython('has no personal data but for an operator who asks for it, which is audited', async () => {
    const { secrets } = consent;
    const found = (pack: string): string[] => secrets.filter((secret) => textsIn(pack).includes(secret));
    for (const role of ['auditor', 'operator']) expect(found(unzipped(await packOf(role)))).toEqual([]);
    const masked = unzipped(await packOf('operator', { personal: 'masked' }));
    expect([found(masked), textsIn(masked).includes('XXXXXX')]).toEqual([[], true]);
    const clear = unzipped(await packOf('operator', { personal: 'clear', reason: 'INC-4712: in clear' }));
    expect(found(clear)).toEqual(secrets);
    expect(followed(clear).status).toBe(0);
    const acts = await gateway.database.query<{ action: string; subject: string; detail: object }>(
      "SELECT action, subject, detail FROM portico.audit_entries WHERE detail->>'reason' = 'INC-4712: in clear' " +
        'ORDER BY entry_id',
    );
    const who = { operator: 'demo-operator', role: 'operator', reason: 'INC-4712: in clear' };
    expect(acts).toEqual([
      { action: 'privacy.subject.revealed', subject: consent.subjectId, detail: who },
      {
        action: 'privacy.evidence.made',
        subject: consent.subjectId,
        detail: {
          ...who,
          about: 'journey',
          id: consent.journeyId,
          since: null,
          until: null,
          personal: 'clear',
          entries: expect.any(Number),
          manifest_sha256: sha256(fs.readFileSync(path.join(clear, MANIFEST))),
        },
      },
    ]);
    for (const personal of ['masked', 'clear']) expect((await asked('auditor', { personal })).status).toBe(403);
    expect((await asked('support', {})).status).toBe(403);
  });

  itWithPython('is about a subject and a period, or about a business', async () => {
    const entriesIn = (pack: string): number =>
      fs.readFileSync(path.join(pack, 'entries.jsonl'), 'utf8').split('\n').length - 1;
    const about = { about: 'subject', id: consent.subjectId };
    const all = unzipped(await packOf('auditor', about));
    const now = new Date().toISOString();
    const before = unzipped(await packOf('auditor', { ...about, until: '2020-01-01T00:00:00Z' }));
    const later = unzipped(await packOf('auditor', { ...about, since: now }));
    expect([entriesIn(all) > 10, entriesIn(before), entriesIn(later)]).toEqual([true, 0, 1]);
    expect(fs.readFileSync(path.join(later, 'entries.jsonl'), 'utf8')).toContain('privacy.evidence.made');
    for (const pack of [all, before, later]) expect(followed(pack).status).toBe(0);
    const { customer_id } = await new Given(gateway).customer();
    const { body } = await fetch(`${gateway.url}/v1/journeys/${customer_id}`, {
      headers: { Authorization: DEMO },
    }).then(async (answer) => ({ body: (await answer.json()) as { journey_id: string } }));
    const business = unzipped(await packOf('auditor', { id: body.journey_id }));
    expect(followed(business).status).toBe(0);
    expect(fs.readFileSync(path.join(business, 'report.html'), 'utf8')).toContain('Verification of a business');
  });

  itWithPython(
    'of an erased person has ids and words only, tells the decisions, and has no consent receipts',
    async () => {
      const other = await givenConsent();
      await erase(gateway, other.subjectId);
      const pack = unzipped(await packOf('auditor', { about: 'subject', id: other.subjectId }));
      expect(followed(pack)).toMatchObject({ status: 0, said: expect.stringContaining(', 0 consent receipts') });
      expect(filesIn(pack)).not.toContain('consent-receipts.jsonl');
      const report = fs.readFileSync(path.join(pack, 'report.html'), 'utf8');
      for (const sentence of [
        'The person or company was erased at',
        'The person gave this consent.',
        'This consent was revoked: it ended.',
        'There are no consent receipts of it, because the person was erased',
      ])
        expect(report).toContain(sentence);
      expect(report).not.toContain('no change of the consent is recorded');
      expect((await asked('operator', { id: other.journeyId, personal: 'clear' })).status).toBe(410);
    },
  );

  it('says what there is none of, and refuses too much', async () => {
    const answers = await Promise.all(
      [
        { id: randomUUID() },
        { about: 'subject', id: randomUUID() },
        { id: 'x' },
        { about: 'log' },
        { since: '2026-12-30T00:00:00Z', until: '2026-01-01T00:00:00Z' },
      ].map((wish) => asked('auditor', wish)),
    );
    expect(answers.map(({ status }) => status)).toEqual([404, 404, 400, 400, 400]);
    expect(await answers[4]!.json()).toMatchObject({ errors: [{ pointer: '/until', code: 'ends_before_begin' }] });
    const pool = createPool(gateway.database.appUrl);
    const subject = randomUUID();
    await appendLeaves(pool, MAX_ENTRIES + 1, () => ({ subject }));
    await pool.end();
    const entries = gateway.app.get(EvidenceEntries, { strict: false });
    const refusal = await entries
      .of({ subject, since: null, until: null, isAbout: () => true })
      .catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(Fault);
    expect(refusal).toMatchObject({ faultName: 'bad-request', errors: [{ pointer: '/until', code: 'too_many' }] });
  });

  itWithPython(
    'is made by the command too, which says no more than it must',
    async () => {
      const run = (...words: string[]): Promise<Ran> => command('evidence.mjs', ...words);
      const out = path.join(folder, 'command.zip');
      const words = ['journey', consent.journeyId, '--out', out, '--json', '--reason'];
      const made = await run(...words, REASON);
      expect(made).toMatchObject({ status: 0 });
      expect(JSON.parse(made.said)).toMatchObject({ file: out, files: 10, consent_receipts: 3 });
      expect(followed(unzipped(fs.readFileSync(out)))).toMatchObject({
        status: 0,
        said: expect.stringContaining(`by ${os.userInfo().username} (INC-4711`),
      });
      expect(await run(...words, REASON)).toMatchObject({ status: 1, said: `${out} exists.\n` });
      expect((await run(...words, 'for ada@acme.example')).status).toBe(2);
      const days = ['--from', '2026-12-01', '--to', '2026-01-01'];
      expect(await run('subject', consent.subjectId, '--out', `${out}2`, '--reason', REASON, ...days)).toMatchObject({
        status: 2,
        said: expect.stringContaining('--to must be later than --from.'),
      });
      expect(await run('journey', randomUUID(), '--out', `${out}2`, '--reason', REASON)).toEqual({
        status: 1,
        said: 'There is no journey with this journey_id.\n',
      });
    },
    60_000,
  );

  itWithPython(
    'is checked with the first key of the log, too, once that key has handed the log over',
    async () => {
      const [first, next] = await gateway.app.get(VerifierKeys, { strict: false }).all();
      expect(await command('keys.mjs', 'rotate-audit', '--reason', 'a rehearsal')).toMatchObject({ status: 0 });
      const pack = unzipped(await packOf('auditor'));
      expect(fs.readFileSync(path.join(pack, 'keys/vkeys'), 'utf8')).toBe(`${first}\n${next}\n`);
      expect(followed(pack).status).toBe(0);
      const verify = (...words: string[]): number | null =>
        spawnSync(python!, ['verify-receipt.py', '--vkey', first!, ...words, 'pack', '.'], { cwd: pack }).status;
      expect([verify('--handovers', 'handovers.jsonl'), verify()]).toEqual([0, 1]);
    },
    60_000,
  );

  it('is the same zip for the same files', () => {
    const files = new Map([
      ['a/b.txt', Buffer.from('b'.repeat(1_000))],
      ['empty', Buffer.alloc(0)],
    ]);
    expect(zipOf(files).equals(zipOf(new Map(files)))).toBe(true);
  });
});
