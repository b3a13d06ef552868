import type { SpanContext } from '@opentelemetry/api';
import { AsyncLocalStorage } from 'node:async_hooks';
import type { Admission } from '../../admission/concurrency-limiter';

/** Facts about the request that the running code works for. */
export interface RequestContext {
  readonly requestId: string;
  /** When its header block had arrived, in milliseconds of performance.now(). */
  readonly arrivedAt: number;
  /** When the caller stops waiting, in milliseconds of performance.now(); Infinity where it does not say. */
  readonly deadlineAt: number;
  /** Whether the caller has disconnected. */
  readonly isGone: () => boolean;
  /** The admission of the request, which reports its waits to the concurrency limiter. */
  readonly admission: Pick<Admission, 'awaitVendor' | 'atVendor' | 'park' | 'resume'>;
  /** Our id of the subject that the journey is about, once it is known. */
  journey: string | null;
  /** The span of the request; null where tracing is off. */
  trace: SpanContext | null;
  /** The account of the last exchange with a vendor. */
  vendorAccount: string | null;
  /** The consumer that asks, by Portico's id; null before it is authenticated, and where none asks. */
  consumerId: string | null;
  /** The vendor's request id of the last exchange with it. */
  vendorRequestId: string | null;
}

const storage = new AsyncLocalStorage<RequestContext>();

/** The request that the running code works for; undefined in background work. */
export function currentRequest(): RequestContext | undefined {
  return storage.getStore();
}

export function runFor<T>(context: RequestContext, work: () => T): T {
  return storage.run(context, work);
}

/** Runs work that a request starts and does not await: it belongs to no request, and continues without the caller. */
export function inBackground<T>(work: () => T): T {
  return storage.exit(work);
}
