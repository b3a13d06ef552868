// `npx portico audit export --from 2026-01-01 --to 2026-02-01`: JSON Lines, an entry and its receipt in each, on
// standard output.
const { once } = require('node:events');
const { misuse, readArguments } = require('./arguments.cjs');
const { connect } = require('./audit/connect.cjs');
const { exported } = require('./audit/export.cjs');
const { database } = require('./audit/settings.cjs');

const OPTIONS = { from: { type: 'string' }, to: { type: 'string' }, handovers: { type: 'boolean' } };
const USAGE = `npx portico audit export --from <day or instant> --to <day or instant>
npx portico audit export --handovers

  --from  the first instant, such as 2026-01-01 (UTC) or 2026-01-01T09:30:00Z
  --to    the instant after the last one
  --handovers  instead: the entries that hand the log over to another key, for verifiers

Writes each entry of the log with its receipt to standard output, a line of JSON each.`;

/** A day, in UTC, or an instant. */
function instant(text, option) {
  const at = new Date(text ?? '');
  if (!/^\d{4}-\d{2}-\d{2}(T.+(Z|[+-]\d{2}:\d{2}))?$/.test(text ?? '') || Number.isNaN(at.getTime()))
    misuse(USAGE, `${option} must be a day such as 2026-01-01 (UTC) or an instant such as 2026-01-01T09:30:00Z.`);
  return at;
}

async function main() {
  const { values } = readArguments({ usage: USAGE, options: OPTIONS });
  const isHandovers = values.handovers === true;
  if (!isHandovers && (values.from === undefined || values.to === undefined))
    misuse(USAGE, 'Of which time? Give --from and --to, each a day or an instant. Nothing was exported.');
  const [from, to] = isHandovers ? [] : [instant(values.from, '--from'), instant(values.to, '--to')];
  if (to <= from) misuse(USAGE, '--to must be later than --from. Nothing was exported.');
  const client = await connect(database(), 'audit:export');
  let count = 0;
  try {
    for await (const line of exported({ client, from, to, isHandovers })) {
      if (!process.stdout.write(`${JSON.stringify(line)}\n`)) await once(process.stdout, 'drain');
      count += 1;
      if (process.stderr.isTTY && count % 1_000 === 0) process.stderr.write(`\r… ${count} entries `);
    }
  } finally {
    await client.end();
  }
  if (count === 0) return void console.error('The log has no such entry: nothing was exported.');
  console.error(`${count} entries, each with its receipt: tools/verify-receipt --vkey … export FILE`);
}

main().catch((error) => {
  console.error(`Nothing or not everything was exported: ${error.message || error.code}`);
  process.exitCode = 1;
});
