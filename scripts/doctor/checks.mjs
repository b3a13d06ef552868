// The checks of `npx portico doctor`, in the order in which one failure explains the next.
import { createRequire } from 'node:module';
import { auditVariables, keyVariables, environment } from '../start/access.mjs';
import { built as part, withModule } from '../start/command.mjs';
import { checkMachine, originOf, portOf } from '../start/machine.mjs';
import { isProduction, settingProblems } from '../start/settings.mjs';
import { canary, refuses } from '../vendors/canary.mjs';

const require = createRequire(import.meta.url);
const built = (file) => require(`../../dist/src/${file}`);

/** Milliseconds that a server may take to answer. */
const PATIENCE_MS = 5_000;
/** Seconds that a clock may be off; vendors refuse signatures that are further off than 300 s. */
const WARN_SECONDS = 2;
const FAIL_SECONDS = 60;
/** The oldest PostgreSQL that is tested. */
const OLDEST_POSTGRES = 15;

const ok = (says) => ({ verdict: 'ok', says });
const warning = (says) => ({ verdict: 'warning', says });
const failed = (says) => ({ verdict: 'failed', says });
const skipped = (says) => ({ verdict: 'skipped', says });

/** Yields `{ check, verdict, says }` for each; `verdict`: `ok`, `warning`, `failed` or `skipped`. Never throws. */
export async function* examine() {
  yield await judge('node', node);
  const settings = await judge('configuration', configuration);
  yield settings;
  if (settings.verdict === 'failed') return;
  const running = await judge('gateway', gateway);
  yield running;
  // What `npx portico start` makes exists while it runs.
  if (!isProduction() && !environment().DATABASE_URL && running.verdict === 'skipped') {
    for (const check of ['database', 'vendors']) yield { check, ...skipped('they run with npx portico start') };
    return;
  }
  const config = built('config/config.js').loadConfig(isProduction() ? process.env : local(localVariables()));
  yield* database(config);
  const { accountIn, accountsIn } = built('config/config.js');
  const { accountLabel } = built('config/vendor.js');
  for (const profile of profiles())
    for (const account of accountsIn(config)) {
      const settings = accountIn(config, account);
      if (account === 'default' || profile.connection(settings) !== null)
        yield await judge(accountLabel(profile.name, account), () => vendor(profile, settings));
    }
}

const reasonOf = (error) => error?.reason ?? error?.cause?.code ?? error?.code ?? error?.message;

async function judge(check, examineIt) {
  try {
    return { check, ...(await examineIt()) };
  } catch (error) {
    return { check, ...failed(reasonOf(error)) };
  }
}

function node() {
  checkMachine();
  return ok(`Node ${process.versions.node}`);
}

function configuration() {
  const problems = settingProblems();
  if (problems.length > 0) return failed(problems.join('\n                '));
  return ok(isProduction() ? 'production' : 'sandbox mode: no settings of a vendor are given');
}

const localVariables = () => ({ ...keyVariables(), ...auditVariables() });

/** What `npm start` makes itself in sandbox mode. */
const local = (variables) => ({
  ...environment(),
  ...variables,
  PORTICO_SANDBOX_URL: `http://localhost:${portOf('SANDBOX_PORT', 4000)}`,
});

async function* database(config) {
  const { Pool } = require('pg');
  const pool = new Pool({
    ...built('database/data-source.js').poolOptions({
      url: config.databaseUrl,
      poolSize: 1,
      role: 'application',
      variable: 'DATABASE_URL',
    }),
    application_name: 'portico doctor',
  });
  pool.on('error', () => undefined);
  try {
    const server = await judge('database', () => version(pool));
    yield server;
    if (server.verdict === 'failed') return;
    yield { check: 'role', ...ok('works as portico_app, which cannot change the audit log') };
    yield await judge('migrations', () => migrations(pool));
    yield await judge('data keys', () => dataKeys(pool));
    yield await judge('audit key', () => auditKey(config));
    yield await judge('commits', () => commits(config, pool));
    yield await judge('clock', () => clock(pool));
  } finally {
    await pool.end();
  }
}

/** The session is refused by Portico's own rules when the role may do too much: its reason names the remedy. */
async function version(pool) {
  const begun = performance.now();
  const { rows } = await pool.query("SELECT current_setting('server_version_num')::int AS number, version() AS name");
  const name = rows[0].name.split(' ').slice(0, 2).join(' ');
  return rows[0].number < OLDEST_POSTGRES * 10_000
    ? failed(`${name} is older than PostgreSQL ${OLDEST_POSTGRES}: upgrade it`)
    : ok(`${name}, reached in ${Math.round(performance.now() - begun)} ms`);
}

