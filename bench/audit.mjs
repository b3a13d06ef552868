// What the log costs: appends a second, the time from an entry to its proof, and the time to verify everything.
//   node bench/audit.mjs [--seconds 10] [--callers 64] [--rows 1000000] [--rate 1600]
// Everything on this machine: durable embedded PostgreSQL, the application's pool, the sequencer, a checkpoint file.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';

const require = createRequire(import.meta.url);
process.chdir(path.resolve(import.meta.dirname, '..'));
const { Logger } = require('@nestjs/common');
const pg = require('pg');
const { v7: uuidv7 } = require('uuid');
const { AuditRepository } = require('../dist/src/audit/audit.repository.js');
const { AuditService } = require('../dist/src/audit/audit.service.js');
const { Committer } = require('../dist/src/database/committer.js');
const { startEmbeddedPostgres } = require('../dist/src/local-postgres/embedded-postgres.js');
const { migrate } = require('../dist/src/database/setup/migrate.js');
const { prepareRoles } = require('../dist/src/database/setup/roles.js');
const { CheckpointFile } = require('../dist/src/tlog/checkpoint/checkpoint-file.js');
const { Sequencer } = require('../dist/src/tlog/sequencer/sequencer.js');
const { NoteSigner, vkeyOf } = require('../dist/src/tlog/checkpoint/signed-note.js');

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '10' },
    callers: { type: 'string', default: '64' },
    rows: { type: 'string', default: '1000000' },
    rate: { type: 'string', default: '1600' },
  },
});
const [SECONDS, CALLERS, ROWS, RATE] = [values.seconds, values.callers, values.rows, values.rate].map(Number);
const ORIGIN = 'portico.bench/audit';
const SEED = Buffer.alloc(32, 7);

Logger.overrideLogger(['warn', 'error']);
const home = fs.mkdtempSync(path.join(os.tmpdir(), 'portico-bench-'));
fs.chmodSync(home, 0o755);
const server = await startEmbeddedPostgres({ home, isDurable: true });
const urls = await prepareRoles(server.url);
await migrate(urls.owner);
const pool = new pg.Pool({ connectionString: urls.app, max: 12 });
const committer = new Committer(pool);
const audit = new AuditService(new AuditRepository(), { now: () => new Date() });
const checkpoints = path.join(home, 'checkpoints');
const sequencer = new Sequencer(
  { audit: { origin: ORIGIN, signingKey: SEED, checkpointFile: checkpoints, sequencerDatabaseUrl: urls.sequencer } },
  new CheckpointFile(checkpoints),
);

const actor = { requestId: '019abf6e-21c4-7a35-9b1e-3c0f6f0f2a12', clientId: 'demo-consumer', actor: 'consumer' };
const action = () => ({
  action: 'onboarding.grant.create',
  subject: uuidv7(),
  vendor: 'one-money',
  detail: {
    customer_id: '0b9f2c5e-6a1d-4d53-9a57-3f1f6a2c7e10',
    locale: 'en-US',
    return_mode: 'managed',
    redirect_origin: 'https://app.example.com',
  },
});
const ended = { result: 'SUCCEEDED', vendorRequestId: 'req_7Qm2', detail: { expires_at: '2026-01-15T10:00:10.000Z' } };

/** INTENT and OUTCOME, one commit each, as an effect does. Tells each entry and when it was acknowledged. */
async function effect(onAppended) {
  const intent = await committer.commit(audit.intent(actor, action()));
  onAppended(intent);
  onAppended(await committer.commit(audit.outcome(intent, ended)));
}

const percentile = (sorted, p) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * p))] ?? 0;
const round = (number, digits = 0) => Number(number.toFixed(digits));
const leaves = async () =>
  Number((await pool.query('SELECT coalesce(max(tree_size), 0) AS size FROM portico.audit_checkpoints')).rows[0].size);

const walPosition = async () =>
  Number((await pool.query("SELECT pg_current_wal_lsn() - '0/0'::pg_lsn AS bytes")).rows[0].bytes);

