// The rights of people: `npx portico subjects find|show|export|erase`. Uses DATABASE_URL and PORTICO_DATA_KEY, or what
// `npm start` keeps on this machine.
import fs from 'node:fs';
import path from 'node:path';
import readline from 'node:readline/promises';
import { misuse, readArguments } from './arguments.cjs';
import { built, commandActor, reasonIn, runCommand, withModule, written } from './start/command.mjs';

const USAGE = `npx portico subjects find [<identifier>] [--reason <text>]
npx portico subjects show <subject id> --reason <text>
npx portico subjects export <subject id> --reason <text>
npx portico subjects erase <subject id> --reason <text> [--tell-vendors-for <seconds, 60>] [--receipt <file>] [--yes]

find   by mobile number, e-mail address, PAN or VUA, with a reason; by customer_id, consent handle, journey id or
       subject id. Without an identifier it is read from standard input, so that it is in no shell's history
show   what is held, personal data masked
export what is held, in clear, as JSON
erase  has a running gateway revoke the consents in force, destroys the key of the person or company, and prints the
       receipt: what was sealed under the key cannot be read any more. Of an erased subject it prints the receipt again

  --reason   why, without personal data: it stays in the audit log, with your account on this machine
  --receipt  a file to write the receipt to, too
  --yes      at a terminal, erases without asking

Each takes --json, and is audited.`;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const MAX_SECONDS = 3_600;

/** By command: its options. */
const COMMANDS = {
  find: ['reason'],
  show: ['reason'],
  export: ['reason'],
  erase: ['reason', 'tell-vendors-for', 'receipt', 'yes'],
};
const OPTIONS = {
  ...Object.fromEntries(['reason', 'tell-vendors-for', 'receipt'].map((name) => [name, { type: 'string' }])),
  yes: { type: 'boolean' },
  json: { type: 'boolean' },
};

/** An answer, from a person's terminal or from a pipe: one line. */
async function asked(question) {
  const input = readline.createInterface({
    input: process.stdin,
    output: process.stdin.isTTY ? process.stderr : undefined,
  });
  if (process.stdin.isTTY) process.stderr.write(question);
  try {
    for await (const line of input) if (line.trim() !== '') return line.trim();
    return '';
  } finally {
    input.close();
  }
}

const KINDS = { mobile: 'a mobile number', email: 'an e-mail address', pan: 'a PAN', vua: 'a VUA', id: 'an id' };
const FORMS =
  'Known are a mobile number (ten digits, also with +91 or 0, and with spaces), an e-mail address, a PAN ' +
  '(ABCDE1234F), a VUA (9876543210@onemoney), a customer_id, and a consent handle, journey id or subject id ' +
  '(each a UUID).';

const foundWords = ({ by, subjects }) =>
  subjects.length === 0
    ? `It was taken for ${KINDS[by]}, and no subject is found by it.${by === 'id' ? ` ${FORMS}` : ''}`
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

const TOLD = {
  REVOKED: () => 'is revoked.',
  PENDING: () =>
    'is pending, which FinPro cannot revoke: a running gateway watches it, and revokes it once it is approved.',
  NOT_REVOKED: (fault) =>
    fault === 'request-in-flight'
      ? 'was being requested (that is its journey_id): its answer gives no link, and a running gateway revokes what ' +
        'comes of it.'
      : `could not be revoked (${fault}): a running gateway tries again.`,
};

function erasedWords(receipt) {
  const { asked: wasAsked, told } = receipt.vendors;
  return [
    `Subject ${receipt.subject_id} was erased at ${receipt.erased_at}: what was sealed under its key cannot be read ` +
      'any more; its polls, links, pending deliveries and kept answers have ended.',
    ...told.map(
      ({ vendor, reference, outcome, fault }) => `${vendor}: the consent ${reference} ${TOLD[outcome](fault)}`,
    ),
    ...(wasAsked
      ? []
      : ['No gateway was running: no vendor was told. The next one that runs revokes what is in force at FinPro.']),
    `Receipt: audit entry ${receipt.entry_id}${receipt.proof === null ? ', not sealed yet' : ', with its proof'}.`,
  ].join('\n');
}

const tellProgress = (count) => process.stderr.isTTY && process.stderr.write(`\r… ${count} consents indexed `);

