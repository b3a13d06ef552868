import { performance as clock, type EventLoopUtilization } from 'node:perf_hooks';

/** Milliseconds between two looks at how it goes. */
const LOOK_MS = 100;
/** Share of the time in which the event loop had work, from which on there is more work than time. */
const BUSY = 0.9;
/** Below this the gateway is healthy, and its latency is what it should be. */
const HEALTHY = 0.75;
/** Milliseconds: the latency that is never too long, and the one that is too long whatever else is true. */
const NEVER_TOO_LONG = 20;
const ALWAYS_TOO_LONG = 1_000;
/** How many times the healthy latency is too long. */
const TOLERANCE = 2;
/** Requests that are always worked on at once; as many make good use of a grouped commit. */
const FEWEST = 16;
const FIRST_LIMIT = 64;

/** Somebody inside: the count goes down when they leave. */
export interface Visit {
  /** Waiting for a vendor is no work: it takes nobody's place. */
  awaitVendor(): void;
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
  private limit = FIRST_LIMIT;
  private isPressed = false;
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
    if (this.inside >= this.most || (this.isPressed && this.working >= this.limit)) {
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
    let hasLeft = false;
    const resume = (): void => {
      if (since === null) return;
      awaited += clock.now() - since;
      since = null;
      this.working++;
    };
    const awaitVendor = (): void => {
      if (since !== null || hasLeft) return;
      since = clock.now();
      this.working--;
    };
    const leave = (): void => {
      if (hasLeft) return;
      resume();
      hasLeft = true;
      this.inside--;
      this.working--;
      this.samples.push(clock.now() - entered - awaited);
    };
    return { awaitVendor, resume, leave };
  }

  private look(): void {
    const now = clock.eventLoopUtilization();
    const { utilization } = clock.eventLoopUtilization(now, this.utilization);
    this.utilization = now;
    const latency = percentile(this.samples, 0.9);
    const { length } = this.samples;
    this.samples = [];
    if (latency === null) return void (this.isPressed &&= utilization > BUSY);
    if (utilization < HEALTHY) this.healthyMs += (latency - this.healthyMs) * Math.min(0.1, length / 100);
    const tooLong = Math.max(NEVER_TOO_LONG, TOLERANCE * this.healthyMs);
    const isLate = (utilization > BUSY && latency > tooLong) || latency > ALWAYS_TOO_LONG;
    if (isLate) this.limit = Math.max(FEWEST, Math.floor(Math.min(this.limit, Math.max(this.working, FEWEST)) * 0.9));
    else this.limit = Math.min(this.most, this.limit + Math.max(1, Math.floor(this.limit * 0.05)));
    this.isPressed = isLate || (this.isPressed && utilization > BUSY);
  }
}

function percentile(samples: readonly number[], share: number): number | null {
  if (samples.length === 0) return null;
  return samples.toSorted((a, b) => a - b)[Math.floor((samples.length - 1) * share)]!;
}
