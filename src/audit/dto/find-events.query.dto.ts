import { ApiProperty } from '@nestjs/swagger';
import { IsIn, IsOptional } from 'class-validator';
import { ANY_UUID, bounded, Text } from '../../http/bounded-text';
import { WholeNumber } from '../../http/whole-number';
import { ACTIONS } from '../actions';

const INSTANT = bounded(35, /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d{1,9})?)?(Z|[+-]([01]\d|2[0-3]):[0-5]\d)$/);
const WORD = bounded(100, /^[\x21-\x7e]{1,100}$/);
const INSTANT_RULE = 'must be an instant such as 2026-01-15T09:30:00.000Z (a plus is written %2B)';
const RESULTS = ['SUCCEEDED', 'REFUSED', 'FAILED', 'UNKNOWN'] as const;

/** Which entries of the log, and how many. */
export class FindEventsQueryDto {
  /** Whom the entries are about: with it come also those in which no consumer acts, such as a browser that came back.
   * @example 019abf6e-21c4-7a35-9b1e-3c0f6f0f2a13 */
  @IsOptional() @Text({ pattern: WORD, message: 'must be 1 to 100 printable characters' })
  subject?: string;

  /** Who acted. You see your own.
   * @example lending-app */
  @IsOptional() @Text({ pattern: WORD, message: 'must be 1 to 100 printable characters' })
  consumer?: string;

  @ApiProperty({ enum: Object.keys(ACTIONS), required: false, example: 'onboarding.grant.create' })
  @IsOptional() @IsIn(Object.keys(ACTIONS), { message: 'must be an action that is audited' })
  action?: string;

  /** How it ended. Entries of the phase INTENT have no result.
   * @example SUCCEEDED */
  @ApiProperty({ enum: RESULTS, required: false })
  @IsOptional() @IsIn(RESULTS, { message: `must be ${RESULTS.join(', ')}` })
  result?: string;

  /** From this instant on.
   * @example 2026-01-15T00:00:00.000Z */
  @ApiProperty({ format: 'date-time', required: false })
  @IsOptional() @Text({ pattern: INSTANT, message: INSTANT_RULE })
  since?: string;

  /** Before this instant.
   * @example 2026-01-16T00:00:00.000Z */
  @ApiProperty({ format: 'date-time', required: false })
  @IsOptional() @Text({ pattern: INSTANT, message: INSTANT_RULE })
  until?: string;

  /** next_cursor of the page before.
   * @example 019abf6e-21c4-7a35-9b1e-3c0f6f0f2a11 */
  @IsOptional() @Text({ pattern: ANY_UUID, message: 'must be the next_cursor of a page' })
  cursor?: string;

  @ApiProperty({ type: 'integer', minimum: 1, maximum: 200, default: 50, required: false, description: 'Entries in a page.', example: 50 })
  @IsOptional() @WholeNumber(1, 200)
  limit?: number;
}
