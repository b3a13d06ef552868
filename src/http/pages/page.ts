import type { InWords, Words } from '../../words/words';
import { PAGE_STYLE, PAGE_STYLE_SOURCE } from './page-style';

export const escape = (text: string): string =>
  text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);

/** `text/html`, for people: what a returning browser is shown when the consumer has no page to redirect to. */
export const HTML = 'text/html; charset=utf-8';

/** The policy of a page with one style block and nothing else. */
export const PAGE_POLICY =
  `default-src 'none'; style-src ${PAGE_STYLE_SOURCE}; ` +
  "frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

/** What a page says first. */
export interface Message {
  readonly title: string;
  readonly text: string;
}

/** A whole page around `content`; it and `above`, which stands before the title, are HTML. */
export function page({ lang }: Words, title: string, content: string, above = ''): string {
  return `<!doctype html>
<html lang="${lang}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escape(title)}</title><style>${PAGE_STYLE}</style></head>
<body><main>${above}<h1>${escape(title)}</h1>${content}</main></body>
</html>
`;
}

export function messagePage(words: Words, message: InWords<Message>): string {
  return stepPage(words, message(words), null);
}

/** The next step on a page: a button, which posts `fields` to the page's own address, or a link. */
export type PageStep =
  | { readonly button: string; readonly fields: Readonly<Record<string, string>> }
  | { readonly link: string; readonly href: string };

/** A page with a message and at most one next step; `above` the title and `below` the step, HTML. */
export function stepPage(
  words: Words,
  { title, text }: Message,
  step: PageStep | null,
  { above = '', below = '' }: { readonly above?: string; readonly below?: string } = {},
): string {
  return page(words, title, `<p class="lead">${escape(text)}</p>${step ? stepOf(step) : ''}${below}`, above);
}

function stepOf(step: PageStep): string {
  if ('href' in step)
    return `<p class="step"><a href="${escape(step.href)}" rel="noreferrer">${escape(step.link)}</a></p>`;
  const fields = Object.entries(step.fields).map(
    ([name, value]) => `<input type="hidden" name="${escape(name)}" value="${escape(value)}">`,
  );
  const button = `<button type="submit">${escape(step.button)}</button>`;
  return `<form class="step" method="post">${fields.join('')}${button}</form>`;
}

/** The page that every problem's `type` refers to: what each problem means, and what to do. */
export function termsPage(
  words: Words,
  title: string,
  terms: readonly { readonly id: string; readonly term: string; readonly text: string }[],
): string {
  const items = terms
    .map(({ id, term, text }) => `<dt id="${escape(id)}">${escape(term)}</dt><dd>${escape(text)}</dd>`)
    .join('\n');
  return page(words, title, `<dl>${items}</dl>`);
}
