// Entries with their receipts, all against one checkpoint, read in one moment.
const { confirm } = require('./confirm.cjs');
const { leafHash, rootOf } = require('./merkle.cjs');

const PAGE = 1_000;

/**
 * Each entry between the instants (the second not included), in the order of the log: an object for a line of JSON.
 * Rejects when the checkpoint is not confirmed by the standby.
 */
async function* exported({ client, from, to, isHandovers = false }) {
  const { rows } = await client.query(
    'SELECT tree_size::float8 AS size, note FROM portico.audit_checkpoints ORDER BY tree_size DESC LIMIT 1',
  );
  if (!rows[0]) return;
  await confirm(client);
  await client.query('BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY');
  try {
    const hashes = new Hashes(client, rows[0].size);
    for (let after = -1; ;) {
      const page = await client.query(
        isHandovers
          ? { text: HANDOVERS, values: [after, PAGE] }
          : { name: 'page', text: ENTRIES, values: [after, from, to, PAGE] },
      );
      for (const { leaf_index: index, leaf } of page.rows)
        yield lineOf(index, leaf, await hashes.inclusion(index, leaf), rows[0].note);
      if (page.rows.length < PAGE) return;
      after = page.rows.at(-1).leaf_index;
    }
  } finally {
    await client.query('ROLLBACK').catch(() => undefined);
  }
}

/** By the time in the ids, so that only the months in question are read. */
const ENTRIES = `
  SELECT s.leaf_index::float8, e.leaf
  FROM portico.audit_entries AS e JOIN portico.audit_sequence AS s ON s.entry_id = e.entry_id
  WHERE s.leaf_index > $1 AND e.entry_id >= portico.lowest_entry_id($2) AND e.entry_id < portico.lowest_entry_id($3)
  ORDER BY s.leaf_index LIMIT $4`;

/** Entries that hand the log over to another key, from the beginning. */
const HANDOVERS = `
  SELECT s.leaf_index::float8, e.leaf
  FROM portico.audit_key_handovers AS h JOIN portico.audit_sequence AS s ON s.entry_id = h.entry_id
  JOIN portico.audit_entries AS e ON e.entry_id = h.entry_id
  WHERE s.leaf_index > $1 AND s.leaf_index = h.size ORDER BY s.leaf_index LIMIT $2`;

function lineOf(index, leaf, proof, checkpoint) {
  const lines = [
    'c2sp.org/tlog-proof@v1',
    `extra ${leaf.toString('base64')}`,
    `index ${index}`,
    ...proof.map((hash) => hash.toString('base64')),
  ];
  return {
    leaf_index: index,
    entry: JSON.parse(leaf.subarray(leaf.indexOf(10) + 1).toString()),
    receipt: `${lines.join('\n')}\n\n${checkpoint}`,
  };
}

/**
 * Hashes of the tree of one size. Rows of 256 are read as they are stored, and the last ones are kept: neighbours share
 * nearly all of them.
 */
class Hashes {
  constructor(client, size) {
    Object.assign(this, { client, size, rows: new Map() });
  }

  /** RFC 6962, 2.1.1, from the leaf's sibling up; checks that the leaf is the one in the tree. */
  async inclusion(index, leaf) {
    if (!(await this.at(0, index)).equals(leafHash(leaf)))
      throw new Error(`leaf ${index} is not the one in the tree: run npx portico audit verify`);
    const proof = [];
    for (
      let [height, position, width] = [0, index, 1];
      width < this.size;
      [height, position, width] = [height + 1, Math.floor(position / 2), width * 2]
    ) {
      const sibling = position % 2 === 0 ? position + 1 : position - 1;
      if (sibling * width < this.size) proof.push(await this.over(height, sibling));
    }
    return proof;
  }

  /** The hash over the leaves of a subtree that lie within the tree. */
  async over(height, position) {
    const width = 2 ** height;
    if ((position + 1) * width <= this.size) return this.at(height, position);
    const peaks = [];
    for (let [from, part] = [position * width, height - 1]; part >= 0; part -= 1) {
      if (from + 2 ** part > this.size) continue;
      peaks.push(await this.at(part, from / 2 ** part));
      from += 2 ** part;
    }
    return rootOf(peaks);
  }

  /** The hash of a complete subtree, out of the row of 256 in which it lies. */
  async at(height, position) {
    const inRow = height % 8;
    const first = position * 2 ** inRow;
    const row = await this.row(height - inRow, Math.floor(first / 256));
    return row(inRow, position - Math.floor(first / 256) * 2 ** (8 - inRow));
  }

  async row(height, number) {
    const name = `${height}/${number}`;
    if (!this.rows.has(name)) {
      if (this.rows.size > 64) this.rows.delete(this.rows.keys().next().value);
      this.rows.set(name, await this.read(height, number));
    }
    return this.rows.get(name);
  }

  async read(height, number) {
    const text =
      height === 0
        ? 'SELECT leaf_hash AS hash FROM portico.audit_sequence WHERE leaf_index >= $1 AND leaf_index < $2 ORDER ' +
          'BY leaf_index'
        : 'SELECT hash FROM portico.audit_subtrees WHERE height = $3 AND position >= $1 AND position < $2 ORDER BY ' +
          'position';
    const { rows } = await this.client.query(text, [
      number * 256,
      (number + 1) * 256,
      ...(height === 0 ? [] : [height]),
    ]);
    const levels = [rows.map(({ hash }) => hash)];
    while (levels.at(-1).length > 1) levels.push(pairs(levels.at(-1)));
    return (inRow, position) => levels[inRow][position];
  }
}

/** The level above, as far as it is complete. */
const pairs = (level) =>
  Array.from({ length: Math.floor(level.length / 2) }, (_, at) => rootOf([level[at * 2], level[at * 2 + 1]]));

module.exports = { exported };
