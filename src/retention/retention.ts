import {
  type BeforeApplicationShutdown,
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import type { Pool, PoolClient } from 'pg';
import { reading } from '../database/failure';
import { stopLeading, tryToLead } from '../postgres/leader-lock';
import { POOL } from '../database/pool';
import { PeriodicTask } from '../database/work/periodic-task';
import { causeOf } from '../errors';
import { type Removal, TABLE_LIVES, type TableLife } from './table-life';

const PAUSE_MS = 60_000;
/** Rows that one statement examines, and statements for one table before the next table is processed. */
const MAX_ROWS = 1_000;
const MAX_BATCHES = 200;

/** The result of one statement. */
interface Batch {
  readonly examined: number;
  readonly gone: number;
  readonly last: string | null;
}

/** The age of the oldest row of a table. */
export interface OldestRow {
  readonly table: string;
  readonly seconds: number;
}

/**
 * Removes old rows of every table, once a minute, in small batches, on one replica at a time and over one connection. A
 * table that was not finished continues where it stopped; one that fails does not delay the others.
 */
@Injectable()
export class Retention implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(Retention.name);
  private readonly rounds = new PeriodicTask(
    () => this.round(),
    PAUSE_MS,
    (error) => this.logger.warn({ msg: 'old rows could not be removed', cause: causeOf(error) }),
  );
  private readonly cursors = new Map<Removal, string>();
  private isStopping = false;

  constructor(
    @Inject(POOL) private readonly pool: Pool,
    @Inject(TABLE_LIVES) readonly lives: readonly TableLife[],
  ) {}

  onApplicationBootstrap(): void {
    this.rounds.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.isStopping = true;
    await this.rounds.stop();
  }

  /** Processes every table once, unless another replica is doing so. */
  async round(maxRows = MAX_ROWS, maxBatches = MAX_BATCHES): Promise<void> {
    const client = await reading(() => this.pool.connect());
    let broken: Error | undefined;
    try {
      if (!(await tryToLead(client, 'retention'))) return;
      for (const { table, removals } of this.lives)
        for (const removal of removals) await this.remove(client, table, removal, maxRows, maxBatches);
      await stopLeading(client, 'retention');
    } catch (error) {
      broken = error as Error;
      throw error;
    } finally {
      client.release(broken);
    }
  }

  /** The oldest row of every non-empty table whose rows have an order in time. */
  async oldest(): Promise<OldestRow[]> {
    const queries = this.lives.flatMap(({ table, oldest }) =>
      oldest === null
        ? []
        : `SELECT '${table}' AS table, extract(epoch FROM now() - (${oldest}))::double precision AS seconds`,
    );
    const { rows } = await reading(() =>
      this.pool.query<{ table: string; seconds: number | null }>(queries.join(' UNION ALL ')),
    );
    return rows.flatMap(({ table, seconds }) => (seconds === null ? [] : [{ table, seconds: Math.max(0, seconds) }]));
  }

  private async remove(
    client: PoolClient,
    table: string,
    removal: Removal,
    maxRows: number,
    maxBatches: number,
  ): Promise<void> {
    try {
      for (let batches = 0; batches < maxBatches && !this.isStopping; batches += 1) {
        const from = this.cursors.get(removal) ?? null;
        const { rows } = await client.query<Batch>(removal.text, [removal.days, maxRows, from]);
        const { examined, gone, last } = rows[0]!;
        const isStuck = gone === 0 && last === from;
        if (examined < maxRows || isStuck) return void this.cursors.delete(removal);
        this.cursors.set(removal, last!);
      }
    } catch (error) {
      if (!isStatements(error)) throw error;
      this.cursors.delete(removal);
      this.logger.warn({ msg: 'old rows could not be removed', table, cause: (error as { code: string }).code });
    }
  }
}

/** Whether only the statement failed, not the connection: any SQLSTATE but connection errors and a server shutdown. */
const isStatements = (error: unknown): boolean =>
  /^(?!08|57P)[0-9A-Z]{5}$/.test(String((error as { code?: unknown } | null)?.code));
