import { randomUUID } from 'node:crypto';
import request from 'supertest';
import { DEMO } from '../../support/gateway';
import { newCustomer } from '../../support/given';
import { local, row, type Row, type World } from '../../support/onboarding-api';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

interface Operation {
  readonly name: string;
  readonly run: (world: World, customer: { customer_id: string; key: string }) => request.Test;
}

const CREATE: Operation = { name: 'create', run: ({ api }) => api.create() };
const OPERATIONS: readonly Operation[] = [
  CREATE,
  { name: 'find', run: ({ api }, { key }) => api.find(key) },
  { name: 'read', run: ({ api }, { customer_id }) => api.read(customer_id) },
  { name: 'grant', run: ({ api }, { customer_id }) => api.grant(customer_id) },
];

/** Runs the operation while the vendor has the fault once. */
async function withFault(world: World, { run }: Operation, fault: object): Promise<request.Response> {
  const customer = await world.given.customer();
  await world.gateway.sandbox.control('/_sandbox/faults', { vendor: '1money', times: 1, ...fault });
  return run(world, customer);
}

const maps = (
  section: string,
  says: string,
  fault: object,
  status: number,
  code: string,
  type: string,
  headers: object = {},
  operations = OPERATIONS,
): Row[] =>
  operations.map((operation) =>
    row(section, `${operation.name}: ${says} becomes ${status}`, async (world) => {
      const answer = await withFault(world, operation, fault);
      expect([answer.status, answer.body.code, answer.body.type]).toEqual([status, code, `/errors#${type}`]);
      expect(answer.headers).toMatchObject(headers);
      expect(answer.headers['content-type']).toBe('application/problem+json; charset=utf-8');
    }),
  );

/** A refusal that 1Money documents for the named operations; for the others it is not the consumer's error. */
const refuses = (
  section: string,
  says: string,
  fault: object,
  documented: readonly string[],
  status: number,
  code: string,
  type: string,
): Row[] => [
  ...maps(
    section,
    says,
    fault,
    status,
    code,
    type,
    {},
    OPERATIONS.filter(({ name }) => documented.includes(name)),
  ),
  ...maps(
    section,
    says,
    fault,
    502,
    'Bad_Gateway',
    'vendor-invalid-response',
    {},
    OPERATIONS.filter(({ name }) => !documented.includes(name)),
  ),
];

const SECRET_DETAIL = JSON.stringify({
  code: 'Bad_Request',
  status: 400,
  detail: 'ak_sandbox_portico sent og_5mZr3Qh0cV7nT1yXk2LwB9sD for ops@acme.example',
  instance: '/x',
});
const HTML = '<html><body>502 Bad Gateway</body></html>';

