import { ANY_UUID } from './bounded-text';
import type { ValueRule } from './field';
import { flaw, text } from './values';

/**
 * The cursors of one list whose elements have UUIDs. A cursor names its list, so that every other list refuses it, and
 * the last element of its page.
 */
export class Cursors {
  /** Accepts cursors of this list alone, and reads the element's id out of one. */
  readonly rule: ValueRule;
  private readonly prefix: string;

  constructor(list: 'audit' | 'consents' | 'export' | 'journeys' | 'receipts') {
    this.prefix = `${list}_`;
    const most = this.prefix.length + ANY_UUID.max;
    const isOurs = (cursor: string): boolean => cursor.startsWith(this.prefix) && ANY_UUID.test(this.idIn(cursor));
    this.rule = {
      schema: { type: 'string', maxLength: most, pattern: `^${this.prefix}${ANY_UUID.schema.pattern.slice(1)}` },
      flawOf: (value) =>
        text(most).flawOf(value) ??
        (isOurs(value as string) ? null : flaw('wrong_format', 'must be the next_cursor of a page of this list')),
      read: (cursor) => this.idIn(cursor as string),
    };
  }

  /** The cursor of a page whose last element has this id; null on the last page. */
  after(id: string | null): string | null {
    return id && this.prefix + id;
  }

  private idIn(cursor: string): string {
    return cursor.slice(this.prefix.length);
  }
}
