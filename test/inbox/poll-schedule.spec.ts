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
  ])('%s, not moved for %i s: the next look in %s s', (pace, age, seconds) => {
    expect(nextPollSeconds(pace, age, 30)).toBe(seconds);
  });

  it('never gets faster with age, and ends for every pace', () => {
    for (const stretches of Object.values(POLL_SCHEDULE)) {
      const [untils, everies] = [stretches.map(({ until }) => until), stretches.map(({ every }) => every)];
      expect(untils).toEqual(untils.toSorted((a, b) => a - b));
      expect(everies).toEqual(everies.toSorted((a, b) => a - b));
    }
  });

  it('grows and shrinks as a whole with the configured interval', () => {
    expect(nextPollSeconds('active', 0, 1)).toBe(1);
    expect(nextPollSeconds('active', 31, 1)).toBe(2);
    expect(nextPollSeconds('active', DAY, 1)).toBeNull();
    expect(nextPollSeconds('waiting', 0, 300)).toBe(600);
  });

  it('asks a failing vendor later and later, up to an hour', () => {
    expect([1, 2, 3, 7, 50].map((failures) => retryPollSeconds(failures, 30))).toEqual([60, 120, 240, HOUR, HOUR]);
  });

  it(
    'lets a state be relied on for two looks, for ever when it is final, and no longer than that when nobody looks ' +
      'any more',
    () => {
      expect(reliableSeconds('waiting', 0, 30)).toBe(120);
      expect(reliableSeconds('final', 0, 30)).toBeNull();
      expect(reliableSeconds('resting', 365 * DAY, 30)).toBe(DAY);
    },
  );
});
