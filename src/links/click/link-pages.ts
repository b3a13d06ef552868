import type { Fault } from '../../errors';
import { type PageStep, stepPage } from '../../http/pages/page';
import type { Standing } from '../link-journeys';
import type { LinkState } from '../link-state';

export interface LinkPage {
  readonly status: number;
  readonly html: string;
}

interface Words {
  readonly status: number;
  readonly title: string;
  readonly text: string;
}

const ENDED: Partial<Record<LinkState, Words>> = {
  LIMIT: {
    status: 429,
    title: 'Opened too often today',
    text: 'This link has led on as often as it may in one day. It works again tomorrow.',
  },
  EXPIRED: {
    status: 410,
    title: 'This link has expired',
    text: 'Ask the person who sent it to you for a new one. Nothing that you entered is lost.',
  },
  REVOKED: {
    status: 410,
    title: 'This link was withdrawn',
    text: 'The person who sent it to you no longer wants it to be used. Ask them if you expected to go on here.',
  },
};

const AGAIN = 'You can come back to this page and press the button again at any time.';

/** What a person who opens a link sees. `nonce` is new for each display, so that a double click is one click. */
export function linkPage(state: LinkState, standing: Standing, nonce: string): LinkPage {
  const { status, title, text } = ENDED[state] ?? {
    ...standing,
    status: state === 'ERASED' || state === 'CUT_OFF' ? 410 : 200,
  };
  if (state === 'OPEN') return { status, html: stepPage(title, text, buttonOf(standing.button, nonce), AGAIN) };
  return { status, html: stepPage(title, text, backOf(standing)) };
}

/** After a click that did not lead to the vendor: a temporary problem, or a refusal that a retry would not change. */
export function faultPage({ kind: { status } }: Fault, standing: Standing, nonce: string): LinkPage {
  if (status === 429) return linkPage('LIMIT', standing, nonce);
  if (status < 500)
    return {
      status: 409,
      html: stepPage(
        'This cannot be opened now',
        'Nothing that you entered is lost, but trying again will not help. Turn to the company that sent you ' +
          'this link: it can find out why.',
        backOf(standing),
      ),
    };
  return {
    status: Math.max(status, 502),
    html: stepPage(
      'We could not open the page',
      'It is not your fault, and nothing is lost. Wait a moment, then try again.',
      buttonOf('Try again', nonce),
    ),
  };
}

export function unknownPage(): LinkPage {
  return {
    status: 404,
    html: stepPage(
      'This link does not exist',
      'Check that you copied it whole, or ask the person who sent it to you for a new one.',
      null,
    ),
  };
}

/** The page when the link itself could not be read. */
export function awayPage(status: number): LinkPage {
  return {
    status,
    html: stepPage(
      'We cannot show this page right now',
      'It is not your fault. Wait a moment, then reload the page.',
      null,
    ),
  };
}

const buttonOf = (button: string, nonce: string): PageStep => ({ button, fields: { click: nonce } });
const backOf = ({ returnUrl }: Standing): PageStep | null =>
  returnUrl === null ? null : { link: 'Back to the application', href: returnUrl };
