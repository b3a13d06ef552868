import { escape } from '../../http/pages/page';
import { filled, timeIn, type Words } from '../../words/words';
import type { Visit } from './link-visit.service';

/** A display of the page. `nonce` is new for each, so that a double click is one click. */
export interface Display extends Visit {
  readonly words: Words;
  readonly token: string;
  readonly nonce: string;
}

/** Above the title: who sent the link. Empty for a consumer without a display name, and for one that was disabled. */
export function senderOf({ sender, words, token }: Display): string {
  if (!sender?.displayName) return '';
  const logo = sender.hasLogo ? `<img src="${escape(token)}/logo" alt="" width="48" height="48">` : '';
  return `<p class="sender">${logo}<span><span class="label">${escape(words.sender.sentBy)}</span>
<strong><bdi>${escape(sender.displayName)}</bdi></strong></span></p>`;
}

/** Below the button: what it leads to, what is never asked, until when it works, and whom to ask. */
export function whySafe({ sender, standing, expiresAt, words }: Display): string {
  const { safe, nothingYet, neverAsks, until, askAt, ask } = words.sender;
  const reasons = [standing.goesTo?.(words), nothingYet, neverAsks, filled(until, { date: timeIn(words, expiresAt) })];
  const items = reasons.filter((one) => one !== undefined).map((one) => `<li>${escape(one)}</li>`);
  const question = sender?.contact ? `${escape(askAt)} ${linkTo(sender.contact)}` : escape(ask);
  return `<section class="safe" aria-labelledby="safe"><h2 id="safe">${escape(safe)}</h2>
<ul>${items.join('')}</ul></section>
<p class="ask">${question}</p>`;
}

/** Below a page without the button. */
export const contactOf = ({ sender, words }: Display): string =>
  sender?.contact ? `<p class="ask">${escape(words.sender.contact)}: ${linkTo(sender.contact)}</p>` : '';

function linkTo(contact: string): string {
  const href = contact.startsWith('https://') ? contact : `mailto:${contact}`;
  return `<a href="${escape(href)}" rel="noreferrer">${escape(contact)}</a>`;
}
