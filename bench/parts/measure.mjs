import path from 'node:path';
import { flawOf } from './summary.mjs';
import { cpuMs, machineMs, memoryMiB, pause, runToEnd } from './system.mjs';

/**
 * A backend of PostgreSQL reports its statistics once a second while it works, and ten seconds after it became idle. So
 * the last second of a load is missing in what is read after it: a load of the same kind runs before a measurement, of
 * which as much is missing.
 */
const STATISTICS_MS = 1_200;
const LEAD_SECONDS = 1.5;
const LOAD = path.join(import.meta.dirname, 'load.mjs');

async function loadOf(target, connections, seconds) {
  const { url, headers, bodies } = target.load;
  const plan = { url, headers, bodies, connections, seconds };
  return JSON.parse(await runToEnd([process.execPath, LOAD], { input: JSON.stringify(plan) }));
}

/** CPU of everything that takes part, and what PostgreSQL did; differences of two of these are a measurement. */
async function reading({ postgres, postgresPid, vendorPid }, target) {
  return {
    target: cpuMs(target.pid),
    postgres: cpuMs(postgresPid),
    vendor: cpuMs(vendorPid),
    driver: process.cpuUsage().user / 1000 + process.cpuUsage().system / 1000,
    machine: machineMs(),
    wal: await postgres.walSoFar(),
    rows: (await postgres.query(target.rows.database, target.rows.text))[0],
  };
}

/** Runs the load until it has run warm. */
export const warmUp = (target, seconds) => loadOf(target, 64, seconds);

/**
 * One measurement: rate, latencies, and what one accepted request cost. `flaw` says why it is worth nothing: requests
 * that were refused, or answers without rows behind them.
 */
export async function measure(run, target, connections, seconds) {
  await loadOf(target, connections, LEAD_SECONDS);
  await run.postgres.query('postgres', 'CHECKPOINT');
  await pause(STATISTICS_MS);
  const before = await reading(run, target);
  const load = await loadOf(target, connections, seconds);
  const after = await reading(run, target);
  await pause(STATISTICS_MS);
  after.wal = await run.postgres.walSoFar();
  const spent = (name) => after[name] - before[name];
  const perRequest = (amount) => amount / load.accepted;
  const rows = {
    results: after.rows.results - before.rows.results,
    audited: after.rows.audited - before.rows.audited,
  };
  const ours = spent('target') + spent('postgres') + spent('vendor') + spent('driver') + load.cpuMs;
  return {
    connections,
    ...load,
    rows,
    nodeUs: perRequest(spent('target') * 1000),
    postgresUs: perRequest(spent('postgres') * 1000),
    machineUs: perRequest(spent('machine') * 1000),
    fsyncs: perRequest(after.wal.fsyncs - before.wal.fsyncs),
    walBytes: perRequest(after.wal.bytes - before.wal.bytes),
    memory: memoryMiB(target.pid),
    readyMs: target.readyMs,
    others: Math.max(0, 1 - ours / spent('machine')),
    flaw: flawOf(load, rows),
  };
}
