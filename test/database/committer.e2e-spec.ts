import { setImmediate } from 'node:timers/promises';
import { Client, type Pool } from 'pg';
import { Committer } from '../../src/database/committer';
import { WriteRefused } from '../../src/database/failure';
import { nothing, Statement, together, write } from '../../src/database/write';
import { Fault } from '../../src/errors';
import { createPool } from '../support/pool';
import { createTestDatabase, type TestDatabase } from '../support/database';

/** A table of this suite. `xact` is the transaction that wrote the row. */
const SCHEMA = `
  CREATE TABLE portico.notes (note text CONSTRAINT notes_pkey PRIMARY KEY,
    xact xid8 NOT NULL DEFAULT pg_current_xact_id(), uses integer NOT NULL DEFAULT 0);
  GRANT SELECT, INSERT, UPDATE ON portico.notes TO portico_app;
  CREATE FUNCTION portico.warn(note text) RETURNS text LANGUAGE plpgsql AS $$ BEGIN RAISE WARNING USING ERRCODE =
    '01000', MESSAGE = 'canceling wait for synchronous replication'; RETURN note; END $$;
  CREATE FUNCTION portico.meet(note text) RETURNS text LANGUAGE plpgsql AS $$ BEGIN PERFORM
    pg_advisory_xact_lock_shared(7); RETURN note; END $$;`;

interface NoteRow {
  readonly note: string;
}

const insert = (name: string, value: string): Statement<NoteRow> =>
  new Statement({
    name,
    text: `INSERT INTO portico.notes (note) SELECT ${value} FROM $rows AS r(note text) RETURNING 1`,
  });
const ADD = insert('test.notes.add', 'r.note');
/** Waits until lock 7 is not held exclusively. */
const MEET = insert('test.notes.meet', 'portico.meet(r.note)');
const WARN = insert('test.notes.warn', 'portico.warn(r.note)');
/** Succeeds once for each note. */
const USE = new Statement<NoteRow>({
  name: 'test.notes.use',
  text:
    'UPDATE portico.notes AS n SET uses = n.uses + 1 FROM $rows AS r(note text) WHERE n.note = ' +
    'r.note AND n.uses = 0 RETURNING 1',
});

const COUNT =
  'INSERT INTO portico.notes AS n (note, uses) SELECT r.note, r.uses FROM $rows AS r(note ' +
  'text, uses integer) ON CONFLICT ON CONSTRAINT notes_pkey DO UPDATE SET uses = ';
const target = ({ note }: NoteRow): string => note;
/** Adds to the stored number. */
const SUM = new Statement<NoteRow & { uses: number }>({
  name: 'test.notes.sum',
  target,
  text: `${COUNT} n.uses + excluded.uses RETURNING 1`,
});
const LAST = new Statement<NoteRow & { uses: number }>({
  name: 'test.notes.last',
  target,
  lastWins: true,
  text: `${COUNT} excluded.uses RETURNING 1`,
});
/** Does not declare that two rows may change the same row. */
const UNTOLD = new Statement<NoteRow & { uses: number }>({ name: 'test.notes.untold', text: SUM.text });

