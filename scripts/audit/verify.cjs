// Checks the database against what was signed, in the database and outside. It trusts nothing that it can compute.
const { notesIn } = require('./checkpoint-file.cjs');
const { Finding } = require('./finding.cjs');
const { ACTION, COLUMNS, disagreement, SUBJECT } = require('./leaf.cjs');
const { chainOf, checkHandover, recordedHandovers } = require('./handover.cjs');
const { leafHash, Tree } = require('./merkle.cjs');
const { beginningIn, keptBeginnings, Lineage } = require('./lineage.cjs');
const { openCheckpoint } = require('./note.cjs');

const BATCH = 2_000;
const SUBTREE_EVERY = 8;
/** No floor that anybody wrote into the database makes it right to drop a younger month. */
const LEAST_MONTHS = 12;

/**
 * `client`: a pg client that may read the tables of the log; `vkeys`: trusted keys (readVkey); `file`: checkpoints
 * outside the database, or null. Inside a transaction of the caller's with `isInTransaction`; else in one of its own,
 * which reads one moment. Resolves with what was checked; rejects with a Finding that names what is wrong first.
 */
async function verify(options) {
  const { counted, lineage } = await examine(options);
  return lineage.told.length > 0 ? { ...counted, continued: lineage.told } : counted;
}

/**
 * The same, with the tree and the lineage. With `toleratesLoss`, checkpoints outside that do not hold are found lost
 * instead of wrong.
 */
async function examine({
  client,
  keys: trusted,
  file = null,
  isInTransaction = false,
  toleratesLoss = false,
  onProgress = () => undefined,
}) {
  const keys = await chainOf(client, trusted);
  // The file first: checkpoints are committed before they are written there, so it is never ahead of an honest
  // database.
  const outside = file === null ? [] : await outsideCheckpoints(file, keys);
  if (!isInTransaction) await client.query('BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY');
  const database = new Queue(client);
  try {
    await database.query('SET LOCAL max_parallel_workers_per_gather = 0');
    const months = await droppedMonths(database);
    const inside = checkpointsInside(
      database,
      keys,
      new Map(outside.map((checkpoint) => [checkpoint.note, checkpoint])),
    );
    const tree = new Tree();
    // The one over no leaves, with which a file begins, has none in the database beside it.
    const counted = { entries: 0, dropped: 0, checkpoints: 0, outside: outside.filter(({ size }) => size > 0).length };
    const lineage = new Lineage(await currentOrigin(database, outside), toleratesLoss);
    const [kept, handovers] = [await keptBeginnings(database), await recordedHandovers(database)];
    const expected = new Expected(inside, outside, counted, lineage);
    await expected.compare(tree);
    const subtrees = [];
    for await (const row of leavesIn(database)) {
      checkLeaf(row, tree.size, months, counted);
      checkHandover(row, handovers);
      const beginning = beginningIn(row, kept);
      if (beginning !== null) lineage.goOn(row.leaf_index, beginning, tree);
      tree.add(
        row.leaf_hash,
        (height, position, hash) => height % SUBTREE_EVERY === 0 && subtrees.push({ height, position, hash }),
      );
      await expected.compare(tree);
      if (subtrees.length >= BATCH) await checkSubtrees(database, subtrees.splice(0));
      if (tree.size % 50_000 === 0) onProgress(tree.size);
    }
    await expected.end(tree);
    await checkSubtrees(database, subtrees);
    await checkCounts(database, tree.size);
    await checkWaiting(database, months);
    checkMonths(months);
    return { counted: { ...counted, leaves: tree.size }, lineage, tree };
  } finally {
    if (!isInTransaction) await client.query('ROLLBACK').catch(() => undefined);
  }
}

/** One query after the other on one connection, so that the next page can be asked for before it is needed. */
class Queue {
  last = Promise.resolve();

  constructor(client) {
    this.client = client;
  }

  query(...question) {
    const answer = this.last.then(() => this.client.query(...question));
    this.last = answer.catch(() => undefined);
    return answer;
  }
}

/**
 * The checkpoints of the file in their order; within one log a later one is never over fewer leaves, and no log comes
 * back.
 */
async function outsideCheckpoints(file, keys) {
  const found = [];
  for await (const { line, note } of notesIn(file)) {
    const where = `the checkpoint at line ${line} of the file outside`;
    const opened = await openCheckpoint(note, keys).catch((error) => {
      throw new Finding(`${where}: ${error.message}`);
    });
    const before = found.at(-1);
    if (before?.origin === opened.origin && opened.size < before.size)
      throw new Finding(`${where} is over fewer leaves than the one before it`);
    if (before && before.origin !== opened.origin && found.some(({ origin }) => origin === opened.origin))
      throw new Finding(`${where} is of the log ${opened.origin}, which another one had followed`);
    found.push({ ...opened, note, where, line });
  }
  return found;
}

/** The name that the log has now: in its last checkpoint, or outside where the database has none. */
async function currentOrigin(client, outside) {
  const { rows } = await client.query('SELECT note FROM portico.audit_checkpoints ORDER BY tree_size DESC LIMIT 1');
  return rows[0]?.note.split('\n')[0] ?? outside.at(-1)?.origin ?? null;
}

