import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Client } from 'pg';
import { type Leaf, leafBytes } from '../../src/audit/leaf';
import { NoteSigner, vkeyOf } from '../../src/tlog/checkpoint/signed-note';
import { growLog } from '../../campaigns/audit-log';
import { createTestDatabase, type TestDatabase } from '../support/database';
import { ORIGIN, SEED, VKEY } from '../support/log';
import { itWithPython, verifyReceipt } from '../support/python';

interface Said {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

describe("the auditors' programs", () => {
  let database: TestDatabase;
  let folder: string;
  let checkpoints: string;
  beforeAll(async () => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'portico-auditor-'));
    database = await createTestDatabase();
    const day = (index: number): Partial<Leaf> =>
      index % 3 === 0 ? { phase: 'OUTCOME', result: 'SUCCEEDED', consumer: null } : {};
    checkpoints = await growLog(database, folder, 700, 2, day);
  }, 60_000);
  afterAll(async () => {
    await database.drop();
    fs.rmSync(folder, { recursive: true });
  });

  const run = (script: string, args: string[], environment: NodeJS.ProcessEnv = {}): Said => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [`scripts/${script}.cjs`, ...args], {
      env: { PATH: process.env.PATH, PORTICO_HOME: folder, AUDIT_DATABASE_URL: database.auditorUrl, ...environment },
      encoding: 'utf8',
      maxBuffer: 1 << 26,
    });
    return { status, stdout, stderr };
  };
  const asSuperuser = async (...statements: string[]): Promise<void> => {
    const client = new Client({ connectionString: database.url });
    await client.connect();
    for (const statement of ["SET session_replication_role = 'replica'", ...statements]) await client.query(statement);
    await client.end();
  };

  describe('npx portico audit verify', () => {
    const verify = (...args: string[]): Said => run('audit-verify', ['--vkey', VKEY, ...args]);

    it("prints what it has checked, with the auditor's rights, which allow no changes", () => {
      expect(verify('--checkpoints', checkpoints)).toEqual({
        status: 0,
        stdout: expect.stringMatching(
          /^verified: 700 leaves \(700 entries\), (\d+) checkpoints, \1 outside the database, in [\d.]+ s\n$/,
        ),
        stderr: '',
      });
    });

    it('accepts several servers, as the gateway does, and uses the one that accepts writes', () => {
      const several = { AUDIT_DATABASE_URL: database.auditorUrl.replace(/@([^/]+)/, '@127.0.0.1:1,$1') };
      expect(run('audit-verify', ['--vkey', VKEY], several)).toMatchObject({
        status: 0,
        stdout: expect.stringMatching(/^verified: 700 leaves/),
      });
    });

    it('names the checks that are impossible without the checkpoint file', () => {
      const { status, stdout } = verify();
      expect([status, stdout]).toEqual([0, expect.stringContaining('No checkpoints outside the database were given')]);
    });

    it('names the first error, and exits with 1', async () => {
      await asSuperuser(
        "UPDATE portico.audit_entries SET result = 'REFUSED' WHERE entry_id IN (SELECT s.entry_id FROM " +
          'portico.audit_sequence AS s WHERE s.leaf_index IN (303, 600))',
      );
      const [{ entry_id }] = (await database.query<{ entry_id: string }>(
        'SELECT entry_id FROM portico.audit_sequence WHERE leaf_index = 303',
      )) as [{ entry_id: string }];
      expect(verify('--checkpoints', checkpoints)).toEqual({
        status: 1,
        stdout: '',
        stderr: `NOT verified: leaf 303 (entry ${entry_id}): the column result says "REFUSED", its leaf "SUCCEEDED"\n`,
      });
      await asSuperuser("UPDATE portico.audit_entries SET result = 'SUCCEEDED' WHERE result = 'REFUSED'");
      expect(verify().status).toBe(0);
    });

    it('trusts the given keys only, and accepts several after a change of keys', () => {
      const other = vkeyOf(new NoteSigner(ORIGIN, Buffer.alloc(32, 9)).key);
      expect(run('audit-verify', ['--vkey', other])).toMatchObject({
        status: 1,
        stderr: expect.stringMatching(/^NOT verified: the checkpoint over \d+ leaves: no trusted key signed it\n$/),
      });
      expect(run('audit-verify', ['--vkey', other, '--vkey', VKEY]).status).toBe(0);
      expect(run('audit-verify', [], { AUDIT_VERIFIER_KEYS: `${other},${VKEY}` }).status).toBe(0);
    });

    it('finds key, database and checkpoints of a sandbox without arguments', () => {
      fs.writeFileSync(path.join(folder, 'database-url'), `${database.url}\n`);
      fs.writeFileSync(path.join(folder, 'audit-signing-key'), SEED.toString('base64url'));
      fs.copyFileSync(checkpoints, path.join(folder, 'checkpoints'));
      const own = { AUDIT_DATABASE_URL: '', AUDIT_LOG_ORIGIN: ORIGIN };
      expect(run('audit-verify', [], own)).toMatchObject({
        status: 0,
        stdout: expect.stringMatching(/ [1-9]\d* outside the database/),
      });
      expect(run('audit-verify', ['--vkey-only'], own)).toMatchObject({ status: 0, stdout: `${VKEY}\n` });
      expect(JSON.parse(run('audit-verify', ['--json'], own).stdout)).toMatchObject({ verified: true, entries: 700 });
    });

    it('exits with 2 when it cannot verify', () => {
      expect(run('audit-verify', ['--vkey', 'unreadable']).status).toBe(2);
      expect(run('audit-verify', ['--vkey', VKEY, '--checkpoints', path.join(folder, 'missing')]).status).toBe(2);
      expect(
        run('audit-verify', ['--vkey', VKEY], { AUDIT_DATABASE_URL: 'postgres://absent@127.0.0.1:1/none' }).status,
      ).toBe(2);
    });

    it('skips a record that a crash cut short', () => {
      const notes = fs.readFileSync(checkpoints, 'utf8');
      const torn = path.join(folder, 'torn');
      const length = notes.indexOf('\n\n', notes.indexOf('\u2014'));
      for (let cut = 1; cut < length; cut += 41) {
        fs.writeFileSync(torn, `${notes.slice(0, cut)}\n\n${notes}${notes.slice(0, cut)}`);
        expect([cut, verify('--checkpoints', torn).status]).toEqual([cut, 0]);
      }
    });
  });

  describe('npx portico audit export', () => {
    const today = new Date().toISOString().slice(0, 10);
    const tomorrow = new Date(Date.now() + 86_400_000).toISOString();

    it('writes each entry of a range with a receipt, in log order, all for one checkpoint', () => {
      const { status, stdout, stderr } = run('audit-export', ['--from', today, '--to', tomorrow]);
      expect([status, stderr]).toEqual([0, expect.stringMatching(/^700 entries/)]);
      const lines = stdout
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line) as { leaf_index: number; entry: Leaf; receipt: string });
      expect(lines.map(({ leaf_index }) => leaf_index)).toEqual(Array.from({ length: 700 }, (_, index) => index));
      expect(new Set(lines.map(({ receipt }) => receipt.slice(receipt.indexOf('\n\n')))).size).toBe(1);
      for (const { entry, receipt } of lines)
        expect(Buffer.from(receipt.split('\n')[1]!.slice(6), 'base64')).toEqual(leafBytes(entry));
    });

    itWithPython('every receipt of it verifies', () => {
      const file = path.join(folder, 'export.jsonl');
      fs.writeFileSync(file, run('audit-export', ['--from', today, '--to', tomorrow]).stdout);
      expect(verifyReceipt('--vkey', VKEY, 'export', file)).toEqual({ status: 0, said: 'verified: 700 lines\n' });
      fs.writeFileSync(file, fs.readFileSync(file, 'utf8').replace('"phase":"INTENT"', '"phase":"OUTCOME"'));
      expect(verifyReceipt('--vkey', VKEY, 'export', file)).toEqual({
        status: 1,
        said: 'NOT verified: line 2: the receipt proves another entry than the one that was given\n',
      });
    });

    it('exports the entries of the range only', () => {
      expect(run('audit-export', ['--from', '2020-01-01', '--to', today])).toMatchObject({ status: 0, stdout: '' });
      expect(run('audit-export', ['--from', 'yesterday', '--to', today])).toMatchObject({
        status: 2,
        stderr: expect.stringContaining('--from must be a day'),
      });
      expect(run('audit-export', ['--from', today, '--to', '2020-01-01'])).toMatchObject({
        status: 2,
        stderr: expect.stringContaining('--to must be later than --from. Nothing was exported.'),
      });
      for (const words of [[], ['--to', today]])
        expect(run('audit-export', words)).toMatchObject({
          status: 2,
          stderr: expect.stringContaining('Of which time? Give --from and --to'),
        });
    });
  });
});
