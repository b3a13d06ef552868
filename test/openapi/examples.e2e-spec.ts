import Ajv2020 from 'ajv/dist/2020';
import addFormats from 'ajv-formats';
import fs from 'node:fs';
import { type FaultName, FAULTS } from '../../src/errors';
import { registeredConsumer } from '../support/registered-consumer';
import { createTestDatabase, type TestDatabase } from '../support/database';
import { freePort, startGateway } from '../support/gateway';
import { isVendorPath, vendorFlaw } from '../support/vendor-schemas';
import { startTcpProxy, through } from '../support/tcp-proxy';
import { type Received, send, type Sent } from './exchange';
import { SCENARIOS, validRequest, type World } from './scenarios';

interface Media {
  readonly schema?: { $ref?: string; oneOf?: { $ref: string }[] };
  readonly examples?: Record<string, { value: Record<string, unknown> | string }>;
}

interface Operation {
  readonly operationId: string;
  readonly requestBody?: { content: Record<string, Media> };
  readonly responses: Record<string, { content?: Record<string, Media>; headers?: Record<string, unknown> }>;
}

const document = JSON.parse(fs.readFileSync('openapi.json', 'utf8')) as {
  paths: Record<string, Record<string, Operation>>;
  components: object;
};
/** Excluded: pages for browsers, and vendors' webhooks, whose responses have no body; they have their own tests. */
const isForPrograms = ({ operationId, responses }: Operation): boolean =>
  !/^receive\w+Webhook$/.test(operationId) &&
  Object.values(responses).some(({ content }) => content) &&
  !Object.values(responses).some(({ content }) => content?.['text/html']);
const operations = Object.values(document.paths)
  .flatMap((item) => Object.values(item))
  .filter(isForPrograms);
const ajv = addFormats(new Ajv2020({ strict: false, allErrors: true })).addSchema({
  $id: 'document',
  components: document.components,
});

/** The lines of a text example, with placeholders for hashes, numbers, names and signatures. */
function formOf(example: string): RegExp {
  const line = (text: string): string =>
    /^[A-Za-z0-9+/]{43}=$/.test(text)
      ? '([A-Za-z0-9+/]{43}=\n)*'
      : `${text
          .replace(/[A-Za-z0-9+/=]{80,}/, '[A-Za-z0-9+/=]{80,}')
          .replace(/\d+$/, '\\d+')
          .replace(/[a-z.]+\/[a-z]+(?!-)/, '\\S+')}\n`;
  return new RegExp(`^${example.split('\n').slice(0, -1).map(line).join('')}$`);
}

/** Of two schemas, the first is the real request's; the other is a dry run's. */
function expectShape(schema: Media['schema'], value: unknown): void {
  const validate = ajv.getSchema(`document${schema?.$ref ?? schema?.oneOf?.[0]?.$ref}`)!;
  const isValid = validate(value);
  expect({ isValid, errors: validate.errors }).toEqual({ isValid: true, errors: null });
}

