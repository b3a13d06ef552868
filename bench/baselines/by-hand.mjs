// (a) and (aBatch): the job by hand, with node:http, pg and undici. Each write of (a) is a statement and a commit of its
// own; with GROUPED=1 the writes of simultaneous requests share statements and commits: (aBatch).
import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { Lane } from './group-commit.mjs';
import { ACTION, badField, Consumers, SCOPE, sha256, signedCall, vendorAt } from './job.mjs';
import { serve } from './server.mjs';

const { DATABASE_URL, VENDOR_URL, GROUPED } = process.env;
const database = new pg.Pool({ connectionString: DATABASE_URL, max: 16, idleTimeoutMillis: 0 });
const ask = vendorAt(VENDOR_URL);
const consumers = new Consumers(async (clientId) => {
  const text = 'SELECT * FROM consumers WHERE client_id = $1';
  return (await database.query({ name: 'consumer', text, values: [clientId] })).rows[0];
});

const EVENT = 'id, request_id, consumer, action, phase, result, http_status, payload_sha256, detail';
const GRANT = 'id, consumer, customer_id, token_hash, redirect_url, locale, expires_at';

const INTENT = `INSERT INTO audit_events (${EVENT}) VALUES ($1, $2, $3, '${ACTION}', 'INTENT', NULL, NULL, $4, $5)`;
const FAILURE = `
  INSERT INTO audit_events (${EVENT}) VALUES ($1, $2, $3, '${ACTION}', 'OUTCOME', 'FAILED', $4, $5, $6)`;
const SUCCESS = `
  WITH event AS (INSERT INTO audit_events (${EVENT}) VALUES ($1, $2, $3, '${ACTION}', 'OUTCOME', 'SUCCEEDED', $4, $5, $6))
  INSERT INTO onboarding_grants (${GRANT}) VALUES ($7, $3, $8, $9, $10, $11, $12)`;

const ended = ({ id, request, consumer, status, hash, detail }) => [
  id,
  request,
  consumer,
  status,
  hash,
  JSON.stringify(detail),
];
const granted = ({ grant, customer, token, redirect, locale, expires }) => [
  grant,
  customer,
  token,
  redirect,
  locale,
  expires,
];
const single = {
  intent: ({ id, request, consumer, hash, detail }) =>
    database.query({ name: 'intent', text: INTENT, values: [id, request, consumer, hash, JSON.stringify(detail)] }),
  failure: (event) => database.query({ name: 'failure', text: FAILURE, values: ended(event) }),
  success: (event) => database.query({ name: 'success', text: SUCCESS, values: [...ended(event), ...granted(event)] }),
};

function groupedWrites() {
  const columns = 'id uuid, request uuid, consumer text, hash text, status integer, detail jsonb';
  const intents = new Lane(
    database,
    'intents',
    `INSERT INTO audit_events (${EVENT})
     SELECT id, request, consumer, '${ACTION}', 'INTENT', NULL, NULL, hash, detail
     FROM json_to_recordset($1) AS r(${columns})`,
  );
  const outcomes = new Lane(
    database,
    'outcomes',
    `WITH r AS (SELECT * FROM json_to_recordset($1) AS r(${columns}, "grant" uuid, customer text, token text,
       redirect text, locale text, expires timestamptz)),
     event AS (INSERT INTO audit_events (${EVENT})
       SELECT id, request, consumer, '${ACTION}', 'OUTCOME', 'SUCCEEDED', status, hash, detail FROM r)
     INSERT INTO onboarding_grants (${GRANT})
     SELECT "grant", consumer, customer, token, redirect, locale, expires FROM r`,
  );
  return { ...single, intent: (event) => intents.add(event), success: (event) => outcomes.add(event) };
}

const write = GROUPED === '1' ? groupedWrites() : single;

async function create(headers, bytes) {
  const consumer = await consumers.of(headers.authorization);
  if (consumer === null) return [401, { error: 'unauthorized' }];
  if (!consumer.scopes.includes(SCOPE)) return [403, { error: 'forbidden' }];
  let body;
  try {
    body = JSON.parse(bytes.toString());
  } catch {
    return [400, { error: 'json' }];
  }
  const bad = badField(body, consumer.redirect_origins);
  if (bad !== null) return [400, { error: 'validation', field: bad }];
  const grant = randomUUID();
  const call = signedCall(body.customer_id, body.redirect_url, body.locale, grant);
  const event = { request: randomUUID(), consumer: consumer.client_id, hash: call.payloadHash };
  const detail = {
    customer_id: body.customer_id,
    grant_id: grant,
    locale: body.locale,
    redirect_origin: body.redirect_url && new URL(body.redirect_url).origin,
    user_agent: headers['user-agent'],
  };
  await write.intent({ ...event, id: randomUUID(), detail });
  const { status, answer } = await ask(call);
  if (status !== 201) {
    await write.failure({ ...event, id: randomUUID(), status, detail: { error: answer?.code ?? 'no answer' } });
    return [502, { error: 'vendor' }];
  }
  await write.success({
    ...event,
    id: randomUUID(),
    status,
    detail: { customer_id: body.customer_id, grant_id: grant, expires_at: answer.expires_at },
    grant,
    customer: body.customer_id,
    token: sha256(answer.grant_token),
    redirect: body.redirect_url,
    locale: body.locale,
    expires: answer.expires_at,
  });
  return [201, answer];
}

serve(create);
