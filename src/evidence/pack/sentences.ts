import { type Action, ACTIONS } from '../../audit/actions';
import type { Leaf } from '../../audit/leaf';
import { EVIDENCE } from '../../words/evidence';
import { filled } from '../../words/words';

/** What an action means: the first sentence of its description, without the marks of its documentation. */
export const meaningOf = (action: string): string =>
  Object.hasOwn(ACTIONS, action) ? ACTIONS[action as Action].split(/(?<=\.)\s/)[0]!.replaceAll('`', '') : action;

/** Who did it, how it ended, and what changed by it. */
export function outcomeOf({ phase, result, actor, consumer, detail }: Leaf): string {
  const named = EVIDENCE.actor[actor as keyof typeof EVIDENCE.actor] ?? actor;
  const who = [named, consumer ?? (typeof detail.operator === 'string' ? detail.operator : '')].join(' ').trim();
  const how = phase === 'INTENT' || result === null ? EVIDENCE.phase : EVIDENCE.result[result];
  const { from, to } = detail;
  const change = typeof from === 'string' && typeof to === 'string' ? filled(EVIDENCE.change, { from, to }) : '';
  return `${who}: ${how}${change}.`;
}
