import { ApiProperty, ApiSchema } from '@nestjs/swagger';
import { type Provenance, CONFIRMED_BY, type ConfirmedBy } from './provenance';

/**
 * The provenance of a state, which accompanies every state that a consumer sees. The schema keeps its first name for
 * generated clients.
 */
@ApiSchema({ name: 'ClaimDto' })
export class ProvenanceDto {
  @ApiProperty({
    enum: CONFIRMED_BY,
    description:
      'What made Portico believe the state: a webhook or a poll that made it ask the vendor, a request that did, ' +
      'or only a browser that came back.',
    example: 'VENDOR_READ',
  })
  confirmed_by: ConfirmedBy;

  @ApiProperty({ format: 'date-time', description: 'When the vendor said so.', example: '2026-01-15T09:30:00.512Z' })
  as_of: string;

  @ApiProperty({
    type: String,
    format: 'date-time',
    nullable: true,
    description:
      'From then on the state is to be doubted, since Portico should have heard more. null: never, the state is final.',
    example: '2026-01-15T09:31:00.512Z',
  })
  stale_after: string | null;

  static of({ confirmedBy, asOf, staleAfter }: Provenance): ProvenanceDto {
    return { confirmed_by: confirmedBy, as_of: asOf.toISOString(), stale_after: staleAfter?.toISOString() ?? null };
  }
}
