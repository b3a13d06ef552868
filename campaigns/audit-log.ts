import type { KeyObject } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import type { Client } from 'pg';
import type { Leaf } from '../src/audit/leaf';
import { CheckpointFile } from '../src/tlog/checkpoint/checkpoint-file';
import type { TestDatabase } from '../test/support/database';
import { appendLeaves } from '../test/support/leaves';
import { startSequencer, untilSealed, VKEY } from '../test/support/log';
import { createPool } from '../test/support/pool';

interface Verified {
  readonly leaves: number;
  readonly entries: number;
  readonly dropped: number;
  readonly checkpoints: number;
  readonly outside: number;
}

interface Verifier {
  verify(options: {
    client: Client;
    keys: readonly { name: string; id: string; key: KeyObject }[];
    file?: string | null;
    isInTransaction?: boolean;
  }): Promise<Verified>;
  readonly Finding: new () => Error;
}

/** The verifier of `npx portico audit verify`, which shares only the code of connections with the gateway. */
export const { verify, Finding } = require('../../scripts/audit/verify.cjs') as Verifier;
const { readVkey } = require('../../scripts/audit/note.cjs') as {
  readVkey(vkey: string): { name: string; id: string; key: KeyObject };
};

/** The verifier's result: its counts, or the first error. */
export async function verdict(
  client: Client,
  file: string | null,
  isInTransaction = false,
  vkeys: readonly string[] = [VKEY],
): Promise<Verified | string> {
  try {
    return await verify({ client, keys: vkeys.map(readVkey), file, isInTransaction });
  } catch (error) {
    if (error instanceof Finding) return error.message;
    throw error;
  }
}

/**
 * Makes a log that is sealed in several rounds, and then `waiting` entries that are not sealed. Returns the checkpoint
 * file.
 */
export async function growLog(
  database: TestDatabase,
  folder: string,
  entries: number,
  waiting = 0,
  rest: (index: number) => Partial<Leaf> = () => ({}),
): Promise<string> {
  const file = path.join(fs.mkdtempSync(path.join(folder, 'log-')), 'checkpoints');
  const pool = createPool(database.appUrl);
  const sequencer = startSequencer(database, new CheckpointFile(file));
  for (let have = 0; have < entries;) {
    const some = Math.min(entries - have, Math.max(1, Math.floor(entries / 7)));
    await appendLeaves(pool, some, (index) => rest(have + index));
    have += some;
    await untilSealed(database, have, 120_000);
  }
  await sequencer.onModuleDestroy();
  await appendLeaves(pool, waiting);
  await pool.end();
  return file;
}
