import { INSTANT, INSTANT_RULE, bounded } from '../../input/bounded-text';
import { Cursors } from '../../input/cursors';
import { Field, QueryField } from '../../input/field';
import { oneOf, textLike, wholeNumber } from '../../input/values';
import { ACTIONS } from '../../audit/actions';
import { AUDIT_CURSORS } from '../../audit/history/find-events.query.dto';
import { ReasonDto } from '../reason.dto';

export const EXPORT_CURSORS = new Cursors('export');
const WORD = bounded(100, /^[\x21-\x7e]{1,100}$/);
const WORD_RULE = 'must be 1 to 100 printable characters';

/** From when to when, and how many. */
export class AccessQueryDto {
  /** From this instant on.
   * @example 2026-01-15T00:00:00.000Z */
  @QueryField(textLike(INSTANT, INSTANT_RULE), { isOptional: true })
  since?: string;

  /** Before this instant.
   * @example 2026-01-16T00:00:00.000Z */
  @QueryField(textLike(INSTANT, INSTANT_RULE), { isOptional: true })
  until?: string;

  /** next_cursor of the page before.
   * @example audit_019abf6e-21c4-7a35-9b1e-3c0f6f0f2a11 */
  @QueryField(AUDIT_CURSORS.rule, { isOptional: true })
  cursor?: string;

  @QueryField(wholeNumber(1, 200), { isOptional: true, default: 50, description: 'Entries in a page.', example: 50 })
  limit?: number;
}

/** Which entries of the log. */
export class OperatorLogQueryDto extends AccessQueryDto {
  /** Whom or what the entries are about.
   * @example 019abf6e-21c4-7a35-9b1e-3c0f6f0f2a13 */
  @QueryField(textLike(WORD, WORD_RULE), { isOptional: true })
  subject?: string;

  /** The consumer who acted.
   * @example lending-app */
  @QueryField(textLike(WORD, WORD_RULE), { isOptional: true })
  consumer?: string;

  @QueryField(oneOf(Object.keys(ACTIONS)), {
    isOptional: true,
    description: 'What was done.',
    example: 'operator.stop',
  })
  action?: string;

  /** How it ended. Entries of the phase INTENT have no result.
   * @example SUCCEEDED */
  @QueryField(oneOf(['SUCCEEDED', 'REFUSED', 'FAILED', 'UNKNOWN']), { isOptional: true, enumName: 'AuditResult' })
  result?: string;
}

/** Which entries to export, and why. */
export class ExportDto extends ReasonDto {
  /** From this instant on.
   * @example 2026-01-15T00:00:00.000Z */
  @Field(textLike(INSTANT, INSTANT_RULE))
  since: string;

  /** Before this instant.
   * @example 2026-01-16T00:00:00.000Z */
  @Field(textLike(INSTANT, INSTANT_RULE))
  until: string;

  /** Portico-Next-Cursor of the page before.
   * @example export_019abf6e-21c4-7a35-9b1e-3c0f6f0f2a11 */
  @Field(EXPORT_CURSORS.rule, { isOptional: true })
  cursor?: string | null;
}