/** Each checkpoint of the database, smallest tree first, with its signature verified. */
async function* checkpointsInside(client, keys, known) {
  for (let after = -1; ;) {
    const { rows } = await client.query({
      text:
        'SELECT tree_size::float8, root_hash, note FROM portico.audit_checkpoints WHERE tree_size > $1 ORDER BY ' +
        'tree_size LIMIT $2',
      values: [after, BATCH],
    });
    const opened = await Promise.all(rows.map((row) => openedInside(row, keys, known)));
    yield* opened;
    if (rows.length < BATCH) return;
    after = rows.at(-1).tree_size;
  }
}

async function openedInside({ tree_size: size, root_hash: root, note }, keys, known) {
  const where = `the checkpoint over ${size} leaves`;
  const opened = known.get(note) ?? (await openCheckpoint(note, keys).catch((error) => ({ problem: error.message })));
  if (opened.problem) return { where, size, problem: `${where}: ${opened.problem}` };
  if (opened.size !== size || !opened.root.equals(root))
    return { where, size, problem: `${where}: its columns say something else than what was signed` };
  return { where, size, root: opened.root, origin: opened.origin };
}

/** What the tree must be at each size that was signed. */
class Expected {
  constructor(inside, outside, counted, lineage) {
    Object.assign(this, { inside, counted, lineage, at: 0, last: 0 });
    this.outside = outside.toSorted((a, b) => a.size - b.size || a.line - b.line);
  }

  async compare(tree) {
    this.next ??= (await this.inside.next()).value ?? { size: Number.POSITIVE_INFINITY };
    if (this.next.size === tree.size) {
      const { where, root, origin, problem } = this.next;
      if (problem) throw new Finding(problem);
      if (!root.equals(tree.root())) throw new Finding(`${where} has another root than the leaves that are stored`);
      this.lineage.checkOrigin(where, origin);
      Object.assign(this, { next: undefined, last: tree.size });
      this.counted.checkpoints += 1;
    }
    for (; this.outside[this.at]?.size === tree.size; this.at += 1) {
      const checkpoint = this.outside[this.at];
      if (checkpoint.root.equals(tree.root())) this.lineage.hold(checkpoint);
      else
        this.lineage.lose(
          checkpoint,
          `${checkpoint.where}, over ${checkpoint.size} leaves, has another root than the leaves that are stored: ` +
            'the log was written anew',
        );
    }
  }

  async end(tree) {
    const next = this.next ?? (await this.inside.next()).value;
    if (this.last < tree.size) throw new Finding(`leaf ${this.last}: no checkpoint covers it and what follows`);
    if (next && next.size !== Number.POSITIVE_INFINITY)
      throw new Finding(next.problem ?? `${next.where}: only ${tree.size} leaves are stored`);
    const beyond = this.outside.slice(this.at);
    for (const checkpoint of beyond.toReversed())
      this.lineage.lose(
        checkpoint,
        `${checkpoint.where} is over ${checkpoint.size} leaves, and only ${tree.size} are stored: the end of the ` +
          'log was cut off',
      );
    this.lineage.end();
  }
}

/** Leaves in their order, each with its entry. */
async function* leavesIn(client) {
  const text = `
    SELECT s.leaf_index::float8, s.entry_id::text, s.leaf_hash, e.leaf, ${COLUMNS.join(', ')}
    FROM portico.audit_sequence AS s LEFT JOIN portico.audit_entries AS e ON e.entry_id = s.entry_id
    WHERE s.leaf_index > $1 ORDER BY s.leaf_index LIMIT ${BATCH}`;
  const read = (after) => client.query({ name: 'leaves', text, values: [after], rowMode: 'array' });
  for (let page = read(-1e15); page;) {
    const { rows } = await page;
    page = rows.length < BATCH ? null : read(rows.at(-1)[0]);
    page?.catch(() => undefined);
    for (const [leaf_index, entry_id, leaf_hash, leaf, ...columns] of rows)
      yield { leaf_index, entry_id, leaf_hash, leaf, columns };
  }
}

function checkLeaf(
  { leaf_index: index, entry_id: entryId, leaf_hash: hash, leaf, columns },
  expected,
  months,
  counted,
) {
  const name = `leaf ${index} (entry ${entryId})`;
  if (index !== expected) throw new Finding(`leaf ${expected} is missing: the next one is ${index}`);
  if (leaf === null) {
    const month = months.get(monthOf(entryId));
    if (!month) throw new Finding(`${name}: its entry is missing`);
    month.missing += 1;
    counted.dropped += 1;
    return;
  }
  if (!leafHash(leaf).equals(hash)) throw new Finding(`${name}: its leaf has another hash than the one in the tree`);
  const problem = disagreement(leaf, columns);
  if (problem) throw new Finding(`${name}: ${problem}`);
  noteDropping(columns, months);
  counted.entries += 1;
}

