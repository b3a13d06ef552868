import { Fault, type FaultName } from '../../src/errors';
import { type RequestContext, runFor } from '../../src/http/request/request-context';
import type { VendorAnswer } from '../../src/vendors/vendor-answer';
import { ONE_MONEY } from '../../src/vendors/one-money/one-money.profile';
import { Bulkhead } from '../../src/signed-http/pipeline/bulkhead';
import { CallRate } from '../../src/signed-http/pipeline/call-rate';
import { type PipelineLimits, VendorPipeline } from '../../src/signed-http/pipeline/vendor-pipeline';

const LIMITS: PipelineLimits = {
  maxConcurrent: 4,
  queue: 4,
  longestWaitMs: 1_000,
  deadlineMs: 2_000,
  retries: 1,
  hasBreaker: true,
  honoursPauses: true,
  callsPerSecond: 0,
};
const READ = { mayRepeat: true, isRead: true };
const EFFECT = { mayRepeat: false, isRead: false };

const answer = (status: number, headers: Record<string, string> = {}): VendorAnswer => ({
  status,
  headers,
  json: {},
  requestId: null,
  askedAt: new Date(),
  receivedAt: new Date(),
  secrets: [],
});

/** A vendor that counts its calls and answers them in order; the last answer is repeated. */
function vendor(...answers: (VendorAnswer | FaultName)[]): { calls: number; send: () => Promise<VendorAnswer> } {
  const counted = {
    calls: 0,
    send: async () => {
      const next = answers[Math.min(counted.calls++, answers.length - 1)]!;
      if (typeof next === 'string') throw new Fault(next);
      return next;
    },
  };
  return counted;
}

const faultOf = async (work: Promise<unknown>): Promise<FaultName | 'none'> =>
  work.then(
    () => 'none',
    (error: unknown) => (error as Fault).faultName,
  );
/** A pipeline whose retry budget allows so many retries, earned by successful calls. */
async function pipelineWith(repetitions: number, limits: Partial<PipelineLimits> = {}): Promise<VendorPipeline> {
  const line = new VendorPipeline({ ...LIMITS, ...limits }, ONE_MONEY, () => 0);
  for (let call = 0; call < repetitions * 10; call++) await line.run(async () => answer(200), EFFECT);
  return line;
}

describe('what is retried', () => {
  it.each<[string, VendorAnswer | FaultName]>([
    ['502', answer(502)],
    ['503', answer(503)],
    ['504', answer(504)],
    ['429 without a wait', answer(429)],
    ['429 with a short wait', answer(429, { 'retry-after': '1' })],
    ['a connection that broke', 'vendor-failed'],
    ['a connection that was refused', 'vendor-unreachable'],
  ])('a read is retried after %s', async (_what, first) => {
    const [line, seen] = [await pipelineWith(1), vendor(first, answer(200))];
    expect((await line.run(seen.send, READ)).status).toBe(200);
    expect(seen.calls).toBe(2);
  });

  it.each<[string, VendorAnswer | FaultName]>([
    ['500, which is not temporary', answer(500)],
    ['404', answer(404)],
    ['429 with a wait beyond the deadline', answer(429, { 'retry-after': '4' })],
    ['an invalid response', 'vendor-invalid-response'],
  ])('nothing is retried after %s', async (_what, first) => {
    const [line, seen] = [await pipelineWith(1), vendor(first, answer(200))];
    await line.run(seen.send, READ).catch(() => undefined);
    expect(seen.calls).toBe(1);
  });

  it('an effect that is not idempotent at the vendor is never retried', async () => {
    for (const failure of [
      answer(503),
      answer(429),
      'vendor-failed',
      'vendor-unreachable',
      'vendor-timeout',
    ] as const) {
      const [line, seen] = [await pipelineWith(1), vendor(failure, answer(200))];
      await line.run(seen.send, EFFECT).catch(() => undefined);
      expect(seen.calls).toBe(1);
    }
  });

  it('an effect that is idempotent at the vendor is retried', async () => {
    const [line, seen] = [await pipelineWith(1), vendor('vendor-failed', answer(201))];
    expect((await line.run(seen.send, { mayRepeat: true, isRead: false })).status).toBe(201);
    expect(seen.calls).toBe(2);
  });

  it('nothing is retried when the deadline leaves no time for it', async () => {
    const [line, seen] = [await pipelineWith(1, { deadlineMs: 60 }), vendor(answer(503), answer(200))];
    expect((await line.run(seen.send, READ)).status).toBe(503);
    expect(seen.calls).toBe(1);
  });
});

