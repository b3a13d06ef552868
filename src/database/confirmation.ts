import { Inject, Injectable } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Pool } from 'pg';
import { failsCondition } from '../admission/message-rules';
import { noting, RequestReads } from '../request-reads';
import { Committer } from './committer';
import { reading } from './failure';
import { POOL } from './pool';
import { type Statement, write } from './write';

declare module 'fastify' {
  interface FastifyRequest {
    reads?: RequestReads;
  }
}

/**
 * SQL that makes its transaction one whose COMMIT waits for the synchronous standby, where there is one. Any role may
 * run it.
 */
export const AWAIT_STANDBY =
  "CASE WHEN current_setting('synchronous_standby_names') = '' THEN NULL ELSE pg_logical_emit_message(true, " +
  "'portico', '') END";

/**
 * A commit of its own that changes nothing: a transactional logical message takes a transaction id, so its COMMIT waits
 * for the standby as every other does. Everything that was visible before it stands before it in the WAL, so that a
 * standby which has the message has all of it. Without a synchronous standby a visible row is as durable as it will
 * ever be: nothing is written.
 */
const CONFIRM: Statement<{ once: true }> = {
  name: 'database.confirm',
  text: `SELECT ${AWAIT_STANDBY} FROM json_to_recordset($rows) AS r(once boolean)`,
  target: () => 'confirm',
  lastWins: true,
};

/** Milliseconds that it is remembered whether there is a synchronous standby. */
const FRESH_MS = 1_000;

/**
 * Confirms what was read. A row that another session committed is visible as soon as its wait for the standby ends,
 * also when that wait was cancelled or its backend was killed; such a row is gone after a failover (PostgreSQL
 * documentation, 26.2.8).
 */
@Injectable()
export class Confirmation {
  private standby: { readonly isConfigured: boolean; readonly askedAt: number } | null = null;
  private asking: Promise<boolean> | null = null;

  constructor(
    private readonly committer: Committer,
    @Inject(POOL) private readonly pool: Pool,
  ) {}

  /**
   * Resolves once everything that was visible before the call is confirmed by the standby; callers of the same moment
   * share one commit. Rejects with Fault `database-unavailable`: what was read must not be answered as a success.
   */
  async confirm(): Promise<void> {
    await this.committer.record(write(CONFIRM, { once: true }, undefined));
  }

  /**
   * The same for answers, which are many: without a synchronous standby it costs one query a second. A standby that is
   * configured while Portico runs counts from a second later at the latest.
   */
  async confirmAnswer(): Promise<void> {
    if (await this.hasStandby()) await this.confirm();
  }

  private async hasStandby(): Promise<boolean> {
    if (this.standby && performance.now() - this.standby.askedAt < FRESH_MS) return this.standby.isConfigured;
    this.asking ??= this.ask().finally(() => {
      this.asking = null;
    });
    return this.asking;
  }

  private async ask(): Promise<boolean> {
    const askedAt = performance.now();
    const { rows } = await reading(() =>
      this.pool.query<{ is_configured: boolean }>(
        "SELECT current_setting('synchronous_standby_names') <> '' AS is_configured",
      ),
    );
    this.standby = { isConfigured: rows[0]!.is_configured, askedAt };
    return this.standby.isConfigured;
  }
}

/** How Portico itself is doing is told also while nothing can be confirmed. */
const TOLD_ANYWAY = /^\/(?:health\/|metrics$)/;

/** Makes the reply one that says what went wrong, and gives its body. */
type Failed = (error: unknown, request: FastifyRequest, reply: FastifyReply) => string;

/**
 * No success that rests on a read leaves before what was read is confirmed by the synchronous standby: replays, "it is
 * already so", status reads, lists. It stands around every route, so that a new operation cannot forget it; a request
 * whose last commit came after its last read has waited already.
 */
export function addConfirmedAnswers(app: NestFastifyApplication, failed: Failed): void {
  const fastify = app.getHttpAdapter().getInstance();
  fastify.addHook('preValidation', (request, _reply, done) => {
    request.reads = new RequestReads(!failsCondition(request.raw));
    noting(request.reads, done);
  });
  fastify.addHook('onSend', async (request, reply, payload) => {
    if (reply.statusCode >= 400 || !request.reads?.areUnconfirmed || TOLD_ANYWAY.test(request.routeOptions.url ?? ''))
      return payload;
    try {
      await app.get(Confirmation).confirmAnswer();
      return payload;
    } catch (error) {
      return failed(error, request, reply);
    }
  });
}
