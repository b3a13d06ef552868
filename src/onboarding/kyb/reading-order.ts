import type { Customer } from '../customers/customer.entity';
import type { HostedCustomer } from '../one-money/hosted-customer';

/**
 * Milliseconds: an answer that came so much later than the known one was also asked for later, whatever the clocks of
 * the replicas say.
 */
const SURELY_LATER_MS = 120_000;

/**
 * Whether what 1Money said is newer than what is known of the customer. Answers may overtake each other, and replicas'
 * clocks differ, so 1Money's own `updated_at` decides; where that tells nothing, and when it runs backwards for long,
 * the time of the answer does. What is not newer is dropped: the next look tells.
 */
export function isNewerReading(
  known: Pick<Customer, 'vendorUpdatedAt' | 'statusConfirmedAt'>,
  received: Pick<HostedCustomer, 'updatedAt' | 'confirmedAt'>,
): boolean {
  const vendorMs = Date.parse(received.updatedAt) - Date.parse(known.vendorUpdatedAt);
  const ourMs = received.confirmedAt.getTime() - known.statusConfirmedAt.getTime();
  return vendorMs === 0 ? ourMs >= 0 : vendorMs > 0 || ourMs > SURELY_LATER_MS;
}
