import type { FastifyReply } from 'fastify';
import { ProvenanceDto } from '../../http/provenance/provenance.dto';
import type { Customer } from './customer.entity';

type Confirmed = Pick<Customer, 'statusConfirmedBy' | 'statusConfirmedAt' | 'statusStaleAfter'>;

export const provenanceOf = ({ statusConfirmedBy, statusConfirmedAt, statusStaleAfter }: Confirmed): ProvenanceDto =>
  ProvenanceDto.of({ confirmedBy: statusConfirmedBy, asOf: statusConfirmedAt, staleAfter: statusStaleAfter });

/** As headers, because 1Money's schemas are closed: `confirmed_by`, `as_of` and `stale_after` of our own bodies. */
export function setProvenance(
  reply: FastifyReply,
  { statusConfirmedBy, statusConfirmedAt, statusStaleAfter }: Confirmed,
): void {
  void reply.header('Portico-Confirmed-By', statusConfirmedBy).header('Portico-As-Of', statusConfirmedAt.toISOString());
  if (statusStaleAfter) void reply.header('Portico-Stale-After', statusStaleAfter.toISOString());
}

const instant = { type: 'string' as const, format: 'date-time' };

/** For the OpenAPI document. */
export const PROVENANCE_HEADERS = {
  'Portico-Confirmed-By': {
    description: 'What made Portico believe the status: WEBHOOK, POLL, or VENDOR_READ',
    schema: { type: 'string' as const, enum: ['WEBHOOK', 'POLL', 'VENDOR_READ'] },
  },
  'Portico-As-Of': { description: 'When 1Money said so', schema: instant },
  'Portico-Stale-After': {
    description: 'From then on the status is to be doubted; absent: never, the status is final',
    schema: instant,
  },
};
