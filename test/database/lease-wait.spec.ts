import { worthAskingIn } from '../../src/database/work/lease-wait';

describe('the wait before the next request for work under a lease', () => {
  it.each([
    ['work that has just begun', 0.03, 24.97, 1],
    ['work that is slow', 6.2, 18.8, 7],
    ['work whose lease is nearly over', 23.1, 1.9, 2],
    ['a lease that has run out', 30, -5, 1],
  ])('%s: after %d s of %d s left, %d s', (_what, soFar, left, wait) => {
    expect(worthAskingIn(soFar, left)).toBe(wait);
  });
});
