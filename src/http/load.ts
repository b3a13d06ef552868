import { performance as clock, type EventLoopUtilization } from 'node:perf_hooks';

/** Milliseconds between two looks at how it goes. */
const LOOK_MS = 100;
/** Share of the time in which the event loop had work, from which on there is more work than time. */
const BUSY = 0.9;
/** Below this the gateway is healthy, and its latency is what it should be. */
const HEALTHY = 0.75;
/** Milliseconds: the latency that is never too long, and the one that is too long whatever else is true. */
const NEVER_TOO_LONG = 20;
const ALWAYS_TOO_LONG = 3_000;
/** How many times the healthy latency is too long. */
const TOLERANCE = 2;
/** Requests that are always worked on at once: as many make good use of a grouped commit. */
const FEWEST = 64;
/** How fast the limit comes down and goes up, with each look. */
const DOWN = 0.7;
const UP = 1.05;

/** Somebody inside: the count goes down when they leave. */
export interface Visit {
  /** From here on the time is the vendor's, not ours. */
  awaitVendor(): void;
  /** The vendor has the request: until it answers there is no work with it, and it takes nobody's place. */
  atVendor(): void;
  /** The vendor has answered. */
  resume(): void;
  leave(): void;
}

/**
 * How many requests the gateway works on at once. While it keeps up there is only the fixed bound. When the event loop has
 * no pause left, the limit comes down until a request takes at most twice as long as it does in good times, and whoever
 * finds it reached is turned away at once. Time spent waiting for a vendor counts for nothing here: a slow vendor is no load.
 */
export class Load {
  /** Requests turned away so far. */
  refused = 0;
  private inside = 0;
  private working = 0;
  /** Null while the gateway keeps up. */
  private limit: number | null = null;
  private healthyMs = NEVER_TOO_LONG / TOLERANCE;
  private samples: number[] = [];
  private utilization: EventLoopUtilization = clock.eventLoopUtilization();
  private readonly timer: NodeJS.Timeout;

  constructor(private readonly most: number) {
    this.timer = setInterval(() => this.look(), LOOK_MS).unref();
  }

  /** Requests inside, and those of them that are being worked on. */
  get counts(): { readonly inside: number; readonly working: number } {
    return { inside: this.inside, working: this.working };
  }

  /** Null when there is no room. */
  enter(): Visit | null {
    if (this.inside >= this.most || (this.limit !== null && this.working >= this.limit)) {
      this.refused++;
      return null;
    }
    this.inside++;
    this.working++;
    return this.visit(clock.now());
  }

  close(): void {
    clearInterval(this.timer);
  }

  private visit(entered: number): Visit {
    let awaited = 0;
    let since: number | null = null;
    let isAway = false;
    let hasLeft = false;
    const awaitVendor = (): void => {
      since ??= clock.now();
    };
    const atVendor = (): void => {
      if (isAway || hasLeft) return;
      isAway = true;
      this.working--;
    };
    const resume = (): void => {
      if (since !== null) awaited += clock.now() - since;
      since = null;
      if (isAway) this.working++;
      isAway = false;
    };
    const leave = (): void => {
      if (hasLeft) return;
      resume();
      hasLeft = true;
      this.inside--;
      this.working--;
      this.samples.push(clock.now() - entered - awaited);
    };
    return { awaitVendor, atVendor, resume, leave };
  }

  private look(): void {
    const now = clock.eventLoopUtilization();
    const { utilization } = clock.eventLoopUtilization(now, this.utilization);
    this.utilization = now;
    const latency = percentile(this.samples, 0.9);
    const { length } = this.samples;
    this.samples = [];
    if (latency !== null && utilization < HEALTHY) this.healthyMs += (latency - this.healthyMs) * Math.min(0.1, length / 100);
    this.adjust(utilization, latency ?? 0);
  }

  /** A burst that came while there was room is worked off: the limit begins at what is there. */
  private adjust(utilization: number, latency: number): void {
    const tooLong = Math.max(NEVER_TOO_LONG, TOLERANCE * this.healthyMs);
    const isLate = (utilization > BUSY && latency > tooLong) || latency > ALWAYS_TOO_LONG;
    if (isLate) this.limit = Math.max(FEWEST, Math.floor((this.limit ?? this.working) * DOWN));
    else if (utilization < BUSY) this.limit = null;
    else if (this.limit !== null) this.limit = Math.min(this.most, Math.ceil(this.limit * UP));
  }
}

function percentile(samples: readonly number[], share: number): number | null {
  if (samples.length === 0) return null;
  return samples.toSorted((a, b) => a - b)[Math.floor((samples.length - 1) * share)]!;
}
