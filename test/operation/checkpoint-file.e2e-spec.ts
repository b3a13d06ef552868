import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import request from 'supertest';
import { eventually } from '../support/eventually';
import { type RunningGateway, SIGNING_KEY, startGateway } from '../support/gateway';
import { Given } from '../support/given';
import { treeSize, untilSealed } from '../support/log';

/** A small disk of its own for the file of checkpoints; a folder where this may not be mounted. */
class Disk {
  readonly folder = fs.mkdtempSync(path.join(os.tmpdir(), 'portico-disk-'));
  readonly isMounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', this.folder]).status === 0;
  readonly file = path.join(this.folder, 'checkpoints');

  remount(how: 'ro' | 'rw'): void {
    spawnSync('mount', ['-o', `remount,${how}`, this.folder]);
  }

  /** Leaves no byte free. */
  fill(): void {
    const filler = fs.openSync(path.join(this.folder, 'filler'), 'w');
    try {
      for (;;) fs.writeSync(filler, Buffer.alloc(512));
    } catch {
      fs.closeSync(filler);
    }
    const { size } = fs.statSync(this.file);
    // The page that the file has begun is its own already.
    fs.appendFileSync(this.file, '\n'.repeat((4096 - (size % 4096)) % 4096));
  }

  empty(): void {
    fs.rmSync(path.join(this.folder, 'filler'));
  }

  remove(): void {
    if (this.isMounted) spawnSync('umount', ['-l', this.folder]);
    fs.rmSync(this.folder, { recursive: true, force: true });
  }
}

interface Trouble {
  readonly needsMount?: boolean;
  /** Whether it shows by itself, or with the next checkpoint. */
  readonly showsWhenIdle: boolean;
  break(disk: Disk): void;
  mend(disk: Disk): void;
  readonly reason: RegExp;
}

const away = (disk: Disk): string => `${disk.folder}.away`;
const TROUBLES: Readonly<Record<string, Trouble>> = {
  'a file system that turned read-only': {
    needsMount: true,
    showsWhenIdle: true,
    break: (disk) => disk.remount('ro'),
    mend: (disk) => disk.remount('rw'),
    reason: /do not reach .*EROFS/,
  },
  'a full file system': {
    needsMount: true,
    showsWhenIdle: false,
    break: (disk) => disk.fill(),
    mend: (disk) => disk.empty(),
    reason: /do not reach .*ENOSPC/,
  },
  'a file that was removed': {
    showsWhenIdle: true,
    break: (disk) => (fs.copyFileSync(disk.file, away(disk)), fs.rmSync(disk.file)),
    mend: (disk) => fs.copyFileSync(away(disk), disk.file),
    reason: /do not reach .*ENOENT/,
  },
  'a file that was emptied': {
    showsWhenIdle: true,
    break: (disk) => (fs.copyFileSync(disk.file, away(disk)), fs.truncateSync(disk.file)),
    mend: (disk) => fs.copyFileSync(away(disk), disk.file),
    reason: /is not the one that was written last|no checkpoints are outside/,
  },
  'a file that was replaced by a device that swallows everything': {
    showsWhenIdle: true,
    break: (disk) => (
      fs.copyFileSync(disk.file, away(disk)),
      fs.rmSync(disk.file),
      fs.symlinkSync('/dev/null', disk.file)
    ),
    mend: (disk) => (fs.rmSync(disk.file), fs.copyFileSync(away(disk), disk.file)),
    reason: /do not reach .*not a regular file/,
  },
  'a file that was replaced by an older copy': {
    showsWhenIdle: true,
    break: (disk) => (
      fs.copyFileSync(disk.file, away(disk)),
      fs.writeFileSync(disk.file, fs.readFileSync(disk.file, 'utf8').replace(/(?<=\n\n)portico[^]*$/, ''))
    ),
    mend: (disk) => fs.copyFileSync(away(disk), disk.file),
    reason: /is not the one that was written last/,
  },
};

