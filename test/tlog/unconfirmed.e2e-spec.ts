import { spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import request from 'supertest';
import { leafBytes } from '../../src/audit/leaf';
import { parseCheckpoint } from '../../src/tlog/checkpoint/checkpoint';
import { parseNote } from '../../src/tlog/checkpoint/signed-note';
import { eventually } from '../support/eventually';
import { DEMO, type RunningGateway, startGateway } from '../support/gateway';
import { newLeaf } from '../support/leaves';
import { treeSize, untilSealed } from '../support/log';
import { ReplicatedPostgres } from '../support/replicated-postgres';

/** How a wait for the standby ends before its confirmation. The commit remains, and is visible, in both cases. */
const ENDS = ['cancel', 'terminate'] as const;

describe('a checkpoint that no standby has confirmed', () => {
  let pair: ReplicatedPostgres;
  let gateway: RunningGateway;
  let folder: string;
  let file: string;
  beforeEach(async () => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'portico-unconfirmed-'));
    file = path.join(folder, 'checkpoints');
    pair = await ReplicatedPostgres.start();
    gateway = await startGateway({
      database: pair.database,
      environment: { AUDIT_CHECKPOINT_FILE: file, AUDIT_LOG_ORIGIN: 'portico.test/audit' },
    });
  }, 60_000);
  afterEach(async () => {
    await gateway.close();
    await pair.close();
    fs.rmSync(folder, { recursive: true });
  });

  const get = (what: string): request.Test => request(gateway.url).get(`/v1/audit/${what}`).set('Authorization', DEMO);
  /** Appends an entry without waiting for its commit. */
  const append = async (): Promise<string> => {
    const leaf = newLeaf();
    await pair.query(
      `WITH local AS (SELECT set_config('synchronous_commit', 'local', true))
       INSERT INTO portico.audit_entries (entry_id, occurred_at, request_id, consumer, actor, action, subject, phase,
         vendor, detail, leaf)
       SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11 FROM local`,
      [
        leaf.entry_id,
        leaf.occurred_at,
        leaf.request_id,
        leaf.consumer,
        leaf.actor,
        leaf.action,
        leaf.subject,
        leaf.phase,
        leaf.vendor,
        leaf.detail,
        leafBytes(leaf),
      ],
    );
    return leaf.entry_id;
  };
  const outside = (): string => (fs.existsSync(file) ? fs.readFileSync(file, 'utf8') : '');
  const sizeOf = (note: string): number => parseCheckpoint(parseNote(note).text).size;

  it.each(ENDS)(
    'is neither in the file nor returned, and sealing continues after the failover (%s)',
    async (end) => {
      const entry = await append();
      await untilSealed(pair.database, 1);
      await eventually(
        async () => outside(),
        (notes) => notes.includes('\n1\n'),
      );
      const before = outside();
      await pair.freeze('walsender');
      await append();
      const seal = (): Promise<number> => pair.endWaits(end).then(() => treeSize(pair.database));
      await eventually(seal, (size) => size === 2);
      // From now on the checkpoint is visible, and every wait of a commit that would confirm it is ended.
      let [asked, ended] = [0, 0];
      const answers = Promise.all(
        ['checkpoint', `events/${entry}/proof`, 'consistency?from=1'].map(async (what) => {
          const { status, text } = await get(what);
          asked += 1;
          return [status, JSON.parse(text).type];
        }),
      );
      await eventually(
        async () => (ended += await pair.endWaits(end)),
        (count) => count >= 4 && asked === 3,
        25_000,
      );
      expect(await answers).toEqual(Array.from({ length: 3 }, () => [503, '/errors#database-unavailable']));
      expect(outside()).toBe(before);
      const exported = spawn(
        process.execPath,
        ['scripts/audit-export.cjs', '--from', '2020-01-01', '--to', '2100-01-01'],
        {
          env: { PATH: process.env.PATH, AUDIT_DATABASE_URL: pair.database.auditorUrl },
          stdio: ['ignore', 'pipe', 'ignore'],
        },
      );
      let lines = '';
      exported.stdout.on('data', (chunk: Buffer) => (lines += chunk.toString()));
      await eventually(
        () => pair.endWaits(end),
        () => exported.exitCode !== null,
      );
      expect([exported.exitCode, lines]).toEqual([1, '']);
      await pair.killPrimary();
      await pair.promote();
      await eventually(
        () => get('checkpoint'),
        ({ status, text }) => status === 200 && sizeOf(text) === 1,
      );
      await append();
      await untilSealed(pair.database, 2);
      await eventually(
        async () => outside(),
        (notes) => notes.startsWith(before) && notes.includes('\n2\n'),
      );
      expect(sizeOf((await get('checkpoint').expect(200)).text)).toBe(2);
    },
    90_000,
  );
});
