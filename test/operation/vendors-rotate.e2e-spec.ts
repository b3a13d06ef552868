import { execFile } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createTestDatabase, type TestDatabase } from '../support/database';
import { DATA_KEY, SIGNING_KEY } from '../support/gateway';
import { type RunningSandbox, startSandbox } from '../support/sandbox';

/** A partner that the sandbox knows, and one that it does not know. */
const KNOWN = { access: 'ak_rehearsal', secret: 'cmVoZWFyc2FsLXBhcnRuZXItc2VjcmV0LTAwMDAwMDA' };
const UNKNOWN = { access: 'ak_live_former', secret: Buffer.alloc(32, 3).toString('base64url') };

/** The command of docs/operation.md. */
describe('npx portico vendors rotate', () => {
  let folder: string;
  let sandbox: RunningSandbox;
  let database: TestDatabase;
  beforeAll(async () => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'portico-rotation-'));
    [sandbox, database] = await Promise.all([startSandbox(), createTestDatabase()]);
  });
  afterAll(async () => {
    await Promise.all([sandbox.close(), database.drop()]);
    fs.rmSync(folder, { recursive: true });
  });
  beforeEach(() => {
    write('access', UNKNOWN.access);
    write('secret', UNKNOWN.secret);
  });

  const write = (name: string, content: string): string => {
    fs.writeFileSync(path.join(folder, name), content, { mode: 0o600 });
    return path.join(folder, name);
  };
  const kept = (): string[] => ['access', 'secret'].map((name) => fs.readFileSync(path.join(folder, name), 'utf8'));
  const audited = (): Promise<{ phase: string; result: string | null; detail: object }[]> =>
    database.query(
      "SELECT phase, result, detail FROM portico.audit_entries WHERE action = 'vendors.rotate' ORDER BY entry_id",
    );
  const REASON = 'INC-4711: yearly rotation';
  const detail = {
    operator: os.userInfo().username,
    reason: REASON,
    account: 'default',
    variables: ['ONE_MONEY_ACCESS_KEY', 'ONE_MONEY_SECRET_KEY'],
  };
  const rotate = (credentials: typeof KNOWN, ...words: string[]): ReturnType<typeof rotateTo> =>
    rotateTo([write('next-access', credentials.access), write('next-secret', credentials.secret)], words);
  const rotateTo = (
    [access, secret]: readonly string[],
    words: readonly string[],
    databaseUrl = database.appUrl,
  ): Promise<{ status: number; stdout: string; stderr: string }> =>
    new Promise((done) =>
      execFile(
        process.execPath,
        [
          'scripts/portico.mjs',
          'vendors',
          'rotate',
          'one-money',
          ...words,
          ...(words.includes('--keep') ? [] : ['--reason', REASON]),
          '--new',
          `ONE_MONEY_ACCESS_KEY=${access}`,
          '--new',
          `ONE_MONEY_SECRET_KEY=${secret}`,
        ],
        {
          env: {
            PATH: process.env.PATH,
            DATABASE_URL: databaseUrl,
            PORTICO_DATA_KEY: DATA_KEY,
            AUDIT_SIGNING_KEY: SIGNING_KEY,
            AUDIT_CHECKPOINT_FILE: path.join(folder, 'checkpoints'),
            AUDIT_LOG_ORIGIN: 'audit.example.com/log',
            ONE_MONEY_BASE_URL: sandbox.url,
            ONE_MONEY_ACCESS_KEY_FILE: path.join(folder, 'access'),
            ONE_MONEY_SECRET_KEY_FILE: path.join(folder, 'secret'),
            VENDOR_DEADLINE_MS: '100',
          },
        },
        (error, stdout, stderr) => done({ status: Number(error?.code ?? 0), stdout, stderr }),
      ),
    );

  it('stops by itself when the vendor refuses the new credentials, and changes nothing', async () => {
    const { status, stdout, stderr } = await rotate({ ...KNOWN, secret: UNKNOWN.secret }, '--rehearse');
    expect([status, stdout, stderr]).toEqual([
      1,
      '',
      `${sandbox.url} refuses the new credentials (401): nothing was changed.\n`,
    ]);
    expect(kept()).toEqual([UNKNOWN.access, UNKNOWN.secret]);
  });

  it('rehearses, replaces the files in place, and says whether the vendor still takes the former ones', async () => {
    expect(await rotate(KNOWN, '--rehearse', '--keep')).toMatchObject({
      status: 0,
      stdout: expect.stringContaining('Nothing was changed.'),
    });
    expect(kept()).toEqual([UNKNOWN.access, UNKNOWN.secret]);
    const { status, stdout, stderr } = await rotate(KNOWN, '--rehearse');
    expect([status, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/accepts the new credentials: GET \/echo was answered 200 [^]*The vendor refuses those now/);
    expect(stdout + stderr).not.toContain(KNOWN.secret);
    expect(kept()).toEqual([KNOWN.access, KNOWN.secret]);
    expect(fs.statSync(path.join(folder, 'secret')).mode & 0o777).toBe(0o600);
    expect(fs.readdirSync(folder).filter((name) => /former|\.next/.test(name))).toEqual([]);
    expect(await audited()).toEqual([
      { phase: 'INTENT', result: null, detail },
      { phase: 'OUTCOME', result: 'SUCCEEDED', detail },
    ]);
  });

  it('without a rehearsal says that the vendor refuses the new credentials, and how to go back', async () => {
    write('access', KNOWN.access);
    write('secret', KNOWN.secret);
    const { status, stdout, stderr } = await rotate(UNKNOWN);
    expect([status, stdout]).toEqual([1, expect.stringMatching(/^Replaced: .*\n$/)]);
    expect(stderr).toContain(`${sandbox.url} REFUSES the new credentials (GET /echo: 401).`);
    expect(kept()).toEqual([UNKNOWN.access, UNKNOWN.secret]);
    const former = [...stderr.matchAll(/--new \w+=(\S+)/g)].map(([, name]) => name!);
    expect(await rotateTo(former, [])).toMatchObject({
      status: 0,
      stdout: expect.stringContaining('accepts the new credentials'),
    });
    expect(kept()).toEqual([KNOWN.access, KNOWN.secret]);
    expect((await audited()).slice(-3).map(({ result }) => result)).toEqual(['REFUSED', null, 'SUCCEEDED']);
    expect(JSON.stringify(await audited())).not.toMatch(new RegExp(`${KNOWN.secret}|${UNKNOWN.secret}`));
  });

  it('changes nothing while the database is away', async () => {
    const away = new URL(database.appUrl);
    away.port = '1';
    const files = [write('next-access', KNOWN.access), write('next-secret', KNOWN.secret)];
    expect(await rotateTo(files, [], away.href)).toMatchObject({
      status: 1,
      stderr: expect.stringMatching(/^Nothing was changed, since the audit log could not be written: .*database/i),
    });
    expect(await rotateTo([path.join(folder, 'nowhere'), files[1]!], ['--rehearse'])).toMatchObject({
      status: 1,
      stderr: expect.stringMatching(
        /^--new ONE_MONEY_ACCESS_KEY: there is no file .*nowhere\. Nothing was changed\.\n$/,
      ),
    });
    expect(kept()).toEqual([UNKNOWN.access, UNKNOWN.secret]);
  });
});
