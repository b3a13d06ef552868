import { Inject, Injectable } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Pool } from 'pg';
import { failsCondition } from '../admission/message-rules';
import { noting, RequestReads } from '../request-reads';
import { Committer } from './committer';
import { reading } from './failure';
import { POOL } from './pool';
import { Statement, write } from './write';

declare module 'fastify' {
  interface FastifyRequest {
    reads?: RequestReads;
  }
}

/** SQL that makes its transaction's COMMIT wait for the synchronous standby, if there is one. Any role may run it. */
export const AWAIT_STANDBY =
  "CASE WHEN current_setting('synchronous_standby_names') = '' THEN NULL ELSE pg_logical_emit_message(true, " +
  "'portico', '') END";

/**
 * A commit that changes nothing. A transactional logical message takes a transaction id, so its COMMIT waits for the
 * standby; all that was visible before precedes it in the WAL, so a standby that has the message has all of it. Without
 * a synchronous standby nothing is written: a visible row will not become more durable.
 */
const CONFIRM = new Statement<{ once: true }>({
  name: 'database.confirm',
  text: `SELECT ${AWAIT_STANDBY} FROM $rows AS r(once boolean)`,
  target: () => 'confirm',
  lastWins: true,
});

/** Milliseconds for which the answer to "is there a synchronous standby?" is cached. */
const FRESH_MS = 1_000;

/**
 * Confirms what was read. A row becomes visible when its session's wait for the standby ends, even if it was cancelled
 * or the backend was killed; in these two cases a failover loses the row (PostgreSQL documentation, 26.2.8).
 */
@Injectable()
export class Confirmation {
  private standby: { readonly isConfigured: boolean; readonly askedAt: number } | null = null;
  private asking: Promise<boolean> | null = null;

  constructor(
    private readonly committer: Committer,
    @Inject(POOL) private readonly pool: Pool,
  ) {}

  /** Resolves once the standby has all visible before; callers share a commit. Fault `database-unavailable`. */
  async confirm(): Promise<void> {
    await this.committer.record(write(CONFIRM, { once: true }, undefined));
  }

  /** The same for answers: without a synchronous standby one query a second; a new one is noticed within a second. */
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

/** Health and metrics are answered even while nothing can be confirmed. */
const TOLD_ANYWAY = /^\/(?:health\/|metrics$)/;

/** Turns the reply into an error response, and returns its body. */
type Failed = (error: unknown, request: FastifyRequest, reply: FastifyReply) => string;

/**
 * Holds each success that rests on a read (replay, status, list) until the synchronous standby has confirmed what was
 * read. Hooks on every route: no operation can forget them. A commit after the last read has already waited.
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
