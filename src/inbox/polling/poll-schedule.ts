import type { Cadence } from '../../journey-registry/refreshed';

interface Stretch {
  /** Seconds since the journey's status last changed, up to which this row applies. */
  readonly until: number;
  /** Seconds between two polls. */
  readonly every: number;
}

const [MINUTE, HOUR, DAY] = [60, 3_600, 86_400];

/** How often a journey is polled, by its cadence and the time since its last change. After the last row: never. */
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

/** The shortest interval of the table; the configured one replaces it, and the others are scaled alike. */
const BASE = 30;
/** Longest interval between polls of a vendor that fails; it grows up to this value. */
const MAX_BACKOFF = HOUR;

/** Seconds until the next poll; null: never. `shortest` is the configured shortest interval, in seconds. */
export function nextPollSeconds(cadence: Cadence, ageSeconds: number, shortest: number): number | null {
  const stretch = POLL_SCHEDULE[cadence].find(({ until }) => ageSeconds < (until * shortest) / BASE);
  return stretch ? (stretch.every * shortest) / BASE : null;
}

/** Seconds until the next attempt after this many failures in a row. */
export function retryPollSeconds(failures: number, shortest: number): number {
  return Math.min(shortest * 2 ** Math.min(failures, 16), (MAX_BACKOFF * shortest) / BASE);
}

/** Seconds to rely on a state: two poll intervals (at the end, the last one's), as one poll may fail. Null: always. */
export function reliableSeconds(cadence: Cadence, ageSeconds: number, shortest: number): number | null {
  const last = POLL_SCHEDULE[cadence].at(-1);
  if (!last) return null;
  return 2 * (nextPollSeconds(cadence, ageSeconds, shortest) ?? (last.every * shortest) / BASE);
}
