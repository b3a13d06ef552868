import type { TestDatabase } from '../test/support/database';
import { ReplicatedPostgres } from '../test/support/replicated-postgres';

/** A database with synchronous replication whose primary can fail, and is replaced by a standby at the same address. */
export interface FailingDatabase {
  /** `url` and `query` address the primary itself, all others the address of the clients. */
  readonly database: TestDatabase;
  /** Stops replication: commits wait. */
  silence(): Promise<void>;
  /** Ends the waits of commits; returns how many. */
  endWaits(how: 'cancel' | 'terminate'): Promise<number>;
  /** SIGKILL for all processes of the primary. */
  killPrimary(): Promise<void>;
  /** Whether it is certain that no commit is possible. Called between `silence`, or `killPrimary`, and `failOver`. */
  isDown(): Promise<boolean>;
  /** Resolves when a standby has replaced the killed primary. */
  failOver(): Promise<void>;
  /** Clean: the primary is stopped, and a standby replaces it. */
  switchOver(): Promise<void>;
  /** Resolves when the primary has all its standbys again. */
  makeWhole(): Promise<void>;
  close(): Promise<void>;
}

/** A primary and one standby, without a cluster manager. */
export async function startPair(isSynchronous: boolean): Promise<FailingDatabase> {
  const pair = await ReplicatedPostgres.start();
  await pair.setSynchronous(isSynchronous);
  return {
    database: pair.database,
    silence: () => pair.freeze('walsender'),
    endWaits: (how) => pair.endWaits(how),
    killPrimary: () => pair.killPrimary(),
    // Until the standby is promoted by this class.
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
