import { randomUUID } from 'node:crypto';
import request from 'supertest';
import type { Sent } from '../openapi/exchange';
import { SCENARIOS, validRequest, type World } from '../openapi/scenarios';
import { type RunningGateway, startGateway } from '../support/gateway';

interface Operation {
  readonly operationId: string;
  readonly security?: unknown[];
  readonly parameters?: { name: string; in: string }[];
  readonly responses: Record<string, { headers?: Record<string, unknown> }>;
}

/** POST operations that create nothing: twice has the effect of once. Every other POST operation must accept a key. */
const CREATES_NOTHING: Readonly<Record<string, string>> = {
  disableWebhookSubscription: 'a subscription that is disabled stays so',
  revokeDurableLink: 'a link that is revoked stays so',
  revokeConsent: 'a consent that is revoked stays so',
  listConsents: 'reads',
  echoMessage: 'reads',
  decryptConsentReturn: 'reads',
};

describe('Idempotency-Key', () => {
  let gateway: RunningGateway;
  let operations: Operation[];
  beforeAll(async () => {
    gateway = await startGateway();
    const { paths } = (await request(gateway.url).get('/openapi.json').expect(200)).body as {
      paths: Record<string, Record<string, Operation>>;
    };
    operations = Object.values(paths).flatMap((item) =>
      Object.entries(item).flatMap(([method, operation]) =>
        method === 'post' && (operation.security?.length ?? 0) > 0 ? [operation] : [],
      ),
    );
  });
  afterAll(() => gateway.close());

  const raw = async ({
    method,
    path,
    headers,
    body,
  }: Sent): Promise<{ status: number; replayed: string | null; text: string }> => {
    const answer = await fetch(gateway.url + path, { method, headers, body });
    return { status: answer.status, replayed: answer.headers.get('idempotent-replayed'), text: await answer.text() };
  };
  /** The effects of a consumer's requests: each writes its own audit row, or changes something at a vendor. */
  const effects = async (): Promise<unknown> => {
    const [rows] = await gateway.database.query<{ count: string }>(
      "SELECT count(*) AS count FROM portico.audit_entries WHERE actor = 'consumer' AND action NOT LIKE '%.observed'",
    );
    return { audited: rows!.count, atVendors: (await gateway.sandbox.effects()).length };
  };
  const creators = (): Operation[] => operations.filter(({ operationId }) => !(operationId in CREATES_NOTHING));

  it('is documented on every operation that creates something, and on no other', () => {
    expect(operations.map(({ operationId }) => operationId)).toEqual(
      expect.arrayContaining(Object.keys(CREATES_NOTHING)),
    );
    const documented = ({ parameters, responses }: Operation): boolean[] => [
      (parameters ?? []).some(({ name }) => name === 'Idempotency-Key'),
      Object.entries(responses).some(
        ([status, { headers }]) => status.startsWith('2') && 'Idempotent-Replayed' in (headers ?? {}),
      ),
    ];
    for (const operation of operations)
      expect([operation.operationId, ...documented(operation)]).toEqual([
        operation.operationId,
        ...documented(operation).map(() => !(operation.operationId in CREATES_NOTHING)),
      ]);
    expect(creators().length).toBeGreaterThanOrEqual(8);
  });

  it('a repetition gets the same bytes and has no effect, on every operation that creates something', async () => {
    for (const { operationId } of creators()) {
      const plain = await validRequest(operationId, { gateway } as World);
      const keyed = { ...plain, headers: { ...plain.headers, 'Idempotency-Key': randomUUID() } };
      const first = await raw(keyed);
      const before = await effects();
      const second = await raw(keyed);
      expect({ operationId, ...second }).toEqual({
        operationId,
        status: first.status,
        replayed: 'true',
        text: first.text,
      });
      expect({ operationId, status: first.status, replayed: first.replayed }).toEqual({
        operationId,
        status: expect.any(Number),
        replayed: null,
      });
      expect({ operationId, effects: await effects() }).toEqual({ operationId, effects: before });
    }
  });

  it('one of many concurrent requests has an effect, and the others get the same answer', async () => {
    for (const { operationId } of creators()) {
      const plain = await validRequest(operationId, { gateway } as World);
      const keyed = { ...plain, headers: { ...plain.headers, 'Idempotency-Key': randomUUID() } };
      const answers = await Promise.all(Array.from({ length: 8 }, () => raw(keyed)));
      const done = answers.filter(({ status }) => status < 300);
      expect({ operationId, others: answers.filter(({ status }) => status >= 300 && status !== 409) }).toEqual({
        operationId,
        others: [],
      });
      expect({
        operationId,
        first: done.filter(({ replayed }) => replayed === null).length,
        texts: new Set(done.map(({ text }) => text)).size,
      }).toEqual({ operationId, first: 1, texts: 1 });
    }
  });

  it('another body under the same key is refused, on every operation that creates something', async () => {
    for (const { operationId } of creators()) {
      const { status } = await SCENARIOS['key-reused']!(
        { gateway } as World,
        await validRequest(operationId, { gateway } as World),
      );
      expect({ operationId, status }).toEqual({ operationId, status: 422 });
    }
  });

  it('stored answers are sealed', async () => {
    const plain = await validRequest('createWebhookSubscription', { gateway } as World);
    const { text } = await raw({ ...plain, headers: { ...plain.headers, 'Idempotency-Key': randomUUID() } });
    const { secret } = JSON.parse(text) as { secret: string };
    const rows = await gateway.database.query<{ row: string }>(
      'SELECT k::text AS row FROM portico.idempotency_keys AS k',
    );
    for (const { row } of rows) expect(row).not.toContain(Buffer.from(secret).toString('hex'));
  });
});
