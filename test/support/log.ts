import { Logger } from '@nestjs/common';
import type { Config } from '../../src/config/config';
import { configuredKeys } from '../../src/config/key-source';
import { type CheckpointSink, SinkChanged } from '../../src/tlog/checkpoint/checkpoint-sink';
import { Sequencer } from '../../src/tlog/sequencer/sequencer';
import { NoteSigner, vkeyOf } from '../../src/tlog/checkpoint/signed-note';
import type { TestDatabase } from './database';
import { eventually } from './eventually';

export const ORIGIN = 'portico.test/audit';
export const SEED = Buffer.alloc(32, 0x33);
export const VKEY = vkeyOf(new NoteSigner(ORIGIN, SEED).key);

/** Stores checkpoints in memory, and can be made to fail. */
export class MemorySink implements CheckpointSink {
  failure: Error | null = null;

  constructor(private readonly all: string[] = []) {}

  /** Its checkpoints, without the empty one with which every log begins. */
  get notes(): readonly string[] {
    return this.all.filter((note) => !note.includes('\n0\n'));
  }

  async latest(): Promise<string | null> {
    return this.all.at(-1) ?? null;
  }

  async begin(note: string): Promise<void> {
    this.all.push(note);
  }

  async append(notes: readonly string[], last: string): Promise<void> {
    await this.check(last);
    this.all.push(...notes);
  }

  async check(last: string): Promise<void> {
    if (this.failure) throw this.failure;
    if (this.all.at(-1) !== last) throw new SinkChanged();
  }
}

/** A sequencer of the database that has not begun. */
export function newSequencer(
  database: Pick<TestDatabase, 'sequencerUrl'>,
  sink: CheckpointSink,
  audit: Partial<Config['audit']> = {},
): Sequencer {
  Logger.overrideLogger(false);
  const config = {
    audit: {
      origin: ORIGIN,
      signingKey: SEED,
      furtherKeys: [],
      checkpointFile: null,
      sequencerDatabaseUrl: database.sequencerUrl,
      sequencerDatabaseVariable: 'SEQUENCER_DATABASE_URL',
      ...audit,
    },
  };
  return new Sequencer(config as unknown as Config, sink, configuredKeys(config as unknown as Config));
}

/** A running sequencer on the database, as in every replica. */
export function startSequencer(...words: Parameters<typeof newSequencer>): Sequencer {
  const sequencer = newSequencer(...words);
  void sequencer.onApplicationBootstrap();
  return sequencer;
}

export const treeSize = async (database: TestDatabase): Promise<number> =>
  Number(
    (
      await database.query<{ size: string }>(
        'SELECT coalesce(max(tree_size), 0) AS size FROM portico.audit_checkpoints',
      )
    )[0]!.size,
  );

/** Waits until a checkpoint covers so many leaves. */
export const untilSealed = (database: TestDatabase, size: number, withinMs?: number): Promise<number> =>
  eventually(
    () => treeSize(database),
    (found) => found >= size,
    withinMs,
  );
