import { randomUUID } from 'node:crypto';
import { type FaultName, FAULTS } from '../../src/errors';
import { KillSwitches, LINKS, vendorSwitch } from '../../src/switches/kill-switches';
import { DEMO, type RunningGateway } from '../support/gateway';
import { eventually } from '../support/eventually';
import { Given, newCustomer } from '../support/given';
import type { TcpProxy } from '../support/tcp-proxy';
import { CONSENT_SCENARIOS, validConsentRequest } from './consent-scenarios';
import { type Received, send, sendUnfinished, type Sent } from './exchange';

export interface World {
  readonly gateway: RunningGateway;
  /** The same, with short timeouts for 1Money and for unfinished requests. */
  readonly hasty: RunningGateway;
  /** The same, but no server listens at 1Money's address. */
  readonly lonely: RunningGateway;
  /** The same, but with a bulkhead of one call for each vendor, and a queue of one. */
  readonly narrow: RunningGateway;
  /** No server listens at 1Money's address, and its circuit breaker is open. */
  readonly resting: RunningGateway;
  /** The same, but with a concurrency limit of zero. */
  readonly crowded: RunningGateway;
  /** The same, but a consumer may send one request in a minute. */
  readonly strict: RunningGateway;
  /** The same, but a customer may have one grant a day. */
  readonly sparing: RunningGateway;
  /** The same, but without a configured vendor. */
  readonly bare: RunningGateway;
  readonly proxy: TcpProxy;
  /** The same on its own database, where the log is not sealed. */
  readonly unsealed: RunningGateway;
  /** A consumer without scopes. */
  readonly powerless: { readonly bearer: string; readonly headers: Record<string, string> };
}

/** A valid request of each operation, with `example` as its body. */
export async function validRequest(operationId: string, { gateway }: World, example?: object): Promise<Sent> {
  const ofConsent = await validConsentRequest(operationId, gateway, example);
  if (ofConsent) return ofConsent;
  const json = { Authorization: DEMO, 'Content-Type': 'application/json' };
  const get = (path: string): Sent => ({ method: 'GET', path, headers: { Authorization: DEMO } });
  const post = (path: string, body: object, headers: Record<string, string> = json): Sent => ({
    method: 'POST',
    path,
    headers,
    body: JSON.stringify(body),
  });
  if (operationId === 'getLiveness') return get('/health/live');
  if (operationId === 'getReturnKeys') return get('/.well-known/jwks.json');
  if (operationId === 'getReadiness') return get('/health/ready');
  if (operationId === 'listEvents') return get('/v1/events?cursor=0');
  if (operationId === 'createWebhookSubscription')
    return post('/v1/webhook_subscriptions', { url: 'https://hooks.example.com/portico', ...example });
  if (operationId === 'listWebhookSubscriptions') return get('/v1/webhook_subscriptions');
  if (/Webhook/.test(operationId))
    return subscriptionRequest(operationId, gateway, get, (path) => ({
      method: 'POST',
      path,
      headers: { Authorization: DEMO },
    }));
  if (operationId.startsWith('create') && operationId.endsWith('Customer')) {
    const path = operationId === 'createHostedCustomer' ? '/v1/customers/hosted' : '/v1/customers/lightweight';
    return post(
      path,
      { ...newCustomer(), ...example, email: newCustomer().email },
      { ...json, 'Idempotency-Key': randomUUID() },
    );
  }
  const { customer_id, key } = await new Given(gateway).customer();
  if (operationId.endsWith('DurableLink')) {
    const { link_id } = await new Given(gateway).grant(customer_id, { link: 'durable' });
    return operationId === 'revokeDurableLink'
      ? { method: 'POST', path: `/v1/links/${link_id}/revoke`, headers: { Authorization: DEMO } }
      : get(`/v1/links/${link_id}`);
  }
  if (operationId.includes('Audit')) return auditRequest(operationId, gateway);
  const paths: Record<string, () => Sent> = {
    findHostedCustomer: () => get(`/v1/customers/hosted?idempotency_key=${key}`),
    findLightweightCustomer: () => get(`/v1/customers/lightweight?idempotency_key=${key}`),
    getHostedCustomer: () => get(`/v1/customers/hosted/${customer_id}`),
    listCustomers: () => get('/v1/customers?page=1&size=2'),
    echo: () => get('/echo'),
    echoMessage: () => post('/echo', { message: 'hello', ...example }),
    getCustomer: () => get(`/v1/customers/${customer_id}`),
    listJourneys: () => get('/v1/journeys?limit=2'),
    getJourney: () => get(`/v1/journeys/${customer_id}`),
    listDurableLinks: () => get('/v1/links?before=ffffffff-ffff-7fff-bfff-ffffffffffff'),
    listOnboardingGrants: () => get(`/v1/customers/hosted/${customer_id}/grants`),
    createOnboardingGrant: () => post('/v1/customers/onboarding/grants', { ...example, customer_id }),
    createOnboardingLink: () => post(`/v1/customers/${customer_id}/onboarding_links`, { ...example }),
  };
  const found = paths[operationId];
  if (!found) throw new Error(`no request for ${operationId}: write one`);
  return found();
}

