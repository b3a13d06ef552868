const WAIT = /(?:^|[,;\s])wait\s*=\s*"?(\d{1,5})"?\s*(?:$|[,;])/i;

/**
 * Milliseconds that the caller is willing to wait, by `Prefer: wait=<seconds>` (RFC 7240, 4.3); Infinity when it does not
 * say. A preference that cannot be read is ignored, as the RFC asks.
 */
export function callerPatienceMs(prefer: string | string[] | undefined): number {
  const match = WAIT.exec(Array.isArray(prefer) ? prefer.join(',') : (prefer ?? ''));
  return match ? Number(match[1]) * 1000 : Number.POSITIVE_INFINITY;
}
