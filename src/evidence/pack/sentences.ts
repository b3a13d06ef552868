import { type Action, ACTIONS } from '../../audit/actions';
import type { Leaf } from '../../audit/leaf';
import { EVIDENCE } from '../../words/evidence';

/** What an action means: the first sentence of its description. */
export const meaningOf = (action: string): string =>
  Object.hasOwn(ACTIONS, action) ? ACTIONS[action as Action].split(/(?<=[.;])\s/)[0]!.replace(/;$/, '.') : action;

/** Who did it, and how it ended. */
export function outcomeOf({ phase, result, actor, consumer, detail }: Leaf): string {
  const named = EVIDENCE.actor[actor as keyof typeof EVIDENCE.actor] ?? actor;
  const who = [named, consumer ?? (typeof detail.operator === 'string' ? detail.operator : '')].join(' ').trim();
  const how = phase === 'INTENT' ? EVIDENCE.phase : result === null ? '' : EVIDENCE.result[result];
  return `${who}; it ${how}.`;
}
