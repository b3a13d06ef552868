import type { Cadence } from '../journey';

interface Stretch {
  /** Seconds since the journey last moved, up to which this row holds. */
  readonly until: number;
  /** Seconds from one look to the next. */
  readonly every: number;
}

const [MINUTE, HOUR, DAY] = [60, 3_600, 86_400];

/**
 * How often a journey is looked at, by its pace and by how long it has not moved. Past the last row nobody looks any
 * more.
 */
export const POLL_SCHEDULE: Readonly<Record<Cadence, readonly Stretch[]>> = {
  active: [
    { until: 15 * MINUTE, every: 30 },
    { until: HOUR, every: 60 },
    { until: DAY, every: 10 * MINUTE },
    { until: 7 * DAY, every: HOUR },
    { until: 30 * DAY, every: 6 * HOUR },
  ],
  waiting: [
    { until: HOUR, every: 60 },
    { until: DAY, every: 5 * MINUTE },
    { until: 7 * DAY, every: 30 * MINUTE },
    { until: 30 * DAY, every: 6 * HOUR },
    { until: 180 * DAY, every: DAY },
  ],
  resting: [
    { until: HOUR, every: 10 * MINUTE },
    { until: DAY, every: HOUR },
    { until: 30 * DAY, every: 12 * HOUR },
  ],
  standing: [
    { until: HOUR, every: 10 * MINUTE },
    { until: DAY, every: HOUR },
    { until: 30 * DAY, every: 6 * HOUR },
    { until: 400 * DAY, every: DAY },
  ],
  final: [],
};

/** The shortest interval of the table, to which the configured one corresponds. */
const BASE = 30;
/** A vendor that fails is asked again later and later, up to this. */
const MAX_BACKOFF = HOUR;

/** Seconds until the next look; null: never again. `shortest` is the configured shortest interval, in seconds. */
export function nextPollSeconds(pace: Cadence, ageSeconds: number, shortest: number): number | null {
  const stretch = POLL_SCHEDULE[pace].find(({ until }) => ageSeconds < (until * shortest) / BASE);
  return stretch ? (stretch.every * shortest) / BASE : null;
}

/** Seconds until the next try after so many failures in a row. */
export function retryPollSeconds(failures: number, shortest: number): number {
  return Math.min(shortest * 2 ** Math.min(failures, 16), (MAX_BACKOFF * shortest) / BASE);
}

/**
 * Seconds for which a state may be relied on: two looks, so that one may fail. Null: for ever. Where nobody looks any
 * more, it is as long as it last was.
 */
export function reliableSeconds(pace: Cadence, ageSeconds: number, shortest: number): number | null {
  const last = POLL_SCHEDULE[pace].at(-1);
  if (!last) return null;
  return 2 * (nextPollSeconds(pace, ageSeconds, shortest) ?? (last.every * shortest) / BASE);
}
