import { ApiProperty } from '@nestjs/swagger';
import { VENDOR_NAMES } from '../../config/vendor';
import { ACTIONS } from '../actions';
import { AUDIT_CURSORS } from './find-events.query.dto';
import type { EntryPage, StoredEntry } from './entries.repository';
import type { Leaf } from '../leaf';

/** One entry of the log, with the content of its leaf. */
export class AuditEventDto {
  @ApiProperty({ format: 'uuid', example: '019abf6e-21c4-7a35-9b1e-3c0f6f0f2a11' })
  entry_id: string;

  @ApiProperty({ format: 'date-time', example: '2026-01-15T09:30:00.512Z' })
  occurred_at: string;

  @ApiProperty({ format: 'uuid', example: '019abf6e-21c4-7a35-9b1e-3c0f6f0f2a12' })
  request_id: string;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'The client_id of the consumer who acted; null where none did.',
    example: 'lending-app',
  })
  consumer: string | null;

  @ApiProperty({ description: 'consumer, browser or portico', example: 'consumer' })
  actor: string;

  @ApiProperty({ enum: Object.keys(ACTIONS), example: 'onboarding.grant.create' })
  action: string;

  @ApiProperty({
    description: 'Whom it is about: the id of Portico, the same in every entry about the same customer.',
    example: '019abf6e-21c4-7a35-9b1e-3c0f6f0f2a13',
  })
  subject: string;

  @ApiProperty({
    enum: ['INTENT', 'OUTCOME'],
    description: 'INTENT: what is about to be asked of a vendor. OUTCOME: how it ended, or what happened.',
    example: 'OUTCOME',
  })
  phase: Leaf['phase'];

  @ApiProperty({
    type: String,
    format: 'uuid',
    nullable: true,
    description: 'The INTENT that this OUTCOME ends.',
    example: '019abf6e-21c4-7a35-9b1e-3c0f6f0f2a10',
  })
  intent_id: string | null;

  @ApiProperty({ type: String, nullable: true, example: VENDOR_NAMES[0] })
  vendor: string | null;

  @ApiProperty({ type: String, nullable: true, example: 'req_7Qm2' })
  vendor_request_id: string | null;

  @ApiProperty({
    type: String,
    enum: ['SUCCEEDED', 'REFUSED', 'FAILED', 'UNKNOWN', null],
    nullable: true,
    example: 'SUCCEEDED',
  })
  result: Leaf['result'];

  @ApiProperty({
    type: 'object',
    additionalProperties: true,
    description: 'Masked: no personal data, no secret, no one-time URL.',
    example: { locale: 'en-US' },
  })
  detail: Leaf['detail'];

  @ApiProperty({
    type: 'integer',
    nullable: true,
    description: 'Its place in the log; null for the second until it has one.',
    example: 73_894,
  })
  leaf_index: number | null;

  /** Reads the exact bytes that are proved, not the columns. */
  static from({ leaf, leafIndex }: StoredEntry): AuditEventDto {
    return { ...(JSON.parse(leaf.subarray(leaf.indexOf('\n') + 1).toString()) as Leaf), leaf_index: leafIndex };
  }
}

/** A page of the log, newest first. */
export class AuditEventListDto {
  events: AuditEventDto[];

  @ApiProperty({
    type: String,
    nullable: true,
    description:
      'Give it as cursor for the next page; null on the last one. A request looks at a thousand entries at most, ' +
      'so a page may have fewer than limit, or none, and still another one behind it.',
    example: null,
  })
  next_cursor: string | null;

  static from({ entries, next }: EntryPage): AuditEventListDto {
    return { events: entries.map((entry) => AuditEventDto.from(entry)), next_cursor: AUDIT_CURSORS.after(next) };
  }
}
