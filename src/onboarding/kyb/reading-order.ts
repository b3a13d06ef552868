import type { Customer } from '../customers/customer.entity';
import type { HostedCustomer } from '../one-money/hosted-customer';

/**
 * Milliseconds. An answer that came later than the known one by more than this was also requested later, whatever the
 * difference of the replicas' clocks.
 */
const SURELY_LATER_MS = 120_000;

/**
 * Whether 1Money's report is newer than what is known of the customer. Answers may overtake each other, and replicas'
 * clocks differ, so 1Money's own `updated_at` decides. Where it is equal, or it is older although the answer is much
 * later, the time of the answer decides. A report that is not newer is dropped; the next poll reads the status again.
 */
export function isNewerReading(
  known: Pick<Customer, 'vendorUpdatedAt' | 'statusConfirmedAt'>,
  received: Pick<HostedCustomer, 'updatedAt' | 'confirmedAt'>,
): boolean {
  const vendorMs = Date.parse(received.updatedAt) - Date.parse(known.vendorUpdatedAt);
  const ourMs = received.confirmedAt.getTime() - known.statusConfirmedAt.getTime();
  return vendorMs === 0 ? ourMs >= 0 : vendorMs > 0 || ourMs > SURELY_LATER_MS;
}
