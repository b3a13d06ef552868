import type { Pool } from 'pg';

/** The vendors' clock: real time plus an offset that tests move. It decides expiry, sessions and life cycles; signatures are judged by real time. */
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

  async advance(seconds: number): Promise<void> {
    const { rows } = await this.db.query<{ offset_seconds: number }>('UPDATE sandbox.clock SET offset_seconds = offset_seconds + $1 RETURNING offset_seconds', [seconds]);
    this.offsetSeconds = rows[0]!.offset_seconds;
  }

  async reset(): Promise<void> {
    await this.db.query('UPDATE sandbox.clock SET offset_seconds = 0');
    this.offsetSeconds = 0;
  }

  state(): { now: string; offset_seconds: number } {
    return { now: this.now().toISOString(), offset_seconds: this.offsetSeconds };
  }
}
