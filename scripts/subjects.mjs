// The rights of people: `npx portico subjects find|show|export|erase`. Uses DATABASE_URL and PORTICO_DATA_KEY, or what
// `npm start` keeps on this machine.
import fs from 'node:fs';
import path from 'node:path';
import readline from 'node:readline/promises';
import { misuse, readArguments } from './arguments.cjs';
import { built, commandActor, runCommand, withModule, written } from './start/command.mjs';

const USAGE = `npx portico subjects find [<identifier>]
npx portico subjects show <subject id>
npx portico subjects export <subject id>
npx portico subjects erase <subject id> [--reason <text>] [--tell-vendors-for <seconds, 60>] [--receipt <file>]

find   by mobile number, e-mail address, PAN, VUA, customer_id, consent handle or subject id. Without an identifier it
       is read from standard input, so that it is in no shell's history
show   what is held, personal data masked
export what is held, in clear, as JSON
erase  has a running gateway revoke the consents in force, destroys the key of the person or company, and prints the
       receipt: what was sealed under the key cannot be read any more

Each takes --json, and is audited.`;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const MAX_SECONDS = 3_600;

/** By command: its options. */
const COMMANDS = { find: [], show: [], export: [], erase: ['reason', 'tell-vendors-for', 'receipt'] };
const OPTIONS = {
  ...Object.fromEntries(COMMANDS.erase.map((name) => [name, { type: 'string' }])),
  json: { type: 'boolean' },
};

/** The identifier, from a person's terminal or from a pipe: one line. */
async function asked() {
  const input = readline.createInterface({
    input: process.stdin,
    output: process.stdin.isTTY ? process.stderr : undefined,
  });
  if (process.stdin.isTTY) process.stderr.write('Who is looked for? ');
  try {
    for await (const line of input) if (line.trim() !== '') return line.trim();
    return '';
  } finally {
    input.close();
  }
}

const foundWords = ({ by, subjects }) =>
  subjects.length === 0
    ? `No subject was found by this ${by === 'id' ? 'id' : `identifier (${by})`}.`
    : subjects
        .map(({ subject_id: id, kind, client_id: consumer, created_at: since, erased_at: erased }) =>
          [id, kind, consumer ?? '-', since.toISOString(), erased ? `erased ${erased.toISOString()}` : 'held'].join(
            '\t',
          ),
        )
        .join('\n');

const heldWords = (held) =>
  Object.entries(held)
    .filter(([, rows]) => rows.length > 0)
    .map(([table, rows]) => `${table}\n${rows.map((row) => `  ${JSON.stringify(row)}`).join('\n')}`)
    .join('\n');

function erasedWords(receipt) {
  const { asked: wasAsked, told } = receipt.vendors;
  return [
    `Subject ${receipt.subject_id} was erased: what was sealed under its key cannot be read any more; its polls, ` +
      'links, pending deliveries and kept answers have ended.',
    ...told.map(({ vendor, reference, outcome, fault }) =>
      outcome === 'REVOKED'
        ? `${vendor}: the consent ${reference} is revoked.`
        : `${vendor}: the consent ${reference} could not be revoked (${fault}).`,
    ),
    ...(wasAsked ? [] : ['No gateway was running: no vendor was told. Revoke what is in force there by hand.']),
    `Receipt: audit entry ${receipt.entry_id}${receipt.proof === null ? ', not sealed yet' : ', with its proof'}.`,
  ].join('\n');
}

const tellProgress = (count) => process.stderr.isTTY && process.stderr.write(`\r… ${count} consents indexed `);

async function perform({ subjects, erasures }, actor, [command, given], values) {
  if (command === 'find') {
    const text = given ?? (await asked());
    if (text === '') throw new Error('Who is looked for? Standard input was empty.');
    const finding = await subjects.find(actor, text, tellProgress);
    return { data: finding, words: foundWords(finding) };
  }
  if (command === 'erase') {
    const seconds = Number(values['tell-vendors-for'] ?? 60);
    const receipt = await erasures.erase(actor, given, values.reason ?? 'npx portico subjects erase', seconds);
    if (!receipt) throw new Error(`There is no subject ${given}, or it was erased before.`);
    if (values.receipt)
      fs.writeFileSync(
        path.resolve(process.env.INIT_CWD ?? '.', values.receipt),
        `${JSON.stringify(receipt, null, 2)}\n`,
      );
    return { data: receipt, words: erasedWords(receipt) };
  }
  const held = await subjects[command](actor, given);
  if (!held) throw new Error(`There is no subject ${given}.`);
  return { data: held, words: command === 'export' ? JSON.stringify(held, null, 2) : heldWords(held) };
}

async function main() {
  const { values, positionals } = readArguments({ usage: USAGE, options: OPTIONS, most: 2 });
  const [command, given] = positionals;
  if (!Object.hasOwn(COMMANDS, command ?? ''))
    misuse(USAGE, command ? `There is no command '${command}'.` : 'What is to be done?');
  const foreign = Object.keys(values).find((name) => name !== 'json' && !COMMANDS[command].includes(name));
  if (foreign) misuse(USAGE, `'${command}' has no option '--${foreign}'`);
  if (command !== 'find' && !UUID.test(given ?? ''))
    misuse(USAGE, given ? `${given} is no subject id.` : 'Which subject? npx portico subjects find says the id.');
  const seconds = Number(values['tell-vendors-for'] ?? 60);
  if (!Number.isInteger(seconds) || seconds < 0 || seconds > MAX_SECONDS)
    misuse(USAGE, `--tell-vendors-for must be a whole number of seconds from 0 to ${MAX_SECONDS}.`);
  return withModule(['subjects/subjects.module.js', 'SubjectsModule'], async (context) => {
    const services = {
      subjects: context.get(built('subjects/subjects.service.js').SubjectsService),
      erasures: context.get(built('subjects/erasure/erasures.service.js').ErasuresService),
    };
    return written(await perform(services, commandActor(), positionals, values), values);
  });
}

await runCommand(main);