async function migrations(pool) {
  const { MigrationsProbe } = built('database/probes/migrations-probe.js');
  await new MigrationsProbe(pool).check();
  return ok('every migration has run');
}

const statusOfKeys = (context) => context.get(part('keys/key-rotation.service.js').KeyRotationService).status();

/** Opens no connection with the keys before there is a record, since the first one would write it. */
async function dataKeys(pool) {
  const { rows } = await pool.query('SELECT count(*)::int AS recorded FROM portico.data_keys');
  if (rows[0].recorded === 0) return skipped('the first start records the data key');
  await withModule(['keys/keys.module.js', 'KeysModule'], statusOfKeys);
  return ok('they open what is stored');
}

async function auditKey({ audit }) {
  if (!audit.signingKey) return skipped('AUDIT_SIGNING_KEY is missing: entries are not sealed');
  const { NoteSigner } = built('tlog/checkpoint/signed-note.js');
  const signers = [audit.signingKey, ...audit.furtherKeys].map((seed) => new NoteSigner(audit.origin, seed));
  const session = await built('tlog/sequencer/sequencer-session.js').SequencerSession.open(audit);
  try {
    const { leaves, last } = await session.history();
    await built('tlog/sequencer/handover.js').signingOf(session, signers, leaves, last);
    return ok('it may sign what comes next');
  } finally {
    await session.close();
  }
}

async function commits(config, pool) {
  const { CommitProbe } = built('database/probes/commit-probe.js');
  const probe = new CommitProbe(config);
  try {
    await probe.check();
  } finally {
    await probe.onModuleDestroy();
  }
  const { rows } = await pool.query(
    "SELECT current_setting('fsync') AS fsync, current_setting('full_page_writes') AS full",
  );
  const off = [rows[0].fsync === 'off' && 'fsync', rows[0].full === 'off' && 'full_page_writes'].filter(Boolean);
  return off.length > 0
    ? failed(`${off.join(' and ')} ${off.length > 1 ? 'are' : 'is'} off: commits are lost when the machine fails`)
    : ok('a commit was confirmed');
}

async function clock(pool) {
  const asked = Date.now();
  const { rows } = await pool.query('SELECT (extract(epoch FROM clock_timestamp()) * 1000)::float8 AS now');
  return offBy(rows[0].now - (asked + Date.now()) / 2, 'the database');
}

/** Judges how far this machine is from another clock, in milliseconds. */
function offBy(behindMs, whose) {
  const seconds = Math.abs(behindMs) / 1000;
  const says = `this machine is ${seconds.toFixed(1)} s ${behindMs > 0 ? 'behind' : 'ahead of'} ${whose}`;
  if (seconds > FAIL_SECONDS) return failed(`${says}: set its clock, or run NTP`);
  return seconds > WARN_SECONDS ? warning(`${says}: run NTP`) : ok(`within ${WARN_SECONDS} s of ${whose}`);
}

async function gateway() {
  const origin = originOf(process.env.HOST || (isProduction() ? '0.0.0.0' : 'localhost'), portOf('PORT', 3000));
  const answer = await fetch(`${origin}/health/ready`, { signal: AbortSignal.timeout(PATIENCE_MS) }).catch(() => null);
  if (answer === null) return skipped(`nothing answers at ${origin}: npx portico start runs it`);
  if (answer.ok) return ok(`ready at ${origin}`);
  return answer.status === 503
    ? failed(`${origin} is not ready: ${(await answer.text()).slice(0, 300)}`)
    : failed(`${origin} is used by another program: set PORT to another port`);
}

const profiles = () => [
  built('vendors/one-money/one-money.profile.js').ONE_MONEY,
  built('vendors/finpro/finpro.profile.js').FINPRO,
];

async function vendor({ name, connection }, settings) {
  const connected = connection(settings);
  if (connected === null) return skipped('not configured');
  const { answer, url, call, asked, ms } = await canary(name, connected);
  if (refuses(answer))
    return failed(`${url.origin} refuses the credentials (${answer.status}): check them, and the clock`);
  if (!answer.ok) return warning(`${url.origin} answers ${answer.status} to ${call}`);
  const date = Date.parse(answer.headers.get('date') ?? '');
  const skew = Number.isNaN(date) ? ok('') : offBy(date + 500 - (asked + ms / 2), url.host);
  return skew.verdict === 'ok' ? ok(`${url.origin} accepts the credentials, in ${ms} ms`) : skew;
}
