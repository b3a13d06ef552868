import { ProblemError } from './errors';
import type { CallOptions } from './transport';
import type { Consent, Journey, JourneyState, ListedEvent } from './types';

export interface WaitOptions {
  /** Milliseconds; default 60,000. */
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
}

/** The journey did not come into the state in time; `journey` is how it stands, null: there is none. */
export class WaitTimeoutError extends Error {
  override readonly name = 'WaitTimeoutError';

  constructor(
    reference: string,
    states: readonly JourneyState[],
    timeoutMs: number,
    readonly journey: Journey | null,
  ) {
    const now = journey === null ? 'there is no such journey' : `it is ${journey.status ?? 'without a status'}`;
    super(`${reference} was not ${states.join(' or ')} within ${timeoutMs} ms: ${now}`);
  }
}

/** What waiting needs of the client. */
export interface JourneyReads {
  readonly journeys: { get(reference: string, options?: CallOptions): Promise<Journey> };
  readonly consents: { get(consentHandle: string, options?: CallOptions): Promise<Consent> };
  readonly events: {
    newestCursor(options?: CallOptions): Promise<string>;
    page(query: { cursor: string; wait: number }, options?: CallOptions): Promise<EventPage>;
  };
}

/** A page of events. */
export interface EventPage {
  readonly events: ListedEvent[];
  readonly next_cursor: string;
  /** Whether more are there already. */
  readonly has_more: boolean;
}

/** Milliseconds that a read may take although the time is up, so that there is a journey to tell of. */
const MIN_READ_MS = 5_000;
/** Seconds of one long poll. */
const WAIT_SECONDS = 20;

export async function waitFor(
  portico: JourneyReads,
  reference: string,
  states: readonly JourneyState[],
  { timeoutMs = 60_000, signal }: WaitOptions = {},
): Promise<Journey> {
  const end = performance.now() + timeoutMs;
  // A gateway that restarts meanwhile does not end the wait.
  const untilTheEnd = (): CallOptions => ({
    signal,
    retries: Number.POSITIVE_INFINITY,
    deadlineMs: Math.max(MIN_READ_MS, end - performance.now()),
  });
  // Read before the journey, so that no change falls between the two.
  let cursor = await portico.events.newestCursor(untilTheEnd());
  for (;;) {
    const journey = await found(portico.journeys.get(reference, untilTheEnd()));
    if (journey && isOneOf(states, journey.status)) return journey;
    if (journey?.journey === 'consent' && journey.reference !== null) {
      const consent = await found(portico.consents.get(journey.reference, untilTheEnd()));
      // Read again: the journey may have moved between the two reads.
      if (isOneOf(states, consent?.state)) return portico.journeys.get(reference, untilTheEnd());
    }
    let isNew = false;
    while (!isNew) {
      const left = (end - performance.now()) / 1000;
      if (left <= 0) throw new WaitTimeoutError(reference, states, timeoutMs, journey);
      const wait = Math.max(1, Math.min(WAIT_SECONDS, Math.floor(left)));
      const page = await portico.events.page({ cursor, wait }, { ...untilTheEnd(), timeoutMs: (wait + 10) * 1000 });
      cursor = page.next_cursor;
      // A round without any event: the journey is read all the same, as events are about most of its changes, not all.
      isNew = page.events.length === 0 || page.events.some((event) => isAbout(event, reference));
    }
  }
}

/** Null for 404. */
async function found<T>(read: Promise<T>): Promise<T | null> {
  try {
    return await read;
  } catch (error) {
    if (error instanceof ProblemError && error.type === 'not-found') return null;
    throw error;
  }
}

const isOneOf = (states: readonly string[], word: string | null | undefined): boolean =>
  typeof word === 'string' && states.includes(word);

const isAbout = ({ data }: ListedEvent, reference: string): boolean =>
  Object.values(data as Record<string, unknown>).includes(reference);
