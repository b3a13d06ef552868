import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { DataKey } from '../src/privacy/data-key/data-key';
import type { TestDatabase } from '../test/support/database';
import { DATA_KEY } from '../test/support/gateway';

/** The environment of a gateway, and of the command, with two data keys. */
export const RING = {
  PORTICO_DATA_KEY: DATA_KEY,
  PORTICO_DATA_KEYS: Buffer.alloc(32, 0x6b).toString('base64url'),
} as const;
export const KEYS = Object.values(RING).map((text) => new DataKey(Buffer.from(text, 'base64url'))) as [
  DataKey,
  DataKey,
];
/** What `fillSubjectKeys` seals. */
export const KEPT = Buffer.alloc(32, 9);

const COMMAND = path.resolve(__dirname, '../../scripts/portico.mjs');

/** `portico keys <words>` as an operator runs it. */
export class KeysCommand {
  readonly child: ChildProcess;
  /** The exit code; null when it was killed. */
  readonly ended: Promise<number | null>;
  /** What it wrote to its standard error. */
  said = '';

  constructor(
    readonly words: readonly string[],
    url: string,
  ) {
    this.child = spawn(process.execPath, [COMMAND, 'keys', ...words, '--reason', 'a rotation under load'], {
      env: { PATH: process.env.PATH, DATABASE_URL: url, ...RING },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    this.ended = new Promise((done) => this.child.once('exit', done));
    this.child.stderr!.on('data', (chunk: Buffer) => (this.said += chunk.toString()));
  }

  /** Resolves when it has reported progress, or ended. */
  async untilTold(): Promise<void> {
    await Promise.race([new Promise((done) => this.child.stderr!.once('data', done)), this.ended]);
  }

  /** Throws, with what it said, when it does not succeed. */
  async done(): Promise<void> {
    if ((await this.ended) !== 0) throw new Error(`portico keys ${this.words.join(' ')}: ${this.said}`);
  }
}

/** Keys of subjects that have nothing else, sealed under the first data key. */
export async function fillSubjectKeys(database: TestDatabase, values: number): Promise<void> {
  for (let at = 0; at < values; at += 5_000) {
    const ids = Array.from({ length: Math.min(5_000, values - at) }, () => randomUUID());
    await database.query(
      `INSERT INTO portico.subject_keys (subject_id, wrapped_key) SELECT * FROM unnest($1::uuid[], $2::bytea[])`,
      [ids, ids.map((id) => KEYS[0].seal(`subject-key:${id}`, KEPT))],
    );
  }
}
