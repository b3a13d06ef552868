import type { TestDatabase } from '../test/support/database';
import { sealedValues } from '../test/support/data-keys';
import { holdsWithin } from './campaign';
import { KEYS, KeysCommand } from './keys-command';

export interface RotationFigures {
  /** Commands that succeeded, and those that failed, since the database was away, and were begun again. */
  readonly rotations: number;
  readonly rewraps: number;
  readonly failedCommands: number;
}

/** Rotates between two data keys without a pause, and seals everything anew each time, until it is ended. */
export class OngoingRotation {
  private isOver = false;
  private rotations = 0;
  private rewraps = 0;
  private failedCommands = 0;
  /** What the last command that failed said. */
  private said = '';
  private readonly work: Promise<void>;

  constructor(private readonly database: TestDatabase) {
    this.work = this.run();
  }

  /** Resolves when the command under way has ended. */
  async end(): Promise<RotationFigures> {
    this.isOver = true;
    await this.work;
    const { rotations, rewraps, failedCommands } = this;
    return { rotations, rewraps, failedCommands };
  }

  /**
   * Seals everything anew a last time and retires the key that does not seal. Returns what is wrong then: values that
   * the other key does not open, or what the command says that does not succeed within so many seconds; empty: nothing.
   */
  async settle(seconds: number): Promise<string[]> {
    const records = await this.database.query<{ key_id: string; state: string }>(
      'SELECT key_id, state FROM portico.data_keys',
    );
    const sealing = KEYS.find(({ id }) => records.some(({ key_id, state }) => key_id === id && state === 'SEALING'))!;
    const former = KEYS.find((key) => key !== sealing)!;
    // A replica that could not read the database may have sealed under the former key when the rewrap had passed.
    const isRetired = async (): Promise<boolean> =>
      (await this.succeeds('rewrap')) && (await this.succeeds('retire', former.id));
    if (!(await holdsWithin(seconds, isRetired))) return [this.said];
    return (await sealedValues(this.database)).flatMap(({ table, key, context, sealed }) =>
      sealed.every((value) => opens(() => sealing.open(context, value))) ? [] : [`${table} ${key.join(' ')}`],
    );
  }

  private async run(): Promise<void> {
    for (let to = 1; !this.isOver; to = 1 - to) {
      // One that fails may have rotated: its answer was lost.
      if (await this.succeeds('rotate', '--to', KEYS[to]!.id)) this.rotations += 1;
      while (!this.isOver && !(await this.succeeds('rewrap')));
      if (!this.isOver) this.rewraps += 1;
    }
  }

  private async succeeds(...words: string[]): Promise<boolean> {
    const command = new KeysCommand(words, this.database.appUrl);
    const isDone = (await command.ended) === 0;
    if (!isDone) {
      this.failedCommands += 1;
      this.said = `portico keys ${words.join(' ')}: ${command.said}`;
    }
    return isDone;
  }
}

function opens(open: () => unknown): boolean {
  try {
    open();
    return true;
  } catch {
    return false;
  }
}