/**
 * A subscription with a delivery of one event; it is disabled again where the operation allows it, since a consumer may
 * have twenty.
 */
async function subscriptionRequest(
  operationId: string,
  gateway: RunningGateway,
  get: (path: string) => Sent,
  post: (path: string) => Sent,
): Promise<Sent> {
  const headers = { Authorization: DEMO, 'Content-Type': 'application/json' };
  await gateway.database.query(
    'UPDATE portico.webhook_subscriptions SET disabled_at = now() WHERE disabled_at IS NULL',
  );
  const { body } = await send(gateway, {
    method: 'POST',
    path: '/v1/webhook_subscriptions',
    headers,
    body: JSON.stringify({ url: 'http://localhost:9/hook' }),
  });
  const path = `/v1/webhook_subscriptions/${body.subscription_id as string}`;
  const simple: Record<string, () => Sent> = {
    getWebhookSubscription: () => get(path),
    rotateWebhookSecret: () => post(`${path}/rotate_secret`),
    disableWebhookSubscription: () => post(`${path}/disable`),
    listWebhookDeliveries: () => get(`${path}/deliveries?limit=5`),
  };
  const found = simple[operationId];
  if (found) return found();
  await new Given(gateway).customer();
  const list = await eventually(
    () => send(gateway, get(`${path}/deliveries`)),
    ({ body: { deliveries } }) => (deliveries as unknown[]).length > 0,
  );
  return post(`${path}/deliveries/${(list.body.deliveries as { event_id: string }[])[0]!.event_id}/redeliver`);
}

/** A request to the log, once it has sealed entries. */
async function auditRequest(operationId: string, gateway: RunningGateway): Promise<Sent> {
  const get = (path: string): Sent => ({ method: 'GET', path, headers: { Authorization: DEMO } });
  await eventually(
    () => send(gateway, get('/v1/audit/checkpoint')),
    ({ status }) => status === 200,
  );
  const entryId = await newestEntry(gateway);
  const paths: Record<string, string> = {
    listAuditEvents: '/v1/audit/events?limit=2',
    getAuditEvent: `/v1/audit/events/${entryId}`,
    getAuditEventProof: `/v1/audit/events/${entryId}/proof`,
    getAuditCheckpoint: '/v1/audit/checkpoint',
    getAuditConsistency: '/v1/audit/consistency?from=1',
  };
  if (operationId === 'getAuditEventProof')
    await eventually(
      () => send(gateway, get(paths[operationId]!)),
      ({ status }) => status === 200,
    );
  return get(paths[operationId]!);
}

async function newestEntry(gateway: RunningGateway): Promise<string> {
  const { body } = await send(gateway, {
    method: 'GET',
    path: '/v1/audit/events?limit=1',
    headers: { Authorization: DEMO },
  });
  return (body.events as { entry_id: string }[])[0]!.entry_id;
}

/** With an Idempotency-Key, also where it is optional. */
const keyed = (request: Sent): Sent => ({
  ...request,
  headers: { 'Idempotency-Key': randomUUID(), ...request.headers },
});

