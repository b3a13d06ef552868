import { Fault, type FaultName } from '../../src/errors';
import { type RequestContext, runFor } from '../../src/http/request/request-context';
import type { VendorAnswer } from '../../src/vendors/vendor-answer';
import { ONE_MONEY } from '../../src/vendors/one-money/one-money.profile';
import { type PipelineLimits, VendorPipeline } from '../../src/signed-http/pipeline/vendor-pipeline';

const LIMITS: PipelineLimits = {
  maxConcurrent: 4,
  queue: 4,
  longestWaitMs: 1_000,
  deadlineMs: 2_000,
  retries: 1,
  hasBreaker: true,
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
