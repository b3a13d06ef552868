import { Logger } from '@nestjs/common';
import type { Config } from '../../src/config/config';
import type { CheckpointSink } from '../../src/tlog/checkpoint-sink';
import { Sequencer } from '../../src/tlog/sequencer';
import { NoteSigner, vkeyOf } from '../../src/tlog/signed-note';
import type { TestDatabase } from './database';
import { eventually } from './eventually';

export const ORIGIN = 'portico.test/audit';
export const SEED = Buffer.alloc(32, 0x33);
export const VKEY = vkeyOf(new NoteSigner(ORIGIN, SEED).key);

/** Keeps checkpoints in memory, and can be told to fail. */
export class MemorySink implements CheckpointSink {
  readonly notes: string[] = [];
  failure: Error | null = null;

  async append(notes: readonly string[]): Promise<void> {
    if (this.failure) throw this.failure;
    this.notes.push(...notes);
  }

  async latest(): Promise<string | null> {
    return this.notes.at(-1) ?? null;
  }
}

/** A sequencer at work on the database, as it runs in every replica. */
export function startSequencer(database: Pick<TestDatabase, 'sequencerUrl'>, sink: CheckpointSink, audit: Partial<Config['audit']> = {}): Sequencer {
  Logger.overrideLogger(false);
  const sequencer = new Sequencer({ audit: { origin: ORIGIN, signingKey: SEED, checkpointFile: null, sequencerDatabaseUrl: database.sequencerUrl, ...audit } } as Config, sink);
  sequencer.onApplicationBootstrap();
  return sequencer;
}

export const treeSize = async (database: TestDatabase): Promise<number> => Number((await database.query<{ size: string }>('SELECT coalesce(max(tree_size), 0) AS size FROM portico.audit_checkpoints'))[0]!.size);

/** Waits until a checkpoint covers so many leaves. */
export const untilSealed = (database: TestDatabase, size: number, withinMs?: number): Promise<number> => eventually(() => treeSize(database), (found) => found >= size, withinMs);
