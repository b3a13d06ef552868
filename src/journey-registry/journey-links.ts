import type { Actor } from '../audit/audit.service';
import type { SubjectKey } from '../privacy/subject-keys';
import type { InWords } from '../words/words';

/** What a journey needs to request a link. Stored sealed, since the consumer's page in it may be personal. */
export type LinkSettings = Readonly<Record<string, string | null>>;

/** What a journey receives of one of its durable links. */
export interface LinkTarget {
  readonly linkId: string;
  /** The vendor's id of the journey. */
  readonly reference: string;
  readonly key: SubjectKey;
  readonly settings: LinkSettings;
}

/** What the person who opens a link reads: plain words, without personal data. */
export interface LinkWords {
  readonly title: string;
  readonly text: string;
  /** The label of the button while the journey is open. */
  readonly button: string;
}

/** The state of a journey, for the person who opens its link. */
export interface LinkStanding {
  readonly words: InWords<LinkWords>;
  /** Whether a click may lead to the vendor's page. */
  readonly isOpen: boolean;
  /** What the consumer's own page is told in its query. */
  readonly parameters: Readonly<Record<string, string>>;
}

/** The durable links of a journey. */
export interface JourneyLinks {
  /** Where the button leads, in a sentence. */
  readonly goesTo: InWords;
  /** Our id of the journey that the link leads to. */
  journeyIdOf(link: LinkTarget): string;
  /** From what is known: no vendor is asked, so that a scanner that opens the link has no effect. */
  standing(link: LinkTarget): Promise<LinkStanding>;
  /** Requests the vendor's one-time link for a person's click, and returns its URL. Throws Fault. */
  request(actor: Actor, link: LinkTarget): Promise<string>;
}
