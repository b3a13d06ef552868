import { fieldFault } from '../../errors';
import { ANY_UUID, INSTANT, INSTANT_RULE } from '../../input/bounded-text';
import { identifierIn } from '../../subjects/identifiers';
import type { ConsoleCaller } from '../page/console-access';
import { afterIn, daysIn } from '../page/fields';
import { queried } from '../page/parts';
import { reasonIn } from '../page/reason';
import type { AuditFields } from './audit-view';
import type { AuditQuery } from './audit-page.service';

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
  const { first, last } = daysIn({ ...fields }, 'since', 'until');
  return {
    reference: fields.reference,
    since: first === null ? null : startOf(first),
    until: last === null ? null : new Date(startOf(last).getTime() + DAY_MS),
    after: afterIn(query),
  };
}

/** The beginning of a day, in UTC. */
const startOf = (day: string): Date => new Date(`${day}T00:00:00Z`);

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

/** Whom a person looks for, and why; `problem`: why that is no reason. */
export function personIn({ form }: ConsoleCaller): {
  readonly identifier: string;
  readonly reason: string;
  readonly problem: string | null;
} {
  const { text: reason, problem } = reasonIn(form);
  return { identifier: form.get('identifier') ?? '', reason, problem };
}

/** Why, with the rule of the operators' API. Throws Fault `bad-request`. */
export function reasonOf({ form }: ConsoleCaller): string {
  const { text, problem } = reasonIn(form);
  if (problem !== null) throw fieldFault('/reason', 'wrong_format', problem);
  return text;
}
