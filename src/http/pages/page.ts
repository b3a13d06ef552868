const escape = (text: string): string => text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);

/** `text/html`, for people: what a returning browser is shown when the consumer has no page to redirect to. */
export const HTML = 'text/html; charset=utf-8';

/** The policy of a page with one style block and nothing else. */
export const PAGE_POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

const STYLE = `
  :root { color-scheme: light dark; font: 1.0625rem/1.6 system-ui, sans-serif; }
  body { margin: 0; min-height: 100vh; display: grid; place-items: center; background: #f4f6f8; color: #17212b; }
  main { max-width: 32rem; margin: 1.5rem; padding: 2rem 2.25rem; background: #fff; border-radius: .75rem;
    box-shadow: 0 1px 3px #0002; }
  h1 { margin: 0 0 .5rem; font-size: 1.4rem; line-height: 1.3; }
  p { margin: 0; }
  code { font-size: .9em; }
  p + p, p + form { margin-top: 1rem; } .step { margin-top: 1.5rem; } .note { font-size: .9rem; opacity: .8; }
  .step button, .step a { display: inline-block; padding: .7rem 1.35rem; border: 0; border-radius: .5rem;
    background: #2438a8; color: #fff; font: inherit; font-weight: 600; text-decoration: none; cursor: pointer; }
  .step button:hover, .step a:hover { background: #1a2a85; }
  .step :focus-visible { outline: 3px solid #f0a500; outline-offset: 3px; }
  dl { margin: 0; } dt { margin-top: 1.25rem; font-weight: 600; } dd { margin: .25rem 0 0; }
  @media (prefers-color-scheme: dark) {
    body { background: #11161b; color: #e8edf2; } main { background: #1b232b; }
    .step button, .step a { background: #aab8ff; color: #10183f; }
    .step button:hover, .step a:hover { background: #c9d2ff; }
  }`;

/** A whole page around `content`, which is HTML. */
export function page(title: string, content: string): string {
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escape(title)}</title><style>${STYLE}
</style></head>
<body><main><h1>${escape(title)}</h1>${content}</main></body>
</html>
`;
}

export function messagePage(title: string, text: string): string {
  return page(title, `<p>${escape(text)}</p>`);
}

/** The next step on a page: a button, which posts `fields` to the page's own address, or a link. */
export type PageStep =
  | { readonly button: string; readonly fields: Readonly<Record<string, string>> }
  | { readonly link: string; readonly href: string };

/** A page with a message, at most one next step, and an optional note below it. */
export function stepPage(title: string, text: string, step: PageStep | null, note: string | null = null): string {
  const below = note === null ? '' : `<p class="step note">${escape(note)}</p>`;
  return page(title, `<p>${escape(text)}</p>${step ? stepOf(step) : ''}${below}`);
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
  title: string,
  terms: readonly { readonly id: string; readonly term: string; readonly text: string }[],
): string {
  const items = terms
    .map(({ id, term, text }) => `<dt id="${escape(id)}">${escape(term)}</dt><dd>${escape(text)}</dd>`)
    .join('\n');
  return page(title, `<dl>${items}</dl>`);
}