describe('the retry budget', () => {
  it.each([1, 5, 9, 10, 50, 1000])(
    'limits %i failing reads to 1.10 calls each, from the first on',
    async (requests) => {
      const [line, seen] = [
        new VendorPipeline({ ...LIMITS, maxConcurrent: 2_000, hasBreaker: false }, ONE_MONEY, () => 0),
        vendor('vendor-failed'),
      ];
      const all = Array.from({ length: requests }, () => faultOf(line.run(seen.send, READ)));
      await Promise.all(all);
      expect(seen.calls).toBeGreaterThanOrEqual(requests);
      expect(seen.calls).toBeLessThanOrEqual(requests * 1.1);
    },
  );
});

describe('the circuit breaker', () => {
  const trip = async (line: VendorPipeline): Promise<void> => {
    for (let call = 0; call < 20; call++) await faultOf(line.run(vendor('vendor-failed').send, EFFECT));
  };

  it('opens after ten failures, and then sends nothing', async () => {
    const [line, seen] = [new VendorPipeline(LIMITS, ONE_MONEY), vendor(answer(503))];
    const ends = [];
    for (let call = 0; call < 30; call++) ends.push(await faultOf(line.run(seen.send, EFFECT)));
    expect(seen.calls).toBe(10);
    expect(ends.slice(10)).toEqual(Array.from({ length: 20 }, () => 'vendor-circuit-open'));
    expect(line.breaker.state).toBe('open');
    expect(() => line.assertOpen()).toThrow(Fault);
  });

  it('stays closed for 500, refusals, rate limits and invalid responses', async () => {
    for (const each of [answer(500), answer(400), answer(429), 'vendor-invalid-response'] as const) {
      const [line, seen] = [new VendorPipeline(LIMITS, ONE_MONEY), vendor(each)];
      for (let call = 0; call < 30; call++) await faultOf(line.run(seen.send, EFFECT));
      expect(seen.calls).toBe(30);
    }
  });

  it('does not count timeouts of calls whose callers had a shorter deadline', async () => {
    const line = new VendorPipeline({ ...LIMITS, deadlineMs: 10_000 }, ONE_MONEY);
    const context: RequestContext = {
      requestId: 'r',
      arrivedAt: 0,
      deadlineAt: performance.now() + 1_000,
      isGone: () => false,
      admission: {
        awaitVendor: () => undefined,
        atVendor: () => undefined,
        park: () => undefined,
        resume: () => undefined,
      },
      journey: null,
      trace: null,
      vendorRequestId: null,
      vendorAccount: null,
      consumerId: null,
    };
    const seen = vendor('vendor-timeout');
    for (let call = 0; call < 30; call++)
      expect(await runFor(context, () => faultOf(line.run(seen.send, EFFECT)))).toBe('vendor-timeout');
    expect(line.breaker.state).toBe('closed');
    for (let call = 0; call < 30; call++) await faultOf(line.run(seen.send, EFFECT));
    expect(line.breaker.state).toBe('open');
  });

  it('sends one probe after two seconds and refuses other calls meanwhile; closes when it succeeds', async () => {
    const line = new VendorPipeline(LIMITS, ONE_MONEY);
    await trip(line);
    // The policy reads one of these clocks, the breaker the other.
    const clocks = [Date, performance].map((clock) => ({ clock, now: clock.now.bind(clock) }));
    try {
      for (const { clock, now } of clocks) clock.now = () => now() + 2_100;
      expect(() => line.assertOpen()).not.toThrow();
      let finish: (found: VendorAnswer) => void = () => undefined;
      const probe = line.run(() => new Promise((done) => (finish = done)), EFFECT);
      await new Promise(setImmediate);
      expect(line.breaker.state).toBe('half-open');
      expect(await faultOf(line.run(vendor(answer(200)).send, EFFECT))).toBe('vendor-circuit-open');
      finish(answer(200));
      await probe;
      expect(line.breaker.state).toBe('closed');
      expect(await faultOf(line.run(vendor(answer(200)).send, EFFECT))).toBe('none');
    } finally {
      for (const { clock, now } of clocks) clock.now = now;
    }
  });
});

