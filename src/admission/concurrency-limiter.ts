import { performance as clock, type EventLoopUtilization } from 'node:perf_hooks';

/** Milliseconds between two measurements. */
const SAMPLE_MS = 50;
/** Share of time in which the event loop is busy, below which there is spare capacity. */
const HEALTHY = 0.75;
/** A latency in milliseconds that is never considered too long. */
const NEVER_TOO_LONG = 20;
/** Latency is too long from this multiple of the healthy latency. */
const TOLERANCE = 1.5;
/** Lowest value of the limit: this many requests make good use of a grouped commit. */
const FEWEST = 64;
/** Milliseconds in which a quick vendor answers; until then a request at a vendor still counts against the limit. */
const SOON = 50;
/** Factors by which the limit goes down and up, with each measurement. */
const DOWN = 0.7;
const UP = 1.025;
/** Weight of the latest measurement in the average throughput. */
const NEWS = 0.2;

/** A request that was admitted; it counts as inside until it leaves. */
export interface Admission {
  /** From here on the time is the vendor's, and does not count as our latency. */
  awaitVendor(): void;
  /** The vendor has the request: unless the answer comes soon, the request does not count against the limit. */
  atVendor(): void;
  /** The request waits for an event, within another bound: until it resumes it does not count as inside. */
  park(): void;
  /** The vendor has answered, or the event has come. */
  resume(): void;
  leave(): void;
}

/**
 * Limits how many requests the gateway works on at once. While it keeps up, only the fixed bound applies. When requests
 * wait for each other, here or in the database, the limit comes down until a request takes at most 1.5 times its
 * healthy latency; further requests are refused at once. Waiting for a vendor does not count, since a slow vendor is no
 * load; nor do slow clients: a request enters when it has arrived completely and leaves when its answer is handed over.
 */
export class ConcurrencyLimiter {
  refused = 0;
  private inside = 0;
  /** The requests that are being worked on; each function returns how long one has taken so far, in milliseconds. */
  private readonly working = new Set<() => number>();
  /** The most requests that were worked on at once since the last measurement. */
  private peak = 0;
  /** When requests went to a vendor that may answer soon, by performance.now(); the oldest come first. */
  private readonly soonBack = new Map<Admission, number>();
  /** Null while the gateway keeps up. */
  private limit: number | null = null;
  private healthyMs = NEVER_TOO_LONG / TOLERANCE;
  /** Throughput: requests that leave per millisecond. */
  private throughput = 0;
  /** The latencies of the requests that left since the last measurement. */
  private left: number[] = [];
  private utilization: EventLoopUtilization = clock.eventLoopUtilization();
  private readonly timer: NodeJS.Timeout;

  constructor(private readonly most: number) {
    this.timer = setInterval(() => this.sample(), SAMPLE_MS).unref();
  }

  /** Admitted requests, and how many of them are being worked on. */
  get counts(): { readonly inside: number; readonly working: number } {
    return { inside: this.inside, working: this.working.size };
  }

  /** Returns null when the limit is reached. */
  enter(): Admission | null {
    if (this.inside >= this.most || (this.limit !== null && this.taken >= this.limit)) {
      this.refused++;
      return null;
    }
    this.inside++;
    return this.admission(clock.now());
  }

  close(): void {
    clearInterval(this.timer);
  }

  /** How many requests count against the limit. */
  private get taken(): number {
    const now = clock.now();
    for (const [admission, since] of this.soonBack) {
      if (now - since < SOON) break;
      this.soonBack.delete(admission);
    }
    return this.working.size + this.soonBack.size;
  }

  private begin(lasted: () => number): void {
    this.working.add(lasted);
    this.peak = Math.max(this.peak, this.working.size);
  }

  private admission(entered: number): Admission {
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
      this.soonBack.set(admission, clock.now());
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
      this.soonBack.delete(admission);
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
    const admission = { awaitVendor, atVendor, park, resume, leave };
    this.begin(lasted);
    return admission;
  }

  /**
   * Requests that are still inside count with the time they have taken so far, so that in a rush the latency rises long
   * before they leave. The healthy latency is learned while so few requests are inside that none waits for another.
   */
  private sample(): void {
    const now = clock.eventLoopUtilization();
    const { utilization, idle, active } = clock.eventLoopUtilization(now, this.utilization);
    const waited = [...this.left, ...Array.from(this.working, (lasted) => lasted())];
    const latency = percentile(waited, 0.9);
    const isCalm = utilization < HEALTHY && this.peak <= FEWEST;
    this.throughput += (this.left.length / (idle + active) - this.throughput) * NEWS;
    this.utilization = now;
    this.left = [];
    this.peak = this.working.size;
    if (latency === null) return;
    if (isCalm) this.healthyMs += (latency - this.healthyMs) * Math.min(0.05, waited.length / 200);
    this.adjust(latency);
  }

  /**
   * A burst that was admitted while there was capacity is worked off. From there the limit comes down step by step, or
   * at once to as many requests as leave within the tolerated latency (Little's law).
   */
  private adjust(latency: number): void {
    const tolerated = Math.max(NEVER_TOO_LONG, TOLERANCE * this.healthyMs);
    if (latency > tolerated)
      this.limit = Math.max(
        FEWEST,
        Math.floor(Math.min((this.limit ?? this.working.size) * DOWN, this.throughput * tolerated)),
      );
    else if (this.limit !== null) this.limit = this.limit >= this.most ? null : Math.ceil(this.limit * UP);
  }
}

function percentile(samples: readonly number[], share: number): number | null {
  if (samples.length === 0) return null;
  return samples.toSorted((a, b) => a - b)[Math.floor((samples.length - 1) * share)]!;
}
