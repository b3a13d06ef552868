#!/usr/bin/env node
// `npx portico <command>`: one entry to every program that a person starts. The npm scripts run the same files.
import { createRequire } from 'node:module';
import { misuse } from './arguments.cjs';

/** By the words of the command: its file beside this one, and what it does. */
const COMMANDS = {
  start: ['start.mjs', 'run everything on this machine: database, migrations, sandbox, gateway'],
  migrate: ['migrate.mjs', 'bring the schema up to date, beside replicas that serve requests'],
  doctor: ['doctor.mjs', 'check the configuration, the database, its role, the keys and the vendors; change nothing'],
  trigger: ['trigger.mjs', 'make something happen at the sandbox, such as kyb.approved, and wait for its event'],
  listen: ['listen.mjs', 'forward events to a local URL, signed like webhooks'],
  consumers: ['consumers.mjs', 'create and change the services that may use Portico'],
  keys: [
    'keys.mjs',
    'change the data key or the key of the audit log: status, new, rotate, rewrap, retire, rotate-audit',
  ],
  vendors: ['vendors.mjs', 'replace the credentials at a vendor, after a rehearsal'],
  operators: ['operators.mjs', 'create and disable the people who run Portico'],
  subjects: ['subjects.mjs', 'find, show, export or erase a person or company'],
  evidence: ['evidence.mjs', 'make an evidence pack of a journey or a person, for somebody without Portico'],
  'audit verify': ['audit-verify.cjs', 'check that the audit log is the one that was signed'],
  'audit export': ['audit-export.cjs', 'write entries of the audit log, each with its receipt'],
  'audit recover': ['audit-recover.cjs', 'continue the log after a failover that lost checkpoints'],
  'audit checkpoints': ['audit-checkpoints.cjs', 'copy signed checkpoints to a file'],
  conformance: ['conformance.mjs', "check the sandbox, or a vendor's test environment, against the vendors' contracts"],
};

const width = Math.max(...Object.keys(COMMANDS).map(({ length }) => length));
const USAGE = `npx portico <command> [options]

${Object.entries(COMMANDS)
  .map(([name, [, does]]) => `  ${name.padEnd(width)}  ${does}`)
  .join('\n')}

npx portico <command> --help describes a command, npx portico --version says which release this is.
NO_COLOR=1 turns colours off.`;

const isHelp = (word) => ['--help', '-h', 'help'].includes(word);

const given = process.argv.slice(2);
/** `help trigger` is `trigger --help`. */
const words = given[0] === 'help' && given.length > 1 ? [...given.slice(1), '--help'] : given;
process.argv.splice(2, given.length, ...words);
const isGroup = Object.keys(COMMANDS).some((command) => command.startsWith(`${words[0]} `));
const name = [words.slice(0, 2).join(' '), words[0]].find((candidate) => Object.hasOwn(COMMANDS, candidate));
if (words.length === 0 || isHelp(words[0]) || (isGroup && isHelp(words[1]))) {
  process.stdout.write(`${USAGE}\n`);
} else if (words[0] === '--version' || words[0] === '-v') {
  const { version } = createRequire(import.meta.url)('../package.json');
  process.stdout.write(`${version}\n`);
} else if (name === undefined) {
  misuse(USAGE, `There is no command '${words.slice(0, isGroup ? 2 : 1).join(' ')}'.`);
} else {
  process.argv.splice(2, name.split(' ').length);
  await import(new URL(COMMANDS[name][0], import.meta.url));
}
