import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Pool } from 'pg';
import { CheckpointFile } from '../../src/tlog/checkpoint/checkpoint-file';
import { checkpointText } from '../../src/tlog/checkpoint/checkpoint';
import { isNoteSignedBy, NoteSigner, parseNote, vkeyOf } from '../../src/tlog/checkpoint/signed-note';
import { handoverText } from '../../src/tlog/sequencer/handover';
import { consistencySpans, inclusionSpans, leafHash } from '../../src/tlog/merkle';
import type { Sequencer } from '../../src/tlog/sequencer/sequencer';
import { consistencyText, receiptText } from '../../src/tlog/tlog-proof';
import { hashesOf } from '../../src/tlog/tree-hashes';
import { createTestDatabase, type TestDatabase } from '../support/database';
import { eventually } from '../support/eventually';
import { DATA_KEY } from '../support/gateway';
import { appendLeaves } from '../support/leaves';
import { newSequencer, ORIGIN, SEED, startSequencer, treeSize, untilSealed, VKEY } from '../support/log';
import { createPool } from '../support/pool';
import { itWithPython, verifyReceipt } from '../support/python';

const NEXT = Buffer.alloc(32, 0x44);
const FORGED = Buffer.alloc(32, 0x55);
const [first, next, forged] = [SEED, NEXT, FORGED].map((seed) => new NoteSigner(ORIGIN, seed)) as [
  NoteSigner,
  NoteSigner,
  NoteSigner,
];

interface Said {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The commands of docs/audit.md, and what they are for. */
describe('an audit log that is handed over to another key', () => {
  let database: TestDatabase;
  let pool: Pool;
  let folder: string;
  let checkpoints: string;
  let running: Sequencer[];
  let earlier: string;
  beforeAll(async () => {
    database = await createTestDatabase();
    pool = createPool(database.appUrl);
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'portico-handover-'));
    checkpoints = path.join(folder, 'checkpoints');
    running = [start()];
  });
  afterAll(async () => {
    await stop();
    await pool.end();
    await database.drop();
    fs.rmSync(folder, { recursive: true });
  });

