// `npx portico evidence journey|subject <id>`: an evidence pack, as a zip. Uses DATABASE_URL and PORTICO_DATA_KEY, or
// what `npm start` keeps on this machine.
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { misuse, readArguments } from './arguments.cjs';
import { environment } from './start/access.mjs';
import { built, commandActor, reasonIn, runCommand, withModule, written } from './start/command.mjs';

const require = createRequire(import.meta.url);
const { trustedVkeys } = require('./audit/settings.cjs');

const USAGE = `npx portico evidence journey <journey id> --reason <text> --out <file>
npx portico evidence subject <subject id> --reason <text> --out <file> [--from <day>] [--to <day>]

Writes a zip for somebody without Portico: a report, the entries of the audit log with their receipts, consent
receipts, keys, a verifier, and a README that says how to check it without a network.

  --reason    why, without personal data: it stays in the audit log
  --out       the file to write; it must not exist
  --from      the first instant, such as 2026-01-01 (UTC) or 2026-01-01T09:30:00Z; without it, from the beginning
  --to        the instant after the last one; without it, until now
  --personal  none, masked or clear: whether it has what identifies the person (none)
  --vkey      a key that may have signed the log; else AUDIT_VERIFIER_KEYS, or that of AUDIT_SIGNING_KEY
  --json      the result as JSON`;

const OPTIONS = {
  ...Object.fromEntries(['reason', 'out', 'from', 'to', 'personal'].map((name) => [name, { type: 'string' }])),
  vkey: { type: 'string', multiple: true },
  json: { type: 'boolean' },
};
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** A day, in UTC, or an instant; null: none is given. */
function instant(text, option) {
  if (text === undefined) return null;
  const at = new Date(text);
  if (!/^\d{4}-\d{2}-\d{2}(T.+(Z|[+-]\d{2}:\d{2}))?$/.test(text) || Number.isNaN(at.getTime()))
    misuse(USAGE, `${option} must be a day such as 2026-01-01 (UTC) or an instant such as 2026-01-01T09:30:00Z.`);
  return at;
}

function wishOf([about, id], { reason, from, to, personal = 'none' }) {
  if (!['journey', 'subject'].includes(about))
    misuse(USAGE, about ? `There is no evidence about a ${about}.` : 'What is it to be about?');
  if (!UUID.test(id ?? '')) misuse(USAGE, id ? `${id} is no id of a ${about}.` : `Which ${about}?`);
  if (!['none', 'masked', 'clear'].includes(personal)) misuse(USAGE, '--personal must be none, masked or clear.');
  reasonIn(USAGE, reason);
  const [since, until] = [instant(from, '--from'), instant(to, '--to')];
  if (since && until && until <= since) misuse(USAGE, '--to must be later than --from.');
  return { about, id: id.toLowerCase(), since, until, personal, reason };
}

async function main() {
  const { values, positionals } = readArguments({ usage: USAGE, options: OPTIONS, most: 2 });
  const wish = wishOf(positionals, values);
  if (!values.out) misuse(USAGE, 'Where is it to be written? Give --out.');
  const out = path.resolve(process.env.INIT_CWD ?? '.', values.out);
  if (fs.existsSync(out)) throw new Error(`${out} exists.`);
  const vkeys = trustedVkeys(values.vkey);
  const { RETURN_SIGNING_KEY, RETURN_PUBLIC_KEYS } = environment();
  return withModule(
    ['evidence/evidence.module.js', 'EvidenceModule'],
    async (context) => {
      const { EvidenceService } = built('evidence/evidence.service.js');
      const pack = await context.get(EvidenceService).make(commandActor(wish.reason), { ...wish, vkeys });
      fs.writeFileSync(out, pack.zip, { flag: 'wx', mode: 0o600 });
      const { files, entries, consentReceipts, entryId } = pack;
      const data = { file: out, files, entries, consent_receipts: consentReceipts, entry_id: entryId };
      const words =
        `${out}: ${entries} entries of the audit log, ${consentReceipts} consent receipts, in ${files} files. ` +
        'README.txt in it says how to check it. Give the key to whom you give it, in another way:\n' +
        vkeys.join('\n');
      return written({ data, words }, values);
    },
    { RETURN_SIGNING_KEY, RETURN_PUBLIC_KEYS },
  );
}

await runCommand(main);
