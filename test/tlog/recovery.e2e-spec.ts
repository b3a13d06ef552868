import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Client } from 'pg';
import { CheckpointFile } from '../../src/tlog/checkpoint/checkpoint-file';
import { parseCheckpoint } from '../../src/tlog/checkpoint/checkpoint';
import { HistoryRefused } from '../../src/tlog/history';
import { consistencySpans, inclusionSpans } from '../../src/tlog/merkle';
import { NoteSigner, parseNote, vkeyOf } from '../../src/tlog/checkpoint/signed-note';
import { consistencyText, receiptText } from '../../src/tlog/tlog-proof';
import { hashesOf } from '../../src/tlog/tree-hashes';
import { createTestDatabase, type TestDatabase } from '../support/database';
import { eventually } from '../support/eventually';
import { appendLeaves } from '../support/leaves';
import { ORIGIN, SEED, startSequencer, treeSize, untilSealed, VKEY } from '../support/log';
import { createPool } from '../support/pool';
import { itWithPython, verifyReceipt } from '../support/python';
import { ReplicatedPostgres } from '../support/replicated-postgres';

const NEXT = 'portico.test/audit-2';
const NEXT_VKEY = vkeyOf(new NoteSigner(NEXT, SEED).key);
/** Leaves that remain after the loss; leaves that are lost although they were signed. */
const [KEPT, LOST] = [300, 5];

interface Said {
  readonly status: number | null;
  readonly said: string;
}

/** A log whose last part is lost, although its checkpoints are outside the database. */
interface Scene {
  readonly database: TestDatabase;
  /** Called between `KEPT` and `LOST`. */
  keep(): Promise<void>;
  /** Returns the database after the loss. */
  lose(): Promise<TestDatabase>;
  close(): Promise<void>;
}

const pointInTime = (kept: 'all until then' | 'nothing') => async (): Promise<Scene> => {
  const [database, backup] = [await createTestDatabase(), await createTestDatabase()];
  const copy = async (from: TestDatabase, to: TestDatabase): Promise<void> => {
    const name = ({ url }: TestDatabase): string => new URL(url).pathname.slice(1);
    const client = new Client({ connectionString: process.env.TEST_DATABASE_URL });
    await client.connect();
    await eventually(
      () => client.query('SELECT FROM pg_stat_activity WHERE datname = $1', [name(from)]),
      ({ rowCount }) => rowCount === 0,
    );
    await client.query(`DROP DATABASE ${name(to)}`);
    await client.query(`CREATE DATABASE ${name(to)} TEMPLATE ${name(from)} OWNER portico_owner`);
    await client.end();
  };
  return {
    database,
    keep: async () => (kept === 'nothing' ? undefined : copy(database, backup)),
    lose: async () => backup,
    close: async () => void (await Promise.all([database.drop(), backup.drop()])),
  };
};

const LOSSES: Readonly<Record<string, () => Promise<Scene>>> = {
  'a failover in asynchronous mode': async () => {
    const pair = await ReplicatedPostgres.start();
    await pair.setSynchronous(false);
    return {
      database: pair.database,
      keep: async () => {
        await eventually(
          () =>
            pair.queryStandby<{ size: number }>('SELECT max(tree_size)::int AS size FROM portico.audit_checkpoints'),
          ([row]) => row?.size === KEPT,
        );
        await pair.freeze('walsender');
      },
      lose: async () => {
        await pair.killPrimary();
        await pair.promote();
        return pair.database;
      },
      close: () => pair.close(),
    };
  },
  'a restore of a backup': pointInTime('all until then'),
  'a restore of nothing at all': pointInTime('nothing'),
};