async function throughput() {
  let count = 0;
  const until = performance.now() + SECONDS * 1000;
  const before = process.cpuUsage();
  const wal = await walPosition();
  await Promise.all(
    Array.from({ length: CALLERS }, async () => {
      while (performance.now() < until) await effect(() => (count += 1));
    }),
  );
  const { user, system } = process.cpuUsage(before);
  return {
    appends_per_second: round(count / SECONDS),
    process_cpu_us_per_append: round((user + system) / count),
    wal_bytes_per_append: round(((await walPosition()) - wal) / count),
  };
}

/**
 * At a fixed rate of entries, spread evenly: from the acknowledgement of an entry to the first checkpoint that covers
 * it.
 */
async function provable() {
  const acknowledged = new Map();
  const seen = [];
  const over = new AbortController();
  const watcher = (async () => {
    while (!over.signal.aborted) {
      seen.push([performance.now(), await leaves()]);
      await new Promise((done) => setTimeout(done, 10));
    }
  })();
  const begun = performance.now();
  const running = [];
  for (let n = 0; n < (RATE / 2) * SECONDS; n += 1) {
    const due = begun + (n * 2000) / RATE;
    while (performance.now() < due) await new Promise((done) => setTimeout(done, 1));
    running.push(effect(({ entry_id }) => acknowledged.set(entry_id, performance.now())));
  }
  await Promise.all(running);
  const achieved = acknowledged.size / ((performance.now() - begun) / 1000);
  while ((await pool.query('SELECT FROM portico.audit_unsequenced LIMIT 1')).rowCount > 0)
    await new Promise((done) => setTimeout(done, 50));
  await new Promise((done) => setTimeout(done, 300));
  over.abort();
  await watcher;
  const { rows } = await pool.query(
    'SELECT entry_id, leaf_index::float8 FROM portico.audit_sequence WHERE entry_id = ANY ($1::uuid[])',
    [[...acknowledged.keys()]],
  );
  const waits = rows
    .map(
      ({ entry_id, leaf_index }) =>
        (seen.find(([, size]) => size > leaf_index)?.[0] ?? Number.POSITIVE_INFINITY) - acknowledged.get(entry_id),
    )
    .sort((a, b) => a - b);
  return {
    rate: round(achieved),
    entries: waits.length,
    to_provable_ms: {
      p50: round(percentile(waits, 0.5)),
      p99: round(percentile(waits, 0.99)),
      max: round(waits.at(-1)),
    },
  };
}

async function fill() {
  for (let have = await leaves(); have < ROWS; have = await leaves()) {
    for (let n = 0; n < Math.min(20, Math.ceil((ROWS - have) / 2048)); n += 1)
      await Promise.all(Array.from({ length: 1024 }, () => effect(() => undefined)));
    while ((await pool.query('SELECT FROM portico.audit_unsequenced LIMIT 1')).rowCount > 0)
      await new Promise((done) => setTimeout(done, 20));
  }
}

function verify() {
  const begun = performance.now();
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['scripts/audit-verify.cjs', '--vkey', vkeyOf(new NoteSigner(ORIGIN, SEED).key), '--checkpoints', checkpoints],
    { env: { ...process.env, AUDIT_DATABASE_URL: urls.auditor }, encoding: 'utf8' },
  );
  return {
    verify_seconds: round((performance.now() - begun) / 1000, 1),
    verify_status: status,
    verify_said: (stdout + stderr).trim(),
  };
}

try {
  const without = await throughput();
  sequencer.onApplicationBootstrap();
  const result = { without_sequencer: without, with_sequencer: await throughput(), ...(await provable()) };
  console.log(JSON.stringify(result));
  if (ROWS > 0) {
    const begun = performance.now();
    await fill();
    console.log(JSON.stringify({ rows: await leaves(), filled_in_seconds: round((performance.now() - begun) / 1000) }));
    console.log(JSON.stringify({ with_rows: await throughput(), ...(await provable()), ...verify() }));
  }
} finally {
  await sequencer.onModuleDestroy();
  await pool.end();
  await server.stop();
  fs.rmSync(home, { recursive: true, force: true });
}
process.exit(0);
