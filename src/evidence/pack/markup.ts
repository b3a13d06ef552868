import { escape } from '../../http/pages/page';

/** HTML, in which every text is escaped. */
export class Markup {
  constructor(readonly text: string) {}
}

type Part = Markup | string | number | null | readonly Part[];

const written = (part: Part): string =>
  part === null
    ? ''
    : part instanceof Markup
      ? part.text
      : Array.isArray(part)
        ? part.map((one) => written(one as Part)).join('')
        : escape(String(part as string | number));

/** HTML from a template: what is filled in is escaped, unless it is Markup itself. */
export const markup = (texts: TemplateStringsArray, ...parts: readonly Part[]): Markup =>
  new Markup(texts.reduce((so, text, at) => so + written(parts[at - 1] ?? null) + text));
