import type { Fault } from '../../errors';
import { type Message, type PageStep, stepPage } from '../../http/pages/page';
import type { InWords, Words } from '../../words/words';
import type { Standing } from '../link-journeys';
import type { LinkState } from '../link-state';
import { contactOf, type Display, senderOf, whySafe } from './display';

export interface LinkPage {
  readonly status: number;
  readonly words: Words;
  readonly html: string;
}

const ENDED: Partial<Record<LinkState, { readonly status: number; readonly says: InWords<Message> }>> = {
  LIMIT: { status: 429, says: ({ link }) => link.limit },
  EXPIRED: { status: 410, says: ({ link }) => link.expired },
  REVOKED: { status: 410, says: ({ link }) => link.revoked },
  ERASED: { status: 410, says: ({ link }) => link.erased },
  STOPPED: { status: 503, says: ({ link }) => link.stopped },
  CUT_OFF: { status: 410, says: ({ link }) => link.cutOff },
};

/** What a person who opens a link sees. */
export function linkPage(display: Display, state: LinkState = display.state): LinkPage {
  const { standing, words } = display;
  const { status, says } = ENDED[state] ?? { status: 200, says: standing.words };
  if (state !== 'OPEN') return shown(display, status, says(words), backOf(standing, words));
  const { button, ...message } = standing.words(words);
  return shown(display, status, message, buttonOf(button, display.nonce), whySafe(display));
}

/** After a click that did not lead to the vendor: a temporary problem, or a refusal that a retry would not change. */
export function faultPage({ kind: { status } }: Fault, display: Display): LinkPage {
  const { standing, words, nonce } = display;
  if (status === 429) return linkPage(display, 'LIMIT');
  return status < 500
    ? shown(display, 409, words.link.refused, backOf(standing, words))
    : shown(display, Math.max(status, 502), words.link.failed, buttonOf(words.link.tryAgain, nonce));
}

/** A page about the link itself, which was not found or could not be read. */
export function strayPage(words: Words, status: number): LinkPage {
  const message = status === 404 ? words.link.unknown : words.error.later;
  return { status, words, html: stepPage(words, message, null) };
}

function shown(
  display: Display,
  status: number,
  message: Message,
  step: PageStep | null,
  below = contactOf(display),
): LinkPage {
  const { words } = display;
  return { status, words, html: stepPage(words, message, step, { above: senderOf(display), below }) };
}

const buttonOf = (button: string, nonce: string): PageStep => ({ button, fields: { click: nonce } });
const backOf = ({ returnUrl }: Standing, { link }: Words): PageStep | null =>
  returnUrl === null ? null : { link: link.back, href: returnUrl };
