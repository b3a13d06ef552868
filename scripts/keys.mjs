// The data keys: `npx portico keys status|rotate|rewrap|retire`. Uses DATABASE_URL, PORTICO_DATA_KEY and
// PORTICO_DATA_KEYS, or what `npm start` keeps on this machine.
import { randomBytes } from 'node:crypto';
import { commandIn, misuse, readArguments } from './arguments.cjs';
import { auditVariables } from './start/access.mjs';
import { built, commandActor, reasonIn, runCommand, withModule, written } from './start/command.mjs';

const USAGE = `npx portico keys status
npx portico keys new
npx portico keys rotate [--to <key id>] --reason <text>
npx portico keys rewrap --reason <text>
npx portico keys retire <key id> --reason <text>
npx portico keys rotate-audit [--to <key id>] --reason <text>

  status        which keys there are, how many values name each, and which keys the replicas hold
  new           makes a key, for PORTICO_DATA_KEYS or AUDIT_SIGNING_KEYS of every replica, and prints it with its id
  rotate        makes another data key seal; all replicas follow within five seconds, without a restart
  rewrap        seals all values anew under the key that seals; begun again after an interruption, it goes on
  retire        ends a data key that no value names any more
  rotate-audit  hands the audit log over to another key, in an entry that the former key signs

Each takes --json. Each change is in the audit log, with the account on this machine and the reason.`;

/** By command: how many words it has, and its options. */
const COMMANDS = {
  status: [1, []],
  new: [1, []],
  rotate: [1, ['to', 'reason']],
  rewrap: [1, ['reason']],
  retire: [2, ['reason']],
  'rotate-audit': [1, ['to', 'reason']],
};
const OPTIONS = { to: { type: 'string' }, reason: { type: 'string' }, json: { type: 'boolean' } };

/** The result, as data for `--json`, and in words. */
async function perform(context, [command, keyId], { to, reason }) {
  const rotation = context.get(built('keys/key-rotation.service.js').KeyRotationService);
  const operator = commandActor(reason);
  switch (command) {
    case 'rotate': {
      const { former, next } = await rotation.rotate(operator, to);
      return {
        data: { former_key: former, key: next },
        words:
          `The key ${next} seals, and all replicas follow within five seconds. What is sealed under ${former} is ` +
          `still opened: npx portico keys rewrap seals it anew.`,
      };
    }
    case 'rewrap': {
      const { keyId: key, values } = await rotation.rewrap(operator, progress);
      return { data: { key, values }, words: `${values} values were sealed anew under the key ${key}.` };
    }
    case 'retire':
      await rotation.retire(operator, keyId);
      return {
        data: { key: keyId, state: 'RETIRED' },
        words:
          `The key ${keyId} is retired: within five seconds no replica opens with it. Remove it from ` +
          'PORTICO_DATA_KEY and PORTICO_DATA_KEYS; keep it as long as backups from before are kept.',
      };
    case 'rotate-audit': {
      const handover = context.get(built('keys/audit-handover.service.js').AuditHandoverService);
      const { former, next } = await handover.handOver(operator, to);
      return {
        data: { former_vkey: former, vkey: next },
        words:
          `The audit log is signed by another key:\n${next}\nThe former one signed that in an entry of the log, so ` +
          `auditors need no other vkey than the one they have. Give them the entry with its receipt: npx portico ` +
          'audit export --handovers. Set AUDIT_SIGNING_KEY to the new key everywhere.',
      };
    }
    default:
      return shown(await rotation.status());
  }
}

/** On one line of a terminal; in a file, one line for every tenth. */
let told = 0;
function progress(done, all) {
  if (process.stderr.isTTY) return void process.stderr.write(`\r${done} of ${all} values`);
  const tenth = all === 0 ? 10 : Math.floor((10 * done) / all);
  if (tenth > told) process.stderr.write(`${done} of ${all} values\n`);
  told = Math.max(told, tenth);
}

function shown({ keys, unnamed, sealsUnnamed, replicas }) {
  const rows = keys.map(({ keyId, state, isHeld, values, sealingSince }) => ({
    key: keyId,
    state: state ?? 'NEW',
    held: isHeld,
    values,
    sealing_since: sealingSince?.toISOString() ?? null,
    replicas: replicas.filter(({ keyIds }) => keyIds.includes(keyId)).length,
  }));
  const lines = rows.map(
    ({ key, state, values, replicas: holding, held }) =>
      `${key}  ${state.padEnd(8)}  ${String(values).padStart(9)} values  held by ${holding} of ${replicas.length} ` +
      `replicas${held ? '' : ', not here'}`,
  );
  if (unnamed > 0)
    lines.push(
      `${String(unnamed).padStart(27)} values name no key, as the version before made them` +
        `${sealsUnnamed ? ' and this one still does: npx portico keys rewrap ends that' : ''}`,
    );
  return {
    data: { keys: rows, unnamed_values: unnamed, seals_unnamed: sealsUnnamed, replicas: replicas.length },
    words: lines.join('\n'),
  };
}

/** A key and its id. */
function newKey() {
  const bytes = randomBytes(32);
  const { DataKey } = built('privacy/data-key/data-key.js');
  const [key, id] = [bytes.toString('base64url'), new DataKey(bytes).id];
  return { data: { key: id, secret: key }, words: `key id  ${id}\nkey     ${key}` };
}

async function main() {
  const { values, positionals } = readArguments({ usage: USAGE, options: OPTIONS, most: 2 });
  const names = COMMANDS[commandIn(USAGE, COMMANDS, positionals, 'key id')][1];
  const foreign = Object.keys(values).find((name) => name !== 'json' && !names.includes(name));
  if (foreign) misuse(USAGE, `'${positionals[0]}' has no option '--${foreign}'`);
  if (names.includes('reason')) reasonIn(USAGE, values.reason);
  if (positionals[0] === 'new') return written(newKey(), values);
  return withModule(
    ['keys/keys.module.js', 'KeysModule'],
    async (context) => written(await perform(context, positionals, values), values),
    positionals[0] === 'rotate-audit' ? auditVariables() : {},
  );
}

await runCommand(main);
