import { ProvenanceDto } from '../../http/provenance/provenance.dto';
import type { Customer } from './customer.entity';

/** The provenance of a customer's status. */
export function provenanceOf({
  statusConfirmedBy,
  statusConfirmedAt,
  statusStaleAfter,
}: Pick<Customer, 'statusConfirmedBy' | 'statusConfirmedAt' | 'statusStaleAfter'>): ProvenanceDto {
  return ProvenanceDto.of({ confirmedBy: statusConfirmedBy, asOf: statusConfirmedAt, staleAfter: statusStaleAfter });
}
