import { fieldFault } from '../../errors';
import { ANY_UUID } from '../../input/bounded-text';
import { queried } from './parts';

const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** A field of a query that has one of these words; null: it is not given. Throws Fault `bad-request`. */
export function choiceIn<Word extends string>(
  query: Readonly<Record<string, unknown>>,
  name: string,
  words: readonly Word[],
): Word | null {
  const text = queried(query, name);
  if (text === '') return null;
  const found = words.find((word) => word === text);
  if (found === undefined) throw fieldFault(`query/${name}`, 'not_in_list');
  return found;
}

/** The id after which a list continues; null: it is not given. Throws Fault `bad-request`. */
export function afterIn(query: Readonly<Record<string, unknown>>): string | null {
  const text = queried(query, 'after');
  if (text === '') return null;
  if (!ANY_UUID.test(text)) throw fieldFault('query/after', 'wrong_format', 'must be a UUID');
  return text.toLowerCase();
}

/** Two days of a query (UTC), neither before the other; null: one is not given. Throws Fault `bad-request`. */
export function daysIn(
  query: Readonly<Record<string, unknown>>,
  first: string,
  last: string,
): { readonly first: string | null; readonly last: string | null } {
  const days = { first: dayIn(query, first), last: dayIn(query, last) };
  if (days.first !== null && days.last !== null && days.first > days.last)
    throw fieldFault(`query/${last}`, 'wrong_format', `must not be before the day in "${first}"`);
  return days;
}

/** A day that a calendar has. */
function dayIn(query: Readonly<Record<string, unknown>>, name: string): string | null {
  const text = queried(query, name);
  if (text === '') return null;
  const time = DAY.test(text) ? Date.parse(`${text}T00:00:00.000Z`) : Number.NaN;
  if (Number.isNaN(time) || new Date(time).toISOString().slice(0, 10) !== text)
    throw fieldFault(`query/${name}`, 'wrong_format', 'must be a day, such as 2026-01-15');
  return text;
}
