/**
 * Whole seconds after which to ask again for work that another process does under a lease: as long again as the work
 * has taken so far, so that quick work is asked for soon and slow work rarely. At least one second; at most the rest of
 * the lease, because then another process may take the work.
 */
export function worthAskingIn(secondsSoFar: number, leaseSecondsLeft: number): number {
  return Math.max(1, Math.ceil(Math.min(secondsSoFar, leaseSecondsLeft)));
}