describe('the file of checkpoints', () => {
  const disk = new Disk();
  let gateway: RunningGateway;
  beforeAll(async () => {
    gateway = await startGateway({ environment: { AUDIT_CHECKPOINT_FILE: disk.file } });
  });
  afterAll(async () => {
    await gateway.close();
    disk.remove();
    fs.rmSync(away(disk), { force: true });
  });

  const proofs = async (): Promise<string> => {
    const { status, body } = await request(gateway.url).get('/health/ready');
    return `${status} ${body.parts['audit-proofs']} ${body.reasons?.['audit-proofs'] ?? ''}`;
  };
  const unsaved = async (): Promise<number> =>
    Number(/^portico_audit_unsaved_seconds (\S+)$/m.exec((await request(gateway.url).get('/metrics')).text)![1]);
  const outside = (): number[] =>
    [...fs.readFileSync(disk.file, 'utf8').matchAll(/^portico\.local\/audit\n(\d+)\n/gm)].map(([, size]) =>
      Number(size),
    );
  /** Makes entries, and waits for a checkpoint over them. */
  const seal = async (): Promise<void> => {
    const before = await treeSize(gateway.database);
    await new Given(gateway).customer();
    await untilSealed(gateway.database, before + 2);
  };

  it.each(Object.keys(TROUBLES))(
    '%s: degraded with the reason, requests come and are sealed, and all of it is outside once it is well again',
    async (kind) => {
      const { needsMount, showsWhenIdle, break: breakIt, mend, reason } = TROUBLES[kind]!;
      if (needsMount && !disk.isMounted) return console.warn(`skipped: ${kind}: only root may mount a disk of its own`);
      await seal();
      await eventually(proofs, (said) => said === '200 ok ');
      await eventually(
        async () => outside().at(-1),
        (size) => size === undefined || size > 0,
      );
      breakIt(disk);
      if (!showsWhenIdle) await seal();
      expect(await eventually(proofs, (said) => said.startsWith('200 degraded'), 8_000)).toMatch(reason);
      await new Given(gateway).customer();
      mend(disk);
      await eventually(proofs, (said) => said === '200 ok ', 15_000);
      const sealed = (
        await gateway.database.query<{ size: number }>(
          'SELECT tree_size::int AS size FROM portico.audit_checkpoints ORDER BY tree_size',
        )
      ).map(({ size }) => size);
      await eventually(
        async () => outside(),
        (found) => JSON.stringify(found.slice(0, sealed.length + 1)) === JSON.stringify([0, ...sealed]),
      );
      await eventually(unsaved, (seconds) => seconds === 0);
    },
    60_000,
  );

  it('counts what waits for its way outside', async () => {
    const file = fs.readFileSync(disk.file);
    fs.rmSync(disk.file);
    await seal();
    await eventually(unsaved, (seconds) => seconds > 1);
    fs.writeFileSync(disk.file, file);
    await eventually(unsaved, (seconds) => seconds === 0, 15_000);
  });

  it(
    'that is missing over a log with history: nothing is sealed after a new start, until it is back or made by ' +
      'audit:checkpoints',
    async () => {
      const first = await startGateway({ environment: { AUDIT_CHECKPOINT_FILE: path.join(disk.folder, 'another') } });
      const { database, sandbox } = first;
      const again = (file: string): Promise<RunningGateway> =>
        startGateway({ database, sandbox, environment: { AUDIT_CHECKPOINT_FILE: file } });
      await new Given(first).customer();
      await untilSealed(database, 2);
      await first.app.close();
      const size = await treeSize(database);
      const lost = await again(path.join(disk.folder, 'moved'));
      await new Given(lost).customer();
      const said = async (): Promise<string> =>
        JSON.stringify((await request(lost.url).get('/health/ready')).body.reasons ?? {});
      expect(await eventually(said, (found) => found !== '{}', 8_000)).toContain(
        `no checkpoints are outside the database, and the log has ${size} leaves: bring the file back, or make one ` +
          'with npm run audit:checkpoints',
      );
      expect([await treeSize(database), fs.existsSync(path.join(disk.folder, 'moved'))]).toEqual([size, false]);
      const made = spawnSync(
        process.execPath,
        ['scripts/audit-checkpoints.cjs', '--to', path.join(disk.folder, 'moved')],
        {
          env: { PATH: process.env.PATH, AUDIT_DATABASE_URL: database.auditorUrl, AUDIT_SIGNING_KEY: SIGNING_KEY },
          encoding: 'utf8',
        },
      );
      expect([made.status, made.stderr]).toEqual([0, '']);
      await untilSealed(database, size + 2);
      await eventually(
        async () => fs.readFileSync(path.join(disk.folder, 'moved'), 'utf8'),
        (notes) => notes.includes(`\n${size + 2}\n`),
      );
      await lost.app.close();
      await sandbox.close();
      await database.drop();
    },
    60_000,
  );

  it.each([
    ['a folder that is not there', '/nonexistent/portico/checkpoints', /do not reach .*ENOENT/],
    ['a device', '/dev/null', /do not reach .*not a regular file/],
    ['a folder', os.tmpdir(), /do not reach .*not a regular file/],
  ])('that cannot be made, %s: nothing is sealed, and readiness says so', async (_kind, file, reason) => {
    const other = await startGateway({ environment: { AUDIT_CHECKPOINT_FILE: file } });
    try {
      await new Given(other).customer();
      const said = async (): Promise<string> =>
        JSON.stringify((await request(other.url).get('/health/ready')).body.reasons ?? {});
      expect(await eventually(said, (found) => found !== '{}', 8_000)).toMatch(reason);
      expect(await treeSize(other.database)).toBe(0);
    } finally {
      await other.close();
    }
  });
});