describe('the bulkhead', () => {
  const held = (): { release: () => void; send: () => Promise<VendorAnswer> } => {
    let release = (): void => undefined;
    const gate = new Promise<void>((open) => (release = open));
    return { release, send: () => gate.then(() => answer(200)) };
  };

  it('refuses at once when slots and queue are full, and serves the queue in order', async () => {
    const line = new VendorPipeline({ ...LIMITS, maxConcurrent: 2, queue: 2 }, ONE_MONEY);
    const { release, send } = held();
    const order: number[] = [];
    const calls = [0, 1, 2, 3].map((index) => line.run(send, EFFECT).then(() => order.push(index)));
    await new Promise(setImmediate);
    expect([line.bulkhead.active, line.bulkhead.queued]).toEqual([2, 2]);
    expect(() => line.assertOpen()).toThrow(expect.objectContaining({ faultName: 'vendor-saturated' }));
    expect(await faultOf(line.run(send, EFFECT))).toBe('vendor-saturated');
    release();
    await Promise.all(calls);
    expect(order).toEqual([0, 1, 2, 3]);
    expect([line.bulkhead.active, line.bulkhead.queued]).toEqual([0, 0]);
  });

  it('limits the wait in the queue, and removes calls that gave up', async () => {
    const line = new VendorPipeline({ ...LIMITS, maxConcurrent: 1, queue: 2, longestWaitMs: 20 }, ONE_MONEY);
    const { release, send } = held();
    const first = line.run(send, EFFECT);
    expect(await faultOf(line.run(send, EFFECT))).toBe('vendor-saturated');
    expect([line.bulkhead.active, line.bulkhead.queued]).toEqual([1, 0]);
    release();
    await first;
    expect(await faultOf(line.run(vendor(answer(200)).send, EFFECT))).toBe('none');
  });

  it('frees the slot when the call fails', async () => {
    const line = new VendorPipeline({ ...LIMITS, maxConcurrent: 1, queue: 0 }, ONE_MONEY);
    for (let call = 0; call < 5; call++)
      expect(await faultOf(line.run(vendor('vendor-invalid-response').send, EFFECT))).toBe('vendor-invalid-response');
    expect(line.bulkhead.active).toBe(0);
  });
});

describe('shares of consumers', () => {
  /** Calls that wait until they are let go, each for a consumer; `begun` is in the order of sending. */
  function theatre(bulkhead: Bulkhead) {
    const begun: string[] = [];
    const gates: (() => void)[] = [];
    const call = (owner: string): Promise<string> =>
      bulkhead
        .run(
          () =>
            new Promise<void>((open) => {
              begun.push(owner);
              gates.push(open);
            }),
          60_000,
          owner,
        )
        .then(
          () => 'done',
          (error: unknown) => (error as Fault).faultName,
        );
    const tick = (): Promise<void> => new Promise(setImmediate);
    const letGo = async (): Promise<void> => {
      await tick();
      gates.shift()?.();
      await tick();
    };
    const finish = async (): Promise<void> => {
      while (bulkhead.active + bulkhead.queued > 0) await letGo();
    };
    return { begun, call, letGo, tick, finish };
  }
  const bounds = { maxConcurrent: 2, queue: 4, longestWaitMs: 60_000 };

  it('one consumer has all places and the whole queue while no other wants them', async () => {
    const bulkhead = new Bulkhead(bounds);
    const { begun, call, tick, finish } = theatre(bulkhead);
    for (let one = 0; one < 6; one++) void call('noisy');
    await tick();
    expect(begun).toEqual(['noisy', 'noisy']);
    expect([bulkhead.active, bulkhead.queued]).toEqual([2, 4]);
    expect(bulkhead.isFullFor('noisy')).toBe(true);
    expect(await call('noisy')).toBe('vendor-saturated');
    await finish();
  });

  it('a full queue gives the newest call of the noisiest for one of another, who is served next', async () => {
    const { begun, call, letGo } = theatre(new Bulkhead(bounds));
    const noisy = [1, 2, 3, 4, 5, 6].map(() => call('noisy'));
    const quiet = call('quiet');
    expect(await noisy[5]).toBe('vendor-saturated');
    await letGo();
    expect(begun).toEqual(['noisy', 'noisy', 'quiet']);
    for (let one = 0; one < 5; one++) await letGo();
    expect(await Promise.all([...noisy.slice(0, 5), quiet])).toEqual(Array.from({ length: 6 }, () => 'done'));
  });

  it('takes nothing from a consumer that has no more than the one that asks', async () => {
    const bulkhead = new Bulkhead({ ...bounds, queue: 2 });
    const { call, finish } = theatre(bulkhead);
    for (const owner of ['a', 'b', 'a', 'b']) void call(owner);
    expect([bulkhead.isFullFor('a'), bulkhead.isFullFor('b'), bulkhead.isFullFor('c')]).toEqual([true, true, false]);
    expect(await call('a')).toBe('vendor-saturated');
    await finish();
  });

  it.each([
    { peak: 1, most: 6, what: 'its peak and one more' },
    { peak: 5, most: 4, what: 'its equal share at most' },
  ])('leaves free what another needed of late ($peak at once): $what, and no longer', async ({ peak, most }) => {
    const now = performance.now();
    const clock = jest.spyOn(performance, 'now').mockReturnValue(now);
    const { begun, call, tick, finish } = theatre(new Bulkhead({ ...bounds, maxConcurrent: 8 }));
    const begins = async (owner: string, calls: number): Promise<number> => {
      const before = begun.length;
      for (let one = 0; one < calls; one++) void call(owner);
      await tick();
      return begun.slice(before).filter((one) => one === owner).length;
    };
    await begins('quiet', peak);
    await finish();
    expect(await begins('noisy', 8)).toBe(most);
    expect(await begins('quiet', Math.min(peak, 8 - most))).toBe(Math.min(peak, 8 - most));
    await finish();
    clock.mockReturnValue(now + 9_999);
    expect(await begins('noisy', 8)).toBe(most);
    await finish();
    clock.mockReturnValue(now + 10_001);
    expect(await begins('noisy', 8)).toBe(8);
    await finish();
    clock.mockRestore();
  });

  it('waiting consumers take turns, however many calls each has', async () => {
    const { begun, call, letGo } = theatre(new Bulkhead({ ...bounds, maxConcurrent: 1, queue: 9 }));
    for (const owner of ['a', 'a', 'a', 'a', 'b', 'b', 'c']) void call(owner);
    for (let one = 0; one < 7; one++) await letGo();
    expect(begun).toEqual(['a', 'b', 'c', 'a', 'b', 'a', 'a']);
  });

  it('a rate spaces calls, and the turns decide whose call is next', async () => {
    let now = 0;
    const rate = new CallRate(10, () => now);
    expect(rate.waitMs).toBe(0);
    rate.count();
    expect(rate.waitMs).toBe(100);
    now = 250;
    rate.count();
    expect(rate.waitMs).toBe(100);
    now = 350;
    const bulkhead = new Bulkhead({ ...bounds, queue: 9 }, rate);
    const { begun, call, letGo, tick } = theatre(bulkhead);
    for (const owner of ['a', 'a', 'b']) void call(owner);
    await tick();
    expect([begun, bulkhead.queued]).toEqual([['a'], 2]);
    await letGo();
    expect(begun).toEqual(['a']);
    now = 450;
    void call('c');
    await tick();
    expect(begun).toEqual(['a', 'b']);
    while (bulkhead.active + bulkhead.queued > 0) {
      now += 1_000;
      await letGo();
    }
    expect(begun).toEqual(['a', 'b', 'c', 'a']);
  });
});

