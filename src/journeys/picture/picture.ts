import { standingAt } from '../journey-standing';
import { whereAt } from '../stuck-at';
import type { TrackedJourney } from '../journey-tracking.service';
import type { TimelineEntry } from '../timeline';
import { awaitedAfter } from './awaited';
import { PARTIES, type Party, partyIn } from './parties';
import { spanOf } from './spans';
import { whenText, wordsOf } from './step-words';

export type StepResult = 'DONE' | 'OPEN' | 'REFUSED' | 'FAILED' | 'UNKNOWN';

/** One step, as it is drawn and as it is told. */
export interface PictureStep {
  readonly route: readonly Party[];
  /** From its beginning to its end, along the route. */
  readonly result: StepResult;
  /** Whether the last of the route answered, so that the way back is drawn. */
  readonly isAnswered: boolean;
  /** Milliseconds since the step before began; null for the first. */
  readonly gapMs: number | null;
  /** For whom the journey waited in that time, as the diagnosis said at its end; null: for none. */
  readonly awaited: Party | null;
  /** When; what; and, where an answer was waited for, what came of it. */
  readonly lines: readonly string[];
  /** Its rows in the audit log; none for a webhook. */
  readonly entryIds: readonly string[];
}

/** What the picture and its text alternative are both made of. */
export interface Picture {
  readonly title: string;
  readonly steps: readonly PictureStep[];
  /** How it stands now; `party`: who has to act. */
  readonly standing: { readonly party: Party | null; readonly gapMs: number; readonly lines: readonly string[] };
}

/** The members of a tracked journey that are drawn; without a diagnosis, what is awaited is not told. */
export type DrawnJourney = Pick<TrackedJourney, 'journey' | 'status' | 'timeline' | 'awaitingAt'> & {
  readonly diagnosis: TrackedJourney['diagnosis'] | null;
};

const NAMES = { onboarding: 'Onboarding', consent: 'Consent' } as const;
/** Characters of a line's text; longer values of vendors are cut. */
const MAX_TEXT = 300;

/** `now`: until when it waits. */
export function pictureOf(journey: DrawnJourney, now: Date): Picture {
  const steps = pairsIn(journey.timeline);
  const took = steps.length === 0 ? '' : ` in ${spanOf(steps.at(-1)!.at.getTime() - steps[0]!.at.getTime())}`;
  const count = `${steps.length} step${steps.length === 1 ? '' : 's'}`;
  return {
    title: plain(`${NAMES[journey.journey]}: ${count}${took}; ${journey.status ?? 'no status'}`),
    steps: steps.map((step, index) => ({
      ...drawn(step, attemptOf(steps, index)),
      awaited: index === 0 ? null : awaitedBefore(journey, step),
    })),
    standing: standingOf(journey, now),
  };
}

/** What was waited for when the step began. */
const awaitedBefore = ({ journey, timeline, awaitingAt }: DrawnJourney, { first, at }: Pair): Party | null =>
  awaitedAfter(journey, timeline.slice(0, timeline.indexOf(first)), awaitingAt, at);

/** A step: an entry, with the one that ended it. */
export interface Pair {
  readonly at: Date;
  /** Milliseconds since the step before began; null for the first. */
  readonly gapMs: number | null;
  readonly first: TimelineEntry;
  readonly end: TimelineEntry | null;
  /** Set where `first` is a later finding about a step whose answer was lost. */
  readonly isFinding: boolean;
}

/** Joins each STARTED entry with the first entry that ends it. A second one is a finding of its own. */
export function pairsIn(timeline: readonly TimelineEntry[]): Pair[] {
  const ends = new Map<string, TimelineEntry>();
  for (const entry of timeline)
    if (entry.intentId !== null && !ends.has(entry.intentId)) ends.set(entry.intentId, entry);
  const started = new Set(timeline.flatMap(({ entryId, outcome }) => (outcome === 'STARTED' ? [entryId] : [])));
  let before: Date | null = null;
  return timeline.flatMap((first) => {
    const { at, entryId, intentId } = first;
    if (intentId !== null && started.has(intentId) && ends.get(intentId) === first) return [];
    const end = (entryId !== null && ends.get(entryId)) || null;
    const gapMs = before && at.getTime() - before.getTime();
    before = at;
    return [{ at, gapMs, first, end, isFinding: intentId !== null && started.has(intentId) }];
  });
}

