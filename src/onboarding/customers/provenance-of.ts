import { ProvenanceDto } from '../../http/provenance/provenance.dto';
import type { Customer } from './customer.entity';

/** How far the status of a customer can be relied on. */
export function provenanceOf({
  statusConfirmedBy,
  statusConfirmedAt,
  statusStaleAfter,
}: Pick<Customer, 'statusConfirmedBy' | 'statusConfirmedAt' | 'statusStaleAfter'>): ProvenanceDto {
  return ProvenanceDto.of({ confirmedBy: statusConfirmedBy, asOf: statusConfirmedAt, staleAfter: statusStaleAfter });
}
