import { Inject, Injectable } from '@nestjs/common';
import type { Pool } from 'pg';
import { Fault } from '../errors';
import { reading } from '../database/failure';

/** Name of the TypeORM data source for searches alone, so that they never take a connection that requests need. */
export const SEARCHES = 'searches';
/** What the searches of operators, over every consumer, count as among those of consumers. */
export const EVERY_CONSUMER = 'every consumer';
/** Injection token of the connection pool under it. */
export const SEARCH_POOL = Symbol('SearchPool');

/** The most searches of one consumer that may wait before more are refused, and milliseconds that one may wait. */
const MAX_WAITING = 128;
const MAX_WAIT_MS = 2_000;
const RETRY_AFTER_SECONDS = 1;

interface Queue {
  running: number;
  readonly waiting: (() => void)[];
}

/** Runs lists and filters. One consumer gets at most half of the connections, so that the others always find one. */
@Injectable()
export class Searches {
  private readonly consumers = new Map<string, Queue>();
  private readonly share: number;

  constructor(@Inject(SEARCH_POOL) private readonly pool: Pool) {
    this.share = Math.max(1, Math.floor(pool.options.max / 2));
  }

  /** Runs `search`, which uses one SEARCH_POOL connection at a time. Throws `overloaded` or `database-unavailable`. */
  async run<T>(consumer: string, search: () => Promise<T>): Promise<T> {
    const queue = this.consumers.get(consumer) ?? { running: 0, waiting: [] };
    this.consumers.set(consumer, queue);
    if (queue.running < this.share) queue.running += 1;
    else await waitIn(queue.waiting);
    try {
      return await reading(search);
    } finally {
      this.pass(consumer, queue);
    }
  }

  /** With a name, it is prepared once on each connection. */
  async rows<Row extends object>(
    consumer: string,
    search: string | { readonly name: string; readonly text: string },
    values: readonly unknown[],
  ): Promise<Row[]> {
    const query = typeof search === 'string' ? { text: search } : search;
    return this.run(consumer, async () => (await this.pool.query<Row>({ ...query, values: [...values] })).rows);
  }

  private pass(consumer: string, queue: Queue): void {
    const next = queue.waiting.shift();
    if (next) return next();
    queue.running -= 1;
    if (queue.running === 0) this.consumers.delete(consumer);
  }
}

/** Resolves when the search may run; it is then already counted as running. Throws Fault `overloaded`. */
function waitIn(waiting: (() => void)[]): Promise<void> {
  const refusal = new Fault('overloaded', {
    detail: 'Too many searches of this consumer are waiting; nothing was done.',
    retryAfterSeconds: RETRY_AFTER_SECONDS,
  });
  if (waiting.length >= MAX_WAITING) return Promise.reject(refusal);
  return new Promise((done, failed) => {
    const next = (): void => {
      clearTimeout(timer);
      done();
    };
    const timer = setTimeout(() => {
      waiting.splice(waiting.indexOf(next), 1);
      failed(refusal);
    }, MAX_WAIT_MS);
    waiting.push(next);
  });
}
