// `npx portico audit verify`: is the log in the database the one that was signed? Exit code 0: yes. 1: no. 2: it cannot
// be told.
const { readArguments } = require('./arguments.cjs');
const { connect } = require('./audit/connect.cjs');
const { checkpointFile, database, readVkey, trustedVkeys } = require('./audit/settings.cjs');
const { Finding, verify } = require('./audit/verify.cjs');

const OPTIONS = {
  vkey: { type: 'string', multiple: true },
  checkpoints: { type: 'string' },
  'vkey-only': { type: 'boolean' },
  json: { type: 'boolean', default: false },
};
const USAGE = `npx portico audit verify [--vkey <verifier key>]… [--checkpoints <file>] [--vkey-only] [--json]

  --vkey         a key that is trusted; without it those of AUDIT_VERIFIER_KEYS, or the one of AUDIT_SIGNING_KEY
  --checkpoints  the file of checkpoints outside the database; without it AUDIT_CHECKPOINT_FILE
  --vkey-only    prints the keys that would be trusted, and ends
  --json         the result as JSON: what was verified, or what was found

Checks the whole log in the database. Exit code 0: it is the one that was signed. 1: it is not. 2: it cannot be told.`;

const tell = (leaves) => process.stderr.isTTY && process.stderr.write(`\r… ${leaves} leaves `);

async function main() {
  const { values } = readArguments({ usage: USAGE, options: OPTIONS });
  const vkeys = trustedVkeys(values.vkey);
  if (values['vkey-only']) return void console.log(vkeys.join('\n'));
  const file = checkpointFile(values.checkpoints);
  const client = await connect(database(), 'audit:verify');
  const begun = performance.now();
  try {
    const found = await verify({ client, keys: vkeys.map(readVkey), file, onProgress: tell });
    const seconds = (performance.now() - begun) / 1000;
    if (values.json)
      console.log(JSON.stringify({ verified: true, ...found, seconds, continued: found.continued ?? [] }));
    else report(found, seconds, file);
  } finally {
    await client.end();
  }
}

function report({ leaves, entries, dropped, checkpoints, outside, continued = [] }, seconds, file) {
  console.log(
    `verified: ${leaves} leaves (${entries} ` +
      `entries${dropped > 0 ? `, ${dropped} dropped after their time` : ''}), ${checkpoints} checkpoints, ` +
      `${outside} outside the database, in ${seconds.toFixed(1)} s`,
  );
  for (const { origin, former_origin, size, lost, key_lost: isKeyLost } of continued)
    console.log(
      [
        `The log ${former_origin} `,
        ...(isKeyLost ? ['lost its key, '] : []),
        ...(lost.count > 0
          ? [
              `lost ${lost.count} checkpoints that had been given out, over ${lost.first.size} to ${lost.last.size} ` +
                'leaves, ',
            ]
          : []),
        `and goes on as ${origin} from leaf ${size}.`,
      ].join(''),
    );
  if (file === null)
    console.log(
      'No checkpoints outside the database were given (--checkpoints): a log whose end was cut off, or that ' +
        'was written anew with the real key, looks like this one.',
    );
}

main().catch((error) => {
  const isFinding = error instanceof Finding;
  if (isFinding && process.argv.includes('--json'))
    console.log(JSON.stringify({ verified: false, finding: error.message }));
  console.error(isFinding ? `NOT verified: ${error.message}` : `cannot be told: ${error.message || error.code}`);
  process.exitCode = isFinding ? 1 : 2;
});
