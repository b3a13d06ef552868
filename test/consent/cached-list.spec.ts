import { CachedList } from '../../src/consent/finpro/cached-list';
import { Fault } from '../../src/errors';
import { currentRequest, type RequestContext, runFor } from '../../src/http/request/request-context';

describe('a cached list of FinPro', () => {
  let now: number;
  let words: string[];
  let reads: number;
  let isDown: boolean;
  let list: CachedList;
  beforeEach(() => {
    [now, words, reads, isDown] = [0, ['A', 'B'], 0, false];
    const read = async (): Promise<string[]> => {
      reads++;
      if (isDown) throw new Error('down');
      return words;
    };
    list = new CachedList(read, { now: () => new Date(now) });
  });

  it('is read once for all concurrent callers, and again after five minutes', async () => {
    expect(await Promise.all([list.missing(['A']), list.missing(['B', 'C']), list.missing([])])).toEqual([
      [],
      ['C'],
      [],
    ]);
    now += 300_000;
    await list.missing(['A']);
    expect(reads).toBe(1);
    now += 1;
    await list.missing(['A']);
    expect(reads).toBe(2);
  });

  it('is read again for a missing value, but not for every one', async () => {
    await list.missing(['A']);
    words = ['A', 'B', 'C'];
    expect(await list.missing(['C'])).toEqual(['C']);
    now += 3_001;
    expect(await list.missing(['C'])).toEqual([]);
    for (let asked = 0; asked < 50; asked++) expect(await list.missing(['D'])).toEqual(['D']);
    expect(reads).toBe(2);
  });

  it('is used while it cannot be read again', async () => {
    await list.missing(['A']);
    [isDown, now] = [true, 10_000_000];
    expect(await list.missing(['A', 'X'])).toEqual(['X']);
  });

  it('passes on the error while it was never read, and is read as soon as possible', async () => {
    isDown = true;
    await expect(list.missing(['A'])).rejects.toThrow('down');
    isDown = false;
    expect(await list.missing(['A'])).toEqual([]);
  });

  describe('while several callers wait for it', () => {
    let arrive: () => void;
    let visits: string[];
    const request = (rest: Partial<RequestContext> = {}): RequestContext => {
      const admission = {
        awaitVendor: () => visits.push('awaits'),
        atVendor: () => visits.push('away'),
        park: () => visits.push('parked'),
        resume: () => visits.push('back'),
      };
      return {
        requestId: 'r',
        vendorAccount: null,
        consumerId: null,
        arrivedAt: 0,
        deadlineAt: Number.POSITIVE_INFINITY,
        isGone: () => false,
        admission,
        journey: null,
        trace: null,
        vendorRequestId: null,
        ...rest,
      };
    };
    const gone = request({ isGone: () => true });
    beforeEach(() => {
      visits = [];
      const arrived = new Promise<void>((done) => (arrive = done));
      // As VendorPipeline does: a read is not sent for a caller that has gone.
      const read = async (): Promise<string[]> => {
        await arrived;
        if (currentRequest()?.isGone()) throw new Fault('deadline-passed');
        return words;
      };
      list = new CachedList(read, { now: () => new Date(now) });
    });

    it('is returned to the others although the first caller has gone', async () => {
      const answers = [gone, request()].map((context) => runFor(context, () => list.missing(['C'])));
      arrive();
      expect(await Promise.all(answers)).toEqual([['C'], ['C']]);
    });

    it('keeps no caller beyond its own deadline, and waiting does not count as load', async () => {
      const hasty = runFor(request({ deadlineAt: performance.now() + 5 }), () => list.missing(['C']));
      const patient = runFor(request({ deadlineAt: performance.now() + 60_000 }), () => list.missing(['C']));
      await expect(hasty).rejects.toMatchObject({ faultName: 'deadline-passed' });
      expect(visits).toEqual(['awaits', 'away', 'awaits', 'away', 'back']);
      arrive();
      expect(await patient).toEqual(['C']);
    });
  });
});
