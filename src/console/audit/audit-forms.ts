import { fieldFault } from '../../errors';
import { ANY_UUID, INSTANT, INSTANT_RULE } from '../../input/bounded-text';
import { assertPeriod } from '../../input/period';
import { identifierIn } from '../../subjects/identifiers';
import type { ConsoleCaller } from '../page/console-access';
import { queried } from '../page/parts';
import { reasonIn } from '../page/reason';
import type { AuditFields } from './audit-view';
import type { AuditQuery } from './audit-page.service';

const DAY = /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])$/;
const DAY_MS = 86_400_000;
const MAX_REFERENCE = 64;

/** What stands in the fields of the search. */
export const fieldsIn = (query: Readonly<Record<string, unknown>>): AuditFields => ({
  reference: queried(query, 'reference').trim().slice(0, MAX_REFERENCE),
  since: queried(query, 'since'),
  until: queried(query, 'until'),
});

/** Whether the reference looks like what identifies a person. */
export const namesPerson = ({ reference }: AuditFields): boolean => identifierIn(reference) !== null;

/** What is asked by it. Throws Fault `bad-request`. */
export function queryOf(fields: AuditFields, query: Readonly<Record<string, unknown>>): AuditQuery {
  const last = dayIn(fields.until, 'query/until');
  const after = queried(query, 'after');
  const period = {
    since: dayIn(fields.since, 'query/since'),
    until: last && new Date(last.getTime() + DAY_MS),
  };
  assertPeriod(period, 'query/until');
  return {
    reference: fields.reference,
    ...period,
    after: ANY_UUID.test(after) ? after : null,
  };
}

/** The beginning of a day, in UTC; null: none is given. */
function dayIn(text: string, field: string): Date | null {
  if (text === '') return null;
  const at = new Date(`${text}T00:00:00Z`);
  if (!DAY.test(text) || Number.isNaN(at.getTime())) throw fieldFault(field, 'wrong_format', 'must be a day');
  return at;
}

/** Throws Fault `bad-request`. */
export function instantIn({ form }: ConsoleCaller, field: string): Date | null {
  const text = form.get(field) ?? '';
  if (text === '') return null;
  if (!INSTANT.test(text)) throw fieldFault(`/${field}`, 'wrong_format', INSTANT_RULE);
  return new Date(text);
}

/** Throws Fault `bad-request`. */
export function uuidIn({ form }: ConsoleCaller, field: string): string {
  const text = form.get(field) ?? '';
  if (!ANY_UUID.test(text)) throw fieldFault(`/${field}`, 'wrong_format', 'must be a UUID');
  return text.toLowerCase();
}

/** Why, with the rule of the operators' API. Throws Fault `bad-request`. */
export function reasonOf({ form }: ConsoleCaller): string {
  const { text, problem } = reasonIn(form);
  if (problem !== null) throw fieldFault('/reason', 'wrong_format', problem);
  return text;
}
