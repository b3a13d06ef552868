import {
  nextPollSeconds,
  POLL_SCHEDULE,
  reliableSeconds,
  retryPollSeconds,
} from '../../src/inbox/polling/poll-schedule';
import type { Cadence } from '../../src/journey-registry/refreshed';

const [MINUTE, HOUR, DAY] = [60, 3_600, 86_400];

describe('the polling schedule', () => {
  it.each<[Cadence, number, number | null]>([
    ['active', 0, 30],
    ['active', 15 * MINUTE - 1, 30],
    ['active', 15 * MINUTE, 60],
    ['active', HOUR, 10 * MINUTE],
    ['active', DAY, HOUR],
    ['active', 29 * DAY, 6 * HOUR],
    ['active', 30 * DAY, null],
    ['waiting', 0, 60],
    ['waiting', HOUR, 5 * MINUTE],
    ['waiting', 3 * DAY, 30 * MINUTE],
    ['waiting', 179 * DAY, DAY],
    ['waiting', 180 * DAY, null],
    ['resting', 0, 10 * MINUTE],
    ['resting', 30 * DAY, null],
    ['final', 0, null],
  ])('%s, unchanged for %i s: the next poll is in %s s', (cadence, age, seconds) => {
    expect(nextPollSeconds(cadence, age, 30)).toBe(seconds);
  });

  it('never polls more often with age, and ends for every cadence', () => {
    for (const stretches of Object.values(POLL_SCHEDULE)) {
      const [untils, everies] = [stretches.map(({ until }) => until), stretches.map(({ every }) => every)];
      expect(untils).toEqual(untils.toSorted((a, b) => a - b));
      expect(everies).toEqual(everies.toSorted((a, b) => a - b));
    }
  });

  it('scales with the configured interval', () => {
    expect(nextPollSeconds('active', 0, 1)).toBe(1);
    expect(nextPollSeconds('active', 31, 1)).toBe(2);
    expect(nextPollSeconds('active', DAY, 1)).toBeNull();
    expect(nextPollSeconds('waiting', 0, 300)).toBe(600);
  });

  it('polls a failing vendor at growing intervals, up to an hour', () => {
    expect([1, 2, 3, 7, 50].map((failures) => retryPollSeconds(failures, 30))).toEqual([60, 120, 240, HOUR, HOUR]);
  });

  it('a state is reliable for two polls, without limit when final, and for a day at most after the last poll', () => {
    expect(reliableSeconds('waiting', 0, 30)).toBe(120);
    expect(reliableSeconds('final', 0, 30)).toBeNull();
    expect(reliableSeconds('resting', 365 * DAY, 30)).toBe(DAY);
  });
});