describe('the committer', () => {
  let database: TestDatabase;
  let pool: Pool;
  let committer: Committer;
  beforeAll(async () => {
    database = await createTestDatabase();
    await database.query(SCHEMA);
    pool = createPool(database.appUrl);
  });
  beforeEach(() => {
    committer = new Committer(pool);
  });
  afterAll(async () => {
    await pool.end();
    await database.drop();
  });

  const add = (note: string): Promise<string> => committer.commit(write(ADD, { note }, `result of ${note}`));
  const notes = (beginning: string): Promise<{ note: string; xact: string; uses: number }[]> =>
    database.query('SELECT note, xact::text, uses FROM portico.notes WHERE note LIKE $1 ORDER BY note', [
      `${beginning}%`,
    ]);

  /** Holds lock 7, so that MEET waits, until released. */
  const holdUp = async (): Promise<() => Promise<void>> => {
    const client = await pool.connect();
    await client.query('SELECT pg_advisory_lock(7)');
    return async () => {
      await client.query('SELECT pg_advisory_unlock(7)');
      client.release();
    };
  };
  const meet = (note: string): Promise<string> => committer.commit(write(MEET, { note }, note));

  /** The process id of the backend that waits for lock 7, as soon as there is one. */
  const waitingBackend = async (): Promise<number> => {
    for (;;) {
      const [found] = await database.query<{ pid: number }>(
        "SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND NOT granted AND database = (SELECT oid FROM " +
          'pg_database WHERE datname = current_database())',
      );
      if (found) return found.pid;
    }
  };

  it('puts concurrent writes into few commits, and gives each caller its own result', async () => {
    const names = Array.from({ length: 300 }, (_, index) => `many-${index}`);
    expect(await Promise.all(names.map(add))).toEqual(names.map((name) => `result of ${name}`));
    const rows = await notes('many-');
    expect(rows).toHaveLength(300);
    expect(new Set(rows.map(({ xact }) => xact)).size).toBeLessThanOrEqual(4);
  });

  it('commits together what one turn of the event loop brings, and starts at its end, without a timer', async () => {
    await add('warm');
    const begun = [add('turn-1'), Promise.resolve().then(() => add('turn-2'))];
    expect(pool.idleCount).toBe(pool.totalCount);
    await setImmediate();
    expect(pool.idleCount).toBe(pool.totalCount - 1);
    await Promise.all(begun);
    expect(new Set((await notes('turn-')).map(({ xact }) => xact)).size).toBe(1);
  });

  it('commits at most 256 rows of a statement at once, however many come with each write', async () => {
    const rowsOf = (commits: readonly { xact: string }[]): number[] =>
      [...new Set(commits.map(({ xact }) => xact))].map(
        (xact) => commits.filter((commit) => commit.xact === xact).length,
      );
    await Promise.all(Array.from({ length: 600 }, (_, index) => add(`one-${index}`)));
    expect(Math.max(...rowsOf(await notes('one-')))).toBe(256);
    const many = (name: string, count: number): Promise<void> =>
      committer.commit({
        rows: Array.from({ length: count }, (_, index) => write(ADD, { note: `${name}-${index}` }, null).rows[0]!),
        result: undefined,
      });
    await Promise.all([
      many('first', 1),
      ...Array.from({ length: 6 }, (_, index) => many(`three-${index}`, 100)),
      many('whole', 300),
    ]);
    expect(rowsOf(await notes('three-')).toSorted()).toEqual([200, 200, 200]);
    expect(rowsOf(await notes('whole-'))).toEqual([300]);
  });

  it('keeps the rows of one write in one commit', async () => {
    const result = await committer.commit(
      together(
        write(ADD, { note: 'pair-1' }, 'first'),
        write(MEET, { note: 'pair-2' }, 'second'),
        write(ADD, { note: 'pair-3' }, 'third'),
      ),
    );
    const rows = await notes('pair-');
    expect([result, rows.length, new Set(rows.map(({ xact }) => xact)).size]).toEqual(['first', 3, 1]);
  });

  it('refuses two statements of one name', () => {
    expect(Statement.all).toContain(ADD);
    expect(() => insert('test.notes.add', 'r.note')).toThrow('there are two statements test.notes.add');
  });

  it('sends nothing for a write without rows', async () => {
    expect(await committer.commit(nothing('as it was'))).toBe('as it was');
  });

  it('fails only the write that violates a constraint, with the name of the constraint', async () => {
    await add('taken');
    const names = Array.from({ length: 40 }, (_, index) => (index === 17 ? 'taken' : `beside-${index}`));
    const settled = await Promise.allSettled(names.map(add));
    expect(settled.filter(({ status }) => status === 'rejected')).toEqual([
      { status: 'rejected', reason: new WriteRefused('notes_pkey') },
    ]);
    expect(settled[17]!.status).toBe('rejected');
    expect(await notes('beside-')).toHaveLength(39);
  });

  it('one of two equal writes succeeds, also in one batch', async () => {
    const settled = await Promise.allSettled([add('first-of-batch'), add('equal'), add('equal'), add('equal')]);
    expect(settled.filter(({ status }) => status === 'fulfilled')).toHaveLength(2);
  });

  it('exactly one of many uses succeeds, in one batch or in several', async () => {
    await add('once');
    const settled = await Promise.allSettled(
      Array.from({ length: 16 }, () => committer.commit(write(USE, { note: 'once' }, 1))),
    );
    expect(settled.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(
      settled
        .filter(({ status }) => status === 'rejected')
        .map((one) => (one as PromiseRejectedResult).reason as unknown),
    ).toEqual(Array.from({ length: 15 }, () => new WriteRefused('test.notes.use')));
    expect(await notes('once')).toEqual([expect.objectContaining({ uses: 1 })]);
  });

  describe('when callers change the same row at once', () => {
    const ONE_TO_NINE = Array.from({ length: 9 }, (_, index) => index + 1);
    /** How many statements failed meanwhile. */
    const all = async (statement: Statement<NoteRow & { uses: number }>, note: string): Promise<number> => {
      const queries = jest.spyOn(Client.prototype, 'query');
      await Promise.all(
        ONE_TO_NINE.flatMap((uses) => [
          committer.commit(write(statement, { note, uses }, null)),
          committer.commit(write(statement, { note: `${note}, beside ${uses}`, uses }, null)),
        ]),
      );
      const ended = await Promise.allSettled(queries.mock.results.map(({ value }) => value as unknown));
      queries.mockRestore();
      return ended.filter(({ status }) => status === 'rejected').length;
    };

    it('writes each, one after the other, and other writes do not wait for it', async () => {
      expect(await all(SUM, 'summed')).toBe(0);
      const [summed, ...other] = await notes('summed');
      expect([summed!.uses, other.length]).toEqual([45, 9]);
      expect(new Set(other.map(({ xact }) => xact)).size).toBeLessThanOrEqual(2);
    });

    it('writes only the last where it replaces the others', async () => {
      expect(await all(LAST, 'at last')).toBe(0);
      expect((await notes('at last')).map(({ uses }) => uses)).toEqual([9, ...ONE_TO_NINE]);
    });

    it('control: where that is not declared, flushes fail and are split', async () => {
      expect(await all(UNTOLD, 'untold')).toBeGreaterThan(0);
      expect((await notes('untold'))[0]!.uses).toBe(45);
    });
  });

  it('tries a write again that PostgreSQL rolled back to end a deadlock', async () => {
    await add('deadlocked');
    const other = new Client({ connectionString: database.url });
    await other.connect();
    await other.query("SET deadlock_timeout = '1min'; SELECT pg_advisory_lock(7)");
    await other.query('BEGIN');
    const use = write(USE, { note: 'deadlocked' }, 'used');
    const committed = committer.commit(together(use, write(MEET, { note: 'met after a deadlock' }, null)));
    await waitingBackend();
    // Waits for the write, which waits for lock 7.
    await other.query("UPDATE portico.notes SET note = note WHERE note = 'deadlocked'");
    await other.query('COMMIT; SELECT pg_advisory_unlock(7)');
    await other.end();
    expect(await committed).toBe('used');
    expect((await notes('deadlocked'))[0]!.uses).toBe(1);
  });

  it('undoes the whole write when its condition refuses a row, and commits the other writes', async () => {
    await add('used');
    await committer.commit(write(USE, { note: 'used' }, null));
    const useAndAdd = (use: string, note: string): Promise<string> =>
      committer.commit(together(write(ADD, { note }, note), write(USE, { note: use }, null)));
    await Promise.all([add('fresh-1'), add('fresh-2')]);
    const settled = await Promise.allSettled([
      useAndAdd('fresh-1', 'undone-a'),
      useAndAdd('used', 'undone-b'),
      useAndAdd('absent', 'undone-c'),
      useAndAdd('fresh-2', 'undone-d'),
    ]);
    expect(settled.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected', 'fulfilled']);
    expect((settled[1] as PromiseRejectedResult).reason).toEqual(new WriteRefused('test.notes.use'));
    expect((await notes('undone-')).map(({ note }) => note)).toEqual(['undone-a', 'undone-d']);
  });

  it('does not count a cancelled wait for the standby as a commit', async () => {
    const warned = committer.commit(write(WARN, { note: 'unconfirmed' }, null));
    await expect(warned).rejects.toMatchObject({
      faultName: 'database-unavailable',
      detail: 'The commit was not confirmed by the standby.',
    });
    await expect(add('confirmed')).resolves.toBe('result of confirmed');
  });

  it('ignores other warnings', async () => {
    await database.query(
      'CREATE OR REPLACE FUNCTION portico.remark(note text) RETURNS text LANGUAGE plpgsql AS $$ BEGIN RAISE ' +
        "WARNING USING ERRCODE = '01004', MESSAGE = 'something else'; RETURN note; END $$",
    );
    await expect(
      committer.commit(write(insert('test.notes.remark', 'portico.remark(r.note)'), { note: 'remarked' }, 'kept')),
    ).resolves.toBe('kept');
    expect(await notes('remarked')).toHaveLength(1);
  });

  describe('while the database does not answer', () => {
    it('bounds its queue, and refuses further writes', async () => {
      const release = await holdUp();
      const first = meet('queue-first');
      await waitingBackend();
      const queued = Array.from({ length: 4096 }, (_, index) => meet(`queue-${index}`));
      await expect(meet('queue-too-many')).rejects.toMatchObject({
        faultName: 'database-unavailable',
        retryAfterSeconds: 1,
      });
      await release();
      await Promise.all([first, ...queued]);
      expect(await notes('queue-')).toHaveLength(4097);
    });

    it('answers database-unavailable when the connection is cut, and works again afterwards', async () => {
      const release = await holdUp();
      const [cut] = await Promise.all([
        meet('cut').catch((reason: unknown) => reason),
        waitingBackend().then((pid) => database.query('SELECT pg_terminate_backend($1)', [pid])),
      ]);
      expect(cut).toBeInstanceOf(Fault);
      expect(cut).toMatchObject({ faultName: 'database-unavailable', kind: { status: 503 } });
      await release();
      await expect(meet('after the cut')).resolves.toBe('after the cut');
      expect(await notes('cut')).toEqual([]);
    });

    it('fails writes that waited long behind a broken flush, and tries recent ones', async () => {
      const release = await holdUp();
      const broken = meet('behind-1').catch((reason: unknown) => reason);
      const pid = await waitingBackend();
      const long = meet('behind-2').catch((reason: unknown) => reason);
      const begun = performance.now();
      while (performance.now() - begun < 1_050) await database.query('SELECT');
      const fresh = meet('behind-3');
      await database.query('SELECT pg_terminate_backend($1)', [pid]);
      expect([await broken, await long]).toEqual([
        expect.objectContaining({ faultName: 'database-unavailable' }),
        expect.objectContaining({ faultName: 'database-unavailable' }),
      ]);
      await release();
      await expect(fresh).resolves.toBe('behind-3');
      expect((await notes('behind-')).map(({ note }) => note)).toEqual(['behind-3']);
    });

    it('does not delay one statement by another', async () => {
      const release = await holdUp();
      const slow = meet('slow');
      await waitingBackend();
      await expect(add('quick')).resolves.toBe('result of quick');
      await release();
      await slow;
    });
  });
});
