import { DE } from './de';
import { EN, type Words } from './en';
import { HI } from './hi';
import { ZH } from './zh';

export type { Words } from './en';

/** The catalogues, by the language subtag of BCP 47. */
export const CATALOGUES: Readonly<Record<string, Words>> = { en: EN, hi: HI, de: DE, zh: ZH };

/** English, where no person's language is known. */
export const DEFAULT_WORDS: Words = EN;

/** One text of a catalogue, whatever the language. */
export type InWords<Text = string> = (words: Words) => Text;

/** Longer headers are cut: no browser sends one. */
const MAX_ACCEPTED = 400;

/**
 * The texts for a person: in the language of the journey where that is known (`locale`, a BCP 47 tag), otherwise in the
 * first that the browser accepts (RFC 9110, 12.5.4), otherwise in English.
 */
export function wordsFor(locale: string | null, acceptLanguage: string | undefined): Words {
  if (locale !== null) return catalogueOf(locale) ?? DEFAULT_WORDS;
  const accepted = (acceptLanguage ?? '').slice(0, MAX_ACCEPTED).split(',').map(weighed);
  return (
    accepted
      .filter(({ weight }) => weight > 0)
      .toSorted((a, b) => b.weight - a.weight)
      .map(({ tag }) => catalogueOf(tag))
      .find((words) => words !== null) ?? DEFAULT_WORDS
  );
}

const catalogueOf = (tag: string): Words | null => {
  const language = tag.trim().split(/[-_]/, 1)[0]!.toLowerCase();
  return Object.hasOwn(CATALOGUES, language) ? CATALOGUES[language]! : null;
};

/** `de;q=0.8`; a weight that is none counts as 0. */
function weighed(range: string): { tag: string; weight: number } {
  const [tag = '', ...parameters] = range.split(';');
  const [, q = '1'] = /^\s*q=(.*)$/i.exec(parameters[0] ?? '') ?? [];
  return { tag, weight: Number(q) || 0 };
}

/** The text with its placeholders filled in. */
export const filled = (text: string, values: Readonly<Record<string, string>>): string =>
  text.replace(/\{(\w+)\}/g, (placeholder, name: string) => values[name] ?? placeholder);

/** A time for people, in UTC, such as `15 January 2026, 09:30 UTC`. */
export function timeIn({ lang }: Words, time: Date): string {
  const part = (options: Intl.DateTimeFormatOptions): string =>
    new Intl.DateTimeFormat(lang === 'en' ? 'en-GB' : lang, { ...options, timeZone: 'UTC' }).format(time);
  return `${part({ dateStyle: 'long' })}, ${part({ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })} UTC`;
}