/** Which attempt in a row it is to have the same from the vendor. */
function attemptOf(steps: readonly Pair[], index: number): number {
  const { first, isFinding } = steps[index]!;
  if (isFinding) return 1;
  const same = steps
    .slice(0, index)
    .filter((step) => step.first.action === first.action && (!step.isFinding || isGranted(step)));
  return same.length - same.findLastIndex(isGranted);
}

const isGranted = ({ first, end }: Pair): boolean => (end ?? first).outcome === 'SUCCEEDED';

const RESULTS = {
  STARTED: 'OPEN',
  SUCCEEDED: 'DONE',
  REFUSED: 'REFUSED',
  FAILED: 'FAILED',
  UNKNOWN: 'UNKNOWN',
} as const satisfies Record<TimelineEntry['outcome'], StepResult>;

function drawn({ at, gapMs, first, end, isFinding }: Pair, attempt: number): Omit<PictureStep, 'awaited'> {
  const words = wordsOf(first);
  const isAsking = words.done !== undefined;
  const last = isAsking ? (end ?? first) : first;
  const result = RESULTS[last.outcome];
  const when = `${whenText(at)}${gapMs === null ? '' : `, ${spanOf(gapMs)} later`}`;
  const route: readonly Party[] = isFinding ? ['PORTICO', 'VENDOR'] : words.route;
  const told = isFinding ? 'Portico asks the vendor what became of it.' : words.sentence;
  const took = end && end !== first ? end.at.getTime() - at.getTime() : null;
  return {
    route,
    result: isAsking ? result : result === 'REFUSED' ? 'REFUSED' : 'DONE',
    isAnswered: isAsking && (result === 'DONE' || result === 'REFUSED'),
    gapMs,
    lines: [
      when,
      isAsking && attempt > 1 ? `${told} Attempt ${attempt}.` : told,
      ...(isAsking
        ? [isFinding ? foundOf(result, words.done!) : answerOf(result, words.done!, took, last.facts.fault)]
        : []),
    ].map(plain),
    entryIds: [first, end].flatMap((entry) => entry?.entryId ?? []),
  };
}

const foundOf = (result: StepResult, done: string): string =>
  result === 'DONE'
    ? `The vendor ${done}.`
    : result === 'FAILED'
      ? 'The vendor did not do it.'
      : 'The vendor cannot say: its outcome is not known.';

function answerOf(result: StepResult, done: string, took: number | null, fault: string | undefined): string {
  const after = took === null ? '' : `After ${spanOf(took)} `;
  const subject = took === null ? 'The vendor' : 'the vendor';
  const why = fault === undefined ? '' : ` (${fault})`;
  if (result === 'DONE') return `${after}${subject} ${done}.`;
  if (result === 'REFUSED') return `${after}${subject} refused it${why}.`;
  if (result === 'OPEN') return 'The vendor has not answered yet.';
  const end = result === 'FAILED' ? 'failed without an effect' : 'was without an answer: its outcome is not known';
  return `${after}${took === null ? 'It' : 'it'} ${end}${why}.`;
}

function standingOf({ status, diagnosis, timeline }: DrawnJourney, now: Date): Picture['standing'] {
  const gapMs = Math.max(0, now.getTime() - (timeline.at(-1)?.at ?? now).getTime());
  if (!diagnosis)
    return { party: null, gapMs, lines: [plain(`${whenText(now)}: The status is ${status ?? 'unknown'}.`)] };
  const { stuckAt, since, owner, reason, nextAction } = diagnosis;
  const party = standingAt(stuckAt) === 'over' ? null : (PARTIES.find((one) => one === owner) ?? null);
  const waits =
    since && party
      ? [`It waits for ${partyIn(party)} since ${whenText(since)}, for ${spanOf(now.getTime() - since.getTime())}.`]
      : [];
  const why = reason === null ? '' : ` Reason: ${reason}.`;
  return {
    party,
    gapMs,
    lines: [
      `${whenText(now)}: ${stuckAt === null ? 'It is done.' : whereAt(stuckAt, status)}${why}`,
      ...waits,
      `Next: ${nextAction}`,
    ].map(plain),
  };
}

/** Without control characters and those that change the direction of text; a vendor's values may have them. */
const plain = (text: string): string =>
  text.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\ufffe\uffff]/gu, '?').slice(0, MAX_TEXT);
