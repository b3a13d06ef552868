import { type FileHandle, open } from 'node:fs/promises';
import type { CheckpointSink } from './checkpoint-sink';

/** Bytes at the end of the file in which the last note lies. */
const TAIL = 65_536;
/** A whole record: the text, an empty line, signature lines (68 bytes or more in base64), an empty line. */
const RECORD = /(?<=^|\n\n)[^\n]+\n\d+\n[^\n]+\n(?:[^\n]+\n)*\n(?:\u2014 \S+ [A-Za-z0-9+/]{91,}={0,2}\n)+(?=\n)/gu;

/** Signed checkpoints in a file, as they are, an empty line after each. A record that a crash cut short is passed over. */
export class CheckpointFile implements CheckpointSink {
  constructor(private readonly path: string) {}

  async append(notes: readonly string[]): Promise<void> {
    await this.using('a+', async (file) => {
      const repair = await this.isCutShort(file) ? '\n\n' : '';
      await file.appendFile(repair + notes.map((note) => `${note}\n`).join(''));
      await file.datasync();
    });
  }

  async latest(): Promise<string | null> {
    const tail = await this.using('r', (file) => readTail(file)).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return '';
      throw error;
    });
    return tail.match(RECORD)?.at(-1) ?? null;
  }

  private async isCutShort(file: FileHandle): Promise<boolean> {
    const tail = await readTail(file, 2);
    return tail !== '' && tail !== '\n\n';
  }

  private async using<T>(flags: string, work: (file: FileHandle) => Promise<T>): Promise<T> {
    const file = await open(this.path, flags, 0o644);
    try {
      return await work(file);
    } finally {
      await file.close();
    }
  }
}

async function readTail(file: FileHandle, most = TAIL): Promise<string> {
  const { size } = await file.stat();
  const bytes = Buffer.alloc(Math.min(size, most));
  await file.read(bytes, 0, bytes.length, size - bytes.length);
  return bytes.toString();
}
