import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { CheckpointFile } from '../../src/tlog/checkpoint/checkpoint-file';
import { SinkChanged } from '../../src/tlog/checkpoint/checkpoint-sink';
import { NoteSigner } from '../../src/tlog/checkpoint/signed-note';

const signer = new NoteSigner('log.example', Buffer.alloc(32, 1));
const note = (size: number): string =>
  signer.sign(`log.example\n${size}\n${Buffer.alloc(32, size).toString('base64')}\n`);

describe('the checkpoint file', () => {
  let name: string;
  beforeEach(() => {
    name = path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'portico-checkpoints-')), 'checkpoints');
  });
  afterEach(() => fs.rmSync(path.dirname(name), { recursive: true }));

  it('holds notes as they were signed, each followed by an empty line, and returns the last one', async () => {
    const file = new CheckpointFile(name);
    expect(await file.latest()).toBeNull();
    await file.begin(note(1));
    await file.append([note(2)], note(1));
    await file.append([note(3)], note(2));
    await file.check(note(3));
    expect(fs.readFileSync(name, 'utf8')).toBe(`${note(1)}\n${note(2)}\n${note(3)}\n`);
    expect(await new CheckpointFile(name).latest()).toBe(note(3));
  });

  it('finds the last note in a large file', async () => {
    const file = new CheckpointFile(name);
    await file.begin(note(0));
    await file.append(
      Array.from({ length: 2000 }, (_, size) => note(size % 256)),
      note(0),
    );
    expect(await new CheckpointFile(name).latest()).toBe(note(1999 % 256));
  });

  it('skips a record that a crash cut short, wherever it was cut, and appends after it', async () => {
    for (let cut = 1; cut < note(2).length - 2; cut += 1) {
      fs.writeFileSync(name, `${note(1)}\n${note(2).slice(0, cut)}`);
      const file = new CheckpointFile(name);
      expect([cut, await file.latest()]).toEqual([cut, note(1)]);
      await file.append([note(3)], note(1));
      expect([cut, await file.latest()]).toEqual([cut, note(3)]);
    }
  });

  it('reports when it cannot be read or written', async () => {
    fs.mkdirSync(name);
    await expect(new CheckpointFile(name).latest()).rejects.toThrow();
    await expect(new CheckpointFile(name).append([note(1)], note(0))).rejects.toThrow();
  });

  it("creates only a new log's file, and does not append to an unknown file", async () => {
    const file = new CheckpointFile(name);
    await file.begin(note(1));
    await expect(file.begin(note(1))).rejects.toBeInstanceOf(SinkChanged);
    fs.renameSync(name, `${name}.away`);
    const writes = [() => file.append([note(2)], note(1)), () => file.check(note(1))];
    for (const write of writes) await expect(write()).rejects.toMatchObject({ code: 'ENOENT' });
    expect(await file.latest()).toBeNull();
    for (const other of ['', `${note(3)}\n`, 'something else']) {
      fs.writeFileSync(name, other);
      for (const write of writes) await expect(write()).rejects.toBeInstanceOf(SinkChanged);
      expect(fs.readFileSync(name, 'utf8')).toBe(other);
    }
  });

  it('refuses devices and pipes', async () => {
    spawnSync('mkfifo', [name]);
    for (const other of ['/dev/null', name]) {
      const file = new CheckpointFile(other);
      const uses = [
        () => file.latest(),
        () => file.begin(note(1)),
        () => file.append([note(2)], note(1)),
        () => file.check(note(1)),
      ];
      for (const use of uses) await expect(use()).rejects.toThrow('is not a regular file');
    }
  });
});
