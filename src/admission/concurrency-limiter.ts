import { performance as clock, type EventLoopUtilization } from 'node:perf_hooks';

/** Milliseconds between two looks at how it goes. */
const LOOK_MS = 50;
/** Share of the time in which the event loop has work, below which there is time for more. */
const HEALTHY = 0.75;
/** Milliseconds: a latency that is never too long. */
const NEVER_TOO_LONG = 20;
/** How many times the healthy latency is too long. */
const TOLERANCE = 1.5;
/** Requests that are always worked on at once: as many make good use of a grouped commit. */
const FEWEST = 64;
/** Milliseconds within which a quick vendor answers: until then a request will be back at once, and keeps its place. */
const SOON = 50;
/** How fast the limit comes down and goes up, with each look. */
const DOWN = 0.7;
const UP = 1.025;
/** How much the last look says of the pace, against all before it. */
const NEWS = 0.2;

/** Somebody inside: the count goes down when they leave. */
export interface Admission {
  /** From here on the time is the vendor's, not ours. */
  awaitVendor(): void;
  /** The vendor has the request: there is no work with it, and unless the answer comes soon it takes nobody's place. */
  atVendor(): void;
  /** It waits for an event, and how many may do so is bounded elsewhere: until it goes on it is not inside. */
  park(): void;
  /** The vendor has answered, or the event has come. */
  resume(): void;
  leave(): void;
}

/**
 * How many requests the gateway works on at once. While it keeps up there is only the fixed bound. When requests begin
 * to wait for each other, be it here or in the database, the limit comes down until one takes at most half as long
 * again as it does in good times, and whoever finds it reached is turned away at once. Time spent waiting for a vendor
 * counts for nothing here: a slow vendor is no load. A request enters when all of it has arrived, and leaves when its
 * answer is handed over: slow clients teach nothing.
 */
export class ConcurrencyLimiter {
  /** Requests turned away so far. */
  refused = 0;
  private inside = 0;
  /** Those that are being worked on, by how long each has been so far, in milliseconds. */
  private readonly working = new Set<() => number>();
  /** The most that were worked on since the last look. */
  private peak = 0;
  /** When the requests went to a vendor that may be back soon, by performance.now(): the longest away come first. */
  private readonly soonBack = new Map<Admission, number>();
  /** Null while the gateway keeps up. */
  private limit: number | null = null;
  private healthyMs = NEVER_TOO_LONG / TOLERANCE;
  /** Requests that leave in a millisecond. */
  private pace = 0;
  /** How long those took that left since the last look. */
  private left: number[] = [];
  private utilization: EventLoopUtilization = clock.eventLoopUtilization();
  private readonly timer: NodeJS.Timeout;

  constructor(private readonly most: number) {
    this.timer = setInterval(() => this.look(), LOOK_MS).unref();
  }

  /** Requests inside, and those of them that are being worked on. */
  get counts(): { readonly inside: number; readonly working: number } {
    return { inside: this.inside, working: this.working.size };
  }

  /** Null when there is no room. */
  enter(): Admission | null {
    if (this.inside >= this.most || (this.limit !== null && this.taken >= this.limit)) {
      this.refused++;
      return null;
    }
    this.inside++;
    return this.visit(clock.now());
  }

  close(): void {
    clearInterval(this.timer);
  }

  /** Places that are taken, against the limit. */
  private get taken(): number {
    const now = clock.now();
    for (const [visit, since] of this.soonBack) {
      if (now - since < SOON) break;
      this.soonBack.delete(visit);
    }
    return this.working.size + this.soonBack.size;
  }

  private begin(lasted: () => number): void {
    this.working.add(lasted);
    this.peak = Math.max(this.peak, this.working.size);
  }

  private visit(entered: number): Admission {
    let awaited = 0;
    let since: number | null = null;
    let isAway = false;
    let isParked = false;
    let hasLeft = false;
    const lasted = (): number => (since ?? clock.now()) - entered - awaited;
    const awaitVendor = (): void => {
      since ??= clock.now();
    };
    const atVendor = (): void => {
      if (isAway || hasLeft) return;
      isAway = true;
      this.working.delete(lasted);
      this.soonBack.set(visit, clock.now());
    };
    const park = (): void => {
      if (isParked || hasLeft) return;
      isParked = true;
      this.inside--;
    };
    const resume = (): void => {
      if (isParked) this.inside++;
      isParked = false;
      if (since !== null) awaited += clock.now() - since;
      since = null;
      if (isAway) this.begin(lasted);
      this.soonBack.delete(visit);
      isAway = false;
    };
    const leave = (): void => {
      if (hasLeft) return;
      resume();
      hasLeft = true;
      this.inside--;
      this.working.delete(lasted);
      this.left.push(lasted());
    };
    const visit = { awaitVendor, atVendor, park, resume, leave };
    this.begin(lasted);
    return visit;
  }

  /**
   * Those who are still inside count with what they have waited so far: in a rush they tell of it long before they
   * leave. What latency is healthy is learned while so few are inside that nobody waits for another.
   */
  private look(): void {
    const now = clock.eventLoopUtilization();
    const { utilization, idle, active } = clock.eventLoopUtilization(now, this.utilization);
    const waited = [...this.left, ...Array.from(this.working, (lasted) => lasted())];
    const latency = percentile(waited, 0.9);
    const isCalm = utilization < HEALTHY && this.peak <= FEWEST;
    this.pace += (this.left.length / (idle + active) - this.pace) * NEWS;
    this.utilization = now;
    this.left = [];
    this.peak = this.working.size;
    if (latency === null) return;
    if (isCalm) this.healthyMs += (latency - this.healthyMs) * Math.min(0.05, waited.length / 200);
    this.adjust(latency);
  }

  /**
   * A burst that came while there was room is worked off; from there the limit comes down step by step, or at once to
   * as many as leave within the time that is tolerated (Little's law).
   */
  private adjust(latency: number): void {
    const tolerated = Math.max(NEVER_TOO_LONG, TOLERANCE * this.healthyMs);
    if (latency > tolerated)
      this.limit = Math.max(
        FEWEST,
        Math.floor(Math.min((this.limit ?? this.working.size) * DOWN, this.pace * tolerated)),
      );
    else if (this.limit !== null) this.limit = this.limit >= this.most ? null : Math.ceil(this.limit * UP);
  }
}

function percentile(samples: readonly number[], share: number): number | null {
  if (samples.length === 0) return null;
  return samples.toSorted((a, b) => a - b)[Math.floor((samples.length - 1) * share)]!;
}
