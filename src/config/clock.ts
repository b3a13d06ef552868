/** Injection token of the Clock. */
export const CLOCK = Symbol('Clock');

/** The time as Portico sees it; tests bring their own. */
export interface Clock {
  now(): Date;
}

export const systemClock: Clock = { now: () => new Date() };

/** Seconds that clocks may be apart before it is told: a tenth of what signatures usually allow. */
export const CLOCK_TOLERANCE_SECONDS = 30;

/** This machine's time, corrected by how far it is off the time that all replicas share. */
export class SharedClock implements Clock {
  private behindMs = 0;

  now(): Date {
    return new Date(Date.now() + this.behindMs);
  }

  /** How far this machine is behind, in milliseconds; ahead, when negative. */
  correct(behindMs: number): void {
    this.behindMs = behindMs;
  }
}