/** An equal request with another key, which is no repetition. */
const anew = (request: Sent): Sent =>
  'Idempotency-Key' in request.headers
    ? { ...request, headers: { ...request.headers, 'Idempotency-Key': randomUUID() } }
    : request;

/** A member that makes the body another valid one. */
function otherBody({ vendor, path, body }: Sent): object {
  if (path.endsWith('getEncryptedUrl')) return { userid: '9876543210@onemoney' };
  if (path.endsWith('webhook_subscriptions')) return { event_types: ['journey.stalled'] };
  if (vendor) return { accountID: 'ANOTHER1' };
  return body!.includes('last_name') ? { last_name: 'Other' } : { locale: 'ja' };
}

/** The same change of another subscription; these operations have no body. */
async function otherPath(gateway: RunningGateway, path: string): Promise<string> {
  const { body } = await send(gateway, {
    method: 'POST',
    path: '/v1/webhook_subscriptions',
    headers: { Authorization: DEMO, 'Content-Type': 'application/json' },
    body: JSON.stringify({ url: 'http://localhost:9/other' }),
  });
  return path.replace(
    /webhook_subscriptions\/[0-9a-f-]{36}/,
    `webhook_subscriptions/${body.subscription_id as string}`,
  );
}

export type Scenario = (world: World, request: Sent) => Promise<Received>;

/** FinPro's paths are the same at gateway and vendor, so a fault can be limited to the path of the call. */
const vendorOf = ({ vendor, path }: Sent): object => (vendor ? { vendor, path } : { vendor: '1money' });

/** Sends while the vendor fails once in the given way. */
const TRIES = 3;

/** The gateway may read at the vendor for a webhook of an earlier test, and take the fault: reads are asked again. */
const atVendor =
  (fault: object): Scenario =>
  async ({ gateway }, request) => {
    for (let tried = 1; ; tried++) {
      await gateway.sandbox.control('/_sandbox/faults', { ...vendorOf(request), times: 1, ...fault });
      const answer = await send(gateway, request);
      if (request.method !== 'GET' || answer.status >= 300 || tried === TRIES) return answer;
    }
  };

const customerIn = ({ path, body }: Sent): string =>
  /customers\/([0-9a-f-]{36})/.exec(path)?.[1] ?? (JSON.parse(body ?? '{}') as { customer_id: string }).customer_id;
const held = async ({ gateway }: World): Promise<number> =>
  (await gateway.sandbox.control<{ held: number }>('/_sandbox/faults')).held;

/** Sends while an operator has stopped something. Afterwards the replicas of the same database know that it goes on. */
async function stopped(
  { gateway: { app }, ...others }: World,
  key: Parameters<KillSwitches['stop']>[1],
  ask: () => Promise<Received>,
): Promise<Received> {
  const operator = { id: 'ada', role: 'operator', reason: 'INC-1: a test' };
  const actor = { requestId: randomUUID(), clientId: null, actor: 'operator', operator } as const;
  await app.get(KillSwitches).stop(actor, key);
  try {
    return await ask();
  } finally {
    await app.get(KillSwitches).resume(actor, key);
    const replicas = Object.values(others).filter((one): one is RunningGateway => 'app' in one);
    await Promise.all(replicas.map((replica) => replica.app.get(KillSwitches).refresh()));
  }
}