describe('a pause that the vendor asked for', () => {
  const limited = answer(429, { 'retry-after': '30' });

  it('ends every call before it is sent, with the rest of the wait', async () => {
    const line = new VendorPipeline(LIMITS, ONE_MONEY);
    expect([line.pause(30), line.pause(29)]).toEqual([true, false]);
    const seen = vendor(answer(200));
    expect(await faultOf(line.run(seen.send, READ))).toBe('vendor-busy');
    expect(() => line.assertOpen()).toThrow(
      expect.objectContaining({ faultName: 'vendor-busy', retryAfterSeconds: 30 }),
    );
    expect(seen.calls).toBe(0);
  });

  it('is ignored where the configuration says so', async () => {
    const line = new VendorPipeline({ ...LIMITS, honoursPauses: false }, ONE_MONEY);
    expect(line.pause(30)).toBe(false);
    expect(await faultOf(line.run(vendor(limited).send, READ))).toBe('none');
  });
});

describe('the deadline of the caller', () => {
  const context = (rest: Partial<RequestContext>): RequestContext => ({
    requestId: 'r',
    arrivedAt: 0,
    deadlineAt: Number.POSITIVE_INFINITY,
    isGone: () => false,
    admission: {
      awaitVendor: () => undefined,
      atVendor: () => undefined,
      park: () => undefined,
      resume: () => undefined,
    },
    journey: null,
    trace: null,
    vendorRequestId: null,
    vendorAccount: null,
    consumerId: null,
    ...rest,
  });

  it('limits the timeout of a call', async () => {
    const line = new VendorPipeline(LIMITS, ONE_MONEY);
    let given = 0;
    const send = async (timeoutMs: number): Promise<VendorAnswer> => ((given = timeoutMs), answer(200));
    await runFor(context({ deadlineAt: performance.now() + 500 }), () => line.run(send, EFFECT));
    expect(given).toBeLessThanOrEqual(500);
    expect(given).toBeGreaterThan(300);
    await line.run(send, EFFECT);
    expect(given).toBeGreaterThan(1_900);
  });

  it('stops calls that have not been sent, and reads whose caller has gone', async () => {
    const [line, seen] = [new VendorPipeline(LIMITS, ONE_MONEY), vendor(answer(200))];
    expect(
      await runFor(context({ deadlineAt: performance.now() - 1 }), () => faultOf(line.run(seen.send, EFFECT))),
    ).toBe('deadline-passed');
    expect(await runFor(context({ isGone: () => true }), () => faultOf(line.run(seen.send, READ)))).toBe(
      'deadline-passed',
    );
    expect(seen.calls).toBe(0);
    expect(await runFor(context({ isGone: () => true }), () => faultOf(line.run(seen.send, EFFECT)))).toBe('none');
  });
});
