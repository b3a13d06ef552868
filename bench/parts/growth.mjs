import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { CONSUMER } from '../baselines/job.mjs';
import { fill, queueForSequencing, SUBSCRIPTION } from './growth-tables.mjs';
import { appendsOf, exportOf, latenciesOf, removalsOf } from './growth-measures.mjs';
import { growthTable } from './growth-report.mjs';
import { measure, warmUp } from './measure.mjs';
import { BenchPostgres } from './postgres.mjs';
import { startVendors } from './rounds.mjs';
import { pause } from './system.mjs';
import { TARGETS } from './targets.mjs';

const WARM_UP_SECONDS = 5;
/** So many that each gets a few grants. With hundreds for each, a list of journeys reads tens of thousands of rows. */
const CUSTOMERS = 5_000;

/** Measures with each number of rows, and writes the results. */
export async function growth(plan) {
  const sizes = [];
  for (const rows of plan.sizes) {
    sizes.push(await withRows(rows, plan));
    process.stdout.write(`${JSON.stringify(sizes.at(-1))}\n`);
  }
  const result = {
    about: {
      date: new Date().toISOString(),
      cpus: os.cpus().length,
      cpu: os.cpus()[0]?.model.trim(),
      node: process.version,
      ...plan,
    },
    sizes,
  };
  fs.mkdirSync(plan.results, { recursive: true });
  fs.writeFileSync(path.join(plan.results, 'growth.json'), `${JSON.stringify(result, null, 1)}\n`);
  fs.writeFileSync(path.join(plan.results, 'growth.md'), growthTable(result));
  process.stdout.write(`\n${growthTable(result)}\nWritten to ${plan.results}.\n`);
}

async function withRows(rows, plan) {
  const postgres = await BenchPostgres.start();
  const vendors = await startVendors(0);
  const node = { path: process.execPath };
  const run = {
    postgres,
    vendorUrl: vendors.url,
    vendorPid: vendors.pid,
    postgresPid: await postgres.pid(),
    settings: {},
    customers: CUSTOMERS,
  };
  let portico;
  try {
    await (await TARGETS.portico.start(run, node)).stop();
    const fillSeconds = await seconds(() => fill(postgres, CONSUMER.clientId, rows));
    await queueForSequencing(postgres);
    const size = await bytesOf(postgres);
    portico = await TARGETS.portico.start(run, node);
    const sequencerSeconds = await seconds(() => untilSequenced(postgres));
    await postgres.query('portico', 'VACUUM (ANALYZE)');
    await warmUp(portico, WARM_UP_SECONDS);
    const grants = await measure(run, portico, 64, plan.seconds);
    const latencies = await latenciesOf(portico, postgres, SUBSCRIPTION, plan.requests);
    await portico.stop();
    return {
      rows,
      bytes: size,
      fillSeconds: Math.round(fillSeconds),
      sequencedPerSecond: rows === 0 ? null : Math.round(rows / sequencerSeconds),
      appends: await appendsOf(postgres, plan.seconds),
      grants,
      ...latencies,
      removedPerSecond: await removalsOf(postgres, plan.old),
      exported: rows === 0 ? null : await exportOf(postgres),
    };
  } finally {
    await portico?.stop();
    await vendors.stop();
    await postgres.stop();
  }
}

async function seconds(work) {
  const begun = performance.now();
  await work();
  return (performance.now() - begun) / 1000;
}

async function untilSequenced(postgres) {
  const text = 'SELECT EXISTS (SELECT FROM portico.audit_unsequenced) AS waits';
  while ((await postgres.query('portico', text))[0].waits) await pause(100);
}

/** Bytes of the audit entries' tables, and of their indexes. */
async function bytesOf(postgres) {
  const [row] = await postgres.query(
    'portico',
    `SELECT sum(pg_table_size(relid))::float8 AS tables, sum(pg_indexes_size(relid))::float8 AS indexes
     FROM pg_partition_tree('portico.audit_entries') WHERE isleaf`,
  );
  return row;
}
