import assert from 'node:assert/strict';
import { prepareTypical } from './node-binaries.mjs';
import { BenchPostgres } from './postgres.mjs';
import { isSigned, startVendors } from './stub-vendors.mjs';
import { pause, runToEnd } from './system.mjs';
import { TARGETS } from './targets.mjs';

/** The audit rows of each target; the INTENT is found by the key that the vendor is sent. */
const ENTRIES = {
  limit: {
    kind: 'limit',
    table: 'limit_audit_entries',
    text: "SELECT phase, result FROM limit_audit_entries WHERE convert_from(leaf, 'UTF8') LIKE '%' || $1 || '%'",
  },
  default: {
    kind: 'baselines',
    table: 'audit_events',
    text: `SELECT phase, result FROM audit_events
      WHERE request_id = (SELECT request_id FROM audit_events WHERE detail ->> 'grant_id' = $1 LIMIT 1)`,
  },
};
const ROUND_TRIPS = 20;
const BAD_BODIES = [
  '{',
  '[]',
  '{}',
  '{"customer_id":""}',
  '{"customer_id":7}',
  '{"customer_id":"customer-1","unknown":1}',
  '{"customer_id":"customer-1","locale":"not a tag"}',
  '{"customer_id":"customer-1","redirect_url":"http://app.example.com/"}',
  '{"customer_id":"customer-1","redirect_url":"https://elsewhere.example.com/"}',
];

/**
 * Each baseline does its job. Returns the exit code: 1 when one does not, and says what. With `database` nothing is
 * started but the baselines.
 */
export async function checkBaselines({ names, database }) {
  if (names.includes('d')) prepareTypical();
  const postgres = database ? await BenchPostgres.at(database) : await BenchPostgres.start();
  let failed = 0;
  try {
    for (const name of names.filter((one) => one !== 'portico' && one !== 'consents')) {
      try {
        await checkBaseline(postgres, name);
        process.stdout.write(`${name} does the job\n`);
      } catch (error) {
        failed += 1;
        process.stdout.write(`${name} does not: ${error.message}\n`);
      }
    }
  } finally {
    await postgres.stop();
  }
  return failed === 0 ? 0 : 1;
}

async function checkBaseline(postgres, name) {
  const { kind, table, text } = ENTRIES[name] ?? ENTRIES.default;
  const entriesOf = (key) => postgres.query(postgres.databases[kind], text, [key]);
  /** What was committed when the vendor got a call, and whether it was signed. */
  const calls = [];
  let isWell = true;
  const vendors = await startVendors({
    before: async (request, body) => {
      const key = request.headers['idempotency-key'];
      calls.push({ key, isSigned: isSigned(request, body), committed: await entriesOf(key) });
      return isWell ? null : [503, { code: 'Unavailable' }];
    },
  });
  const target = await TARGETS[name].start({ postgres, vendorUrl: vendors.url }, { path: process.execPath });
  const ask = (body, headers = {}) =>
    fetch(target.load.url, {
      method: 'POST',
      headers: { ...target.load.headers, 'Content-Type': 'application/json', ...headers },
      body,
    });
  const rows = async () => (await postgres.query(target.rows.database, target.rows.text))[0];
  try {
    const before = await rows();
    const [good] = target.load.bodies;
    const answers = await Promise.all(Array.from({ length: 5 }, () => ask(good)));
    assert.deepEqual(
      answers.map(({ status }) => status),
      [201, 201, 201, 201, 201],
      'good requests',
    );
    assert.match((await answers[0].json()).onboarding_url, /^https:\/\/onboarding\.1money\.example\//);
    assert.equal(calls.length, 5, 'calls');
    for (const { isSigned: signed, committed } of calls) {
      assert.ok(signed, 'the signature of a call');
      assert.deepEqual(committed, [{ phase: 'INTENT', result: null }], 'committed before the call');
    }
    const after = await rows();
    assert.deepEqual([after.results - before.results, after.audited - before.audited], [5, 10], 'rows of five grants');

    for (const body of BAD_BODIES) assert.equal((await ask(body)).status, 400, `the status for ${body}`);
    const wrong = `${target.load.headers.Authorization}x`;
    assert.equal((await ask(good, { Authorization: wrong })).status, 401, 'the status for a wrong secret');
    assert.equal((await ask(good, { Authorization: 'none' })).status, 401, 'the status without credentials');
    assert.equal(calls.length, 5, 'calls after refused requests');
    assert.deepEqual(await rows(), after, 'rows after refused requests');

    const held = await whileLocked(postgres, postgres.databases[kind], table, () => {
      const answer = ask(good);
      return { answer, isCalled: () => calls.length > 5, origin: new URL(target.load.url).origin };
    });
    assert.equal(held.isCalled, false, 'whether the vendor is called while the INTENT cannot be committed');
    assert.equal((await held.answer).status, 201, 'the status of a request whose INTENT had to wait');

    isWell = false;
    assert.equal((await ask(good)).status, 502, 'the status when the vendor fails');
    const failed = await entriesOf(calls.at(-1).key);
    assert.deepEqual(failed.map(({ result }) => result).toSorted(), ['FAILED', null], 'entries of a failed call');
    isWell = true;
    if (name === 'limit') await checkKeys(ask, good, postgres);
    await checkLoad(target, rows);
  } finally {
    await target.stop();
    await vendors.close();
  }
}

/**
 * A request while the table takes no rows: its INSERT waits. Whether the vendor is called meanwhile is judged after
 * so many answers of the target's health as leave a call time to arrive.
 */
async function whileLocked(postgres, database, table, begin) {
  const locking = await postgres.session(database);
  try {
    await locking.query(`BEGIN; LOCK TABLE ${table} IN SHARE MODE`);
    const { answer, isCalled, origin } = begin();
    const waiting = 'SELECT count(*)::integer AS count FROM pg_locks WHERE NOT granted AND relation = $1::regclass';
    while ((await postgres.query(database, waiting, [table]))[0].count === 0) await pause(5);
    for (let asked = 0; asked < ROUND_TRIPS; asked += 1) await (await fetch(`${origin}/healthz`)).arrayBuffer();
    return { answer, isCalled: isCalled() };
  } finally {
    await locking.query('ROLLBACK');
    locking.release();
  }
}

/** With an Idempotency-Key, its row is committed, too. */
async function checkKeys(ask, body, postgres) {
  const key = '0b9f2c5e-6a1d-4d53-9a57-3f1f6a2c7e10';
  assert.equal((await ask(body, { 'Idempotency-Key': key })).status, 201, 'the status of a request with a key');
  const text = 'SELECT answer_sealed IS NOT NULL AS is_answered FROM limit_keys WHERE idempotency_key = $1';
  assert.deepEqual(await postgres.query(postgres.databases.limit, text, [key]), [{ is_answered: true }]);
}

/** The load gets answers, and counts as many as there are rows. */
async function checkLoad(target, rows) {
  const before = await rows();
  const { url, headers, bodies } = target.load;
  const plan = JSON.stringify({ url, headers, bodies, connections: 8, seconds: 10, most: 100 });
  const load = JSON.parse(await runToEnd([process.execPath, 'bench/parts/load.mjs'], { input: plan }));
  const after = await rows();
  assert.deepEqual(
    [load.accepted, load.refused, load.broken, after.results - before.results, after.audited - before.audited],
    [100, 0, 0, 100, 200],
    'a hundred requests of the load and their rows',
  );
}
