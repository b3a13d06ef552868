// `npx portico audit checkpoints --to FILE`: a new file of checkpoints outside the database, after the old one was lost
// for good.
const fs = require('node:fs');
const { misuse, readArguments } = require('./arguments.cjs');
const { confirm } = require('./audit/confirm.cjs');
const { connect } = require('./audit/connect.cjs');
const { database, readVkey, trustedVkeys } = require('./audit/settings.cjs');
const { Finding, verify } = require('./audit/verify.cjs');

const OPTIONS = { vkey: { type: 'string', multiple: true }, to: { type: 'string' } };
const USAGE = `npx portico audit checkpoints --to <file> [--vkey <verifier key>]…

  --to    the new file; it must not exist
  --vkey  a key that is trusted; without it those of AUDIT_VERIFIER_KEYS, or the one of AUDIT_SIGNING_KEY

Verifies the log in the database, and writes every checkpoint in it into the file. Exit code 1: the log
is not verified.`;
const PAGE = 2_000;

/** Every checkpoint over at most so many leaves, smallest tree first. */
async function* notesUpTo(client, size) {
  for (let after = -1; ;) {
    const { rows } = await client.query(
      'SELECT tree_size::float8 AS size, note FROM portico.audit_checkpoints WHERE tree_size > $1 AND tree_size ' +
        '<= $2 ORDER BY tree_size LIMIT $3',
      [after, size, PAGE],
    );
    for (const { note } of rows) yield note;
    if (rows.length < PAGE) return;
    after = rows.at(-1).size;
  }
}

async function main() {
  const { values } = readArguments({ usage: USAGE, options: OPTIONS });
  if (!values.to) misuse(USAGE, 'Where to? --to FILE, which must not exist yet.');
  if (fs.existsSync(values.to))
    throw new Error(`${values.to} exists already: a file of checkpoints is never written anew.`);
  const client = await connect(database(), 'audit:checkpoints');
  let count = 0;
  try {
    const { rows } = await client.query(
      'SELECT coalesce(max(tree_size), 0)::float8 AS size FROM portico.audit_checkpoints',
    );
    await confirm(client);
    await client.query('BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY');
    await verify({ client, keys: trustedVkeys(values.vkey).map(readVkey), isInTransaction: true });
    const file = fs.openSync(values.to, 'wx', 0o644);
    for await (const note of notesUpTo(client, rows[0].size)) {
      fs.writeSync(file, `${note}\n`);
      count += 1;
    }
    fs.fsyncSync(file);
    fs.closeSync(file);
  } finally {
    await client.end();
  }
  console.log(
    `${count} checkpoints are in ${values.to}. From now on they prove what the database says now; what the lost ` +
      'file proved, only other copies of it do.',
  );
}

main().catch((error) => {
  console.error(
    error instanceof Finding
      ? `NOT verified, nothing was written: ${error.message}`
      : `Nothing was written: ${error.message || error.code}`,
  );
  process.exitCode = error instanceof Finding ? 1 : 2;
});
