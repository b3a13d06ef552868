import type { TestDatabase } from '../test/support/database';
import { ReplicatedPostgres } from '../test/support/replicated-postgres';

/** A database with synchronous replication whose primary can die, and is followed by a standby at the same address. */
export interface FailingDatabase {
  /** `url` and `query` lead to the primary itself, all others to the address that clients have. */
  readonly database: TestDatabase;
  /** Nothing more reaches a standby: commits wait. */
  silence(): Promise<void>;
  /** Ends the waits of commits; gives how many. */
  endWaits(how: 'cancel' | 'terminate'): Promise<number>;
  /** SIGKILL for everything that makes the primary. */
  killPrimary(): Promise<void>;
  /** Whether it is certain that no commit is possible. Asked between `silence`, or `killPrimary`, and `failOver`. */
  isDown(): Promise<boolean>;
  /** Resolves when another takes the place of the one that was killed. */
  failOver(): Promise<void>;
  /** In order: the primary is stopped, and another takes its place. */
  switchOver(): Promise<void>;
  /** Resolves when it has all its standbys again. */
  makeWhole(): Promise<void>;
  close(): Promise<void>;
}

/** A primary and one standby, without anything that watches over them. */
export async function startPair(isSynchronous: boolean): Promise<FailingDatabase> {
  const pair = await ReplicatedPostgres.start();
  await pair.setSynchronous(isSynchronous);
  return {
    database: pair.database,
    silence: () => pair.freeze('walsender'),
    endWaits: (how) => pair.endWaits(how),
    killPrimary: () => pair.killPrimary(),
    // Until the standby is promoted, which is done here.
    isDown: async () => true,
    failOver: () => pair.promote(),
    switchOver: async () => {
      await pair.stopPrimary();
      await pair.promote();
    },
    makeWhole: () => pair.addStandby(isSynchronous),
    close: () => pair.close(),
  };
}
