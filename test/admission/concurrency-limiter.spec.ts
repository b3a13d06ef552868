import { callerPatienceMs } from '../../src/http/request/caller-deadline';
import { ConcurrencyLimiter, type Admission } from '../../src/admission/concurrency-limiter';

const spin = (ms: number): void => {
  const until = performance.now() + ms;
  while (performance.now() < until);
};
const samples = (count: number): Promise<void> => new Promise((done) => setTimeout(done, count * 50 + 20));

describe('the concurrency limiter', () => {
  let load: ConcurrencyLimiter;
  afterEach(() => load.close());

  it('admits requests up to its limit, and again when one leaves', () => {
    load = new ConcurrencyLimiter(2);
    const [first, second] = [load.enter(), load.enter()];
    expect(load.enter()).toBeNull();
    expect(load.counts).toEqual({ inside: 2, working: 2 });
    first!.leave();
    first!.leave();
    expect(load.enter()).not.toBeNull();
    second!.leave();
    expect(load.refused).toBe(1);
  });

  it('does not count a request that waits for a vendor as work; the counts are right in any order of calls', () => {
    load = new ConcurrencyLimiter(8);
    const visit = load.enter()!;
    visit.awaitVendor();
    expect(load.counts).toEqual({ inside: 1, working: 1 });
    visit.atVendor();
    visit.atVendor();
    expect(load.counts).toEqual({ inside: 1, working: 0 });
    visit.leave();
    visit.resume();
    visit.atVendor();
    expect(load.counts).toEqual({ inside: 0, working: 0 });
  });

  it('admits fewer when the event loop is busy and requests take too long, and all again afterwards', async () => {
    load = new ConcurrencyLimiter(10_000);
    const visits: Admission[] = Array.from({ length: 400 }, () => load.enter()!);
    while (load.enter() !== null) {
      spin(40);
      for (const visit of visits.splice(0, 20)) visit.leave();
      await new Promise(setImmediate);
      while (visits.length < 300)
        visits.push(
          load.enter() ?? {
            awaitVendor: () => undefined,
            atVendor: () => undefined,
            park: () => undefined,
            resume: () => undefined,
            leave: () => undefined,
          },
        );
    }
    expect(load.refused).toBeGreaterThan(0);
    for (const visit of visits) visit.leave();
    await samples(3);
    expect(load.enter()).not.toBeNull();
  });

  it('admits fewer when requests wait for anything else than the event loop, and gradually more again', async () => {
    load = new ConcurrencyLimiter(10_000);
    const fill = (): Admission[] => {
      const entered: Admission[] = [];
      for (let visit = load.enter(); visit; visit = load.enter()) entered.push(visit);
      return entered;
    };
    const visits = Array.from({ length: 400 }, () => load.enter()!);
    await samples(1);
    for (const visit of visits.splice(0, 300)) visit.leave();
    await samples(1);
    expect(load.enter()).toBeNull();
    for (const visit of visits) visit.leave();
    await samples(1);
    const fewest = fill();
    expect(fewest).toHaveLength(64);
    for (const visit of fewest) visit.leave();
    await samples(1);
    const more = fill().length;
    expect(more).toBeGreaterThan(64);
    expect(more).toBeLessThan(100);
  });

  it('admits fewer in a rush before the first request leaves, and at once as few as can be done in time', async () => {
    load = new ConcurrencyLimiter(10_000);
    const visits = Array.from({ length: 1_000 }, () => load.enter()!);
    await samples(1);
    expect(load.enter()).toBeNull();
    for (const visit of visits.splice(0, 936)) visit.leave();
    expect(load.enter()).toBeNull();
    visits[0]!.leave();
    expect(load.enter()).not.toBeNull();
  });

  it('counts requests at a vendor until the vendor takes long', async () => {
    load = new ConcurrencyLimiter(10_000);
    for (const visit of Array.from({ length: 200 }, () => load.enter()!)) {
      spin(1);
      visit.leave();
    }
    await samples(1);
    const visits: Admission[] = [];
    for (let visit = load.enter(); visit; visit = load.enter()) visits.push(visit);
    for (const visit of visits) {
      visit.awaitVendor();
      visit.atVendor();
    }
    expect([visits.length, load.counts.working, load.enter()]).toEqual([64, 0, null]);
    spin(60);
    expect(load.enter()).not.toBeNull();
  });

  it('admits all while only a vendor is slow', async () => {
    load = new ConcurrencyLimiter(10_000);
    for (let visit = 0; visit < 500; visit++) {
      const slow = load.enter()!;
      slow.awaitVendor();
      slow.atVendor();
    }
    await samples(3);
    expect(load.enter()).not.toBeNull();
    expect(load.refused).toBe(0);
  });
});

describe('how long a caller waits (RFC 7240, 4.3)', () => {
  it.each([
    ['wait=10', 10_000],
    ['respond-async, wait=2', 2_000],
    ['wait="3"', 3_000],
    ['WAIT = 4', 4_000],
    ['wait=0', 0],
    ['return=minimal', Infinity],
    ['wait=soon', Infinity],
    ['await=3', Infinity],
    ['wait=-1', Infinity],
    ['wait=1.5', Infinity],
  ])('%s', (prefer, ms) => {
    expect(callerPatienceMs(prefer)).toBe(ms);
  });

  it('without a Prefer header, or with several', () => {
    expect(callerPatienceMs(undefined)).toBe(Infinity);
    expect(callerPatienceMs(['respond-async', 'wait=1'])).toBe(1_000);
  });
});
