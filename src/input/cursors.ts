import { bounded } from './bounded-text';
import type { ValueRule } from './field';
import { textLike } from './values';

const UUID = '[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}';
const UUID_LENGTH = 36;

/**
 * The cursors of one list whose elements have UUIDs. A cursor names its list, so that every other list refuses it, and
 * the last element of its page.
 */
export class Cursors {
  /** Accepts cursors of this list alone, and reads the element's id out of one. */
  readonly rule: ValueRule;
  private readonly prefix: string;

  constructor(list: 'audit' | 'consents' | 'journeys') {
    this.prefix = `${list}_`;
    const form = bounded(this.prefix.length + UUID_LENGTH, new RegExp(`^${this.prefix}${UUID}$`));
    this.rule = {
      ...textLike(form, 'must be the next_cursor of a page of this list'),
      read: (cursor) => (cursor as string).slice(this.prefix.length),
    };
  }

  /** The cursor of a page whose last element has this id; null on the last page. */
  after(id: string | null): string | null {
    return id && this.prefix + id;
  }
}