/** Every example of the document is compared with an actual response. */
describe('the examples of the OpenAPI document', () => {
  let world: World;
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createTestDatabase();
    const proxy = await startTcpProxy(Number(new URL(database.url).port));
    const gateway = await startGateway({ database: { ...database, appUrl: through(database.appUrl, proxy) } });
    const hasty = await startGateway({
      database,
      sandbox: gateway.sandbox,
      environment: { VENDOR_DEADLINE_MS: '150', RECEIVE_TIMEOUT_MS: '400' },
    });
    const unreachable = `http://localhost:${await freePort()}`;
    const lonely = await startGateway({
      database,
      sandbox: gateway.sandbox,
      environment: { PORTICO_SANDBOX_URL: unreachable },
    });
    const narrow = await startGateway({
      database,
      sandbox: gateway.sandbox,
      environment: { VENDOR_CONCURRENCY: '1', VENDOR_QUEUE: '1' },
    });
    const resting = await startGateway({
      database,
      sandbox: gateway.sandbox,
      environment: { PORTICO_SANDBOX_URL: unreachable, VENDOR_BREAKER: 'on' },
    });
    const crowded = await startGateway({ database, sandbox: gateway.sandbox, config: { maxInFlight: 0 } });
    const strict = await startGateway({
      database,
      sandbox: gateway.sandbox,
      environment: { RATE_LIMIT_PER_MINUTE: '1' },
    });
    const sparing = await startGateway({
      database,
      sandbox: gateway.sandbox,
      environment: { GRANTS_PER_CUSTOMER_PER_DAY: '1', CONSENTS_PER_CUSTOMER_PER_DAY: '1' },
    });
    const unsealed = await startGateway({ sandbox: gateway.sandbox, environment: { AUDIT_SIGNING_KEY: '' } });
    const powerless = await registeredConsumer(gateway, 'powerless', []);
    const bare = await startGateway({ database, sandbox: gateway.sandbox, config: { oneMoney: null, finpro: null } });
    world = {
      gateway,
      hasty,
      lonely,
      bare,
      unsealed,
      narrow,
      resting,
      crowded,
      strict,
      sparing,
      proxy,
      powerless,
    };
  });
  afterAll(async () => {
    for (const other of [
      world.hasty,
      world.lonely,
      world.bare,
      world.unsealed,
      world.narrow,
      world.resting,
      world.crowded,
      world.strict,
      world.sparing,
    ])
      await other.close();
    await world.gateway.close();
    await world.proxy.close();
    await database.drop();
  });

  const successOf = ({ responses }: Operation): [number, Media] => {
    // Where a dry run is answered with 200, the real request may be answered with 201.
    const [status, { content }] = Object.entries(responses).findLast(([code]) => code.startsWith('2'))!;
    return [Number(status), content!['application/json'] ?? content!['text/plain']!];
  };
  const requests = operations.flatMap((operation) =>
    Object.entries(operation.requestBody?.content['application/json']?.examples ?? { plain: { value: {} } }).map(
      ([name, { value }]) => [operation.operationId, name, operation, value as object] as const,
    ),
  );

  it.each(requests)(
    '%s: the request "%s" succeeds with the documented schema',
    async (operationId, _name, operation, value) => {
      const sent = await validRequest(operationId, world, value);
      const answer = await send(world.gateway, sent);
      expect(vendorFlaw(sent, answer.status, answer.body)).toBeNull();
      const [status, { schema, examples }] = successOf(operation);
      const [example] = Object.values(examples!).map(({ value: one }) => one);
      expect(answer.status).toBe(status);
      if (typeof example === 'string') return expect(answer.body.text).toMatch(formOf(example));
      expectShape(schema, answer.body);
      await expectLocation(sent, answer, operation.responses[status]!.headers);
      if (operation.operationId.endsWith('ness')) expect(answer.body).toEqual(example);
    },
  );

  /** Location leads to the created resource, and is in the response exactly where the document has it. */
  async function expectLocation(
    { headers }: Sent,
    answer: Received,
    documented: Record<string, unknown> = {},
  ): Promise<void> {
    const path = answer.headers.get('location');
    expect(path !== null).toBe('Location' in documented);
    if (path === null) return;
    const found = await send(world.gateway, {
      method: 'GET',
      path,
      headers: { Authorization: headers.Authorization! },
    });
    const [name, id] = Object.entries(answer.body).find(
      ([, value]) => typeof value === 'string' && path.endsWith(`/${value}`),
    )!;
    expect([found.status, found.body[name]]).toEqual([200, id]);
  }

  const faults = operations.flatMap((operation) =>
    Object.entries(operation.responses).flatMap(([status, { content }]) =>
      Object.entries({
        ...content?.['application/problem+json']?.examples,
        ...(Number(status) >= 400 ? content?.['application/json']?.examples : undefined),
      })
        .map(
          ([name, { value }]) =>
            [
              operation.operationId,
              Number(status),
              name as FaultName,
              value as Record<string, unknown>,
              operation,
            ] as const,
        )
        .filter(([, , name]) => name in FAULTS),
    ),
  );

  /** Unfinished requests are all sent at once, since each ends by a timeout. */
  const unfinished = new Map<string, { readonly sent: Sent; readonly answer: Promise<Received> }>();
  const isUnfinished = (name: FaultName): boolean => name === 'request-timeout';
  beforeAll(async () => {
    for (const [operationId, , name] of faults.filter((fault) => isUnfinished(fault[2]))) {
      const sent = await validRequest(operationId, world);
      unfinished.set(operationId, { sent, answer: SCENARIOS[name]!(world, sent) });
    }
    await Promise.allSettled([...unfinished.values()].map(({ answer }) => answer));
  });

  it.each(faults)('%s: %i %s', async (operationId, status, name, example, operation) => {
    const scenario = SCENARIOS[name];
    if (!scenario) throw new Error(`no scenario for ${name}: write one`);
    const begun = isUnfinished(name) ? unfinished.get(operationId) : undefined;
    const sent = begun?.sent ?? (await validRequest(operationId, world));
    const answer = await (begun?.answer ?? scenario(world, sent));
    if (name !== 'dry-run-refused') expect(vendorFlaw(sent, answer.status, answer.body)).toBeNull();
    if ('errorCode' in example) {
      expect({ http: answer.status, ...answer.body }).toMatchObject({
        http: status,
        errorCode: example.errorCode,
        status: example.status,
      });
      expectShape({ $ref: '#/components/schemas/FinproErrorDto' }, answer.body);
      expect(answer.headers.get('content-type')).toMatch(/^application\/json/);
    } else {
      const { type, title, code, retryable } = example;
      expect({ ...answer.body, status: answer.status }).toMatchObject({ type, title, status, code, retryable });
      expectShape({ $ref: '#/components/schemas/ProblemDto' }, answer.body);
      expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/);
    }
    if (FAULTS[name].retryable && name !== 'vendor-credentials')
      expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
    if (answer.headers.has('retry-after') && !('errorCode' in example))
      expect(/Retry after (\d+)s/.exec(String(answer.body.detail))?.[1]).toBe(answer.headers.get('retry-after'));
    if (answer.headers.has('retry-after')) expect(operation.responses[status]!.headers).toHaveProperty('Retry-After');
  });

  it('control: an additional, missing or mistyped member does not match the closed schema of a vendor', async () => {
    const sent = await validRequest('getCustomer', world);
    const { status, body } = await send(world.gateway, sent);
    expect([isVendorPath(sent), vendorFlaw(sent, status, body)]).toEqual([true, null]);
    for (const broken of [
      { ...body, confirmed_by: 'POLL' },
      { ...body, email: undefined },
      { ...body, publicly_traded: 'no' },
      { ...body, associated_persons: [{}] },
      { ...body, review_issues: { company_issues: { description: 'x', more: 1 } } },
    ])
      expect(vendorFlaw(sent, status, broken)).not.toBeNull();
  });

  it('cover every fault of the catalogue, but for those that no operation documents', () => {
    const shown = new Set(faults.map(([, , name]) => name));
    expect(Object.keys(SCENARIOS).filter((name) => !shown.has(name as FaultName))).toEqual([]);
  });

  it('show readiness while the database is unreachable', async () => {
    world.proxy.set('cut');
    const answer = await send(world.gateway, await validRequest('getReadiness', world));
    world.proxy.set('open');
    const { content } = operations.find(({ operationId }) => operationId === 'getReadiness')!.responses['503']!;
    const example = content!['application/json']!.examples!.unavailable!.value as object;
    expect({ status: answer.status, body: answer.body }).toEqual({
      status: 503,
      body: {
        ...example,
        reasons: { database: expect.any(String), migrations: expect.any(String), 'audit-proofs': expect.any(String) },
      },
    });
  });
});