  const start = (audit: Parameters<typeof startSequencer>[2] = { furtherKeys: [NEXT] }): Sequencer =>
    startSequencer(database, new CheckpointFile(checkpoints), audit);
  const stop = (): Promise<unknown> => Promise.all(running.map((sequencer) => sequencer.onModuleDestroy()));
  const grow = async (count: number): Promise<void> => {
    const size = await treeSize(database);
    await appendLeaves(pool, count);
    await untilSealed(database, size + count);
  };
  const run = (script: string, words: readonly string[], environment: NodeJS.ProcessEnv = {}): Said => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [`scripts/${script}`, ...words], {
      env: { PATH: process.env.PATH, PORTICO_HOME: folder, AUDIT_DATABASE_URL: database.auditorUrl, ...environment },
      encoding: 'utf8',
    });
    return { status, stdout, stderr };
  };
  const handOver = (keys: readonly Buffer[], words: readonly string[] = []): Said =>
    run('keys.mjs', ['rotate-audit', ...words, '--reason', 'INC-4711: yearly rotation'], {
      DATABASE_URL: database.appUrl,
      SEQUENCER_DATABASE_URL: database.sequencerUrl,
      PORTICO_DATA_KEY: DATA_KEY,
      AUDIT_LOG_ORIGIN: ORIGIN,
      AUDIT_SIGNING_KEY: keys[0]!.toString('base64url'),
      AUDIT_SIGNING_KEYS: keys
        .slice(1)
        .map((key) => key.toString('base64url'))
        .join(','),
    });
  const verify = (vkey: string): Said => run('audit-verify.cjs', ['--vkey', vkey, '--checkpoints', checkpoints]);
  const notes = async (): Promise<{ size: number; note: string }[]> =>
    database.query('SELECT tree_size::int AS size, note FROM portico.audit_checkpoints ORDER BY tree_size');
  /** Lines of an export: of all entries, or of those that hand the log over. */
  const exported = (...words: string[]): string => run('audit-export.cjs', words).stdout;
  const all = (): string => exported('--from', '2000-01-01', '--to', '2100-01-01');
  const file = (text: string): string => {
    const name = path.join(folder, `file-${fs.readdirSync(folder).length}`);
    fs.writeFileSync(name, text);
    return name;
  };

  it('goes on while a replica seals: the former key signs up to the hand-over, the next one from there', async () => {
    await grow(5);
    earlier = all();
    expect(handOver([SEED])).toMatchObject({ status: 1, stderr: expect.stringContaining('There is no new key') });
    expect(handOver([SEED, NEXT])).toMatchObject({ status: 0, stdout: expect.stringContaining(vkeyOf(next.key)) });
    const back = `${first.key.id.toString('hex')} handed this log on before`;
    for (const words of [[], ['--to', first.key.id.toString('hex')]])
      expect(handOver([SEED, NEXT], words)).toMatchObject({ status: 1, stderr: expect.stringContaining(back) });
    await grow(3);
    const signed = await notes();
    const by = ({ key }: NoteSigner): number[] =>
      signed.filter(({ note }) => isNoteSignedBy(parseNote(note), key)).map(({ size }) => size);
    expect([Math.max(...by(first)), by(first).length + by(next).length]).toEqual([6, signed.length]);
    expect(Math.min(...by(next))).toBeGreaterThan(6);
  });

  it('is verified from the first vkey alone', async () => {
    await eventually(
      async () => fs.readFileSync(checkpoints, 'utf8'),
      (text) => text.includes('\n9\n'),
    );
    expect(verify(VKEY)).toMatchObject({ status: 0, stdout: expect.stringMatching(/^verified: 9 leaves/) });
  });

  itWithPython('proves receipts from before and after, by the first vkey and the hand-overs', () => {
    const handovers = file(exported('--handovers'));
    const [before, after] = [file(earlier), file(all())];
    expect(verifyReceipt('--vkey', VKEY, 'export', before).status).toBe(0);
    expect(verifyReceipt('--vkey', VKEY, 'export', after).status).toBe(1);
    for (const name of [before, after])
      expect(verifyReceipt('--vkey', VKEY, '--handovers', handovers, 'export', name).status).toBe(0);
  });

  itWithPython(
    'says that a former key alone vouches for a receipt, and refutes one that the log does not continue',
    async () => {
      const handovers = file(exported('--handovers'));
      const last = (await notes()).at(-1)!;
      const judge = async (
        signed: { size: number; note: string },
        leaf: Buffer,
      ): Promise<(number | boolean | null)[]> => {
        const receipt = file(
          receiptText({
            leaf,
            index: 0,
            hashes: signed.size === 1 ? [] : await hashesOf(pool, inclusionSpans(0, signed.size)),
            checkpoint: signed.note,
          }),
        );
        const proof = file(
          consistencyText(signed.size, await hashesOf(pool, consistencySpans(signed.size, last.size)), last.note),
        );
        const words = ['--vkey', VKEY, '--handovers', handovers];
        const [alone, continued] = [
          verifyReceipt(...words, 'receipt', receipt),
          verifyReceipt(...words, '--continued', proof, 'receipt', receipt),
        ];
        return [
          alone.status,
          alone.said.includes('FORMER key'),
          continued.status,
          continued.said.includes('FORMER key'),
        ];
      };
      const [row] = await database.query<{ leaf: Buffer }>(
        'SELECT e.leaf FROM portico.audit_sequence AS s JOIN portico.audit_entries AS e USING (entry_id) ' +
          'WHERE s.leaf_index = 0',
      );
      const invented = Buffer.from(row!.leaf.toString().replace('"action":"', '"action":"x'));
      const text = checkpointText({ origin: ORIGIN, size: 1, root: leafHash(invented) });
      const honest = (await notes()).find(({ size }) => size === 6)!;
      expect(await judge(honest, row!.leaf)).toEqual([0, true, 0, false]);
      expect(await judge({ size: 1, note: first.sign(text) }, invented)).toEqual([0, true, 1, false]);
    },
  );

  it('lets no replica start that lacks the key, and goes on with the next key alone', async () => {
    await stop();
    await expect(
      newSequencer(database, new CheckpointFile(checkpoints), { furtherKeys: [] }).onApplicationBootstrap(),
    ).rejects.toThrow(`goes on with the key ${next.key.id.toString('hex')}`);
    running = [start({ signingKey: NEXT, furtherKeys: [] })];
    await grow(2);
    expect(verify(VKEY)).toMatchObject({ status: 0 });
  });

  it('does not accept the former key behind the hand-over', async () => {
    await stop();
    const [last] = (await notes()).slice(-1);
    const text = parseNote(last!.note).text;
    await asSuperuser('UPDATE portico.audit_checkpoints SET note = $1 WHERE tree_size = $2', [
      first.sign(text),
      last!.size,
    ]);
    expect(verify(VKEY)).toMatchObject({ status: 1, stderr: expect.stringContaining('the log was handed over') });
    await asSuperuser('UPDATE portico.audit_checkpoints SET note = $1 WHERE tree_size = $2', [last!.note, last!.size]);
    expect(verify(VKEY)).toMatchObject({ status: 0 });
  });

  it('control: a hand-over that the former key did not sign is refused by both verifiers', async () => {
    const lines = exported('--handovers').trimEnd().split('\n');
    const [row] = await database.query<{ entry_id: string; size: number; note: string }>(
      'SELECT entry_id, size::int, note FROM portico.audit_key_handovers',
    );
    const text = handoverText({ origin: ORIGIN, size: row!.size, vkey: vkeyOf(forged.key) });
    for (const note of [forged.sign(text), next.sign(text), row!.note.replace(vkeyOf(next.key), vkeyOf(forged.key))]) {
      await asSuperuser('UPDATE portico.audit_key_handovers SET note = $1', [note]);
      expect(verify(VKEY)).toMatchObject({
        status: 1,
        stderr: expect.stringContaining('not signed by the key before'),
      });
      const line = JSON.parse(lines[0]!) as { entry: { detail: { note: string } } };
      line.entry.detail.note = note;
      const said = verifyReceipt('--vkey', VKEY, '--handovers', file(JSON.stringify(line)), 'export', file(all()));
      expect([said.status, said.said]).toEqual([
        1,
        expect.stringMatching(/is not signed by the key before it|the signature of .* does not hold/),
      ]);
    }
    await asSuperuser('UPDATE portico.audit_key_handovers SET note = $1', [row!.note]);
    expect(verify(VKEY)).toMatchObject({ status: 0 });
  });

  it('goes on under a new name with a new key when the key is lost', async () => {
    const origin = 'portico.test/audit-2';
    const recover = (key: Buffer, ...words: string[]): Said =>
      run('audit-recover.cjs', ['--key-lost', '--checkpoints', checkpoints, ...words], {
        MIGRATION_DATABASE_URL: database.ownerUrl,
        AUDIT_LOG_ORIGIN: ORIGIN,
        AUDIT_SIGNING_KEY: key.toString('base64url'),
      });
    expect(recover(FORGED, '--origin', origin)).toMatchObject({ status: 2, stderr: expect.stringContaining('--vkey') });
    expect(recover(NEXT, '--vkey', VKEY, '--origin', origin)).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('The key is not lost'),
    });
    const vkey = vkeyOf(new NoteSigner(origin, FORGED).key);
    expect(recover(FORGED, '--vkey', VKEY, '--origin', origin)).toMatchObject({
      status: 0,
      stdout: expect.stringContaining(vkey),
    });
    running = [start({ origin, signingKey: FORGED, furtherKeys: [] })];
    await grow(2);
    await stop();
    expect(run('audit-verify.cjs', ['--vkey', VKEY, '--vkey', vkey, '--checkpoints', checkpoints])).toMatchObject({
      status: 0,
      stdout: expect.stringContaining(`lost its key, and goes on as ${origin}`),
    });
  });

  const asSuperuser = async (text: string, values: unknown[]): Promise<void> => {
    await database.query('ALTER TABLE portico.audit_checkpoints DISABLE TRIGGER USER');
    await database.query('ALTER TABLE portico.audit_key_handovers DISABLE TRIGGER USER');
    await database.query(text, values);
  };
});
