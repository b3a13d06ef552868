/**
 * Whole seconds until it is worth asking again for work that somebody does under a lease: as long again as it has taken
 * so far, so that quick work is asked for soon and slow work seldom; a second at least, and the rest of the lease at
 * most, since then another may do it.
 */
export function worthAskingIn(secondsSoFar: number, leaseSecondsLeft: number): number {
  return Math.max(1, Math.ceil(Math.min(secondsSoFar, leaseSecondsLeft)));
}