describe.each(Object.keys(LOSSES))('after %s', (kind) => {
  const kept = kind === 'a restore of nothing at all' ? 0 : KEPT;
  let scene: Scene;
  let database: TestDatabase;
  let folder: string;
  let file: string;
  let keptNote: string;
  let receipt: string;
  let stop: () => Promise<void>;
  beforeAll(async () => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'portico-recovery-'));
    file = path.join(folder, 'checkpoints');
    scene = await LOSSES[kind]!();
    for (const count of [KEPT, LOST]) {
      const pool = createPool(scene.database.appUrl);
      const sequencer = startSequencer(scene.database, new CheckpointFile(file));
      const before = await treeSize(scene.database);
      const [leaf] = await appendLeaves(pool, count);
      await untilSealed(scene.database, before + count);
      await eventually(
        async () => fs.readFileSync(file, 'utf8'),
        (notes) => notes.includes(`\n${before + count}\n`),
      );
      await sequencer.onModuleDestroy();
      if (count === KEPT) {
        keptNote = (await lastCheckpoint(scene.database)).note;
        const [row] = await scene.database.query<{ leaf: Buffer }>(
          'SELECT leaf FROM portico.audit_entries WHERE entry_id = $1',
          [leaf!.entry_id],
        );
        receipt = receiptText({
          leaf: row!.leaf,
          index: 0,
          hashes: await hashesOf(pool, inclusionSpans(0, KEPT)),
          checkpoint: keptNote,
        });
        await pool.end();
        await scene.keep();
      } else await pool.end().catch(() => undefined);
    }
    database = await scene.lose();
  }, 90_000);
  afterEach(() => stop?.());
  afterAll(async () => {
    await scene.close();
    fs.rmSync(folder, { recursive: true });
  });

  const lastCheckpoint = async (of: TestDatabase): Promise<{ size: number; note: string }> =>
    (
      await of.query<{ size: number; note: string }>(
        'SELECT tree_size::int AS size, note FROM portico.audit_checkpoints ORDER BY tree_size DESC LIMIT 1',
      )
    )[0]!;
  /** Not spawnSync: the proxy to a replicated database runs in this process. */
  const run = async (script: string, ...args: string[]): Promise<Said> => {
    const child = spawn(process.execPath, [`scripts/audit-${script}.cjs`, ...args], {
      env: {
        PATH: process.env.PATH,
        PORTICO_HOME: folder,
        AUDIT_DATABASE_URL: database.auditorUrl,
        MIGRATION_DATABASE_URL: database.ownerUrl,
        AUDIT_SIGNING_KEY: SEED.toString('base64url'),
        AUDIT_LOG_ORIGIN: ORIGIN,
      },
    });
    let said = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (said += chunk.toString()));
    const [status] = (await once(child, 'close')) as [number | null];
    return { status, said };
  };
  const seal = (origin: string): ReturnType<typeof startSequencer> => {
    const sequencer = startSequencer(database, new CheckpointFile(file), { origin });
    stop = () => sequencer.onModuleDestroy();
    return sequencer;
  };
  const troubleOf = async (origin: string): Promise<string> => {
    const sequencer = seal(origin);
    const trouble = await eventually(
      async () => sequencer.trouble,
      (found) => found !== '',
    );
    await stop();
    return trouble;
  };

  it('nothing is sealed, every replica reports the reason, and the verifier finds the loss', async () => {
    const trouble = await troubleOf(ORIGIN);
    expect(trouble).toBe(
      new HistoryRefused(
        `a checkpoint over ${KEPT + LOST} leaves was signed, and ${kept} are stored: restore what is missing, or ` +
          'see npx portico audit recover',
      ).message,
    );
    expect(await database.query('SELECT trouble FROM portico.sealing_state')).toEqual([{ trouble }]);
    expect(await run('verify', '--vkey', VKEY, '--checkpoints', file)).toEqual({
      status: 1,
      said: expect.stringContaining('the end of the log was cut off'),
    });
  });

  it('audit recover reports the loss, and changes nothing without a new name', async () => {
    expect(await run('recover', '--checkpoints', file)).toEqual({
      status: 1,
      said: expect.stringContaining(`The log ${ORIGIN} has ${kept} leaves. `),
    });
    expect(await treeSize(database)).toBe(kept);
    expect(await run('recover', '--checkpoints', file, '--origin', ORIGIN)).toEqual({
      status: 2,
      said: expect.stringContaining('a name that this log never had'),
    });
  });

  it('audit recover continues under a new name; its first leaf records the loss', async () => {
    expect(await run('recover', '--checkpoints', file, '--origin', NEXT)).toEqual({
      status: 0,
      said: expect.stringContaining(NEXT_VKEY),
    });
    const [row] = await database.query<{ leaf: Buffer }>(
      'SELECT e.leaf FROM portico.audit_sequence AS s JOIN portico.audit_entries AS e ON e.entry_id = s.entry_id ' +
        'WHERE s.leaf_index = $1',
      [kept],
    );
    const { detail } = JSON.parse(row!.leaf.toString().split('\n')[1]!);
    const lost = fs
      .readFileSync(file, 'utf8')
      .split(/(?<=\n)\n(?=portico)/)
      .map((note) => parseNote(note.trimEnd().concat('\n')).text)
      .filter((text) => parseCheckpoint(text).size > kept);
    expect(detail).toMatchObject({ origin: NEXT, former_origin: ORIGIN, size: kept, common: { size: kept } });
    expect(detail.lost).toMatchObject({
      count: lost.length,
      last: { size: KEPT + LOST },
      sha256: createHash('sha256').update(lost.join('')).digest('base64'),
    });
  });

  it('sealing continues under that name only, into the same file', async () => {
    expect(await troubleOf(ORIGIN)).toMatch(new RegExp(`is of the log ${NEXT}, and this is ${ORIGIN}`));
    const before = fs.readFileSync(file, 'utf8');
    seal(NEXT);
    const pool = createPool(database.appUrl);
    await appendLeaves(pool, 300);
    await pool.end();
    await untilSealed(database, kept + 301);
    const after = await eventually(
      async () => fs.readFileSync(file, 'utf8'),
      (notes) => notes.includes(`\n${kept + 301}\n`),
    );
    expect(after.startsWith(before) && after.includes(`${NEXT}\n${kept + 1}\n`)).toBe(true);
  });

  it('the verifier accepts both histories, with both keys, and refuses a changed record of the loss', async () => {
    const keys = ['--vkey', VKEY, '--vkey', NEXT_VKEY];
    expect(await run('verify', ...keys, '--checkpoints', file)).toEqual({
      status: 0,
      said: expect.stringContaining(`The log ${ORIGIN} lost `),
    });
    expect(await run('verify', ...keys)).toMatchObject({ status: 0 });
    expect(await run('verify', '--vkey', VKEY, '--checkpoints', file)).toMatchObject({
      status: 1,
      said: expect.stringContaining('no trusted key signed it'),
    });
    const notes = fs.readFileSync(file, 'utf8').split(/(?<=\n)\n(?=portico)/);
    const changed = path.join(folder, 'changed');
    const lost = notes.findIndex((note) => note.startsWith(`${ORIGIN}\n${KEPT + LOST}\n`));
    for (const other of [
      [...notes.slice(0, lost), ...notes.slice(lost + 1)],
      [...notes.slice(0, lost + 1), notes[lost]!, ...notes.slice(lost + 1)],
    ]) {
      fs.writeFileSync(changed, `${other.join('\n').trimEnd()}\n\n`);
      const { status, said } = await run('verify', ...keys, '--checkpoints', changed);
      // Without the only lost checkpoint, nothing outside contradicts the log.
      if (status === 0)
        expect(
          other.some(
            (note) =>
              note.startsWith(`${ORIGIN}\n`) && parseCheckpoint(parseNote(`${note.trimEnd()}\n`).text).size > kept,
          ),
        ).toBe(false);
      else expect([status, said]).toEqual([1, expect.stringContaining('not those that its successor names as lost')]);
    }
    fs.writeFileSync(changed, `${notes[0]}\n${notes.at(-1)!.trimEnd()}\n\n${notes[0]}\n`);
    expect(await run('verify', ...keys, '--checkpoints', changed)).toMatchObject({
      status: 1,
      said: expect.stringContaining('which another one had followed'),
    });
  });

  itWithPython(
    'earlier receipts and checkpoints still verify, and the new log continues the remaining entries',
    async () => {
      const given = (name: string, text: string): string => {
        fs.writeFileSync(path.join(folder, name), text);
        return path.join(folder, name);
      };
      expect(verifyReceipt('--vkey', VKEY, 'receipt', given('receipt', receipt))).toMatchObject({ status: 0 });
      if (kept === 0) return;
      const { size, note } = await lastCheckpoint(database);
      const client = new Client({ connectionString: database.auditorUrl });
      await client.connect();
      const proof = given('proof', consistencyText(KEPT, await hashesOf(client, consistencySpans(KEPT, size)), note));
      await client.end();
      const keys = ['--vkey', VKEY, '--vkey', NEXT_VKEY];
      expect(verifyReceipt(...keys, 'consistency', '--former', given('kept', keptNote), proof)).toMatchObject({
        status: 0,
      });
      expect(verifyReceipt(...keys, 'consistency', given('kept', keptNote), proof)).toMatchObject({ status: 1 });
    },
  );

  it('audit recover finds nothing more to do, and refuses a database that contradicts its history', async () => {
    await stop();
    expect(await run('recover', '--checkpoints', file, '--vkey', VKEY, '--vkey', NEXT_VKEY)).toMatchObject({
      status: 0,
      said: expect.stringContaining('Nothing is lost'),
    });
    const client = new Client({ connectionString: database.url });
    if (kind === 'a failover in asynchronous mode') return;
    await client.connect();
    for (const statement of [
      "SET session_replication_role = 'replica'",
      "UPDATE portico.audit_entries SET consumer = 'other-consumer' WHERE consumer IS NOT NULL",
    ])
      await client.query(statement);
    await client.end();
    expect(
      await run('recover', '--checkpoints', file, '--vkey', VKEY, '--vkey', NEXT_VKEY, '--origin', 'another'),
    ).toMatchObject({ status: 2, said: expect.stringContaining('does not bear out its own history') });
  });
});
