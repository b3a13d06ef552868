// (limit): as (aBatch), with everything that Portico's guarantees require to be written: the exact leaf and its hash,
// the effect with its lease, the quota, the customer and its key, the sealed return address, the poll schedule, and the
// Idempotency-Key where one is sent. What Portico takes beyond this is overhead, apart from the sequencer.
import { createCipheriv, createHash, randomBytes, randomUUID } from 'node:crypto';
import pg from 'pg';
import { v7 as uuidv7 } from 'uuid';
import { Lane } from './group-commit.mjs';
import { ACTION, badField, Consumers, SCOPE, sha256, signedCall, vendorAt } from './job.mjs';
import { FINDS, INTENTS, INTENTS_WITH_KEYS, OUTCOMES, OUTCOMES_WITH_KEYS } from './limit-statements.mjs';
import { serve } from './server.mjs';

const { DATABASE_URL, VENDOR_URL } = process.env;
const FORMAT = 'portico.audit/v1\n';
const HOLDER = randomUUID();
const MAY_GRANT = ['INIT', 'PENDING_RESPONSE', 'REJECTED'];
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

const database = new pg.Pool({ connectionString: DATABASE_URL, max: 16, idleTimeoutMillis: 0 });
const ask = vendorAt(VENDOR_URL);
const consumers = new Consumers(async (clientId) => {
  const text = 'SELECT * FROM limit_consumers WHERE client_id = $1';
  return (await database.query({ name: 'consumer', text, values: [clientId] })).rows[0];
});
const lane = (name, text) => new Lane(database, name, text);
const customers = lane('customers', FINDS);
const intents = [lane('intents', INTENTS), lane('intents-keys', INTENTS_WITH_KEYS)];
const outcomes = [lane('outcomes', OUTCOMES), lane('outcomes-keys', OUTCOMES_WITH_KEYS)];

/** AES-256-GCM, as Portico seals: nonce, text, tag. */
function seal(key, context, text) {
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(context));
  return Buffer.concat([nonce, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]).toString('base64');
}

/** The columns, and the leaf's exact text; its members are in the order of canonical JSON. */
function entry({ detail, intentId = null, request, result = null, subject, consumer, vendorRequest = null }) {
  const entryId = uuidv7();
  const at = new Date().toISOString();
  const phase = intentId === null ? 'INTENT' : 'OUTCOME';
  const leaf = `${FORMAT}${JSON.stringify({
    action: ACTION,
    actor: 'consumer',
    consumer,
    detail,
    entry_id: entryId,
    intent_id: intentId,
    occurred_at: at,
    phase,
    request_id: request,
    result,
    subject,
    vendor: 'one-money',
    vendor_request_id: vendorRequest,
  })}`;
  return { entry_id: entryId, at, request, consumer, subject, phase, intent_id: intentId, result, leaf };
}

async function create(headers, bytes) {
  const consumer = await consumers.of(headers.authorization);
  if (consumer === null) return [401, { error: 'unauthorized' }];
  if (!consumer.scopes.includes(SCOPE)) return [403, { error: 'forbidden' }];
  const key = headers['idempotency-key'];
  if (key !== undefined && !UUID.test(key)) return [400, { error: 'validation', field: 'Idempotency-Key' }];
  let body;
  try {
    body = JSON.parse(bytes.toString());
  } catch {
    return [400, { error: 'json' }];
  }
  const bad = badField(body, consumer.redirect_origins);
  if (bad !== null) return [400, { error: 'validation', field: bad }];
  const rows = await customers.add({ id: body.customer_id });
  const customer = rows.find(({ customer_id: id }) => id === body.customer_id);
  if (customer?.consumer !== consumer.client_id) return [404, { error: 'not found' }];
  if (!MAY_GRANT.includes(customer.status)) return [409, { error: 'status' }];
  return grantFor(customer, body, key === undefined ? null : { key, fingerprint: sha256(bytes) });
}

async function grantFor(customer, { customer_id: customerId, redirect_url: redirectUrl, locale }, keyed) {
  const grantId = uuidv7();
  const state = randomBytes(32);
  const returnUrl = `https://portico.example.com/return/onboarding/${state.toString('base64url')}`;
  const call = signedCall(customerId, returnUrl, locale, grantId);
  const common = { request: uuidv7(), consumer: customer.consumer, subject: customer.subject_id };
  const detail = {
    customer_id: customerId,
    grant_id: grantId,
    locale,
    redirect_origin: redirectUrl && new URL(redirectUrl).origin,
    return_mode: 'managed',
  };
  const intent = entry({ ...common, detail });
  const isKeyed = keyed === null ? 0 : 1;
  await intents[isKeyed].add({ ...intent, vendor_key: grantId, holder: HOLDER, ...keyed });
  const { status, answer } = await ask(call);
  if (status !== 201) {
    const failure = { customer_id: customerId, grant_id: grantId, status };
    const row = entry({ ...common, detail: failure, intentId: intent.entry_id, result: 'FAILED' });
    await database.query(OUTCOMES, [JSON.stringify([{ ...row, grant_id: null }])]);
    return [502, { error: 'vendor' }];
  }
  const outcome = entry({
    ...common,
    detail: { customer_id: customerId, expires_at: answer.expires_at, grant_id: grantId },
    intentId: intent.entry_id,
    result: 'SUCCEEDED',
  });
  await outcomes[isKeyed].add({
    ...outcome,
    grant_id: grantId,
    locale,
    sealed: redirectUrl && seal(customer.data_key, `redirect ${grantId}`, redirectUrl),
    state: createHash('sha256').update(state).digest('base64'),
    expires: answer.expires_at,
    ...(isKeyed ? { key: keyed.key, answer: seal(customer.data_key, keyed.key, JSON.stringify(answer)) } : {}),
  });
  return [201, answer];
}

serve(create);
