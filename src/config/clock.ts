/** Injection token of the Clock. */
export const CLOCK = Symbol('Clock');

/** The time as Portico sees it; tests bring their own. */
export interface Clock {
  now(): Date;
}

export const systemClock: Clock = { now: () => new Date() };
