import { Client, type Pool } from 'pg';
import { AuditRepository } from '../../src/audit/audit.repository';
import { leafBytes } from '../../src/audit/leaf';
import { parseCheckpoint } from '../../src/tlog/checkpoint/checkpoint';
import { leafHash } from '../../src/tlog/merkle';
import { Sealer } from '../../src/tlog/sequencer/sealer';
import type { Sequencer } from '../../src/tlog/sequencer/sequencer';
import { SequencerLag } from '../../src/tlog/sequencer/sequencer-lag';
import { SequencerSession } from '../../src/tlog/sequencer/sequencer-session';
import { isNoteSignedBy, NoteSigner, parseNote } from '../../src/tlog/checkpoint/signed-note';
import { createTestDatabase, type TestDatabase } from '../support/database';
import { eventually } from '../support/eventually';
import { appendLeaves, newLeaf } from '../support/leaves';
import { MemorySink, newSequencer, ORIGIN, SEED, startSequencer, treeSize, untilSealed } from '../support/log';
import { createPool } from '../support/pool';
import { treeHash } from '../support/rfc9162';
import { startTcpProxy, through } from '../support/tcp-proxy';

describe('the sequencer', () => {
  let database: TestDatabase;
  let pool: Pool;
  let sink: MemorySink;
  let running: Sequencer[];
  beforeEach(async () => {
    database = await createTestDatabase();
    pool = createPool(database.appUrl);
    sink = new MemorySink();
    running = [];
  });
  afterEach(async () => {
    await Promise.all(running.map((sequencer) => sequencer.onModuleDestroy()));
    await pool.end();
    await database.drop();
  });

  const start = (outside = sink, audit: Parameters<typeof startSequencer>[2] = {}): Sequencer => {
    const sequencer = startSequencer(database, outside, audit);
    running.push(sequencer);
    return sequencer;
  };
  const sequence = (): Promise<{ leaf_index: number; entry_id: string; leaf_hash: Buffer }[]> =>
    database.query('SELECT leaf_index::int, entry_id, leaf_hash FROM portico.audit_sequence ORDER BY leaf_index');
  const checkpoints = (): Promise<{ size: number; root_hash: Buffer; note: string }[]> =>
    database.query('SELECT tree_size::int AS size, root_hash, note FROM portico.audit_checkpoints ORDER BY tree_size');
  const backends = (): Promise<{ pid: number; leads: boolean }[]> =>
    database.query(
      "SELECT a.pid, EXISTS (SELECT FROM pg_locks l WHERE l.pid = a.pid AND l.locktype = 'advisory' AND " +
        "l.granted) AS leads FROM pg_stat_activity a WHERE a.application_name = 'portico sequencer' AND a.datname " +
        '= current_database()',
    );

  it('gives entries consecutive leaf indexes in commit order, and signs the tree of their leaves', async () => {
    start();
    const leaves = await appendLeaves(pool, 300);
    await untilSealed(database, 300);
    const rows = await sequence();
    expect(rows.map(({ leaf_index }) => leaf_index)).toEqual(leaves.map((_, index) => index));
    expect(rows.map(({ entry_id }) => entry_id)).toEqual(leaves.map(({ entry_id }) => entry_id));
    expect(rows.map(({ leaf_hash }) => leaf_hash)).toEqual(leaves.map((leaf) => leafHash(leafBytes(leaf))));
    for (const { size, root_hash, note } of await checkpoints()) {
      expect(parseCheckpoint(parseNote(note).text)).toEqual({
        origin: ORIGIN,
        size,
        root: treeHash(leaves.slice(0, size).map(leafBytes)),
      });
      expect(root_hash).toEqual(parseCheckpoint(parseNote(note).text).root);
      expect(isNoteSignedBy(parseNote(note), new NoteSigner(ORIGIN, SEED).key)).toBe(true);
    }
    expect(
      await eventually(
        async () => sink.notes,
        (notes) => notes.at(-1)?.includes('\n300\n') === true,
      ),
    ).toEqual((await checkpoints()).map(({ note }) => note));
  });

  it('signs at least every 256 entries, also after a delay', async () => {
    await appendLeaves(pool, 1000);
    start();
    await untilSealed(database, 1000);
    const sizes = (await checkpoints()).map(({ size }) => size);
    expect(sizes).toEqual([256, 512, 768, 1000]);
    const subtrees = await database.query(
      'SELECT height, position::int FROM portico.audit_subtrees ORDER BY height, position',
    );
    expect(subtrees).toEqual([0, 1, 2].map((position) => ({ height: 8, position })));
  });

  it('never skips an entry that commits late: an older one among newer ones', async () => {
    start();
    const late = new Client({ connectionString: database.appUrl });
    await late.connect();
    const older = newLeaf();
    const [planned] = new AuditRepository().append(older).rows;
    const { parameters } = planned!.statement;
    await late.query('BEGIN');
    await late.query(parameters.sqlFrom(1), parameters.valuesOf([planned!.row]));
    const newer = await appendLeaves(pool, 5);
    await untilSealed(database, 5);
    await late.query('COMMIT');
    await late.end();
    await untilSealed(database, 6);
    expect((await sequence()).map(({ entry_id }) => entry_id)).toEqual(
      [...newer, older].map(({ entry_id }) => entry_id),
    );
  });

  it('has one leader among several, and another one when the leader ends', async () => {
    const first = start();
    await appendLeaves(pool, 3);
    await untilSealed(database, 3);
    const others = [start(), start()];
    await eventually(backends, (found) => found.length === 3);
    expect((await backends()).filter(({ leads }) => leads)).toHaveLength(1);
    await first.onModuleDestroy();
    await appendLeaves(pool, 3);
    await untilSealed(database, 6);
    const [leader] = (await backends()).filter(({ leads }) => leads);
    await database.query('SELECT pg_terminate_backend($1)', [leader!.pid]);
    await appendLeaves(pool, 3);
    await untilSealed(database, 9);
    expect((await sequence()).map(({ leaf_index }) => leaf_index)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
    expect(others).toHaveLength(2);
  });

  it('continues after a restart, over a thousand leaves', async () => {
    const first = start();
    const leaves = await appendLeaves(pool, 1000);
    await untilSealed(database, 1000);
    await first.onModuleDestroy();
    start();
    leaves.push(...(await appendLeaves(pool, 10)));
    await untilSealed(database, 1010);
    expect((await checkpoints()).at(-1)!.root_hash).toEqual(treeHash(leaves.map(leafBytes)));
  });

  it('writes nothing over leaves that were changed after they were read for the signature', async () => {
    await appendLeaves(pool, 3);
    const session = await SequencerSession.open({
      sequencerDatabaseUrl: database.sequencerUrl,
      sequencerDatabaseVariable: 'SEQUENCER_DATABASE_URL',
    });
    const waiting = session.waiting.bind(session);
    session.waiting = async (most) => {
      const found = await waiting(most);
      await database.query("UPDATE portico.audit_unsequenced SET leaf_hashes[1] = sha256('')");
      return found;
    };
    const sealer = await Sealer.begin(session, [new NoteSigner(ORIGIN, SEED)]);
    await expect(sealer.round()).rejects.toThrow('the hashes of waiting entries were changed');
    expect(await sequence()).toEqual([]);
    session.waiting = waiting;
    expect(await sealer.round()).toBe(false);
    expect(await sequence()).toHaveLength(3);
    await session.close();
  });

  it('is not continued with a key that the log does not know, whether another replica has it or not', async () => {
    const wrong = { signingKey: Buffer.alloc(32, 0x77) };
    const ids = [SEED, wrong.signingKey].map((seed) => new NoteSigner(ORIGIN, seed).key.id.toString('hex'));
    const words = `key ${ids[0]}, which signed its last checkpoint, and this process holds ${ids[1]}`;
    const right = start();
    await eventually(backends, (found) => found.some(({ leads }) => leads));
    const lacking = newSequencer(database, sink, wrong);
    running.push(lacking);
    await lacking.onApplicationBootstrap();
    const lag = new SequencerLag(pool, lacking);
    await appendLeaves(pool, 3);
    await untilSealed(database, 3);
    expect(await eventually(() => lag.check(), Boolean)).toContain(words);
    expect([lag.isKeyWrong, await new SequencerLag(pool, right).check()]).toEqual([true, undefined]);
    const refused = (): Promise<void> => newSequencer(database, sink, wrong).onApplicationBootstrap();
    await expect(refused()).rejects.toThrow(words);
    await right.onModuleDestroy();
    await appendLeaves(pool, 3);
    await eventually(
      () => database.query<{ trouble: string | null }>('SELECT trouble FROM portico.sealing_state'),
      ([row]) => row?.trouble?.includes(words) === true,
    );
    await expect(refused()).rejects.toThrow(words);
    expect(await treeSize(database)).toBe(3);
    start(sink, { ...wrong, furtherKeys: [SEED] });
    await untilSealed(database, 6);
    for (const { note } of await checkpoints())
      expect(isNoteSignedBy(parseNote(note), new NoteSigner(ORIGIN, SEED).key)).toBe(true);
  });

  it('is begun by any key while it has no leaves, and goes on with the one of the checkpoint in the sink', async () => {
    const first = start(sink, { signingKey: Buffer.alloc(32, 0x77) });
    await eventually(() => sink.latest(), Boolean);
    await first.onModuleDestroy();
    const other = start();
    await eventually(
      async () => other.trouble,
      (trouble) => trouble.includes('the log was begun by the key'),
    );
    await appendLeaves(pool, 1);
    start(sink, { signingKey: Buffer.alloc(32, 0x77) });
    await untilSealed(database, 1);
  });

  it('continues after its connection was cut, and stops also while the database does not answer', async () => {
    const proxy = await startTcpProxy(Number(new URL(database.sequencerUrl).port));
    const sequencer = start(sink, { sequencerDatabaseUrl: through(database.sequencerUrl, proxy) });
    await appendLeaves(pool, 3);
    await untilSealed(database, 3);
    proxy.set('cut');
    await eventually(
      async () => sequencer.trouble,
      (trouble) => trouble !== '',
    );
    await appendLeaves(pool, 3);
    proxy.set('open');
    await untilSealed(database, 6);
    proxy.set('silent');
    const begun = performance.now();
    await sequencer.onModuleDestroy();
    expect(performance.now() - begun).toBeLessThan(8_000);
    await proxy.close();
  });

  it('keeps sealing while the sink fails, and writes all checkpoints to it afterwards', async () => {
    sink.failure = new Error('disk full');
    start();
    await appendLeaves(pool, 3);
    await untilSealed(database, 3);
    await appendLeaves(pool, 3);
    await untilSealed(database, 6);
    expect(sink.notes).toEqual([]);
    sink.failure = null;
    expect(
      await eventually(
        async () => [...sink.notes],
        (notes) => notes.length > 0,
      ),
    ).toEqual((await checkpoints()).map(({ note }) => note));
  });

  it('says what keeps it from sealing until it has sealed, however often it begins again', async () => {
    for (const text of [
      'ALTER TABLE portico.audit_sequence ADD CONSTRAINT none_fits CHECK (leaf_index < 0)',
      'CREATE TABLE told (place serial, trouble text)',
      `CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS
        'BEGIN INSERT INTO public.told (trouble) VALUES (NEW.trouble); RETURN NULL; END'`,
      'CREATE TRIGGER note AFTER UPDATE ON portico.sealing_state FOR EACH ROW EXECUTE FUNCTION note()',
    ])
      await database.query(text);
    await appendLeaves(pool, 1);
    start();
    const told = (): Promise<{ trouble: string | null }[]> => database.query('SELECT trouble FROM told ORDER BY place');
    const troubles = await eventually(told, (rows) => rows.length >= 3);
    expect(new Set(troubles.map(({ trouble }) => trouble))).toEqual(new Set(['error 23514']));
    await database.query('ALTER TABLE portico.audit_sequence DROP CONSTRAINT none_fits');
    await eventually(told, (rows) => rows.at(-1)?.trouble === null);
  });

  it('reports its delay from every replica', async () => {
    const lag = new SequencerLag(pool, { keyTrouble: '' });
    expect(await lag.seconds()).toBe(0);
    await appendLeaves(pool, 3);
    expect(await lag.seconds()).toBeGreaterThan(0);
    await expect(lag.check()).resolves.toBeUndefined();
    await database.query("UPDATE portico.audit_unsequenced SET queued_at = queued_at - interval '1 minute'");
    expect(await lag.check()).toMatch(/^the oldest audit entry has waited 6\d s to be sealed$/);
    start();
    await untilSealed(database, 3);
    expect(await lag.seconds()).toBe(0);
  });

  it('writes a checkpoint to the sink that a crash prevented', async () => {
    const first = start();
    await appendLeaves(pool, 3);
    await untilSealed(database, 3);
    await first.onModuleDestroy();
    const kept = (await checkpoints()).map(({ note }) => note);
    await appendLeaves(pool, 3);
    const unlucky = start(Object.assign(new MemorySink([...kept]), { failure: new Error('disk full') }));
    await untilSealed(database, 6);
    await unlucky.onModuleDestroy();
    const behind = new MemorySink([...kept]);
    start(behind);
    expect(
      await eventually(
        async () => behind.notes,
        (notes) => notes.length > kept.length,
      ),
    ).toEqual((await checkpoints()).map(({ note }) => note));
  });

  describe('refuses to sign', () => {
    beforeEach(async () => {
      const first = start();
      await appendLeaves(pool, 600);
      await untilSealed(database, 600);
      await first.onModuleDestroy();
    });

    const asSuperuser = async (...statements: string[]): Promise<void> => {
      const client = new Client({ connectionString: database.url });
      await client.connect();
      for (const statement of ["SET session_replication_role = 'replica'", ...statements])
        await client.query(statement);
      await client.end();
    };
    const expectRefusal = async (reason: RegExp, outside = sink): Promise<void> => {
      const before = await treeSize(database);
      await appendLeaves(pool, 1);
      const sequencer = start(outside);
      expect(
        await eventually(
          async () => sequencer.trouble,
          (trouble) => trouble !== '',
        ),
      ).toMatch(reason);
      expect(await treeSize(database)).toBe(before);
      expect(await database.query('SELECT FROM portico.audit_unsequenced')).not.toEqual([]);
    };

    it('a smaller tree than was signed, when the database lost its last entries and the sink did not', async () => {
      await asSuperuser(
        'DELETE FROM portico.audit_checkpoints WHERE tree_size > 256',
        'DELETE FROM portico.audit_sequence WHERE leaf_index >= (SELECT max(tree_size) FROM portico.audit_checkpoints)',
        'DELETE FROM portico.audit_subtrees WHERE position > 0',
      );
      await expectRefusal(/a checkpoint over 600 leaves was signed, and \d+ are stored/);
    });

    it('a tree with leaves that no checkpoint covers', async () => {
      await asSuperuser('DELETE FROM portico.audit_checkpoints WHERE tree_size = 600');
      await expectRefusal(/600 leaves are stored, and the last checkpoint is over \d+/);
    });

    it('a tree with another leaf at its right edge', async () => {
      await asSuperuser("UPDATE portico.audit_sequence SET leaf_hash = sha256('') WHERE leaf_index = 599");
      await expectRefusal(/over 600 leaves with another root/);
    });

    it('a tree with a missing subtree', async () => {
      await asSuperuser('DELETE FROM portico.audit_subtrees WHERE position = 1');
      await expectRefusal(/lacks hashes/);
    });

    it('a tree with another root than the sink has', async () => {
      const rebuilt = new NoteSigner(ORIGIN, SEED).sign(
        `${ORIGIN}\n600\n${treeHash([Buffer.from('another')]).toString('base64')}\n`,
      );
      const outside = new MemorySink();
      await outside.begin(rebuilt);
      await expectRefusal(/outside the database is over 600 leaves with another root/, outside);
    });

    it('a tree of another log', async () => {
      const outside = new MemorySink();
      await outside.begin(
        new NoteSigner('another.example/log', SEED).sign(
          `another.example/log\n0\n${treeHash([]).toString('base64')}\n`,
        ),
      );
      await expectRefusal(/of the log another.example/, outside);
    });

    it('when the sink has no checkpoint: the file is missing, empty, or another one', async () => {
      await expectRefusal(/no checkpoints are outside the database, and the log has 600 leaves/, new MemorySink());
    });

    it('after a checkpoint with a forged signature of its own key', async () => {
      await asSuperuser(
        "UPDATE portico.audit_checkpoints SET note = overlay(note placing 'AAAA' FROM length(note) - 20) WHERE " +
          'tree_size = 600',
      );
      await expectRefusal(/signature does not hold/);
    });

    it('control: it signs when nothing is wrong', async () => {
      start();
      await appendLeaves(pool, 1);
      await untilSealed(database, 601);
    });
  });
});
