/** The part of a second's calls that may begin together after a time without calls. */
const BURST = 0.1;

/** Spaces the beginnings of calls, so that at most `perSecond` begin in a second, and a tenth more after a rest. */
export class CallRate {
  private nextAt = 0;
  private readonly gapMs: number;
  private readonly burstMs: number;

  constructor(
    perSecond: number,
    private readonly now: () => number = () => performance.now(),
  ) {
    this.gapMs = 1000 / perSecond;
    this.burstMs = Math.max(0, Math.floor(perSecond * BURST) - 1) * this.gapMs;
  }

  /** Milliseconds until a call may begin; 0: now. */
  get waitMs(): number {
    return Math.max(0, this.nextAt - this.burstMs - this.now());
  }

  /** A call begins. */
  count(): void {
    this.nextAt = Math.max(this.nextAt, this.now()) + this.gapMs;
  }
}
