// A log that lost checkpoints which had been given out goes on under a new name; its first leaf says what was lost.
const { createHash } = require('node:crypto');
const { Finding } = require('./finding.cjs');
const { ACTION } = require('./leaf.cjs');
const { leafHash } = require('./merkle.cjs');
const { checkpointText } = require('./note.cjs');

/** The action of the entry with which a log goes on under a new name. */
const RECOVERED = 'audit.log.recovered';

/** The leaves with which logs go on, by the ids of their entries: they outlast the months in which they lie. */
async function keptBeginnings(client) {
  const { rows } = await client.query('SELECT entry_id::text, leaf FROM portico.audit_logs WHERE leaf IS NOT NULL');
  return new Map(rows.map(({ entry_id, leaf }) => [entry_id, leaf]));
}

/**
 * The leaf at this place, if a log goes on with it; else null. Of a dropped month the kept one, which must be what the
 * tree was made of.
 */
function beginningIn({ leaf_index: index, entry_id: entryId, leaf_hash: hash, leaf, columns }, kept) {
  const own = kept.get(entryId);
  if (own && !leafHash(own).equals(hash))
    throw new Finding(
      `leaf ${index} (entry ${entryId}): what is kept of it in audit_logs has another hash than the one in the tree`,
    );
  if (leaf === null) return own ?? null;
  return columns[ACTION] === RECOVERED ? leaf : null;
}

/** Which log each checkpoint is of, and which checkpoints outside do not hold. */
class Lineage {
  /** What was told by the entries that continue a log: `detail` of each. */
  told = [];
  /** Name of the log at this leaf; null before its first checkpoint. */
  origin = null;
  /** By the name of the log: the last checkpoint outside that holds; those that do not. */
  held = new Map();
  lost = new Map();

  /** `current`: the name that the log has at its end. */
  constructor(current, toleratesLoss) {
    Object.assign(this, { current, toleratesLoss });
  }

  /** A checkpoint in the database. */
  checkOrigin(where, origin) {
    this.origin ??= origin;
    if (origin !== this.origin)
      throw new Finding(
        `${where} is of the log ${origin}, and no entry says that ${this.origin} goes on under that name`,
      );
  }

  /** A leaf that continues the log; `tree` is what stands before it. */
  goOn(index, leaf, tree) {
    const { detail } = JSON.parse(leaf.subarray(leaf.indexOf(10) + 1).toString());
    const what = `leaf ${index}, with which the log goes on under a new name,`;
    if (detail.size !== tree.size || detail.root !== tree.root().toString('base64'))
      throw new Finding(`${what} tells of another tree than stands before it`);
    if (this.origin !== null && detail.former_origin !== this.origin)
      throw new Finding(`${what} follows ${detail.former_origin}, and the log is ${this.origin}`);
    this.told.push(detail);
    this.origin = detail.origin;
  }

  /** A checkpoint outside whose root is that of the leaves. */
  hold(checkpoint) {
    this.held.set(checkpoint.origin, checkpoint);
  }

  /**
   * A checkpoint outside that the leaves do not bear out. Of the log as it is now that is a finding, of a former one
   * what its successor must have told.
   */
  lose(checkpoint, finding) {
    if (checkpoint.origin === this.current && !this.toleratesLoss) throw new Finding(finding);
    if (!this.lost.has(checkpoint.origin)) this.lost.set(checkpoint.origin, []);
    this.lost.get(checkpoint.origin).push(checkpoint);
  }

  /** Those of one log that do not hold, in the order of the file. */
  lostOf(origin) {
    return (this.lost.get(origin) ?? []).toSorted((a, b) => a.line - b.line);
  }

  /** What was lost of each former log is what its successor told. */
  end() {
    for (const origin of this.lost.keys()) {
      if (origin === this.current && this.toleratesLoss) continue;
      const lost = this.lostOf(origin);
      const told = this.told.find((detail) => detail.former_origin === origin);
      if (!told) throw new Finding(`${lost[0].where} is of the log ${origin}, and no entry tells what became of it`);
      const { count, sha256 } = summary(lost);
      if (count !== told.lost.count || sha256 !== told.lost.sha256)
        throw new Finding(
          `${lost[0].where} and ${count - 1} others of the log ${origin} do not hold, and are not those that its ` +
            'successor names as lost',
        );
    }
  }
}

/**
 * Of checkpoints in the order of the file: how many, the first and the last, and the SHA-256 over their texts, one
 * behind the other.
 */
function summary(lost) {
  const hash = createHash('sha256');
  for (const checkpoint of lost) hash.update(checkpointText(checkpoint));
  return {
    count: lost.length,
    first: lost.length > 0 ? sizeAndRoot(lost[0]) : null,
    last: lost.length > 0 ? sizeAndRoot(lost.at(-1)) : null,
    sha256: hash.digest('base64'),
  };
}

const sizeAndRoot = ({ size, root }) => ({ size, root: root.toString('base64') });

module.exports = { beginningIn, keptBeginnings, Lineage, RECOVERED, summary };
