import { FAULTS } from '../../errors';
import { pairsIn } from '../../journeys/picture/picture';
import type { TimelineEntry } from '../../journeys/timeline';
import { filled } from '../../words/words';
import type { Tone } from '../page/parts';
import { instantText } from '../page/times';
import { JOURNEY_WORDS as WORDS } from './journey.words';

/** A step as a person reads it; of an effect, the request and its end are one. */
export interface ShownStep {
  readonly at: Date;
  /** Milliseconds until the vendor had answered; null where no vendor was asked, or has not answered. */
  readonly tookMs: number | null;
  /** Milliseconds since the step before began; null for the first. */
  readonly gapMs: number | null;
  readonly sentence: string;
  readonly tone: Tone;
  /** As recorded. */
  readonly entries: readonly TimelineEntry[];
}

/** The steps of a timeline, in its order: the same as those of its picture. */
export const stepsIn = (timeline: readonly TimelineEntry[], vendor: string): ShownStep[] =>
  pairsIn(timeline).map(({ at, gapMs, first, end }) => {
    const shown = end ?? first;
    return {
      at,
      tookMs: end && end.at.getTime() - at.getTime(),
      gapMs,
      sentence: sentenceOf({ ...shown, facts: { ...first.facts, ...shown.facts } }, vendor, first.intentId !== null),
      tone: TONES[shown.outcome],
      entries: end ? [first, end] : [first],
    };
  });

const TONES: Readonly<Record<TimelineEntry['outcome'], Tone>> = {
  STARTED: 'waiting',
  SUCCEEDED: 'good',
  REFUSED: 'bad',
  FAILED: 'bad',
  UNKNOWN: 'waiting',
};

/** What happened, in a sentence; `isFinding`: what became of an effect whose answer was lost. */
export function sentenceOf(
  { action, actor, outcome, facts }: TimelineEntry,
  vendor: string,
  isFinding = false,
): string {
  const who = filled(whoIs(actor), { vendor });
  const effect = (WORDS.effects as Readonly<Record<string, { asked: string; succeeded: string } | undefined>>)[action];
  const fault = facts.fault === undefined ? WORDS.unknownFault : faultText(facts.fault);
  if (effect) {
    const asked = filled(effect.asked, { who, vendor });
    const succeeded = filled(effect.succeeded, { vendor });
    return filled((isFinding ? WORDS.findings : WORDS.ends)[outcome], { asked, succeeded, vendor, fault });
  }
  const happening = WORDS.happenings[action];
  if (!happening) return filled(WORDS.other, { action, outcome });
  const text = outcome === 'REFUSED' ? (happening.REFUSED ?? happening.SUCCEEDED) : happening.SUCCEEDED;
  return filled(text, { ...facts, vendor, fault, maker: who, ...insertsOf(facts) });
}

const whoIs = (actor: string): string =>
  (WORDS.who as Readonly<Record<string, string | undefined>>)[actor] ?? WORDS.who.portico;

const faultText = (name: string): string =>
  Object.hasOwn(FAULTS, name) ? FAULTS[name as keyof typeof FAULTS].title.replace(/^The /, 'the ') : name;

/** Parts of sentences that are there only with a fact. */
function insertsOf(facts: TimelineEntry['facts']): Record<string, string> {
  const { confirmed_by: by = '', said, expires_at: until, event, state = '' } = facts;
  const ofWebhooks = WORDS.webhookStates as Readonly<Record<string, string | undefined>>;
  return {
    confirmed: (WORDS.confirmed as Readonly<Record<string, string | undefined>>)[by] ?? '',
    said: said === undefined ? '' : filled(WORDS.said, { said }),
    until: until === undefined ? '' : filled(WORDS.until, { date: `${instantText(new Date(until))} UTC` }),
    event: event === undefined ? '' : filled(WORDS.event, { event }),
    state: ofWebhooks[state] ?? filled(WORDS.webhookOther, { state }),
  };
}
