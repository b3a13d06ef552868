import { sharedRead } from '../../src/database/shared-read';

interface Row {
  readonly id: string;
}

/** A table that answers when the test says so, and records the keys it was asked for. */
class Table {
  readonly asked: string[][] = [];
  private answers: ((rows: Row[] | Error) => void)[] = [];
  readonly find: (key: string) => Promise<Row | null>;

  constructor(longestWait?: number) {
    this.find = sharedRead<Row>(
      (keys) => this.read(keys),
      ({ id }) => id,
      longestWait,
    );
  }

  private read(keys: string[]): Promise<Row[]> {
    this.asked.push(keys);
    return new Promise((done, failed) =>
      this.answers.push((rows) => (rows instanceof Error ? failed(rows) : done(rows))),
    );
  }

  answer(rows: Row[] | Error): void {
    this.answers.shift()!(rows);
  }
}

const nextEventLoop = (): Promise<void> => new Promise((done) => setImmediate(() => setImmediate(done)));

describe('a read shared by concurrent callers', () => {
  it('starts at once for one caller', async () => {
    const table = new Table();
    const found = table.find('a');
    await nextEventLoop();
    expect(table.asked).toEqual([['a']]);
    table.answer([{ id: 'a' }]);
    expect(await found).toEqual({ id: 'a' });
  });

  it('gives every caller its own row, and null where there is none', async () => {
    const table = new Table();
    const found = Promise.all(['a', 'b', 'a', 'c'].map(table.find));
    await nextEventLoop();
    expect(table.asked).toEqual([['a', 'b', 'c']]);
    table.answer([{ id: 'c' }, { id: 'a' }]);
    expect(await found).toEqual([{ id: 'a' }, null, { id: 'a' }, { id: 'c' }]);
  });

  it('gives no caller a result that was read before its call', async () => {
    const table = new Table();
    const early = table.find('a');
    await nextEventLoop();
    const late = table.find('a');
    await nextEventLoop();
    expect(table.asked).toHaveLength(1);
    table.answer([]);
    expect(await early).toBeNull();
    await nextEventLoop();
    table.answer([{ id: 'a' }]);
    expect(await late).toEqual({ id: 'a' });
  });

  it('fails for every caller that shared it, and for no later one', async () => {
    const table = new Table();
    const found = [table.find('a'), table.find('b')].map((one) => one.catch((error: Error) => error.message));
    await nextEventLoop();
    const later = table.find('a');
    table.answer(new Error('gone'));
    expect(await Promise.all(found)).toEqual(['gone', 'gone']);
    await nextEventLoop();
    table.answer([{ id: 'a' }]);
    expect(await later).toEqual({ id: 'a' });
  });

  it('fails also for callers that have waited too long for the next read, and for no later one', async () => {
    const table = new Table(0);
    const found = [table.find('a').catch((error: Error) => error.message)];
    await nextEventLoop();
    found.push(table.find('b').catch((error: Error) => error.message));
    await nextEventLoop();
    table.answer(new Error('silent'));
    expect(await Promise.all(found)).toEqual(['silent', 'silent']);
    expect(table.asked).toEqual([['a']]);
    const later = table.find('a');
    await nextEventLoop();
    table.answer([{ id: 'a' }]);
    expect(await later).toEqual({ id: 'a' });
  });

  it('asks for at most 256 keys at once', async () => {
    const table = new Table();
    const found = Promise.all(Array.from({ length: 300 }, (_, index) => table.find(String(index))));
    await nextEventLoop();
    expect(table.asked.map(({ length }) => length)).toEqual([256]);
    table.answer(table.asked[0]!.map((id) => ({ id })));
    await nextEventLoop();
    expect(table.asked.map(({ length }) => length)).toEqual([256, 44]);
    table.answer(table.asked[1]!.map((id) => ({ id })));
    expect((await found).map((row) => row?.id)).toEqual(Array.from({ length: 300 }, (_, index) => String(index)));
  });
});
