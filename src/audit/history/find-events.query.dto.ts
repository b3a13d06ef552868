import { bounded, INSTANT, INSTANT_RULE } from '../../input/bounded-text';
import { Cursors } from '../../input/cursors';
import { QueryField } from '../../input/field';
import { oneOf, textLike, wholeNumber } from '../../input/values';
import { ACTIONS } from '../actions';

export const AUDIT_CURSORS = new Cursors('audit');
const WORD = bounded(100, /^[\x21-\x7e]{1,100}$/);
const RESULTS = ['SUCCEEDED', 'REFUSED', 'FAILED', 'UNKNOWN'] as const;

/** Which entries of the log, and how many. */
export class FindEventsQueryDto {
  /** Whom the entries are about: with it come also those in which no consumer acts, such as a browser that came back.
   * @example 019abf6e-21c4-7a35-9b1e-3c0f6f0f2a13 */
  @QueryField(textLike(WORD, 'must be 1 to 100 printable characters'), { isOptional: true })
  subject?: string;

  /** What the entries are about, by an id that you know: a customer_id, a consent handle, an accountID, a journey_id,
   * or the X-Request-Id of an answer. Of several journeys the newest counts. An entry names its person or business, so
   * a consent handle finds the entries of all consents of its person.
   * @example 0b9f2c5e-6a1d-4d53-9a57-3f1f6a2c7e10 */
  @QueryField(textLike(WORD, 'must be 1 to 100 printable characters'), { isOptional: true })
  reference?: string;

  /** Who acted. You see your own.
   * @example lending-app */
  @QueryField(textLike(WORD, 'must be 1 to 100 printable characters'), { isOptional: true })
  consumer?: string;

  @QueryField(oneOf(Object.keys(ACTIONS)), {
    isOptional: true,
    description: 'What was done.',
    example: 'onboarding.grant.create',
  })
  action?: string;

  /** How it ended. Entries of the phase INTENT have no result.
   * @example SUCCEEDED */
  @QueryField(oneOf(RESULTS), { isOptional: true, enumName: 'AuditResult' })
  result?: string;

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
