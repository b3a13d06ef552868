import { Inject, Injectable, type OnModuleDestroy } from '@nestjs/common';
import { setTimeout as wait } from 'node:timers/promises';
import { CONFIG } from '../../config/config.module';
import type { Config } from '../../config/config';
import { causeOf } from '../../errors';
import { poolOptions } from '../data-source';
import { SessionClient } from '../../postgres/session-client';

/** Milliseconds: how long readiness waits for the commit; when it is cancelled; how long the server may then take. */
const PATIENCE_MS = 1_500;
const CANCEL_MS = 15_000;
const SILENCE_MS = 3_000;
/** SQLSTATEs: the wait for the standby was cancelled; no space on the data disk. */
const WAIT_CANCELLED = '01000';
const DISK_FULL = '53100';

/**
 * A commit that changes nothing and waits for the standby like any other; nothing is committed where the database is
 * read-only. A read-only default for new sessions also counts, because the pool opens new sessions all the time.
 */
const COMMIT = `
  SELECT r.is_read_only, CASE WHEN r.is_read_only THEN NULL ELSE pg_logical_emit_message(true, 'portico', '') END
  FROM (SELECT pg_is_in_recovery() OR current_setting('transaction_read_only')::boolean OR EXISTS (
    SELECT FROM pg_catalog.pg_db_role_setting AS s, unnest(s.setconfig) AS c(setting)
    WHERE s.setdatabase IN (0, (SELECT d.oid FROM pg_catalog.pg_database AS d WHERE d.datname = current_database()))
      AND s.setrole IN (0, (SELECT u.oid FROM pg_catalog.pg_roles AS u WHERE u.rolname = session_user))
      AND c.setting ~* '^default_transaction_read_only=(on|true|yes|1)$') AS is_read_only OFFSET 0) AS r`;

/** Sorts 600 kB with 64 kB of memory; the rest goes to a file on the data disk, so a full disk is noticed early. */
const SPILL = `SELECT count(s.x) FROM (SELECT repeat('x', 1000) AS x FROM generate_series(1, 600) AS n
  ORDER BY -n OFFSET 0) AS s`;

/** Why no change can be made. Anyone can see it, so it contains no values. */
class CannotCommit extends Error {
  constructor(readonly reason: string) {
    super(reason);
    this.name = 'CannotCommit';
  }
}

/** Tests commits by making one, on its own connection. One at a time: a wait for a standby takes a server process. */
@Injectable()
export class CommitProbe implements OnModuleDestroy {
  private client: SessionClient | null = null;
  private attempt: { readonly since: number; readonly ended: Promise<void> } | null = null;

  constructor(@Inject(CONFIG) private readonly config: Pick<Config, 'databaseUrl'>) {}

  /** Resolves when a commit was confirmed. Rejects within 1.5 seconds with an error whose `reason` may be shown. */
  async check(): Promise<void> {
    this.attempt ??= this.begin();
    const { since, ended } = this.attempt;
    const late = new AbortController();
    const patience = wait(PATIENCE_MS, undefined, { signal: late.signal, ref: false }).then(() => {
      throw new CannotCommit(`no commit was confirmed for ${((performance.now() - since) / 1000).toFixed(1)} s`);
    });
    await Promise.race([ended, patience]).finally(() => {
      patience.catch(() => undefined);
      late.abort();
    });
  }

  async onModuleDestroy(): Promise<void> {
    this.drop();
  }

  private begin(): { since: number; ended: Promise<void> } {
    const ended = this.commit().finally(() => {
      this.attempt = null;
    });
    ended.catch(() => undefined);
    return { since: performance.now(), ended };
  }

  private async commit(): Promise<void> {
    let isCancelled = false;
    const onNotice = ({ code }: { code?: string | undefined }): void => {
      isCancelled ||= code === WAIT_CANCELLED;
    };
    try {
      const client = (this.client ??= await this.connect());
      client.on('notice', onNotice);
      const { rows } = await this.bounded(client, () => client.query<{ is_read_only: boolean }>(COMMIT));
      client.off('notice', onNotice);
      if (rows[0]!.is_read_only) throw new CannotCommit('it is read-only');
      if (isCancelled) throw new CannotCommit('no standby confirmed a commit');
      await this.bounded(client, () =>
        client.query(SPILL).catch((error: { code?: unknown }) => {
          if (error.code === DISK_FULL) throw new CannotCommit('its disk is full');
          if (typeof error.code !== 'string') throw error;
        }),
      );
    } catch (error) {
      this.drop();
      throw error instanceof CannotCommit ? error : new CannotCommit(causeOf(error));
    }
  }

  private async connect(): Promise<SessionClient> {
    const options = poolOptions({ url: this.config.databaseUrl, poolSize: 1, role: 'application' });
    const { rules } = options.sessions;
    const sessions = {
      ...options.sessions,
      rules: { ...rules, settings: { ...rules.settings, work_mem: '64kB', temp_tablespaces: '' } },
    };
    const client = new SessionClient({
      ...options,
      sessions,
      application_name: 'portico readiness',
      query_timeout: undefined,
    });
    await client.connect();
    return client;
  }

  /** Asks the server to cancel a slow query, and drops the connection if the server no longer responds. */
  private async bounded<T>(client: SessionClient, query: () => Promise<T>): Promise<T> {
    const cancel = setTimeout(() => client.cancelQuery(), CANCEL_MS).unref();
    const leave = setTimeout(() => this.drop(), CANCEL_MS + SILENCE_MS).unref();
    return query().finally(() => {
      clearTimeout(cancel);
      clearTimeout(leave);
    });
  }

  private drop(): void {
    this.client?.leave();
    this.client = null;
  }
}
