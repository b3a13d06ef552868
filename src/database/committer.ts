import { Inject, Injectable } from '@nestjs/common';
import type { Pool } from 'pg';
import { Fault } from '../errors';
import { currentReads } from '../request-reads';
import { WriteRefused } from './failure';
import { CommitQueue } from './commit-queue';
import { POOL } from './pool';
import type { Statement, Write } from './write';

/** The only way to change the database: all rows of a write in one commit, grouped with writes of the same shape. */
@Injectable()
export class Committer {
  /** By the first statement of their writes. */
  private readonly queues = new Map<Statement<never>, readonly CommitQueue[]>();

  constructor(@Inject(POOL) private readonly pool: Pool) {}

  /**
   * Resolves with the write's result once it is durable. Rejects with WriteRefused, Fault `database-unavailable`, or,
   * writing nothing, `precondition-failed` if the request's condition does not hold. It is checked here because every
   * effect begins with a commit, and errors in the request are reported earlier.
   */
  async commit<R>(write: Write<R>): Promise<R> {
    if (write.rows.length > 0 && currentReads()?.mayChange === false) throw new Fault('precondition-failed');
    return this.record(write);
  }

  /** Like `commit`, without the request's condition: for what holds anyway (an answer, a refusal, an effect's end). */
  async record<R>(write: Write<R>): Promise<R> {
    if (write.rows.length === 0) return write.result;
    const begunAt = performance.now();
    try {
      await this.queueOf(write).commit(write.rows);
      currentReads()?.confirm(begunAt);
      return write.result;
    } catch (error) {
      // A refusal rests on rows that were read.
      if (error instanceof WriteRefused) currentReads()?.note();
      throw error;
    }
  }

  /** Writes that wait for their flush, in all queues. */
  get waiting(): number {
    return [...this.queues.values()].flat().reduce((sum, queue) => sum + queue.depth, 0);
  }

  private queueOf({ rows }: Write<unknown>): CommitQueue {
    const { statement } = rows[0]!;
    const alike = this.queues.get(statement) ?? [];
    const found = alike.find((queue) => queue.takes(rows));
    if (found) return found;
    const added = new CommitQueue(this.pool, rows);
    this.queues.set(statement, [...alike, added]);
    return added;
  }
}
