import { createHash } from 'node:crypto';
import type { Json } from '../audit/canonical-json';
import { bounded, type BoundedPattern } from '../input/bounded-text';
import { isObject, type JsonObject } from './json';

/** What Portico stores of a webhook: no personal data, and nothing that it would rely on without asking the vendor. */
export interface WebhookEvent {
  /** The same for every delivery of one event. */
  readonly dedupeKey: string;
  /** The vendor's name of the event; null when there is none. */
  readonly event: string | null;
  /** The vendor's id of the subject. */
  readonly subjectRef: string | null;
  /** Whether it says that the status of a journey may have changed. */
  readonly isOfJourney: boolean;
  /** The ids, keywords and times in it, and the names of its members. */
  readonly facts: Readonly<Record<string, Json>>;
}

export type WebhookHeaders = Readonly<Record<string, string | readonly string[] | undefined>>;

const WORD = bounded(80, /^[\w.:<>/+-]{1,80}$/);
const ID = bounded(64, /^[A-Za-z0-9_-]{1,64}$/);
const MAX_MEMBERS = 30;

/** Without members when it is no object. */
export const objectIn = (value: unknown): JsonObject => (isObject(value) ? value : {});

const textIn = (value: unknown, pattern: BoundedPattern): string | null =>
  typeof value === 'string' && pattern.test(value) ? value : null;
/** A keyword, a time or an id; null when it is none. */
export const wordIn = (value: unknown): string | null => textIn(value, WORD);
export const idIn = (value: unknown): string | null => textIn(value, ID);

export const digestOf = (bytes: Buffer | string): string =>
  `sha256:${createHash('sha256').update(bytes).digest('hex')}`;

/** The facts that are present, and the names of the members of the body. */
export const factsIn = (json: JsonObject, facts: Readonly<Record<string, string | null>>): WebhookEvent['facts'] => ({
  ...Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== null)),
  members: Object.keys(json)
    .filter((name) => WORD.test(name))
    .slice(0, MAX_MEMBERS),
});
