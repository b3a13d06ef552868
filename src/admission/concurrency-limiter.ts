import { performance as clock, type EventLoopUtilization } from 'node:perf_hooks';
import { LinkedList, type ListNode } from './linked-list';

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

/** What the limiter knows of the requests that it admitted. */
interface Load {
  inside: number;
  /** The most that were worked on at once since the last measurement. */
  peak: number;
  readonly working: LinkedList<AdmittedRequest>;
  /** Those that are at a vendor that may answer soon. */
  readonly soonBack: LinkedList<AdmittedRequest>;
  /** The latencies of those that left since the last measurement, in milliseconds. */
  left: number[];
}

class AdmittedRequest implements Admission {
  private readonly entered = clock.now();
  /** Milliseconds that were a vendor's, and since when it is a vendor's time. */
  private awaited = 0;
  private since: number | null = null;
  /** When it went to the vendor; null while it is here. */
  private awaySince: number | null = null;
  private isParked = false;
  private hasLeft = false;
  private working: ListNode<AdmittedRequest> | null = null;
  private soonBack: ListNode<AdmittedRequest> | null = null;

  constructor(private readonly load: Load) {
    load.inside++;
    this.work();
  }

  /** Milliseconds that it has taken so far. */
  get lasted(): number {
    return (this.since ?? clock.now()) - this.entered - this.awaited;
  }

  msAtVendor(now: number): number {
    return now - this.awaySince!;
  }

  /** It counts among those that will soon be back no more: it is back, or the vendor takes long. */
  discount(): void {
    this.load.soonBack.remove(this.soonBack!);
    this.soonBack = null;
  }

  awaitVendor(): void {
    this.since ??= clock.now();
  }

  atVendor(): void {
    if (this.awaySince !== null || this.hasLeft) return;
    this.awaySince = clock.now();
    this.rest();
    this.soonBack = this.load.soonBack.add(this);
  }

  park(): void {
    if (this.isParked || this.hasLeft) return;
    this.isParked = true;
    this.load.inside--;
  }

  resume(): void {
    if (this.isParked) this.load.inside++;
    this.isParked = false;
    if (this.since !== null) this.awaited += clock.now() - this.since;
    this.since = null;
    if (this.awaySince === null) return;
    if (this.soonBack) this.discount();
    this.awaySince = null;
    this.work();
  }

  leave(): void {
    if (this.hasLeft) return;
    this.resume();
    this.hasLeft = true;
    this.load.inside--;
    this.rest();
    this.load.left.push(this.lasted);
  }

  private work(): void {
    this.working = this.load.working.add(this);
    this.load.peak = Math.max(this.load.peak, this.load.working.size);
  }

  private rest(): void {
    if (this.working) this.load.working.remove(this.working);
    this.working = null;
  }
}

/**
 * Limits how many requests the gateway works on at once. While it keeps up, only the fixed bound applies. When requests
 * wait for each other, here or in the database, the limit comes down until a request takes at most 1.5 times its
 * healthy latency; further requests are refused at once. Waiting for a vendor does not count, since a slow vendor is no
 * load; nor do slow clients: a request enters when it has arrived completely and leaves when its answer is handed over.
 */
export class ConcurrencyLimiter {
  refused = 0;
  private readonly load: Load = { inside: 0, peak: 0, working: new LinkedList(), soonBack: new LinkedList(), left: [] };
  /** Null while the gateway keeps up. */
  private limit: number | null = null;
  private healthyMs = NEVER_TOO_LONG / TOLERANCE;
  /** Throughput: requests that leave per millisecond. */
  private throughput = 0;
  private utilization: EventLoopUtilization = clock.eventLoopUtilization();
  private readonly timer: NodeJS.Timeout;

  constructor(private readonly most: number) {
    this.timer = setInterval(() => this.sample(), SAMPLE_MS).unref();
  }

  /** Admitted requests, and how many of them are being worked on. */
  get counts(): { readonly inside: number; readonly working: number } {
    return { inside: this.load.inside, working: this.load.working.size };
  }

  /** Returns null when the limit is reached. */
  enter(): Admission | null {
    if (this.load.inside >= this.most || (this.limit !== null && this.taken >= this.limit)) {
      this.refused++;
      return null;
    }
    return new AdmittedRequest(this.load);
  }

  close(): void {
    clearInterval(this.timer);
  }

  /** How many requests count against the limit. */
  private get taken(): number {
    const { working, soonBack } = this.load;
    const now = clock.now();
    for (let one = soonBack.oldest; one && one.msAtVendor(now) >= SOON; one = soonBack.oldest) one.discount();
    return working.size + soonBack.size;
  }

  /**
   * Requests that are still inside count with the time they have taken so far, so that in a rush the latency rises long
   * before they leave. The healthy latency is learned while so few requests are inside that none waits for another.
   */
  private sample(): void {
    const { load } = this;
    const now = clock.eventLoopUtilization();
    const { utilization, idle, active } = clock.eventLoopUtilization(now, this.utilization);
    const waited = [...load.left, ...Array.from(load.working, (one) => one.lasted)];
    const latency = percentile(waited, 0.9);
    const isCalm = utilization < HEALTHY && load.peak <= FEWEST;
    this.throughput += (load.left.length / (idle + active) - this.throughput) * NEWS;
    this.utilization = now;
    load.left = [];
    load.peak = load.working.size;
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
        Math.floor(Math.min((this.limit ?? this.load.working.size) * DOWN, this.throughput * tolerated)),
      );
    else if (this.limit !== null) this.limit = this.limit >= this.most ? null : Math.ceil(this.limit * UP);
  }
}

function percentile(samples: readonly number[], share: number): number | null {
  if (samples.length === 0) return null;
  return samples.toSorted((a, b) => a - b)[Math.floor((samples.length - 1) * share)]!;
}
