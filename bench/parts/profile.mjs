import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { measure, warmUp } from './measure.mjs';
import { nodesOf } from './node-binaries.mjs';
import { withRun } from './rounds.mjs';
import { TARGETS } from './targets.mjs';

/** Microseconds between two samples. */
const INTERVAL = 250;
/** The stage of a frame, by its file or its name. A frame that has none belongs to the stage of its caller. */
const STAGES = [
  [/^\(garbage collector\)$/, 'garbage collection'],
  [/^\(idle\)$/, 'idle'],
  [/node_modules\/(pg|pg-pool|pg-protocol|pg-types|postgres-[\w-]+)\//, 'pg: statements to and from PostgreSQL'],
  [/node_modules\/undici\//, 'undici: the call to the vendor'],
  [/node_modules\/(typeorm|dataloader)\//, 'TypeORM'],
  [/node_modules\/(class-validator|class-transformer|validator)\//, 'class-validator'],
  [/node_modules\/(@nestjs|rxjs|reflect-metadata)\//, 'Nest'],
  [/node_modules\/(fastify|@fastify|find-my-way|avvio|light-my-request|fast-[\w-]+|secure-json-parse)\//, 'Fastify'],
  [/node_modules\/(pino|sonic-boom|thread-stream|quick-format-unescaped)\//, 'log'],
  [/node_modules\/(prom-client|@opentelemetry)\//, 'metrics and traces'],
  [/node_modules\//, 'other packages'],
  [/dist\/src\/database\//, 'Portico: group commit'],
  [/dist\/src\/(audit|tlog)\//, 'Portico: audit log and sequencer'],
  [/dist\/src\/(signed-http|vendors)\//, 'Portico: signed calls, effects'],
  [/dist\/src\/(http|admission|input)\//, 'Portico: admission, input, answers'],
  [/dist\/src\/(consumers|idempotency|returns|privacy)\//, 'Portico: consumers, keys, returns, privacy'],
  [/dist\/src\/(onboarding|inbox|journey-registry|links|events)\//, 'Portico: the journey'],
  [/dist\/src\//, 'Portico: the rest'],
];
/** Files of Node whose frames count only where no caller has a stage. */
const HTTP = /^node:(_http|internal\/http|net)/;

/** Shares of the time of one thread under load, by stage; written as profile.json. */
export async function profile(plan) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'portico-profile-'));
  const [node] = nodesOf(plan.nodes);
  try {
    await withRun(plan, async (run) => {
      const flags = ['--cpu-prof', `--cpu-prof-interval=${INTERVAL}`, `--cpu-prof-dir=${folder}`];
      const portico = await TARGETS.portico.start(run, { ...node, flags, isProfiled: true });
      await warmUp(portico, plan.warmUp);
      const measured = await measure(run, portico, plan.connections[0], plan.seconds);
      const spent = process.hrtime.bigint();
      await portico.stop();
      const afterUs = Number(process.hrtime.bigint() - spent) / 1000 + 1_200_000;
      const file = fs.readdirSync(folder).find((name) => name.endsWith('.cpuprofile'));
      const shares = sharesOf(
        JSON.parse(fs.readFileSync(path.join(folder, file), 'utf8')),
        plan.seconds * 1e6,
        afterUs,
      );
      const result = { node: node.version, connections: plan.connections[0], nodeUs: measured.nodeUs, shares };
      fs.mkdirSync(plan.results, { recursive: true });
      fs.writeFileSync(path.join(plan.results, 'profile.json'), `${JSON.stringify(result, null, 1)}\n`);
      process.stdout.write(`${stagesTable(result)}\n`);
    });
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
}

/** Percent of the samples by stage, of `lengthUs` that ended `afterUs` before the end of the profile. */
function sharesOf({ nodes, samples, timeDeltas, startTime, endTime }, lengthUs, afterUs) {
  const byId = new Map(nodes.map((one) => [one.id, one]));
  for (const one of nodes) for (const child of one.children ?? []) byId.get(child).parent = one;
  const stages = new Map(nodes.map((one) => [one.id, stageOf(one)]));
  const counts = new Map();
  let at = startTime;
  let all = 0;
  samples.forEach((id, index) => {
    at += timeDeltas[index];
    if (at < endTime - afterUs - lengthUs || at > endTime - afterUs) return;
    all += 1;
    counts.set(stages.get(id), (counts.get(stages.get(id)) ?? 0) + 1);
  });
  return Object.fromEntries(
    [...counts].toSorted((a, b) => b[1] - a[1]).map(([stage, count]) => [stage, Math.round((1000 * count) / all) / 10]),
  );
}

function stageOf(frame) {
  let isHttp = false;
  for (let one = frame; one; one = one.parent) {
    const { url, functionName } = one.callFrame;
    const found = STAGES.find(([pattern]) => pattern.test(url || functionName));
    if (found) return found[1];
    isHttp ||= HTTP.test(url);
  }
  return isHttp ? "Node's HTTP server and sockets" : 'Node itself';
}

/** In Markdown: percent of the time, and microseconds of one request where the thread was busy. */
export function stagesTable({ node, connections, nodeUs, shares }) {
  const busy = 100 - (shares.idle ?? 0);
  const lines = Object.entries(shares).map(([stage, share]) => {
    const us = stage === 'idle' ? '' : Math.round((nodeUs * share) / busy);
    return `| ${stage} | ${share.toFixed(1)} | ${us} |`;
  });
  return [
    `Grants, Node ${node.slice(1)}, ${connections} connections, under the profiler (which costs a little itself).`,
    '',
    '| | % of the thread | µs of a request |',
    '|---|---:|---:|',
    ...lines,
    '',
  ].join('\n');
}
