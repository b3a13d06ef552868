import { Injectable } from '@nestjs/common';
import { Committer } from './committer';
import { type Statement, write } from './write';

/** SQL that makes its transaction one whose COMMIT waits for the synchronous standby, where there is one. Any role may run it. */
export const AWAIT_STANDBY = "CASE WHEN current_setting('synchronous_standby_names') = '' THEN NULL ELSE pg_logical_emit_message(true, 'portico', '') END";

/**
 * A commit of its own that changes nothing: a transactional logical message takes a transaction id, so its COMMIT waits for the
 * standby as every other does. Everything that was visible before it stands before it in the WAL, so that a standby which has
 * the message has all of it. Without a synchronous standby a visible row is as durable as it will ever be: nothing is written.
 */
const CONFIRM: Statement<{ once: true }> = {
  name: 'database.confirm',
  text: `SELECT ${AWAIT_STANDBY} FROM json_to_recordset($rows) AS r(once boolean)`,
  target: () => 'confirm',
  lastWins: true,
};

/**
 * Confirms what was read. A row that another session committed is visible as soon as its wait for the standby ends, also when
 * that wait was cancelled or its backend was killed; such a row is gone after a failover (PostgreSQL documentation, 26.2.8).
 */
@Injectable()
export class Confirmation {
  constructor(private readonly committer: Committer) {}

  /**
   * Resolves once everything that was visible before the call is confirmed by the standby; callers of the same moment share
   * one commit. Rejects with Fault `database-unavailable`: what was read must not be answered as a success.
   */
  async confirm(): Promise<void> {
    await this.committer.commit(write(CONFIRM, { once: true }, undefined));
  }
}
