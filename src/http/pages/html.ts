import { escape } from './page';

/** Markup that may stand in a page as it is. Made by `html` alone, or by `asHtml` from what Portico's own code drew. */
export class Html {
  constructor(readonly text: string) {}

  toString(): string {
    return this.text;
  }
}

/** What may stand in a template: texts and numbers are escaped, lists are joined, and nothing is written for null. */
export type HtmlValue = Html | string | number | null | undefined | false | readonly HtmlValue[];

/** A template of markup, in which nothing can be forgotten to be escaped: html`<p>${text}</p>`. */
export const html = (parts: TemplateStringsArray, ...values: readonly HtmlValue[]): Html =>
  new Html(parts.map((part, at) => part + (at < values.length ? written(values[at]) : '')).join(''));

/** For markup of Portico's own making, such as a picture. Never for what came from outside. */
export const asHtml = (markup: string): Html => new Html(markup);

export const NOTHING = asHtml('');

function written(value: HtmlValue): string {
  if (value === null || value === undefined || value === false) return '';
  if (value instanceof Html) return value.text;
  if (typeof value === 'object') return value.map(written).join('');
  return escape(String(value));
}
