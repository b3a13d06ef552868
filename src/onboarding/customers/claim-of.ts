import { ClaimDto } from '../../http/claim/claim.dto';
import type { Customer } from './customer.entity';

/** How far the status of a customer can be relied on. */
export function claimOf({
  statusConfirmedBy,
  statusConfirmedAt,
  statusStaleAfter,
}: Pick<Customer, 'statusConfirmedBy' | 'statusConfirmedAt' | 'statusStaleAfter'>): ClaimDto {
  return ClaimDto.of({ confirmedBy: statusConfirmedBy, asOf: statusConfirmedAt, staleAfter: statusStaleAfter });
}
