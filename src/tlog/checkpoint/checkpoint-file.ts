import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { type CheckpointSink, SinkChanged } from './checkpoint-sink';

/** The last note is within this many bytes at the end of the file. */
const TAIL = 65_536;
/** A complete record: the text, an empty line, signature lines (68 bytes or more in base64), an empty line. */
const RECORD = /(?<=^|\n\n)[^\n]+\n\d+\n[^\n]+\n(?:[^\n]+\n)*\n(?:\u2014 \S+ [A-Za-z0-9+/]{91,}={0,2}\n)+(?=\n)/gu;
/** O_NONBLOCK: open() must not wait for the other end of a named pipe. */
const READ = constants.O_RDONLY | constants.O_NONBLOCK;
/** Never creates a file: a missing file means that the history is missing. */
const APPEND = constants.O_RDWR | constants.O_APPEND | constants.O_NONBLOCK;

/** Signed checkpoints in a file, unchanged, an empty line after each. A record that a crash cut short is skipped. */
export class CheckpointFile implements CheckpointSink {
  constructor(private readonly path: string) {}

  async latest(): Promise<string | null> {
    return this.using(READ, lastNote).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return null;
      throw error;
    });
  }

  async begin(note: string): Promise<void> {
    await this.using(APPEND | constants.O_CREAT, async (file) => {
      if ((await file.stat()).size > 0) throw new SinkChanged();
      await write(file, [note]);
    });
  }

  async append(notes: readonly string[], last: string): Promise<void> {
    await this.using(APPEND, async (file) => {
      if ((await lastNote(file)) !== last) throw new SinkChanged();
      await write(file, notes);
    });
  }

  async check(last: string): Promise<void> {
    await this.using(APPEND, async (file) => {
      if ((await lastNote(file)) !== last) throw new SinkChanged();
    });
  }

  private async using<T>(flags: number, work: (file: FileHandle) => Promise<T>): Promise<T> {
    const file = await open(this.path, flags, 0o644);
    try {
      if (!(await file.stat()).isFile())
        throw Object.assign(new Error(`${this.path} is not a regular file`), { code: 'not a regular file' });
      return await work(file);
    } finally {
      await file.close();
    }
  }
}

async function write(file: FileHandle, notes: readonly string[]): Promise<void> {
  const separator = (await isCutShort(file)) ? '\n\n' : '';
  await file.appendFile(separator + notes.map((note) => `${note}\n`).join(''));
  await file.datasync();
}

async function isCutShort(file: FileHandle): Promise<boolean> {
  const tail = await readTail(file, 2);
  return tail !== '' && tail !== '\n\n';
}

async function lastNote(file: FileHandle): Promise<string | null> {
  return (await readTail(file)).match(RECORD)?.at(-1) ?? null;
}

async function readTail(file: FileHandle, most = TAIL): Promise<string> {
  const { size } = await file.stat();
  const bytes = Buffer.alloc(Math.min(size, most));
  await file.read(bytes, 0, bytes.length, size - bytes.length);
  return bytes.toString();
}
