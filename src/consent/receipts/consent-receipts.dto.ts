import { ApiProperty } from '@nestjs/swagger';
import { Cursors } from '../../input/cursors';
import { QueryField } from '../../input/field';
import { wholeNumber } from '../../input/values';
import { CONSENT_STATUSES } from '../consent-status';
import { RECEIPT_EVENTS, type ReceiptEvent } from './consent-receipt';
import type { ReceiptPage, SignedReceipt } from './consent-receipts.service';

const CURSORS = new Cursors('receipts');

/** Which page of the receipts to list. */
export class ReceiptPageQueryDto {
  @QueryField(wholeNumber(1, 20), { isOptional: true, description: 'Receipts in a page.', default: 20, example: 20 })
  limit?: number;

  @QueryField(CURSORS.rule, { isOptional: true, description: '`next_cursor` of the page before.' })
  cursor?: string;
}

/** A change of the consent that FinPro confirmed, signed, with its proof. */
export class ConsentReceiptDto {
  @ApiProperty({
    format: 'uuid',
    description: 'The audit entry that recorded the change.',
    example: '019abf6e-21c4-7a35-9b1e-3c0f6f0f2a11',
  })
  receipt_id: string;

  @ApiProperty({ enum: RECEIPT_EVENTS, example: 'given' })
  event: ReceiptEvent;

  @ApiProperty({ enum: Object.keys(CONSENT_STATUSES), example: 'ACTIVE' })
  state: string;

  @ApiProperty({ format: 'date-time', example: '2026-01-15T10:32:11.204Z' })
  at: string;

  @ApiProperty({
    description:
      'The receipt: a compact JWS (RFC 7515) whose payload has the sections of ISO/IEC TS 27560, signed with EdDSA; ' +
      'its `kid` is a key of `/.well-known/jwks.json`. The same for as long as that key signs.',
    example: 'eyJhbGciOiJFZERTQSIsInR5cCI6ImNvbnNlbnQtcmVjZWlwdCtqd3MiLCJraWQiOiJ0aGUta2V5In0.e30.c2lnbmF0dXJl',
  })
  jws: string;

  @ApiProperty({
    type: String,
    nullable: true,
    description:
      'A c2sp.org/tlog-proof that the audit entry of this change is in the log, for `tools/verify-receipt`; null for ' +
      'about a second, until a checkpoint covers the entry.',
    example: null,
  })
  proof: string | null;

  static from({ receipt: { header, event }, jws, proof }: SignedReceipt): ConsentReceiptDto {
    return {
      receipt_id: header.receipt_id,
      event: event.event_type,
      state: event.event_state,
      at: event.event_time,
      jws,
      proof,
    };
  }
}

/** The receipts of one consent, oldest first. */
export class ConsentReceiptPageDto {
  receipts: ConsentReceiptDto[];

  @ApiProperty({
    type: String,
    nullable: true,
    description: '`cursor` of the next page; null on the last one.',
    example: null,
  })
  next_cursor: string | null;

  static from({ receipts, next }: ReceiptPage): ConsentReceiptPageDto {
    return { receipts: receipts.map((one) => ConsentReceiptDto.from(one)), next_cursor: CURSORS.after(next) };
  }
}
