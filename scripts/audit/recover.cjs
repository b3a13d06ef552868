// Goes on with a log under a new name after checkpoints were lost that had been given out.
const { randomUUID } = require('node:crypto');
const { v7: uuidv7 } = require('uuid');
const { confirmed } = require('./confirm.cjs');
const { leafOf } = require('./leaf.cjs');
const { RECOVERED, summary } = require('./lineage.cjs');
const { leafHash } = require('./merkle.cjs');
const { signCheckpoint } = require('./note.cjs');

/** The lock of the sequencer that seals (src/postgres/leader-lock.ts). */
const LEADER_LOCK = 0x746c6f67;
const STORED_EVERY = 8;

/**
 * Keeps gateways from sealing as long as the connection lives. Rejects when one seals: then nothing keeps it from it.
 */
async function lead(client) {
  const { rows } = await client.query('SELECT pg_try_advisory_lock($1) AS is_leader', [LEADER_LOCK]);
  if (!rows[0].is_leader)
    throw new Error(
      'A gateway is sealing this log, or looking whether it can: try again, and stop the gateways if this stays so.',
    );
}

/**
 * What is lost: of `lineage` and `tree` as examine() found them. Null when nothing is; with `isKeyLost` the key is, and
 * maybe no checkpoint.
 */
function lossOf({ lineage, tree }, isKeyLost = false) {
  const lost = lineage.lostOf(lineage.current);
  if (lost.length === 0 && !isKeyLost) return null;
  const common = lineage.held.get(lineage.current);
  return {
    former_origin: lineage.current,
    size: tree.size,
    root: tree.root().toString('base64'),
    common: common ? { size: common.size, root: common.root.toString('base64') } : null,
    lost: summary(lost),
    ...(isKeyLost ? { key_lost: true } : {}),
  };
}

/**
 * The first leaf of the new log and a checkpoint over it, in the caller's transaction, which is committed. `last`: the
 * last checkpoint of the former log outside; `at`: now.
 */
async function goOn({ client, origin, seed, loss, tree, last, at = new Date() }) {
  if (last === undefined) throw new Error('No checkpoint of the log is outside: give the file with --checkpoints.');
  const entry = {
    entry_id: uuidv7({ msecs: at.getTime() }),
    occurred_at: at.toISOString(),
    request_id: randomUUID(),
    consumer: null,
    actor: 'portico',
    action: RECOVERED,
    subject: origin,
    phase: 'OUTCOME',
    intent_id: null,
    vendor: null,
    vendor_request_id: null,
    result: 'SUCCEEDED',
    detail: { origin, ...loss },
  };
  const leaf = leafOf(entry);
  const [index, hash, subtrees] = [tree.size, leafHash(leaf), []];
  tree.add(
    hash,
    (height, position, complete) => height % STORED_EVERY === 0 && subtrees.push([height, position, complete]),
  );
  const columns = ['entry_id', 'occurred_at', 'request_id', 'actor', 'action', 'subject', 'phase', 'result', 'detail'];
  await client.query(
    `INSERT INTO portico.audit_entries (${columns.join(', ')}, leaf) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
    [...columns.map((name) => entry[name]), leaf],
  );
  const { rowCount } = await client.query('DELETE FROM portico.audit_unsequenced WHERE entry_ids = ARRAY[$1::uuid]', [
    entry.entry_id,
  ]);
  if (rowCount !== 1) throw new Error('the entry did not come to wait for its position');
  await client.query('INSERT INTO portico.audit_sequence (leaf_index, entry_id, leaf_hash) VALUES ($1, $2, $3)', [
    index,
    entry.entry_id,
    hash,
  ]);
  for (const subtree of subtrees)
    await client.query('INSERT INTO portico.audit_subtrees (height, position, hash) VALUES ($1, $2, $3)', subtree);
  await client.query(
    'INSERT INTO portico.audit_checkpoints (tree_size, root_hash, note, signed_at) VALUES ($1, $2, $3, now())',
    [tree.size, tree.root(), signCheckpoint(origin, tree.size, tree.root(), seed)],
  );
  await client.query(
    'INSERT INTO portico.audit_logs (origin, first_leaf, entry_id, former_origin, outside_size, outside_root, ' +
      'leaf) VALUES ($1, $2, $3, $4, $5, $6, $7)',
    [origin, index, entry.entry_id, loss.former_origin, last.size, last.root, leaf],
  );
  await confirmed(client, 'COMMIT');
}

module.exports = { lead, lossOf, goOn };
