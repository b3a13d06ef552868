import { Fault } from '../../errors';
import { currentRequest, type RequestContext } from './request-context';

const WAIT = /(?:^|[,;\s])wait\s*=\s*"?(\d{1,5})"?\s*(?:$|[,;])/i;

/** Milliseconds the caller waits, by `Prefer: wait=<seconds>` (RFC 7240, 4.3); Infinity where absent or unreadable. */
export function callerPatienceMs(prefer: string | string[] | undefined): number {
  const match = WAIT.exec(Array.isArray(prefer) ? prefer.join(',') : (prefer ?? ''));
  return match ? Number(match[1]) * 1000 : Number.POSITIVE_INFINITY;
}

/** Milliseconds before the caller's deadline in which no work is begun any more. */
const NEARLY_OVER_MS = 50;

/** Whether a 504 was caused by the caller's own deadline, which has passed. */
export function endedByCaller(work: RequestContext | undefined, status: number): boolean {
  return status === 504 && work !== undefined && work.deadlineAt - performance.now() < NEARLY_OVER_MS;
}

/**
 * Waits for vendor work that runs in the background for several requests. Each request waits until its own caller's
 * deadline, and does not count as load meanwhile. Throws what the work throws, or Fault `deadline-passed`.
 */
export async function sharing<T>(work: Promise<T>): Promise<T> {
  const request = currentRequest();
  return request ? resting(until(request.deadlineAt, work)) : work;
}

/** Waits for something that Portico cannot speed up; until then the request does not count as load. */
export async function resting<T>(wait: Promise<T>): Promise<T> {
  const admission = currentRequest()?.admission;
  admission?.awaitVendor();
  admission?.atVendor();
  try {
    return await wait;
  } finally {
    admission?.resume();
  }
}

/** Waits for an event, where the number of waiting requests is bounded: counts neither as load nor as inside. */
export async function parked<T>(wait: Promise<T>): Promise<T> {
  currentRequest()?.admission.park();
  return resting(wait);
}

async function until<T>(deadlineAt: number, work: Promise<T>): Promise<T> {
  if (deadlineAt === Number.POSITIVE_INFINITY) return work;
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, refuse) => {
    timer = setTimeout(() => refuse(new Fault('deadline-passed')), deadlineAt - performance.now());
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
