// Where the log was handed over to another key: entries with a note that the former key signed (docs/audit.md).
const { Finding } = require('./finding.cjs');
const { ACTION } = require('./leaf.cjs');
const { openNote, readVkey } = require('./note.cjs');

const HANDED_OVER = 'audit.key.rotated';
const FORMAT = 'portico.audit/handover/v1';

/** What a note says, without its signature. */
function readHandover(note) {
  const [format, origin, size, vkey] = note.split('\n');
  if (format !== FORMAT || !/^(0|[1-9]\d*)$/.test(size ?? '')) throw new Error('it is no hand-over');
  return { origin, size: Number(size), next: readVkey(vkey ?? '') };
}

/**
 * The trusted keys, each with the sizes of the trees that it may sign: `after` and `upTo`. A hand-over at a place where
 * it holds ends those of the former key, and adds the next one. Throws a Finding when no trusted key signed one that is
 * recorded and stands where it says.
 */
async function chainOf(client, trusted) {
  const { rows } = await client.query(
    `SELECT h.note, h.size::float8 FROM portico.audit_key_handovers AS h
     JOIN portico.audit_sequence AS s ON s.entry_id = h.entry_id AND s.leaf_index = h.size ORDER BY h.size`,
  );
  const keys = trusted.map((key) => ({ ...key, after: -1, upTo: Number.POSITIVE_INFINITY }));
  for (const { note, size } of rows) {
    const where = `leaf ${size}, which hands the log over to another key,`;
    const handover = readNote(note, where);
    const former = keys.filter((key) => key.name === handover.origin && key.upTo > size + 1);
    const signers = former.filter((key) => openNote(note, key));
    const next = keys.find((key) => key.name === handover.next.name && key.id === handover.next.id);
    // A verifier that trusts the next key alone is not told of what was before.
    if (signers.length === 0 && next === undefined) throw new Finding(`${where} is not signed by the key before it`);
    if (handover.size !== size) throw new Finding(`${where} says another place`);
    for (const key of signers) key.upTo = size + 1;
    if (next) next.after = size + 1;
    else keys.push({ ...handover.next, after: size + 1, upTo: Number.POSITIVE_INFINITY });
  }
  return keys;
}

function readNote(note, where) {
  try {
    return readHandover(note);
  } catch (error) {
    throw new Finding(`${where} cannot be read: ${error.message}`);
  }
}

/** Entries that hand the log over where they stand, and what is recorded of them. */
async function recordedHandovers(client) {
  const { rows } = await client.query('SELECT entry_id::text, note FROM portico.audit_key_handovers');
  return new Map(rows.map(({ entry_id, note }) => [entry_id, note]));
}

/** An entry that hands the log over is recorded as it is: otherwise its note was not judged. */
function checkHandover({ leaf_index: index, entry_id: entryId, leaf, columns }, recorded) {
  if (leaf === null || columns[ACTION] !== HANDED_OVER) return;
  const { detail } = JSON.parse(leaf.subarray(leaf.indexOf(10) + 1).toString());
  if (recorded.get(entryId) !== detail.note)
    throw new Finding(`leaf ${index}, which hands the log over to another key, is recorded in another way`);
}

module.exports = { chainOf, checkHandover, recordedHandovers, HANDED_OVER };
