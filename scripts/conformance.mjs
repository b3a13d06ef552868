// `npx portico conformance`: every fact of the vendors' contracts, held against Portico's own sandbox, or against a
// vendor's test environment.
import fs from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { misuse, readArguments } from './arguments.cjs';
import { environment } from './start/access.mjs';

const require = createRequire(import.meta.url);
const built = (file) => require(path.resolve(import.meta.dirname, '../dist/src', file));

const USAGE = `npx portico conformance [--at <vendor>]… [--with-effects] [--only <beginning of ids>] [--json <file>]
    [--open] [--all | --list]

  without --at     starts a sandbox of its own, with an embedded PostgreSQL, and ends it again
  --at 1money      the environment that ONE_MONEY_BASE_URL, ONE_MONEY_ACCESS_KEY and ONE_MONEY_SECRET_KEY name
  --at finpro      the environment that FINPRO_BASE_URL and the four FINPRO_… credentials name
  --with-effects   also facts that make or change something there
  --only           facts whose ids begin so, such as 1money.create
  --json           writes a report for programs; - is the standard output, and then there is no other
  --open           also a line for each question that the contracts leave open: what is done, and what the sandbox does
  --all            a line for each fact
  --list           tells the facts, and holds them against nothing

Exit code 0: all agree. 1: a fact differs, or there was no answer to judge. 2: it could not be run.`;

const OPTIONS = {
  at: { type: 'string', multiple: true, default: [] },
  'with-effects': { type: 'boolean', default: false },
  only: { type: 'string', default: '' },
  json: { type: 'string' },
  open: { type: 'boolean', default: false },
  all: { type: 'boolean', default: false },
  list: { type: 'boolean', default: false },
};

async function main() {
  const { values } = readArguments({ usage: USAGE, options: OPTIONS });
  const { FACTS, OUT_OF_SCOPE } = built('conformance/registry.js');
  const facts = FACTS.filter(({ id }) => id.startsWith(values.only));
  if (values.at.some((vendor) => vendor !== '1money' && vendor !== 'finpro')) misuse(USAGE, '--at is 1money or finpro');
  if (facts.length === 0) throw new Error(`no fact has an id that begins with ${values.only}`);
  if (values.list) return list(facts, OUT_OF_SCOPE);
  const { vendorTargets } = built('conformance/settings.js');
  if (values.at.length > 0)
    return judge(facts, vendorTargets(values.at, environment(), values['with-effects']), values);
  await withOwnSandboxes((targets) => judge(facts, targets, values));
}

async function judge(facts, targets, { json, all, open }) {
  const { run } = built('conformance/run.js');
  const { counts, line, report, summary } = built('conformance/report.js');
  const isSandbox = targets.sandboxUrl !== undefined;
  const tell = json === '-' ? () => undefined : say;
  const results = [];
  for await (const result of run(facts, targets)) {
    results.push(result);
    if (all || (open && result.verdict === 'open') || ['differs', 'failed'].includes(result.verdict))
      tell(line(result, isSandbox));
  }
  const found = counts(results);
  if (!all && found.skipped > 0)
    tell(
      `skipped  ${results
        .filter(({ verdict }) => verdict === 'skipped')
        .map(({ fact }) => fact.id)
        .join(', ')}`,
    );
  tell(`${summary(found)}${found.open > 0 && !all && !open ? ' --open shows them.' : ''}`);
  const named = isSandbox
    ? { sandbox: 'of its own' }
    : {
        ...(targets.oneMoney && { '1money': targets.oneMoney.url }),
        ...(targets.finpro && { finpro: targets.finpro.url }),
      };
  if (json === '-') say(JSON.stringify(report(named, results), null, 2));
  else if (json)
    fs.writeFileSync(
      path.resolve(process.env.INIT_CWD ?? '.', json),
      `${JSON.stringify(report(named, results), null, 2)}\n`,
    );
  if (found.differs + found.failed > 0) process.exitCode = 1;
}

/** Two sandboxes of its own: one as it is by default, one with its limits on. */
async function withOwnSandboxes(work) {
  const { startEmbeddedPostgres } = built('local-postgres/embedded-postgres.js');
  const { prepareRoles } = built('database/setup/roles.js');
  const { startOwnSandbox } = built('conformance/own-sandbox.js');
  const { LIMITED, sandboxTargets } = built('conformance/settings.js');
  const home = fs.mkdtempSync(path.join(os.tmpdir(), 'portico-conformance-'));
  fs.chmodSync(home, 0o755);
  const ends = [async () => fs.rmSync(home, { recursive: true, force: true })];
  const end = async () => {
    for (const stop of ends.splice(0).toReversed()) await stop();
  };
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => void end().finally(() => process.exit(130)));
  try {
    const server = await startEmbeddedPostgres({ home, isDurable: false });
    ends.push(() => server.stop());
    const main = path.resolve(import.meta.dirname, '../dist/sandbox.js');
    await prepareRoles(server.url, 'usual');
    const { sandbox: limited } = await prepareRoles(server.url, 'limited');
    const own = await startOwnSandbox(main, Object.assign(new URL(limited), { pathname: '/usual' }).href);
    ends.push(() => own.stop());
    const other = await startOwnSandbox(main, limited, LIMITED);
    ends.push(() => other.stop());
    await work(sandboxTargets(own.url, other.url));
  } finally {
    await end();
  }
}

function list(facts, outOfScope) {
  const { sourceOf } = built('conformance/report.js');
  for (const fact of facts)
    say(
      `${fact.id}  (${sourceOf(fact)}${fact.needs.length > 0 ? `; needs ${fact.needs.join(', ')}` : ''})  ` +
        `${fact.says}${fact.choice === undefined ? '' : `; the sandbox: ${fact.choice}`}`,
    );
  say(`\n${facts.length} facts. Neither Portico nor its sandbox has:`);
  const { sectionOf } = built('conformance/sections.js');
  for (const { vendor, section, says } of outOfScope)
    say(`${vendor} ${section} ${sectionOf(vendor, section)[0]}: ${says}`);
}

const say = (text) => process.stdout.write(`${text}\n`);

try {
  await main();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 2;
}