/** Why the file cannot be written; null: it can. */
function unwritable(file) {
  try {
    fs.closeSync(fs.openSync(file, 'a', 0o600));
    return null;
  } catch (error) {
    return error.code;
  }
}

/** The file for the receipt, once it is known that it can be written; null: none is wanted. */
function receiptFile(name) {
  if (name === undefined) return null;
  const file = path.resolve(process.env.INIT_CWD ?? '.', name);
  const problem = unwritable(file);
  if (problem) throw new Error(`The receipt cannot be written to ${file} (${problem}). Nothing was erased.`);
  return file;
}

/** A person at a terminal says the beginning of the subject's id once more. */
async function confirm(subjectId) {
  const word = subjectId.slice(0, 8);
  const answer = await asked(`${subjectId} cannot be brought back. Type ${word} to erase it: `);
  if (answer !== word) throw new Error('Nothing was erased.');
}

/** What is looked for, from the command line or standard input. A person is looked for with a reason. */
async function soughtIn(given, reason) {
  const text = given ?? (await asked('Who is looked for? '));
  if (text === '') throw new Error('Who is looked for? Standard input was empty.');
  const sought = built('subjects/identifiers.js').soughtIn(text);
  if (sought === null) misuse(USAGE, `This is nothing that a subject is found by. ${FORMS}`);
  if (sought.kind !== 'id' || reason !== undefined) reasonIn(USAGE, reason);
  return text;
}

async function find(subjects, text, { reason }) {
  const finding = await subjects.find(commandActor(reason), text, tellProgress);
  return { data: finding, words: foundWords(finding) };
}

async function erase(erasures, { subjectId, file }, { reason, yes, 'tell-vendors-for': seconds = 60 }) {
  let receipt = await erasures.receiptOf(subjectId);
  if (receipt === null) {
    if (process.stdin.isTTY && !yes) await confirm(subjectId);
    receipt = await erasures.erase(commandActor(reason), subjectId, Number(seconds));
  }
  if (!receipt) throw new Error(`There is no subject ${subjectId}.`);
  if (file !== null) fs.writeFileSync(file, `${JSON.stringify(receipt, null, 2)}\n`);
  return { data: receipt, words: erasedWords(receipt) };
}

async function perform({ subjects, erasures }, { command, given, file }, values) {
  if (command === 'find') return find(subjects, given, values);
  if (command === 'erase') return erase(erasures, { subjectId: given, file }, values);
  const held = await subjects[command](commandActor(values.reason), given);
  if (!held) throw new Error(`There is no subject ${given}.`);
  return { data: held, words: command === 'export' ? JSON.stringify(held, null, 2) : heldWords(held) };
}

async function main() {
  const { values, positionals } = readArguments({ usage: USAGE, options: OPTIONS, most: 2 });
  const [command, word] = positionals;
  if (!Object.hasOwn(COMMANDS, command ?? ''))
    misuse(USAGE, command ? `There is no command '${command}'.` : 'What is to be done?');
  const foreign = Object.keys(values).find((name) => name !== 'json' && !COMMANDS[command].includes(name));
  if (foreign) misuse(USAGE, `'${command}' has no option '--${foreign}'`);
  if (command !== 'find' && !UUID.test(word ?? ''))
    misuse(USAGE, word ? `${word} is no subject id.` : 'Which subject? npx portico subjects find says the id.');
  if (command !== 'find') reasonIn(USAGE, values.reason);
  const seconds = Number(values['tell-vendors-for'] ?? 60);
  if (!Number.isInteger(seconds) || seconds < 0 || seconds > MAX_SECONDS)
    misuse(USAGE, `--tell-vendors-for must be a whole number of seconds from 0 to ${MAX_SECONDS}.`);
  const given = command === 'find' ? await soughtIn(word, values.reason) : word;
  const file = receiptFile(values.receipt);
  return withModule(['subjects/subjects.module.js', 'SubjectsModule'], async (context) => {
    const services = {
      subjects: context.get(built('subjects/subjects.service.js').SubjectsService),
      erasures: context.get(built('subjects/erasure/erasures.service.js').ErasuresService),
    };
    return written(await perform(services, { command, given, file }, values), values);
  });
}

await runCommand(main);
