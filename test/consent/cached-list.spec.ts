import { CachedList } from '../../src/consent/cached-list';

describe('a list of FinPro that is kept', () => {
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

  it('is read once for everybody who asks meanwhile, and then for five minutes', async () => {
    expect(await Promise.all([list.missing(['A']), list.missing(['B', 'C']), list.missing([])])).toEqual([[], ['C'], []]);
    now += 300_000;
    await list.missing(['A']);
    expect(reads).toBe(1);
    now += 1;
    await list.missing(['A']);
    expect(reads).toBe(2);
  });

  it('is read again for a word that is missing, but not at every mistake', async () => {
    await list.missing(['A']);
    words = ['A', 'B', 'C'];
    expect(await list.missing(['C'])).toEqual(['C']);
    now += 3_001;
    expect(await list.missing(['C'])).toEqual([]);
    for (let asked = 0; asked < 50; asked++) expect(await list.missing(['D'])).toEqual(['D']);
    expect(reads).toBe(2);
  });

  it('counts while it cannot be read anew', async () => {
    await list.missing(['A']);
    [isDown, now] = [true, 10_000_000];
    expect(await list.missing(['A', 'X'])).toEqual(['X']);
  });

  it('passes on why it cannot be read at all, and is read as soon as it can be', async () => {
    isDown = true;
    await expect(list.missing(['A'])).rejects.toThrow('down');
    isDown = false;
    expect(await list.missing(['A'])).toEqual([]);
  });
});
