import { fieldFault } from '../../errors';
import { filled } from '../../words/words';
import { html, type Html, type HtmlValue, NOTHING } from '../../http/pages/html';
import { HOME } from './navigation';
import { PAGE_WORDS as WORDS } from './page.words';

/** How grave something is, by its colour and its word: colour alone would not tell everybody. */
export type Tone = 'good' | 'waiting' | 'bad' | 'over';

export const badge = (tone: Tone, text: string): Html => html`<span class="badge ${tone}">${text}</span>`;

/** A sentence that stands out: what is the matter, or what was done. `role`: `status` is read out when it appears. */
export const notice = (tone: Tone, content: HtmlValue, role?: 'status' | 'alert'): Html =>
  html`<div class="notice ${tone}" ${role ? html` role="${role}"` : NOTHING}>${content}</div>`;

/** A term and its value, one line each. Lines without a value are left out. */
export const facts = (lines: readonly (readonly [string, HtmlValue])[]): Html =>
  html`<dl class="facts">
    ${lines
      .filter(([, value]) => value !== null && value !== undefined && value !== '')
      .map(
        ([term, value]) =>
          html`<div>
            <dt>${term}</dt>
            <dd>${value}</dd>
          </div>`,
      )}
  </dl>`;

/** A column of a table; `label` also stands before the value on a narrow screen. */
export interface Column {
  readonly label: string;
  readonly isNumber?: boolean;
  /** Understood without its label on a narrow screen, too. */
  readonly isPlain?: boolean;
}

const heading = ({ label, isNumber }: Column): Html =>
  html`<th scope="col" ${isNumber ? html` class="number"` : NOTHING}>${label}</th>`;

/** A table, which becomes a list of cards on a narrow screen. `caption` is read to those who do not see it. */
export function table(
  { caption, columns }: { readonly caption: string; readonly columns: readonly Column[] },
  rows: readonly (readonly HtmlValue[])[],
): Html {
  const cell = (value: HtmlValue, at: number): Html => {
    const { label, isNumber, isPlain } = columns[at]!;
    const named = isPlain ? NOTHING : html` data-label="${label}"`;
    return html`<td${named}${isNumber ? html` class="number"` : NOTHING}>${value}</td>`;
  };
  return html`<table>
    <caption class="hidden">
      ${caption}
    </caption>
    <thead>
      <tr>
        ${columns.map(heading)}
      </tr>
    </thead>
    <tbody>
      ${rows.map(
        (row) =>
          html`<tr>
            ${row.map(cell)}
          </tr>`,
      )}
    </tbody>
  </table>`;
}

/** A picture in markup with its caption. `picture` is an SVG with a title and a description of its own. */
export const figure = (picture: Html, caption: HtmlValue): Html =>
  html`<figure>
    ${picture}
    <figcaption>${caption}</figcaption>
  </figure>`;

/** A part of a page, under a heading. */
export const section = (id: string, heading: string, content: HtmlValue): Html =>
  html`<section aria-labelledby="${id}">
    <h2 id="${id}">${heading}</h2>
    ${content}
  </section>`;

/** A part that a script loads again every few seconds, while the page is shown and nothing in it is being used. */
export const live = (id: string, seconds: number, content: HtmlValue): Html =>
  html`<div id="${id}" data-live="${seconds}">${content}</div>`;

/** A value of a query; '' for one that is absent. Throws Fault `bad-request` for one that is repeated. */
export function queried(query: Readonly<Record<string, unknown>>, name: string): string {
  const value = Object.hasOwn(query, name) ? query[name] : '';
  if (typeof value !== 'string') throw fieldFault(`query/${name}`, 'wrong_format', 'must be given once');
  return value;
}

/** The address of a page with some parameters; empty ones are left out. */
export function withParameters(path: string, parameters: Readonly<Record<string, string | null>>): string {
  const query = new URLSearchParams(
    Object.entries(parameters).filter((pair): pair is [string, string] => Boolean(pair[1])),
  ).toString();
  return query === '' ? path : `${path}?${query}`;
}

/** What a page says that shows nothing else: the sentences, the way back, and the number of the request. */
export const faultContent = (sentences: readonly string[], requestId: string): Html =>
  html`${[...new Set(sentences)].map((one) => html`<p>${one}</p>`)}
    <p><a href="${HOME}">${WORDS.fault.back}</a></p>
    <p class="hint">${filled(WORDS.fault.number, { id: requestId })}</p>`;
