import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import request from 'supertest';
import { eventually } from '../support/eventually';
import { type RunningGateway, SIGNING_KEY, startGateway } from '../support/gateway';
import { Given } from '../support/given';
import { treeSize, untilSealed } from '../support/log';
import { type NamedTest, testsAtOnce } from '../support/tests-at-once';

/** A small file system for the checkpoint file; a folder where mounting is not permitted. */
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
    // The last page of the file is allocated already.
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
  /** Whether it is detected without a new checkpoint. */
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

/** A gateway that writes its checkpoints to a file on a disk of its own. */
class World {
  private constructor(
    readonly disk: Disk,
    private readonly gateway: RunningGateway,
  ) {}

  static async begin(): Promise<World> {
    const disk = new Disk();
    return new World(disk, await startGateway({ environment: { AUDIT_CHECKPOINT_FILE: disk.file } }));
  }

  async end(): Promise<void> {
    await this.gateway.close();
    this.disk.remove();
    fs.rmSync(away(this.disk), { force: true });
  }

  async proofs(): Promise<string> {
    const { status, body } = await request(this.gateway.url).get('/health/ready');
    return `${status} ${body.parts['audit-proofs']} ${body.reasons?.['audit-proofs'] ?? ''}`;
  }

  async unsaved(): Promise<number> {
    const { text } = await request(this.gateway.url).get('/metrics');
    return Number(/^portico_audit_unsaved_seconds (\S+)$/m.exec(text)![1]);
  }

  outside(): number[] {
    return [...fs.readFileSync(this.disk.file, 'utf8').matchAll(/^portico\.local\/audit\n(\d+)\n/gm)].map(([, size]) =>
      Number(size),
    );
  }

  async sealed(): Promise<number[]> {
    const rows = await this.gateway.database.query<{ size: number }>(
      'SELECT tree_size::int AS size FROM portico.audit_checkpoints ORDER BY tree_size',
    );
    return rows.map(({ size }) => size);
  }

  async customer(): Promise<void> {
    await new Given(this.gateway).customer();
  }

  /** Makes audit entries, and waits for a checkpoint that covers them. */
  async seal(): Promise<void> {
    const before = await treeSize(this.gateway.database);
    await this.customer();
    await untilSealed(this.gateway.database, before + 2);
  }
}

async function endure(
  kind: string,
  { needsMount, showsWhenIdle, break: breakIt, mend, reason }: Trouble,
  world: World,
): Promise<void> {
  const { disk } = world;
  if (needsMount && !disk.isMounted) return console.warn(`skipped: ${kind}: only root may mount a disk of its own`);
  await world.seal();
  await eventually(
    () => world.proofs(),
    (said) => said === '200 ok ',
  );
  await eventually(
    async () => world.outside().at(-1),
    (size) => size === undefined || size > 0,
  );
  breakIt(disk);
  if (!showsWhenIdle) await world.seal();
  expect(
    await eventually(
      () => world.proofs(),
      (said) => said.startsWith('200 degraded'),
      8_000,
    ),
  ).toMatch(reason);
  await world.customer();
  mend(disk);
  await eventually(
    () => world.proofs(),
    (said) => said === '200 ok ',
    15_000,
  );
  const sealed = await world.sealed();
  await eventually(
    async () => world.outside(),
    (found) => JSON.stringify(found.slice(0, sealed.length + 1)) === JSON.stringify([0, ...sealed]),
  );
  await eventually(
    () => world.unsaved(),
    (seconds) => seconds === 0,
  );
}

async function countUnsaved(world: World): Promise<void> {
  const { file } = world.disk;
  await world.seal();
  const kept = fs.readFileSync(file);
  fs.rmSync(file);
  await world.seal();
  await eventually(
    () => world.unsaved(),
    (seconds) => seconds > 1,
  );
  fs.writeFileSync(file, kept);
  await eventually(
    () => world.unsaved(),
    (seconds) => seconds === 0,
    15_000,
  );
}

describe('the checkpoint file', () => {
  const disk = new Disk();
  const worlds: World[] = [];
  beforeAll(async () => {
    while (worlds.length <= Object.keys(TROUBLES).length) worlds.push(await World.begin());
  }, 60_000);
  afterAll(async () => {
    for (const world of worlds) await world.end();
    disk.remove();
  });

  describe('on a disk of its own', () => {
    const troubles = Object.entries(TROUBLES).map(([kind, trouble], index): NamedTest => [
      `${kind}: degraded with the reason, requests come and are sealed, and all of it is outside once it is well again`,
      () => endure(kind, trouble, worlds[index]!),
    ]);
    testsAtOnce(
      [
        ...troubles,
        [
          'portico_audit_unsaved_seconds shows how long a checkpoint waits for the file',
          () => countUnsaved(worlds.at(-1)!),
        ],
      ],
      60_000,
    );
  });

  it('missing although the log has entries: nothing is sealed after a restart until it is restored', async () => {
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
        'with npx portico audit checkpoints',
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
  }, 60_000);

  it.each([
    ['a missing folder', '/nonexistent/portico/checkpoints', /do not reach .*ENOENT/],
    ['a device', '/dev/null', /do not reach .*not a regular file/],
    ['a folder', os.tmpdir(), /do not reach .*not a regular file/],
  ])('cannot be created, %s: nothing is sealed, and readiness gives the reason', async (_kind, file, reason) => {
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
