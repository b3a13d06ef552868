import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { measure, warmUp } from './measure.mjs';
import { nodesOf, prepareTypical } from './node-binaries.mjs';
import { plotOf } from './plot.mjs';
import { BenchPostgres } from './postgres.mjs';
import { lineOf, tablesOf } from './report.mjs';
import { summarize } from './summary.mjs';
import { freePort, startProgram } from './system.mjs';
import { otherPortico, TARGETS } from './targets.mjs';

/** Runs everything that is planned and writes the results. Returns the exit code: 1 when a measurement is invalid. */
export async function benchmark(plan) {
  if (plan.names.includes('d')) prepareTypical();
  const nodes = nodesOf(plan.nodes);
  const targets = new Map([
    ...plan.names.map((name) => [name, TARGETS[name]]),
    ...plan.others.map(([name, folder]) => [name, otherPortico(folder)]),
  ]);
  const measurements = [];
  await withRun(plan, async (run) => {
    for (let round = 0; round < plan.rounds; round += 1)
      for (const [name, node] of orderOf(round, [...targets.keys()], nodes))
        for (const measured of await life(run, targets.get(name), node, plan)) {
          measurements.push({ round, target: name, node: node.version, ...measured });
          process.stdout.write(`${lineOf(measurements.at(-1))}\n`);
        }
    const result = { about: await aboutOf(plan, run.postgres), summary: summarize(measurements), measurements };
    write(plan.results, result);
    process.stdout.write(`\n${tablesOf(result)}\nWritten to ${plan.results}.\n`);
  });
  return measurements.some(({ flaw }) => flaw !== null) ? 1 : 0;
}

/** Gives `act` a PostgreSQL and the stub of both vendors, which end with it. */
export async function withRun(plan, act) {
  const postgres = await BenchPostgres.start();
  let vendors;
  try {
    vendors = await startVendors(plan.delayMs);
    await act({
      postgres,
      vendorUrl: vendors.url,
      vendorPid: vendors.pid,
      postgresPid: await postgres.pid(),
      settings: plan.settings,
    });
  } finally {
    await vendors?.stop();
    await postgres.stop();
  }
}

/** The stub of both vendors, as a process of its own. */
export async function startVendors(delayMs) {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const program = await startProgram([process.execPath, path.join(import.meta.dirname, 'stub-vendors.mjs')], {
    env: { PORT: String(port), DELAY_MS: String(delayMs) },
    url,
  });
  return { ...program, url };
}

/** Each target on each Node: every round begins with another one, every second round runs backwards. */
function orderOf(round, names, nodes) {
  const all = names.flatMap((name) => nodes.map((node) => [name, node]));
  const turned = [...all.slice(round % all.length), ...all.slice(0, round % all.length)];
  return round % 2 === 0 ? turned : turned.toReversed();
}

/** One process of a target, measured with each number of connections. */
async function life(run, target, node, { connections, seconds, warmUp: warmUpSeconds }) {
  const started = await target.start(run, node);
  const measured = [];
  try {
    if (warmUpSeconds > 0) await warmUp(started, warmUpSeconds);
    for (const count of connections) measured.push(await measure(run, started, count, seconds));
  } finally {
    await started.stop();
  }
  return measured;
}

async function aboutOf({ rounds, seconds, warmUp: warmUpSeconds, delayMs, settings }, postgres) {
  const [{ version }] = await postgres.query('postgres', "SELECT current_setting('server_version') AS version");
  return {
    date: new Date().toISOString(),
    cpu: os.cpus()[0]?.model.trim() ?? 'unknown CPU',
    cpus: os.cpus().length,
    postgres: version,
    rounds,
    seconds,
    warmUpSeconds,
    delayMs,
    settings,
  };
}

function write(folder, result) {
  fs.mkdirSync(folder, { recursive: true });
  fs.writeFileSync(path.join(folder, 'bench.json'), `${JSON.stringify(result, null, 1)}\n`);
  fs.writeFileSync(path.join(folder, 'bench.md'), tablesOf(result));
  fs.writeFileSync(path.join(folder, 'bench.svg'), plotOf(result));
}
