import type { Leaf } from '../../audit/leaf';
import { CONSENT_LINK_WORDS } from '../../consent/redirection/link-words';
import { GRANT_LINK_WORDS } from '../../onboarding/links/link-words';
import { type Words, wordsFor } from '../../words/words';
import type { EvidenceJourney } from '../evidence.repository';

/** What a page of Portico's said to a person. */
export interface ShownText {
  readonly at: string;
  /** BCP 47. */
  readonly lang: string;
  readonly title: string;
  readonly lines: readonly string[];
  readonly button: string;
}

/**
 * The pages of durable links whose button was pressed, in the order in which that was. Where the link's language is not
 * in the log, in English.
 */
export function textsShown(journey: EvidenceJourney, entries: readonly Leaf[]): ShownText[] {
  const { reference } = journey;
  const own = entries.filter(({ detail }) => reference !== null && Object.values(detail).includes(reference));
  return own
    .filter(({ action, result }) => action === 'link.click' && result === 'SUCCEEDED')
    .map(({ occurred_at: at }) => {
      const before = own.filter(({ occurred_at: time }) => time <= at);
      const words = wordsFor(lastOf(before, 'locale') ?? 'en', undefined);
      const { goesTo, page } = pageOf(words, journey.kind, lastOf(before, 'to'));
      const { nothingYet, neverAsks } = words.sender;
      return {
        at,
        lang: words.lang,
        title: page.title,
        lines: [page.text, goesTo, nothingYet, neverAsks],
        button: page.button,
      };
    });
}

interface ShownPage {
  readonly goesTo: string;
  readonly page: { readonly title: string; readonly text: string; readonly button: string };
}

/** `status`: the journey's at that time, where it had changed before. */
function pageOf({ onboarding, consent }: Words, kind: EvidenceJourney['kind'], status: string | undefined): ShownPage {
  if (kind === 'consent')
    return { goesTo: consent.goesTo, page: consent[wordOf(CONSENT_LINK_WORDS, status, 'decide')] };
  return { goesTo: onboarding.goesTo, page: onboarding[wordOf(GRANT_LINK_WORDS, status, 'open')] };
}

const wordOf = <Word extends string>(words: Readonly<Record<string, Word>>, status: string | undefined, first: Word) =>
  status !== undefined && Object.hasOwn(words, status) ? words[status]! : first;

/** The last value of a member of the entries' detail. */
function lastOf(entries: readonly Leaf[], name: string): string | undefined {
  const found = entries.findLast(({ detail }) => typeof detail[name] === 'string')?.detail[name];
  return typeof found === 'string' ? found : undefined;
}
