import type { SpanContext } from '@opentelemetry/api';
import { AsyncLocalStorage } from 'node:async_hooks';
import type { Admission } from '../../admission/concurrency-limiter';

/** What is true of the request that the running code works for, wherever it runs. */
export interface RequestContext {
  readonly requestId: string;
  /** When its header block had come, in milliseconds of performance.now(). */
  readonly arrivedAt: number;
  /** When the caller stops waiting, in milliseconds of performance.now(); Infinity where it does not say. */
  readonly deadlineAt: number;
  /** Whether nobody is left to answer to. */
  readonly isGone: () => boolean;
  /** Where the request is, for whoever counts how much work there is. */
  readonly visit: Pick<Admission, 'awaitVendor' | 'atVendor' | 'park' | 'resume'>;
  /** Our id of the subject whose journey this is, once it is known. */
  journey: string | null;
  /** The span of the request; null where nothing is traced. */
  trace: SpanContext | null;
  /** The vendor's name of the last exchange with it. */
  vendorRequestId: string | null;
}

const storage = new AsyncLocalStorage<RequestContext>();

/** The request that is being worked for; undefined in background work. */
export function currentRequest(): RequestContext | undefined {
  return storage.getStore();
}

/** Runs `work` for the request. */
export function runFor<T>(context: RequestContext, work: () => T): T {
  return storage.run(context, work);
}

/**
 * Runs what a request sets off and does not wait for: it belongs to no request, and goes on when the caller has gone.
 */
export function inBackground<T>(work: () => T): T {
  return storage.exit(work);
}
