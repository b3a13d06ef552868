// `npx portico audit recover`: which checkpoints outside does the database not bear out? With `--origin NAME` the log
// goes on as NAME. Exit code 0: nothing is lost, or the log goes on. 1: something is lost. 2: it cannot be told, or was
// refused.
const { misuse, readArguments } = require('./arguments.cjs');
const { connect } = require('./audit/connect.cjs');
const { openNote, vkeyOfSeed } = require('./audit/note.cjs');
const { goOn, lead, lossOf } = require('./audit/recover.cjs');
const { checkpointFile, ownersDatabase, readVkey, signingSeed, trustedVkeys } = require('./audit/settings.cjs');
const { examine, Finding } = require('./audit/verify.cjs');

const OPTIONS = {
  vkey: { type: 'string', multiple: true },
  checkpoints: { type: 'string' },
  origin: { type: 'string' },
  'key-lost': { type: 'boolean' },
};
const USAGE = `npx portico audit recover --checkpoints <file> [--vkey <verifier key>]…
  [--origin <new name>] [--key-lost]

  --checkpoints  the file of checkpoints outside the database; without it AUDIT_CHECKPOINT_FILE
  --vkey         a key that is trusted; without it those of AUDIT_VERIFIER_KEYS, or the one of AUDIT_SIGNING_KEY
  --origin       goes on with the log under this name; without it nothing is changed
  --key-lost     goes on although no checkpoint is lost, because the log's key is lost for good: with a
                 new one in AUDIT_SIGNING_KEY; the keys of the log so far are given with --vkey

Says which checkpoints outside the database does not bear out. Exit code 0: nothing is lost, or the log goes on. 1:
something is lost. 2: it cannot be told, or was refused.`;
/** What a key may be called (https://c2sp.org/signed-note). */
const NAME = /^[^\s+]+$/u;

/** A key that signed the last checkpoint can go on, or hand the log over. */
async function assertLost(client, origin, seed) {
  const { rows } = await client.query('SELECT note FROM portico.audit_checkpoints ORDER BY tree_size DESC LIMIT 1');
  if (rows[0] && openNote(rows[0].note, readVkey(vkeyOfSeed(origin, seed))))
    throw new Error('The key is not lost: AUDIT_SIGNING_KEY signed the last checkpoint.');
}

async function main() {
  const { values } = readArguments({ usage: USAGE, options: OPTIONS });
  const [vkeys, file, seed] = [trustedVkeys(values.vkey), checkpointFile(values.checkpoints), signingSeed()];
  if (file === null) misuse(USAGE, 'Which checkpoints were given out? Give the file with --checkpoints.');
  if (values.origin !== undefined && !NAME.test(values.origin))
    throw new Error('--origin must be a name without blanks and plus signs.');
  if (values['key-lost'] && (values.origin === undefined || !(values.vkey ?? process.env.AUDIT_VERIFIER_KEYS)))
    misuse(USAGE, '--key-lost needs --origin, and the keys that signed the log so far with --vkey.');
  if (values.origin !== undefined && seed === null)
    throw new Error('The new log begins with a signed checkpoint: set AUDIT_SIGNING_KEY.');
  const client = await connect(ownersDatabase(), 'audit:recover');
  try {
    await lead(client);
    await client.query('BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ');
    const found = await examine({
      client,
      keys: vkeys.map(readVkey),
      file,
      isInTransaction: true,
      toleratesLoss: true,
    });
    const loss = lossOf(found, values['key-lost']);
    if (loss === null) return void console.log('Nothing is lost: the database bears out every checkpoint outside.');
    if (values['key-lost']) await assertLost(client, loss.former_origin, seed);
    const { former_origin, size, common, lost } = loss;
    console.log(
      lost.count === 0
        ? `The log ${former_origin} has ${size} leaves, and no checkpoint is lost.`
        : `The log ${former_origin} has ${size} leaves. ${lost.count} checkpoints outside do not hold, over ` +
            `${lost.first.size} to ${lost.last.size} leaves; the last one that holds is ` +
            `${common ? `over ${common.size}` : 'none'}.`,
    );
    if (values.origin === undefined) {
      console.log(
        'Restore what is missing if you can. If it is gone, --origin NAME goes on from here as a new log, whose ' +
          'first entry says so.',
      );
      process.exitCode = 1;
      return;
    }
    if (
      values.origin === former_origin ||
      found.lineage.told.some(({ former_origin: earlier }) => earlier === values.origin)
    )
      throw new Error('--origin must be a name that this log never had.');
    await goOn({
      client,
      origin: values.origin,
      seed,
      loss,
      tree: found.tree,
      last: found.lineage.lostOf(former_origin).at(-1) ?? found.lineage.held.get(former_origin),
    });
    console.log(
      `The log goes on as ${values.origin} from leaf ${size}. Set AUDIT_LOG_ORIGIN to this name, keep the file of ` +
        `checkpoints, and give auditors the new key beside the old:\n${vkeyOfSeed(values.origin, seed)}`,
    );
  } finally {
    await client.query('ROLLBACK').catch(() => undefined);
    await client.end();
  }
}

main().catch((error) => {
  console.error(
    error instanceof Finding
      ? `Refused, because the database does not bear out its own history: ${error.message}`
      : `cannot be told: ${error.message || error.code}`,
  );
  process.exitCode = 2;
});
