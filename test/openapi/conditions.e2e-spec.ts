import fs from 'node:fs';
import type { FaultName } from '../../src/errors';
import { createTestDatabase, type TestDatabase } from '../support/database';
import { type RunningGateway, startGateway } from '../support/gateway';
import { send, type Sent } from './exchange';
import { SCENARIOS, validRequest, type World } from './scenarios';

interface Operation {
  readonly operationId: string;
  readonly responses: Record<
    string,
    { readonly content?: Record<string, { readonly examples?: Record<string, unknown> }> }
  >;
}

const document = JSON.parse(fs.readFileSync('openapi.json', 'utf8')) as {
  paths: Record<string, Record<string, Operation>>;
};
/** Excluded: pages and webhooks, whose clients send no conditions. */
const operations = Object.values(document.paths)
  .flatMap((item) => Object.values(item))
  .filter(
    ({ operationId, responses }) =>
      !/^receive\w+Webhook$/.test(operationId) &&
      Object.values(responses).some(({ content }) => content) &&
      !Object.values(responses).some(({ content }) => content?.['text/html']),
  );
/** Errors that the operation itself finds, from its fields to the vendor call. */
const FOUND: readonly FaultName[] = [
  'bad-request',
  'unsupported-media-type',
  'not-found',
  'grant-not-allowed',
  'subscription-disabled',
  'vendor-credentials',
  'invalid-product-id',
  'consent-handle-unknown',
  'consent-id-unknown',
];
/** These begin their effect before the vendor call: the condition is evaluated before the vendor fails. */
const isOfEffect = (fault: FaultName, { method, path }: Sent): boolean =>
  fault === 'vendor-credentials' && method === 'POST' && !/getconsentslist|decryptUrl/.test(path);

/** RFC 9110, 13.2.1: a condition is evaluated only where the response would be a success. */
describe('If-Match with an entity tag', () => {
  let database: TestDatabase;
  let gateway: RunningGateway;
  let world: World;
  beforeAll(async () => {
    database = await createTestDatabase();
    gateway = await startGateway({ database, environment: { RATE_LIMIT_PER_MINUTE: '1000000' } });
    world = { gateway } as World;
  });
  afterAll(async () => {
    await gateway.close();
    await database.drop();
  });

  const under = (sent: Sent): Sent => ({ ...sent, headers: { ...sent.headers, 'If-Match': '"x"' } });
  /** Effects in the database and at the vendors, without statuses that were only read from a vendor. */
  const done = async (): Promise<string> =>
    JSON.stringify([
      (await gateway.sandbox.effects()).length,
      await database.query("SELECT count(*) FROM portico.audit_entries WHERE action NOT LIKE '%.observed'"),
    ]);

  it.each(operations.map(({ operationId }) => operationId))(
    '%s: 412 without an effect, where it would succeed',
    async (operationId) => {
      const sent = await validRequest(operationId, world);
      const before = sent.method === 'POST' ? await done() : null;
      const { status, body } = await send(gateway, under(sent));
      expect([status, body.code ?? body.errorCode]).toEqual([
        412,
        'errorCode' in body ? 'InvalidRequest' : 'Precondition_Failed',
      ]);
      if (before !== null) expect(await done()).toBe(before);
      expect(Math.floor((await send(gateway, sent)).status / 100)).toBe(2);
    },
  );

  const faults = operations.flatMap((operation) =>
    FOUND.filter((fault) =>
      Object.values(operation.responses).some(({ content = {} }) =>
        Object.values(content).some(({ examples = {} }) => fault in examples),
      ),
    ).map((fault) => [operation.operationId, fault] as const),
  );

  it.each(faults)('%s: ignored where the response would be %s', async (operationId, fault) => {
    const sent = await validRequest(operationId, world);
    if (isOfEffect(fault, sent)) return;
    const plain = await SCENARIOS[fault]!(world, sent);
    const { status } = await SCENARIOS[fault]!(world, under(sent));
    expect(plain.status).toBeGreaterThanOrEqual(400);
    expect(status).toBe(plain.status);
  });
});
