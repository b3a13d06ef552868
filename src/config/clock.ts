export const CLOCK = Symbol('Clock');

/** The time that Portico uses; tests provide their own. */
export interface Clock {
  now(): Date;
}

export const systemClock: Clock = { now: () => new Date() };

/** Seconds by which clocks may differ before this is reported: a tenth of what signatures usually allow. */
export const CLOCK_TOLERANCE_SECONDS = 30;

/** This machine's time, corrected by its difference from the time that all replicas share. */
export class SharedClock implements Clock {
  private behindMs = 0;

  now(): Date {
    return new Date(Date.now() + this.behindMs);
  }

  /** How far this machine is behind, in milliseconds; negative when it is ahead. */
  correct(behindMs: number): void {
    this.behindMs = behindMs;
  }
}
