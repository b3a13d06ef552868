import type { Pool } from 'pg';

/** First and last year that the clock may show. */
export const CLOCK_YEARS = [2000, 2999] as const;
const EARLIEST_MS = Date.UTC(CLOCK_YEARS[0], 0);
const LATEST_MS = Date.UTC(CLOCK_YEARS[1] + 1, 0);

/**
 * The vendors' clock: real time plus an offset that tests move. It decides expiry, sessions and life cycles; signatures
 * are judged by real time.
 */
export class Clock {
  private constructor(
    private readonly db: Pool,
    private offsetSeconds: number,
  ) {}

  static async load(db: Pool): Promise<Clock> {
    const { rows } = await db.query<{ offset_seconds: number }>('SELECT offset_seconds FROM sandbox.clock');
    return new Clock(db, rows[0]?.offset_seconds ?? 0);
  }

  now(): Date {
    return new Date(Date.now() + this.offsetSeconds * 1000);
  }

  after(seconds: number): Date {
    return new Date(this.now().getTime() + seconds * 1000);
  }

  /** False: the clock would leave its range of years, and was not changed. */
  async advance(seconds: number): Promise<boolean> {
    const bounds = [EARLIEST_MS, LATEST_MS].map((limit) => (limit - Date.now()) / 1000);
    if (Math.abs(seconds) > bounds[1]! - bounds[0]!) return false;
    const { rows } = await this.db.query<{ offset_seconds: number }>(
      'UPDATE sandbox.clock SET offset_seconds = offset_seconds + $1 WHERE offset_seconds + $1 BETWEEN $2 AND $3 ' +
        'RETURNING offset_seconds',
      [seconds, ...bounds],
    );
    if (rows[0]) this.offsetSeconds = rows[0].offset_seconds;
    return rows[0] !== undefined;
  }

  async reset(): Promise<void> {
    await this.db.query('UPDATE sandbox.clock SET offset_seconds = 0');
    this.offsetSeconds = 0;
  }

  state(): { now: string; offset_seconds: number } {
    return { now: this.now().toISOString(), offset_seconds: this.offsetSeconds };
  }
}
