import { execFile } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { DATA_KEY, SIGNING_KEY } from '../support/gateway';
import { type RunningSandbox, startSandbox } from '../support/sandbox';

/** A partner that the sandbox knows, and one that it does not know. */
const KNOWN = { access: 'ak_rehearsal', secret: 'cmVoZWFyc2FsLXBhcnRuZXItc2VjcmV0LTAwMDAwMDA' };
const UNKNOWN = { access: 'ak_live_former', secret: Buffer.alloc(32, 3).toString('base64url') };

/** The command of docs/operation.md. */
describe('npx portico vendors rotate', () => {
  let folder: string;
  let sandbox: RunningSandbox;
  beforeAll(async () => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'portico-rotation-'));
    sandbox = await startSandbox();
  });
  afterAll(async () => {
    await sandbox.close();
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
  const rotate = (
    { access, secret }: typeof KNOWN,
    ...words: string[]
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
          '--new',
          `ONE_MONEY_ACCESS_KEY=${write('next-access', access)}`,
          '--new',
          `ONE_MONEY_SECRET_KEY=${write('next-secret', secret)}`,
        ],
        {
          env: {
            PATH: process.env.PATH,
            DATABASE_URL: 'postgres://portico_app@localhost/portico',
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
  });
});
