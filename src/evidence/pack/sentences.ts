import { ACTIONS, type Action } from '../../audit/actions';
import type { Leaf } from '../../audit/leaf';
import type { ConsentStatus } from '../../consent/consent-status';
import { type ReceiptEvent, receiptEventOf } from '../../consent/receipts/consent-receipt';
import { EVIDENCE } from '../../words/evidence';
import { filled } from '../../words/words';

/** What was decided about a consent. */
export const decisionText = (event: ReceiptEvent, state: string): string =>
  event === 'given' || event === 'refused' ? EVIDENCE.event[event] : EVIDENCE.event[state as 'PAUSED'];

/** What the entry tells, without who did it: `outcomeOf` says that. */
export function meaningOf(entry: Leaf): string {
  const { action, detail, actor } = entry;
  const { operation, reason, count } = detail;
  const decided = action === 'consent.status.observed' ? decidedBy(entry) : null;
  if (decided !== null) return filled(EVIDENCE.decided, { decided });
  if (action === 'access.personal' && actor === 'operator')
    return filled(EVIDENCE.counted, { count: String(count), meaning: textOf(String(operation)) });
  return filled(textOf(action), {
    times: typeof count !== 'number' ? '' : count === 1 ? EVIDENCE.once : filled(EVIDENCE.times, { count: `${count}` }),
    operation: wordIn(EVIDENCE.operations, operation),
    reason: wordIn(EVIDENCE.refusals, reason),
  });
}

const MEANINGS: Partial<Record<Action, string>> = EVIDENCE.meaning;

/** Without an own text, the first sentence of the action's description. */
const textOf = (action: string): string =>
  MEANINGS[action as Action] ??
  (Object.hasOwn(ACTIONS, action) ? ACTIONS[action as Action].split(/(?<=\.)\s/)[0]!.replaceAll('`', '') : action);

function decidedBy({ result, detail: { from, to } }: Leaf): string | null {
  if (result !== 'SUCCEEDED' || typeof to !== 'string' || from === to) return null;
  const event = receiptEventOf(to as ConsentStatus, from as ConsentStatus);
  return event && decisionText(event, to);
}

const wordIn = (words: Readonly<Record<string, string>>, word: unknown): string => words[String(word)] ?? String(word);

const isAccess = ({ action }: Leaf): boolean => action.startsWith('access.');

/** Who did it, how it ended, and what changed by it. */
export function outcomeOf(entry: Leaf): string {
  const { phase, result, detail } = entry;
  const how = phase === 'INTENT' || result === null ? EVIDENCE.phase : EVIDENCE.result[result];
  const { from, to } = detail;
  const change = typeof from === 'string' && typeof to === 'string' ? filled(EVIDENCE.change, { from, to }) : '';
  return `${whoOf(entry)}: ${how}${change}.`;
}

function whoOf(entry: Leaf): string {
  const { actor, consumer, detail } = entry;
  const { operator, credential, source } = detail;
  if (isAccess(entry) && typeof credential !== 'string')
    return source === 'others' ? EVIDENCE.unnamed.several : EVIDENCE.unnamed.unknown;
  const named = EVIDENCE.actor[actor as keyof typeof EVIDENCE.actor] ?? actor;
  const name = consumer ?? [operator, isAccess(entry) && credential].find((one) => typeof one === 'string') ?? '';
  return `${named} ${name}`.trim();
}

/** Why, as who did it wrote; the reason of an access is a word of Portico's, which the sentence says. */
export function whyOf(entry: Leaf): string | null {
  const { reason } = entry.detail;
  return typeof reason === 'string' && !isAccess(entry) ? reason : null;
}
