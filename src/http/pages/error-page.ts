import type { Fault } from '../../errors';
import { filled, type InWords, type Words } from '../../words/words';
import { escape, type Message, stepPage } from './page';

/** For people, who cannot correct a request: what happened, and what to do now. */
export function errorPage({ kind }: Fault, requestId: string, words: Words): string {
  const number = filled(words.error.number, { id: requestId });
  return stepPage(words, messageOf(kind)(words), null, { below: `<p class="note">${escape(number)}</p>` });
}

function messageOf({ status, retryable }: Fault['kind']): InWords<Message> {
  if (status === 404 || status === 410) return ({ error }) => error.missing;
  if (status === 429) return ({ error }) => error.busy;
  if (status >= 500 || retryable) return ({ error }) => error.later;
  if (status === 401 || status === 403 || status === 405 || status === 406) return ({ error }) => error.program;
  return ({ error }) => error.unreadable;
}
