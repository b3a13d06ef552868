import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { createTestDatabase, type TestDatabase } from '../support/database';

describe('the benchmark', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createTestDatabase();
  });
  afterAll(async () => database.drop());

  it('has baselines that do the job: rows, the INTENT before the call, signatures, refusals', async () => {
    const words = ['bench/run.mjs', '--check', '--targets', 'a,aBatch,limit', '--database', database.url];
    const { stdout } = await promisify(execFile)(process.execPath, words);
    expect(stdout).toBe('a does the job\naBatch does the job\nlimit does the job\n');
  });

  it('takes no measurement whose answers have no rows behind them', async () => {
    const { flawOf } = (await import(`${process.cwd()}/bench/parts/summary.mjs`)) as {
      flawOf(load: object, rows: object): string | null;
    };
    const load = { accepted: 10, refused: 0, broken: 0, statuses: { 201: 10 } };
    const enough = { results: 10, audited: 20 };
    expect(flawOf(load, enough)).toBeNull();
    expect(flawOf(load, { ...enough, results: 9 })).toMatch('9 rows');
    expect(flawOf(load, { ...enough, audited: 19 })).toMatch('19 audit rows');
    expect(flawOf({ ...load, refused: 1 }, enough)).toMatch('1 refused');
    expect(flawOf({ ...load, broken: 1 }, enough)).toMatch('1 broken');
    expect(flawOf({ ...load, accepted: 0 }, { results: 0, audited: 0 })).toMatch('no request');
  });
});