/** How each fault of the catalogue is caused at any operation. */
export const SCENARIOS: Partial<Record<FaultName, Scenario>> = {
  'bad-request': ({ gateway }, request) => {
    if (request.method === 'GET') return send(gateway, { ...request, path: request.path.replace(/=.*/, '=none') });
    return send(
      gateway,
      request.body === undefined
        ? { ...request, headers: { ...request.headers, 'Idempotency-Key': 'none' } }
        : { ...request, body: '{"unknown":1}' },
    );
  },
  'dry-run-refused': ({ gateway }, request) =>
    send(gateway, {
      ...request,
      path: `${request.path}?dry_run=true`,
      body: JSON.stringify({ ...(JSON.parse(request.body!) as object), unknown: 1 }),
    }),
  'vendor-refused': atVendor({ kind: 'status', status: 400 }),
  'vendor-conflict': atVendor({ kind: 'status', status: 409 }),
  unauthorized: ({ gateway }, request) =>
    send(gateway, {
      ...request,
      headers: {
        ...request.headers,
        ...('client_id' in request.headers
          ? { client_secret: 'wrong' }
          : { Authorization: 'Bearer demo-consumer.wrong' }),
      },
    }),
  'scope-missing': ({ gateway, powerless }, request) =>
    send(gateway, {
      ...request,
      headers: {
        ...request.headers,
        ...('client_id' in request.headers ? powerless.headers : { Authorization: powerless.bearer }),
      },
    }),
  'not-found': ({ gateway }, request) =>
    send(gateway, {
      ...request,
      path: request.path.replace(/[0-9a-f-]{36}/, randomUUID()),
      body: request.body?.replace(/[0-9a-f]{8}-[0-9a-f-]{27}/, randomUUID()),
    }),
  'grant-not-allowed': async ({ gateway }, request) => {
    await new Given(gateway).status(customerIn(request), 'APPROVED');
    return send(gateway, request);
  },
  'key-in-flight': async (world, plain) => {
    const request = keyed(plain);
    await world.gateway.sandbox.control('/_sandbox/faults', { ...vendorOf(request), kind: 'hold', times: 1 });
    const first = send(world.gateway, request);
    while ((await held(world)) === 0);
    const second = await send(world.gateway, request);
    await world.gateway.sandbox.control('/_sandbox/faults/release', {});
    await first;
    return second;
  },
  'not-provable-yet': async ({ unsealed }, request) => {
    await new Given(unsealed).customer();
    return send(unsealed, { ...request, path: request.path.replace(/[0-9a-f-]{36}/, await newestEntry(unsealed)) });
  },
  'key-reused': async ({ gateway }, plain) => {
    const request = keyed(plain);
    await send(gateway, request);
    if (request.body === undefined) return send(gateway, { ...request, path: await otherPath(gateway, request.path) });
    return send(gateway, {
      ...request,
      body: JSON.stringify({ ...(JSON.parse(request.body) as object), ...otherBody(request) }),
    });
  },
  'request-in-flight': async (world, request) => {
    const { 'Idempotency-Key': _, ...headers } = request.headers;
    await world.gateway.sandbox.control('/_sandbox/faults', { ...vendorOf(request), kind: 'hold', times: 1 });
    const first = send(world.gateway, { ...request, headers });
    while ((await held(world)) === 0);
    const second = await send(world.gateway, { ...request, headers });
    await world.gateway.sandbox.control('/_sandbox/faults/release', {});
    await first;
    return second;
  },
  'replay-expired': async ({ gateway }, plain) => {
    const request = keyed(plain);
    await send(gateway, request);
    const isLink = /grants|onboarding_links|getEncryptedUrl|requestconsent/.test(request.path);
    await gateway.database.query(
      `${isLink ? 'UPDATE portico.idempotency_keys SET expires_at = now()' : 'DELETE FROM portico.idempotency_keys'} ` +
        'WHERE idempotency_key = $1',
      [request.headers['Idempotency-Key']],
    );
    return send(gateway, request);
  },
  'subject-erased': async ({ gateway }, plain) => {
    const isCreation = /customers\/(hosted|lightweight)$|requestconsent/.test(plain.path) && plain.method === 'POST';
    const request = isCreation ? keyed(plain) : plain;
    if (isCreation) await send(gateway, request);
    await gateway.database.query(
      'SELECT portico.erase_subject(k.subject_id) FROM portico.subject_keys AS k WHERE k.wrapped_key IS NOT NULL',
    );
    await gateway.database.query(
      'UPDATE portico.subject_keys SET wrapped_key = NULL, person_index = NULL, destroyed_at = now() WHERE ' +
        'wrapped_key IS NOT NULL',
    );
    return send(gateway, request);
  },
  'answer-lost': async ({ gateway }, plain) => {
    const request = keyed(plain);
    await gateway.sandbox.control('/_sandbox/faults', { ...vendorOf(request), kind: 'reset', when: 'after', times: 1 });
    await send(gateway, request);
    return send(gateway, request);
  },
  'subscription-disabled': async ({ gateway }, request) => {
    await send(gateway, { ...request, path: request.path.replace(/\/deliveries.*/, '/disable') });
    return send(gateway, request);
  },
  'too-many-waiting': async ({ gateway }, request) => {
    const gone = new AbortController();
    const path = `${request.path.replace(/=.*/, '=999999999999')}&wait=30`;
    const calls = Array.from({ length: 21 }, () =>
      fetch(gateway.url + path, { headers: request.headers, signal: gone.signal }),
    );
    const answer = await Promise.race(calls);
    const received = {
      status: answer.status,
      headers: answer.headers,
      body: (await answer.json()) as Record<string, unknown>,
    };
    gone.abort();
    await Promise.allSettled(calls);
    return received;
  },
  'too-large': ({ gateway }, request) =>
    send(gateway, { ...request, body: JSON.stringify({ large: 'x'.repeat(70_000) }) }),
  'unsupported-media-type': ({ gateway }, request) =>
    send(gateway, { ...request, headers: { ...request.headers, 'Content-Type': 'text/plain' } }),
  'vendor-credentials': atVendor({ kind: 'status', status: 401 }),
  'vendor-invalid-response': atVendor({ kind: 'body', body: '<html>It works!</html>', content_type: 'text/html' }),
  'vendor-failed': atVendor({ kind: 'status', status: 500 }),
  'vendor-not-configured': ({ bare }, request) => send(bare, request),
  'vendor-unreachable': ({ lonely }, request) => send(lonely, request),
  'vendor-out-of-service': atVendor({ kind: 'status', status: 503 }),
  'vendor-busy': atVendor({ kind: 'rate-limit-in-200' }),
  'vendor-stopped': (world, request) =>
    stopped(world, vendorSwitch(request.vendor ?? 'one-money'), () => send(world.gateway, request)),
  'links-stopped': (world, request) =>
    stopped(world, LINKS, () =>
      send(world.gateway, {
        ...request,
        body: JSON.stringify({ ...(JSON.parse(request.body!) as object), link: 'durable' }),
      }),
    ),
  'vendor-saturated': async ({ narrow }, asked) => {
    // With a deadline of its own, no read shares the answer of another.
    const request = { ...asked, headers: { ...asked.headers, Prefer: 'wait=60' } };
    await narrow.sandbox.control('/_sandbox/faults', { ...vendorOf(request), kind: 'hold', times: 1 });
    const first = send(narrow, request);
    while ((await narrow.sandbox.control<{ held: number }>('/_sandbox/faults')).held === 0);
    const second = send(narrow, anew(request));
    while (!/vendor_bulkhead_queued\{[^}]+\} 1/.test(await (await fetch(`${narrow.url}/metrics`)).text()));
    const third = await send(narrow, anew(request));
    await narrow.sandbox.control('/_sandbox/faults/release', {});
    await Promise.all([first, second]);
    return third;
  },
  'vendor-circuit-open': async ({ resting }, request) => {
    for (;;) {
      const answer = await send(resting, request);
      if (JSON.stringify(answer.body).includes(FAULTS['vendor-circuit-open'].detail)) return answer;
    }
  },
  'deadline-passed': ({ gateway }, request) =>
    send(gateway, { ...request, headers: { ...request.headers, Prefer: 'wait=0' } }),
  'too-many-requests': async ({ strict }, request) => {
    await send(strict, request);
    return send(strict, request);
  },
  'quota-exceeded': async ({ sparing }, request) => {
    await send(sparing, request);
    return send(sparing, anew(request));
  },
  'request-timeout': ({ hasty }, request) => sendUnfinished(hasty, request),
  overloaded: ({ crowded }, request) => send(crowded, request),
  'vendor-timeout': async ({ hasty }, request) => {
    await hasty.sandbox.control('/_sandbox/faults', { ...vendorOf(request), kind: 'hold', times: 1 });
    const answer = await send(hasty, request);
    await hasty.sandbox.control('/_sandbox/faults/release', {});
    return answer;
  },
  'database-unavailable': async ({ gateway, proxy }, request) => {
    proxy.set('cut');
    const answer = await send(gateway, request);
    proxy.set('open');
    return answer;
  },
  ...CONSENT_SCENARIOS,
};
