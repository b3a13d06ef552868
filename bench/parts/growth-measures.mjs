import { createRequire } from 'node:module';
import path from 'node:path';
import { CONSUMER } from '../baselines/job.mjs';
import { runToEnd } from './system.mjs';

const require = createRequire(import.meta.url);
const pg = require('pg');
const { v7: uuidv7 } = require('uuid');
const built = (file) => require(path.resolve(import.meta.dirname, '../../dist', file));

const CALLERS = 64;
/** Requests of each kind before those that are measured. */
const WARM_UP = 5;
/** Milliseconds after which no more requests of one kind are made, however many were asked for. */
const MOST_MS = 10_000;

/** Audit rows a second, each with a commit that other callers' rows may share, by the application's own code. */
export async function appendsOf(postgres, seconds) {
  const { AuditService } = built('src/audit/audit.service.js');
  const { AuditRepository } = built('src/audit/audit.repository.js');
  const { Committer } = built('src/database/committer.js');
  const pool = new pg.Pool({ connectionString: postgres.roles.app, max: 12 });
  const committer = new Committer(pool);
  const audit = new AuditService(new AuditRepository(), { now: () => new Date() });
  const append = async () => {
    const actor = { requestId: uuidv7(), clientId: CONSUMER.clientId, actor: 'consumer' };
    const detail = { customer_id: '0b9f2c5e-6a1d-4d53-9a57-3f1f6a2c7e10', locale: 'en-US', return_mode: 'managed' };
    const action = { action: 'onboarding.grant.create', subject: uuidv7(), vendor: 'one-money', detail };
    await committer.commit(audit.intent(actor, action));
  };
  const during = async (length) => {
    let appended = 0;
    const until = performance.now() + length * 1000;
    const work = async () => {
      for (; performance.now() < until; appended += 1) await append();
    };
    await Promise.all(Array.from({ length: CALLERS }, work));
    return appended;
  };
  await during(2);
  const wal = (await postgres.walSoFar()).bytes;
  const appended = await during(seconds);
  await pool.end();
  const bytes = (await postgres.walSoFar()).bytes - wal;
  return { perSecond: Math.round(appended / seconds), walBytes: Math.round(bytes / appended) };
}

/** Milliseconds at the median and at the 99th percentile: the newest page, proofs, and the slowest filters. */
export async function latenciesOf(portico, postgres, subscription, requests) {
  const { filterRequests } = built('test/support/filter-requests.js');
  const origin = new URL(portico.load.url).origin;
  const timed = async (targets) => {
    const took = [];
    const until = performance.now() + MOST_MS;
    for (const target of targets) {
      if (took.length > WARM_UP && performance.now() > until) break;
      const begun = performance.now();
      const answer = await fetch(origin + target, { headers: { Authorization: portico.load.headers.Authorization } });
      await answer.arrayBuffer();
      if (answer.status >= 500) throw new Error(`${target} was answered ${answer.status}`);
      took.push(performance.now() - begun);
    }
    return quantilesOf(took.slice(WARM_UP));
  };
  const many = (target) => timed(Array.from({ length: WARM_UP + requests }, () => target));
  const filters = [];
  for (const target of filterRequests(subscription).filter((one) => !one.startsWith('/return/')))
    filters.push({ target, ...(await many(target)) });
  const [{ leaves }] = await postgres.query(
    'portico',
    'SELECT coalesce(max(tree_size), 1)::float8 AS leaves FROM portico.audit_checkpoints',
  );
  const entries = await postgres.query(
    'portico',
    `SELECT entry_id FROM portico.audit_sequence WHERE leaf_index = ANY (ARRAY(
       SELECT floor(random() * $1)::bigint FROM generate_series(1, $2)))`,
    [leaves, WARM_UP + requests],
  );
  return {
    newestPage: await many('/v1/audit/events'),
    proof: await timed(entries.map(({ entry_id: id }) => `/v1/audit/events/${id}/proof`)),
    consistency: await many(`/v1/audit/consistency?from=1&to=${leaves}`),
    filters: filters.length,
    slowestFilters: filters.toSorted((one, other) => other.p99 - one.p99).slice(0, 8),
  };
}

function quantilesOf(took) {
  const sorted = took.toSorted((a, b) => a - b);
  const at = (share) =>
    Math.round((sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? NaN) * 100) / 100;
  return { p50: at(0.5), p99: at(0.99) };
}

/** Rows a second that are removed from three tables, one after the other. */
export async function removalsOf(postgres, old) {
  const { Retention } = built('src/retention/retention.js');
  const { OLD_ROWS } = built('test/support/old-rows.js');
  const lives = [
    ...built('src/idempotency/table-lives.js').keyLives,
    ...built('src/events/table-lives.js').eventLives({ eventsKeptDays: 90 }),
  ].filter(({ removals }) => removals.length > 0);
  const pool = new pg.Pool({ connectionString: postgres.roles.app, max: 2 });
  const filler = new pg.Client({ connectionString: postgres.urlOf('portico') });
  await filler.connect();
  await filler.query('SET session_replication_role = replica');
  const countOf = async (table) =>
    Number((await filler.query(`SELECT count(*) AS count FROM portico.${table}`)).rows[0].count);
  const rates = {};
  for (const life of lives) {
    const days = Math.max(...life.removals.map((removal) => removal.days));
    await filler.query(OLD_ROWS[life.table], [old, new Date(Date.now() - (days + 3) * 86_400_000)]);
    const before = await countOf(life.table);
    const begun = performance.now();
    await new Retention(pool, [life]).round();
    const seconds = (performance.now() - begun) / 1000;
    rates[life.table] = Math.round((before - (await countOf(life.table))) / seconds);
  }
  await filler.end();
  await pool.end();
  return rates;
}

/** Entries a second that `audit export` writes with their receipts: those of one minute of the hour that was filled. */
export async function exportOf(postgres) {
  const [{ middle }] = await postgres.query('portico', "SELECT now() - interval '30 minutes' AS middle");
  const to = new Date(middle.getTime() + 60_000);
  const words = ['scripts/audit-export.cjs', '--from', middle.toISOString(), '--to', to.toISOString()];
  const begun = performance.now();
  const lines = await runToEnd([process.execPath, ...words], {
    env: { PATH: process.env.PATH, AUDIT_DATABASE_URL: postgres.roles.auditor },
  });
  const entries = lines.split('\n').length - 1;
  return { entries, perSecond: Math.round(entries / ((performance.now() - begun) / 1000)) };
}
