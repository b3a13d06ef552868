/**
 * Whole seconds until to ask again for work that another process leases: as long again as it has taken so far, so quick
 * work is asked for soon and slow work rarely. At least 1; at most the rest of the lease, when it may be taken.
 */
export function worthAskingIn(secondsSoFar: number, leaseSecondsLeft: number): number {
  return Math.max(1, Math.ceil(Math.min(secondsSoFar, leaseSecondsLeft)));
}
