import type { Customer } from '../customers/customer.entity';
import type { HostedCustomer } from '../one-money/hosted-customer';

/** Milliseconds after which a later answer was also requested later, whatever the difference of replicas' clocks. */
const SURELY_LATER_MS = 120_000;

/**
 * Answers may overtake each other and replicas' clocks differ, so 1Money's `updated_at` decides; where it is equal, or
 * older in a much later answer, the answer's time. What is not newer is dropped: the next poll reads again.
 */
export function isNewerReading(
  known: Pick<Customer, 'vendorUpdatedAt' | 'statusConfirmedAt'>,
  received: Pick<HostedCustomer, 'updatedAt' | 'confirmedAt'>,
): boolean {
  const vendorMs = Date.parse(received.updatedAt) - Date.parse(known.vendorUpdatedAt);
  const ourMs = received.confirmedAt.getTime() - known.statusConfirmedAt.getTime();
  return vendorMs === 0 ? ourMs >= 0 : vendorMs > 0 || ourMs > SURELY_LATER_MS;
}