/** An entry that tells that a month was dropped. */
function noteDropping(columns, months) {
  if (columns[ACTION] === 'audit.month.dropped' && months.has(columns[SUBJECT]))
    months.get(columns[SUBJECT]).isTold = true;
}

/** The month in a UUIDv7. */
const monthOf = (entryId) =>
  new Date(Number.parseInt(entryId.replaceAll('-', '').slice(0, 12), 16)).toISOString().slice(0, 7);

/** Months that are gone by right: none younger than any floor allows. */
async function droppedMonths(client) {
  const { rows } = await client.query(`
    SELECT to_char(d.month, 'YYYY-MM') AS month, to_char(d.dropped_at AT TIME ZONE 'UTC', 'YYYY-MM') AS dropped_in,
      d.entry_count::float8 AS entries,
      least(d.dropped_at, now()) >= d.month + make_interval(months => 1 + greatest(${LEAST_MONTHS},
        (SELECT min(r.keep_months) FROM portico.audit_retention AS r))) AS is_old
    FROM portico.audit_dropped_months AS d`);
  const young = rows.find(({ is_old }) => !is_old);
  if (young) throw new Finding(`the month ${young.month} was dropped before any entry may be`);
  return new Map(
    rows.map(({ month, dropped_in, entries }) => [
      month,
      { entries, droppedIn: dropped_in, missing: 0, isTold: false },
    ]),
  );
}

/**
 * What is missing of a dropped month is what was dropped, and the log tells of it, unless the month that told was
 * dropped in its turn.
 */
function checkMonths(months) {
  for (const [month, { entries, missing, isTold, droppedIn }] of months) {
    if (entries !== missing)
      throw new Finding(`the month ${month} was dropped with ${entries} entries, and ${missing} are missing`);
    if (!isTold && !months.has(droppedIn))
      throw new Finding(`the month ${month} was dropped, and no entry of the log tells so`);
  }
}

async function checkSubtrees(client, subtrees) {
  if (subtrees.length === 0) return;
  const { rows } = await client.query(
    `SELECT w.height, w.position::float8 FROM unnest($1::smallint[], $2::bigint[], $3::bytea[]) AS w(height, position,
      hash)
     LEFT JOIN portico.audit_subtrees AS t ON t.height = w.height AND t.position = w.position WHERE t.hash IS DISTINCT
       FROM w.hash ORDER BY w.position LIMIT 1`,
    [subtrees.map(({ height }) => height), subtrees.map(({ position }) => position), subtrees.map(({ hash }) => hash)],
  );
  if (rows[0])
    throw new Finding(
      `the stored subtree of height ${rows[0].height} at ${rows[0].position} is not that of the leaves`,
    );
}

async function checkCounts(client, leaves) {
  let wanted = 0;
  for (let width = 2 ** SUBTREE_EVERY; width <= leaves; width *= 2 ** SUBTREE_EVERY)
    wanted += Math.floor(leaves / width);
  const { rows } = await client.query('SELECT count(*)::float8 AS stored FROM portico.audit_subtrees');
  if (rows[0].stored !== wanted) throw new Finding(`${rows[0].stored} subtrees are stored, and the tree has ${wanted}`);
  const twice = await client.query(
    'SELECT entry_id::text FROM portico.audit_sequence GROUP BY entry_id HAVING count(*) > 1 LIMIT 1',
  );
  if (twice.rows[0]) throw new Finding(`entry ${twice.rows[0].entry_id} stands in the tree twice`);
}

/** Entries beside the tree must wait for their place in it, as they are. */
async function checkWaiting(client, months) {
  const { rows: queued } = await client.query(
    'SELECT u.entry_id::text, u.leaf_hash FROM portico.audit_unsequenced AS q CROSS JOIN unnest(q.entry_ids, ' +
      'q.leaf_hashes) AS u(entry_id, leaf_hash)',
  );
  const waiting = new Map(queued.map(({ entry_id, leaf_hash }) => [entry_id, leaf_hash]));
  const { rows } = await client.query({
    text: `SELECT e.entry_id::text, e.leaf, ${COLUMNS.join(', ')} FROM portico.audit_entries AS e WHERE NOT
      EXISTS (SELECT FROM portico.audit_sequence AS s WHERE s.entry_id = e.entry_id) ORDER BY e.entry_id
      LIMIT ${waiting.size + 1}`,
    rowMode: 'array',
  });
  for (const [entryId, leaf, ...columns] of rows) {
    const hash = waiting.get(entryId);
    if (!hash)
      throw new Finding(`entry ${entryId} is outside the log: it has no position in the tree, and waits for none`);
    if (!leafHash(leaf).equals(hash))
      throw new Finding(
        `entry ${entryId}, which waits for its position: its leaf has another hash than the one that waits`,
      );
    const problem = disagreement(leaf, columns);
    if (problem) throw new Finding(`entry ${entryId}, which waits for its position: ${problem}`);
    noteDropping(columns, months);
    waiting.delete(entryId);
  }
  for (const [entryId] of waiting)
    throw new Finding(`entry ${entryId} waits for a position in the tree, and is missing, or has one already`);
}

module.exports = { verify, examine, Finding };
