// The people who run Portico: `npx portico operators create|list|rotate|disable|enable`. Uses DATABASE_URL and
// PORTICO_DATA_KEY, or what `npm start` keeps on this machine.
import { commandIn, misuse, readArguments } from './arguments.cjs';
import { built, commandActor, reasonIn, runCommand, withModule, written } from './start/command.mjs';

const USAGE = `npx portico operators create <operator id> --roles <role,…> [--reason <text>]
npx portico operators rotate <operator id> --reason <text>
npx portico operators disable <operator id> --reason <text>
npx portico operators enable <operator id> --reason <text>
npx portico operators list

Roles are operator, support and auditor; one operator may have several. An operator that is enabled again gets a new
secret. Each command takes --json. Running replicas know of a change within five seconds. The audit log keeps the
reason, and the account on this machine. The operator API is on where OPERATOR_API=on.`;

/** By command: how many words it has, and its options. */
const COMMANDS = {
  create: [2, ['roles', 'reason']],
  rotate: [2, ['reason']],
  disable: [2, ['reason']],
  enable: [2, ['reason']],
  list: [1, []],
};

const told = (operatorId, secret) => ({
  data: { operator_id: operatorId, secret },
  words: `operator_id  ${operatorId}\nsecret       ${secret}\nIt is shown this once: keep it where secrets are kept.`,
});

const dataOf = ({ operatorId, roles, createdAt, secretRotatedAt, disabledAt, isSeeded }) => ({
  operator_id: operatorId,
  roles,
  created_at: createdAt,
  secret_rotated_at: secretRotatedAt,
  state: disabledAt ? 'disabled' : isSeeded ? 'sandbox only' : 'enabled',
});

const lineOf = ({ operator_id: id, roles, state }) => [id, roles.join(','), state].join('\t');

/** The result, as data for `--json`, and in words. */
async function perform(registry, actor, [command, operatorId], { roles = '' }) {
  switch (command) {
    case 'list': {
      const operators = (await registry.list()).map(dataOf);
      return { data: { operators }, words: operators.map(lineOf).join('\n') };
    }
    case 'create':
      return told(operatorId, await registry.create(actor, operatorId, roles.split(',').filter(Boolean)));
    case 'rotate':
      return told(operatorId, await registry.rotate(actor, operatorId));
    case 'enable':
      return told(operatorId, await registry.enable(actor, operatorId));
    default:
      await registry.disable(actor, operatorId);
      return {
        data: { operator_id: operatorId, state: 'disabled' },
        words: `${operatorId} is disabled: within five seconds its credentials are refused.`,
      };
  }
}

async function main() {
  const options = { roles: { type: 'string' }, reason: { type: 'string' }, json: { type: 'boolean' } };
  const { values, positionals } = readArguments({ usage: USAGE, options, most: 2 });
  const names = COMMANDS[commandIn(USAGE, COMMANDS, positionals, 'operator id')][1];
  const foreign = Object.keys(values).find((name) => name !== 'json' && !names.includes(name));
  if (foreign) misuse(USAGE, `'${positionals[0]}' has no option '--${foreign}'`);
  if (values.reason !== undefined || !['create', 'list'].includes(positionals[0])) reasonIn(USAGE, values.reason);
  const module = ['operators/registry/operator-registry.module.js', 'OperatorRegistryModule'];
  return withModule(module, async (context) => {
    const registry = context.get(built('operators/registry/operator-registry.js').OperatorRegistry);
    return written(await perform(registry, commandActor(values.reason), positionals, values), values);
  });
}

await runCommand(main);