/** The envelope, the mapping of each status, the rate limit, and the request id. */
export const ERRORS: readonly Row[] = [
  local('4.1', "every error is the vendor's envelope and RFC 9457 at once", async ({ api }) => {
    const errors = [
      await api.create({}),
      await api.create(newCustomer(), 'x'),
      await api.find('x'),
      await api.read(randomUUID()),
      await api.as('Bearer x').create(),
      await request(api.url).get('/v1/nothing?token=secret').set('Authorization', DEMO),
    ];
    for (const { status, body, headers, request: sent } of errors) {
      expect(status).toBeGreaterThanOrEqual(400);
      expect(headers['content-type']).toBe('application/problem+json; charset=utf-8');
      expect(body).toMatchObject({
        type: expect.stringMatching(/^\/errors#/),
        title: expect.any(String),
        status,
        code: expect.stringMatching(/^[A-Z][A-Za-z]+(_[A-Z][a-z]+)*$/),
        detail: expect.any(String),
        request_id: headers['x-request-id'],
        retryable: false,
        next_action: expect.any(String),
      });
      expect(body.instance).toBe(new URL((sent as unknown as { url: string }).url).pathname);
    }
  }),
  ...OPERATIONS.map((operation) =>
    row(
      '4.3',
      `${operation.name}: the wait is in detail as 1Money's client expects it, and in Retry-After`,
      async (world) => {
        const { status, body, headers } = await withFault(world, operation, {
          kind: 'rate-limit',
          retry_after_seconds: 7,
        });
        expect([status, /Retry after (\d+)s/.exec(String(body.detail))?.[1], headers['retry-after']]).toEqual([
          503,
          '7',
          '7',
        ]);
      },
    ),
  ),
  local('4.1', 'responses of success and failure are never cached, framed or sniffed', async ({ api }) => {
    for (const { headers } of [
      await api.create().expect(201),
      await api.create({}).expect(400),
      await api.as('Bearer x').create().expect(401),
    ]) {
      expect(headers).toMatchObject({
        'cache-control': 'no-store',
        'referrer-policy': 'no-referrer',
        'x-content-type-options': 'nosniff',
        'x-frame-options': 'DENY',
      });
    }
  }),
  row('4.1', "the vendor's text of a refusal is passed on without secrets, tokens and addresses", async (world) => {
    const { body } = await withFault(world, CREATE, { kind: 'body', status: 400, body: SECRET_DETAIL });
    expect(body.detail).toBe('1Money refused the request.');
    const other = await withFault(world, CREATE, {
      kind: 'body',
      status: 400,
      body: SECRET_DETAIL.replace('ak_sandbox_portico', 'Somebody'),
    });
    expect(other.body.detail).toBe('1Money refused the request: Somebody sent *** for ***');
  }),
  ...refuses('4.2', '400', { kind: 'status', status: 400 }, ['create', 'grant'], 400, 'Bad_Request', 'vendor-refused'),
  ...maps('4.2', '401', { kind: 'status', status: 401 }, 502, 'Bad_Gateway', 'vendor-credentials'),
  ...maps('4.2', '403', { kind: 'status', status: 403 }, 502, 'Bad_Gateway', 'vendor-credentials'),
  ...refuses('4.2', '404', { kind: 'status', status: 404 }, ['find', 'read', 'grant'], 404, 'Not_Found', 'not-found'),
  ...refuses('4.2', '422', { kind: 'status', status: 422 }, ['create', 'grant'], 400, 'Bad_Request', 'vendor-refused'),
  ...maps('4.2', '500', { kind: 'status', status: 500 }, 502, 'Bad_Gateway', 'vendor-failed'),
  ...maps('4.2', '502', { kind: 'status', status: 502 }, 502, 'Bad_Gateway', 'vendor-failed'),
  ...maps('4.2', '503', { kind: 'status', status: 503 }, 503, 'Service_Unavailable', 'vendor-out-of-service', {
    'retry-after': '1',
  }),
  ...maps('4.2', '504', { kind: 'status', status: 504 }, 502, 'Bad_Gateway', 'vendor-failed'),
  ...maps('4.1', 'an empty 200', { kind: 'body', body: '' }, 502, 'Bad_Gateway', 'vendor-invalid-response'),
  ...maps(
    '4.1',
    'HTML with 200',
    { kind: 'body', body: HTML, content_type: 'text/html' },
    502,
    'Bad_Gateway',
    'vendor-invalid-response',
  ),
  ...maps(
    '4.1',
    'HTML with 502',
    { kind: 'body', status: 502, body: HTML, content_type: 'text/html' },
    502,
    'Bad_Gateway',
    'vendor-failed',
  ),
  ...refuses(
    '4.1',
    'an empty 400',
    { kind: 'body', status: 400, body: '' },
    ['create', 'grant'],
    400,
    'Bad_Request',
    'vendor-refused',
  ),
  ...maps('4.1', 'an array', { kind: 'body', body: '[]' }, 502, 'Bad_Gateway', 'vendor-invalid-response'),
  ...maps(
    '4.1',
    'an object without the promised fields',
    { kind: 'body', body: '{"customer_id":7}' },
    502,
    'Bad_Gateway',
    'vendor-invalid-response',
  ),
  ...maps(
    '4.1',
    'an id that would lead elsewhere',
    {
      kind: 'body',
      body: JSON.stringify({
        customer_id: '../../v1/x',
        email: 'a@b.example',
        status: 'INIT',
        created_at: '2026-01-15T09:30:00Z',
        updated_at: '2026-01-15T09:30:00Z',
      }),
    },
    502,
    'Bad_Gateway',
    'vendor-invalid-response',
  ),
  ...maps(
    '4.1',
    'a broken JSON',
    { kind: 'body', body: '{"customer_id":' },
    502,
    'Bad_Gateway',
    'vendor-invalid-response',
  ),
  ...maps(
    '4.1',
    'more than 256 KiB',
    { kind: 'body', body: `"${'x'.repeat(300_000)}"` },
    502,
    'Bad_Gateway',
    'vendor-invalid-response',
  ),
  ...maps(
    '4.1',
    'a redirect, which is never followed,',
    { kind: 'redirect', location: '/v1/customers/elsewhere' },
    502,
    'Bad_Gateway',
    'vendor-invalid-response',
  ),
  ...maps('4.1', 'a connection that is cut', { kind: 'reset' }, 502, 'Bad_Gateway', 'vendor-failed'),
  ...maps('4.3', '429', { kind: 'rate-limit', retry_after_seconds: 7 }, 503, 'Service_Unavailable', 'vendor-busy', {
    'retry-after': '7',
  }),
  ...maps(
    '4.3',
    '429 that says the wait in its text alone',
    { kind: 'rate-limit', retry_after_seconds: 9, header: false },
    503,
    'Service_Unavailable',
    'vendor-busy',
    { 'retry-after': '9' },
  ),
  ...maps(
    '4.3',
    '429 hidden in a 200',
    { kind: 'rate-limit-in-200', retry_after_seconds: 4 },
    503,
    'Service_Unavailable',
    'vendor-busy',
    { 'retry-after': '4' },
  ),
  row(
    '4.4',
    "every response has its own request id, and the vendor's id is recorded with ours",
    async ({ api, given, gateway }) => {
      const { customer_id } = await given.customer();
      const { headers } = await api.grant(customer_id).expect(201);
      expect(headers['x-request-id']).toMatch(UUID);
      const rows = await gateway.database.query<{ phase: string; vendor_request_id: string | null }>(
        'SELECT phase, vendor_request_id FROM portico.audit_entries WHERE request_id = $1 ORDER BY entry_id',
        [headers['x-request-id']],
      );
      expect(rows).toEqual([
        { phase: 'INTENT', vendor_request_id: null },
        { phase: 'OUTCOME', vendor_request_id: expect.stringMatching(UUID) },
      ]);
      const { requests } = await gateway.sandbox.control<{ requests: { id: string }[] }>(
        '/_sandbox/requests?vendor=1money&limit=1',
      );
      expect(requests[0]!.id).toBe(rows[1]!.vendor_request_id);
    },
  ),
];
