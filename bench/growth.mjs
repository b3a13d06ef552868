// `npm run bench:growth`: what grows with the tables, and what does not.
import path from 'node:path';
import { misuse, readArguments } from '../scripts/arguments.cjs';

const USAGE = `npm run bench:growth -- [--rows 0,1000000,10000000] [--seconds 10] [--requests 100] [--old 100000]
    [--results <folder, bench/results>] [--write-docs]

Fills the tables of one consumer with so many audit rows, and beside them a tenth as many consents, events, deliveries
and Idempotency-Keys, and a twentieth as many customers, grants and links; each number on an embedded PostgreSQL of its
own, with fsync. Then measures with each of them:

  the sequencer, which gives all entries their place in the tree; appends by 64 callers; grants of 64 connections; the
  newest page, every documented filter and pair of filters, and proofs; the removal of old rows; the export

  --requests   of each filter, one after the other
  --old        rows to be removed from each of three tables
  --write-docs puts the table into docs/scaling.md; with --rows none that of the last run

10,000,000 rows take 15 GB in the folder for temporary files (TMPDIR) and some twenty minutes.`;

const { values } = readArguments({
  usage: USAGE,
  options: {
    rows: { type: 'string', default: '0,1000000,10000000' },
    seconds: { type: 'string', default: '10' },
    requests: { type: 'string', default: '100' },
    old: { type: 'string', default: '100000' },
    results: { type: 'string' },
    'write-docs': { type: 'boolean' },
  },
});

function numbers(name) {
  const found = values[name].split(',').map(Number);
  const isSound = found.every((one) => Number.isInteger(one) && one >= 0);
  return isSound ? found : misuse(USAGE, `--${name} must be whole numbers`);
}

const plan = {
  sizes: values.rows === 'none' ? [] : numbers('rows'),
  seconds: numbers('seconds')[0],
  requests: numbers('requests')[0],
  old: numbers('old')[0],
  results: values.results
    ? path.resolve(process.env.INIT_CWD ?? '.', values.results)
    : path.join(import.meta.dirname, 'results'),
};
process.chdir(path.resolve(import.meta.dirname, '..'));
// What follows loads the build.
if (plan.sizes.length > 0) {
  const { growth } = await import('./parts/growth.mjs');
  await growth(plan);
}
if (values['write-docs']) {
  const { writeGrowth } = await import('./parts/docs.mjs');
  writeGrowth(plan.results);
}
