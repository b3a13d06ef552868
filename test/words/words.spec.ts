import { CATALOGUES, DEFAULT_WORDS, filled, timeIn, type Words, wordsFor } from '../../src/words/words';

type Text = readonly [path: string, text: string];

const textsIn = (value: object, path = ''): Text[] =>
  Object.entries(value).flatMap(([key, one]: [string, unknown]): Text[] =>
    typeof one === 'string' ? [[`${path}.${key}`, one]] : textsIn(one as object, `${path}.${key}`),
  );
const placeholders = (text: string): string[] => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name!).toSorted();
const ENGLISH = new Map(textsIn(DEFAULT_WORDS));

describe('the catalogues of texts', () => {
  it.each(Object.entries(CATALOGUES))(
    '%s says all that English says, with the same placeholders',
    (language, words) => {
      const texts = textsIn(words);
      expect(words.lang).toBe(language);
      expect(texts.map(([path]) => path)).toEqual([...ENGLISH.keys()]);
      const broken = texts.filter(([path, text]) => {
        const english = ENGLISH.get(path)!;
        return (
          placeholders(text).join() !== placeholders(english).join() ||
          (text === '') !== (english === '') ||
          /[{}]/.test(text.replaceAll(/\{\w+\}/g, '')) ||
          text !== text.trim() ||
          /\s\s/.test(text)
        );
      });
      expect(broken).toEqual([]);
    },
  );

  it.each(Object.entries(CATALOGUES).filter(([, words]) => words !== DEFAULT_WORDS))(
    '%s leaves no sentence in English',
    (_language, words) => {
      expect(textsIn(words).filter(([path, text]) => text.length > 20 && text === ENGLISH.get(path))).toEqual([]);
    },
  );

  it('have no words for developers', () => {
    const developers =
      /\b(?:API|HTTP|JSON|endpoint|consumer|Idempotency|status code|parameter|request id|There is no such)\b/;
    expect([...ENGLISH.values()].filter((text) => developers.test(text))).toEqual([]);
  });

  it.each([
    ['de-DE', undefined, 'de'],
    ['hi-IN', 'de', 'hi'],
    ['zh-Hant-TW', undefined, 'zh'],
    ['EN-gb', 'de', 'en'],
    ['xx', 'de', 'en'],
    ['fr-FR', 'de', 'en'],
    ['', 'de', 'en'],
    ['__proto__', undefined, 'en'],
    [null, 'de', 'de'],
    [null, 'fr-FR, de-CH;q=0.8, hi;q=0.9', 'hi'],
    [null, 'de;q=0, zh;q=0.1', 'zh'],
    [null, 'de;q=high, en', 'en'],
    [null, 'fr, *;q=0.1', 'en'],
    [null, 'constructor', 'en'],
    [null, `${'x,'.repeat(500)}de`, 'en'],
    [null, undefined, 'en'],
  ])('locale %p and Accept-Language %p give %s', (locale, accepted, language) => {
    expect(wordsFor(locale, accepted).lang).toBe(language);
  });

  it('fill placeholders in once, and show times in UTC', () => {
    expect(filled('{a} and {b} and {c}', { a: '{b}', b: 'x' })).toBe('{b} and x and {c}');
    const time = new Date('2026-01-15T21:05:00Z');
    const said = (words: Words): string => filled(words.sender.until, { date: timeIn(words, time) });
    expect(said(CATALOGUES.en!)).toContain('until 15 January 2026, 21:05 UTC.');
    expect(said(CATALOGUES.de!)).toContain('bis 15. Januar 2026, 21:05 UTC.');
    expect(said(CATALOGUES.zh!)).toContain('2026年1月15日, 21:05 UTC');
  });
});
