import { Injectable } from '@nestjs/common';
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import { atMostEvery } from './at-most-every';

/** Injection token of the instruments that other modules provide. */
export const READINGS = Symbol('Readings');

/** One value for one set of labels. Labels never hold an id: they have few values, which are known in advance. */
export interface MetricReading {
  readonly labels?: Readonly<Record<string, string>>;
  readonly value: number;
}

/** Read when the metrics are requested; readings that return a promise, such as a query, at most once a second. */
export interface Instrument {
  /** The name without the prefix. */
  readonly name: string;
  readonly help: string;
  readonly kind: 'gauge' | 'counter';
  readonly labels?: readonly string[];
  read(): readonly MetricReading[] | Promise<readonly MetricReading[]>;
}

const PREFIX = 'portico_';
/** Milliseconds for which a page of metrics is reused, and for which asynchronous readings are. */
const PAGE_MS = 100;
const READINGS_MS = 1_000;
/** Upper bounds in seconds: from an answer from memory to the vendor's deadline. */
const BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** The calls to one account at a vendor since this process started. */
export interface VendorCallFigures {
  readonly vendor: string;
  readonly account: string;
  readonly calls: number;
  /** Of these, calls without an answer, and answers that the vendor failed or limits the rate. */
  readonly failed: number;
  /** Seconds within which half, and 95 of 100, were answered: upper bounds of BUCKETS; Infinity: longer than all. */
  readonly median: number;
  readonly p95: number;
}

/** The metrics for Prometheus. Every application instance has its own. */
@Injectable()
export class Metrics {
  private readonly registry = new Registry();
  private readonly requests = new Histogram({
    name: `${PREFIX}http_request_duration_seconds`,
    help: 'Requests, by route pattern and status',
    labelNames: ['method', 'route', 'status'],
    buckets: BUCKETS,
    registers: [this.registry],
  });
  private readonly vendorCalls = new Histogram({
    name: `${PREFIX}vendor_call_duration_seconds`,
    help: 'Calls that were sent to a vendor, each repetition counted, by operation and how they ended',
    labelNames: ['vendor', 'account', 'operation', 'outcome'],
    buckets: BUCKETS,
    registers: [this.registry],
  });
  private readonly refusals = new Counter({
    name: `${PREFIX}vendor_calls_refused_total`,
    help: 'Calls that Portico did not send, by reason',
    labelNames: ['vendor', 'account', 'reason'],
    registers: [this.registry],
  });

  private readonly failures = new Counter({
    name: `${PREFIX}instrument_failures_total`,
    help: 'Readings that failed, by instrument; what it shows is absent then',
    labelNames: ['instrument'],
    registers: [this.registry],
  });

  get contentType(): string {
    return this.registry.contentType;
  }

  /** The whole page, generated at most ten times a second however many callers ask. */
  readonly text = atMostEvery(PAGE_MS, () => this.registry.metrics());

  requestEnded(method: string, route: string, status: number, seconds: number): void {
    this.requests.observe({ method, route, status }, seconds);
  }

  vendorCallEnded(
    call: Readonly<Record<'vendor' | 'account' | 'operation' | 'outcome', string>>,
    seconds: number,
  ): void {
    this.vendorCalls.observe({ ...call }, seconds);
  }

  /** For people: what `vendorCallEnded` was told, by account. */
  async vendorFigures(): Promise<VendorCallFigures[]> {
    const { values } = await this.vendorCalls.get();
    const lines = new Map<string, { vendor: string; account: string; failed: number; within: Map<number, number> }>();
    for (const { labels, metricName, value } of values) {
      const { vendor = '', account = '', outcome = '', le } = labels as Partial<Record<string, string | number>>;
      if (!metricName?.endsWith('_bucket')) continue;
      const key = `${vendor} ${account}`;
      const found = lines.get(key) ?? { vendor: `${vendor}`, account: `${account}`, failed: 0, within: new Map() };
      lines.set(key, found);
      const bound = Number(le === '+Inf' ? Number.POSITIVE_INFINITY : le);
      found.within.set(bound, (found.within.get(bound) ?? 0) + value);
      if (bound === Number.POSITIVE_INFINITY && !ANSWERED.has(`${outcome}`)) found.failed += value;
    }
    return [...lines.values()].map(({ within, ...line }) => {
      const calls = within.get(Number.POSITIVE_INFINITY) ?? 0;
      return { ...line, calls, median: boundOf(within, calls / 2), p95: boundOf(within, calls * 0.95) };
    });
  }

  vendorCallRefused(vendor: string, account: string, reason: string): void {
    this.refusals.inc({ vendor, account, reason });
  }

  register(instruments: readonly Instrument[]): void {
    for (const { name, help, kind, labels = [], read } of instruments) {
      const options = { name: PREFIX + name, help, labelNames: [...labels], registers: [this.registry] };
      const metric =
        kind === 'gauge' ? new Gauge({ ...options, collect: take }) : new Counter({ ...options, collect: take });
      const readings = sparingly(read);
      const failures = this.failures;
      async function take(): Promise<void> {
        const found = await readings();
        metric.reset();
        if (found === null) failures.inc({ instrument: name });
        if (labels.length === 0 && found === null) metric.remove();
        for (const { labels: of = {}, value } of found ?? []) metric.inc({ ...of }, value);
      }
    }
  }

  /** Memory, file descriptors, event loop and garbage collection of this process. */
  observeProcess(): void {
    collectDefaultMetrics({ register: this.registry });
  }
}

/** Outcomes in which the vendor answered as it should, also where it refused. */
const ANSWERED: ReadonlySet<string> = new Set(['2xx', '3xx', '4xx']);

/** The lowest bound within which there are so many. `within`: by bound, those below it included. */
const boundOf = (within: ReadonlyMap<number, number>, many: number): number =>
  [...within].toSorted(([a], [b]) => a - b).find(([, count]) => count >= many)?.[0] ?? Number.POSITIVE_INFINITY;

/** Caches asynchronous readings for a second. A failed reading is null: better missing than seemingly healthy. */
function sparingly(read: Instrument['read']): () => Promise<readonly MetricReading[] | null> {
  let recent: { readonly readings: Promise<readonly MetricReading[] | null>; readonly begun: number } | null = null;
  return async () => {
    if (recent && performance.now() - recent.begun < READINGS_MS) return recent.readings;
    const readings = read();
    if (!(readings instanceof Promise)) return readings;
    recent = { readings: readings.catch(() => null), begun: performance.now() };
    return recent.readings;
  };
}
