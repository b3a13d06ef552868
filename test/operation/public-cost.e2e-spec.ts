import { type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { Client } from 'pg';
import fs from 'node:fs';
import { ConsumersService } from '../../src/consumers/consumers.service';
import { DEMO, type RunningGateway, startGateway } from '../support/gateway';

/** Paths of the document with a value for each parameter, and the method. */
const OPERATIONS = Object.entries(
  (
    JSON.parse(fs.readFileSync('openapi.json', 'utf8')) as {
      paths: Record<string, Record<string, { security?: object[] }>>;
    }
  ).paths,
).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, { security = [] }]) => ({
    method: method.toUpperCase(),
    path: path.replace(/\{\w+\}/g, 'x'),
    isPublic: security.length === 0,
  })),
);
const PROTECTED = OPERATIONS.filter(({ isPublic }) => !isPublic);

describe('the cost of requests without credentials', () => {
  let gateway: RunningGateway;
  let reads = 0;
  beforeAll(async () => {
    const create = SwaggerModule.createDocument.bind(SwaggerModule);
    const counted = (document: OpenAPIObject): OpenAPIObject => ({
      ...document,
      paths: new Proxy(document.paths, { ownKeys: (paths) => (reads++, Reflect.ownKeys(paths)) }),
    });
    jest.spyOn(SwaggerModule, 'createDocument').mockImplementation((...given) => counted(create(...given)));
    gateway = await startGateway();
  });
  afterAll(async () => {
    jest.restoreAllMocks();
    await gateway.close();
  });

  /**
   * The texts of the queries that the gateway sends during `work`. Only the sequencer runs in the background, and its
   * queries differ from those of requests.
   */
  async function queriesDuring(
    work: () => Promise<void>,
  ): Promise<{ readonly texts: string[]; readonly seconds: number }> {
    const spy = jest.spyOn(Client.prototype, 'query');
    const begun = performance.now();
    await work();
    const seconds = (performance.now() - begun) / 1000;
    const texts = spy.mock.calls.map((call: unknown[]) => String((call[0] as { text?: string })?.text ?? call[0]));
    spy.mockRestore();
    return { texts, seconds };
  }
  const ask = async (path: string, options: RequestInit = {}): Promise<number> => {
    const answer = await fetch(gateway.url + path, options);
    await answer.arrayBuffer();
    return answer.status;
  };
  /** Sends `count` requests, thirty-two at a time, and returns their statuses. */
  async function asked(count: number, request: (index: number) => Promise<number>): Promise<Set<number>> {
    const statuses = new Set<number>();
    let next = 0;
    await Promise.all(
      Array.from({ length: 32 }, async () => {
        while (next < count) statuses.add(await request(next++));
      }),
    );
    return statuses;
  }
  it.each(['/health/ready', '/health/live', '/metrics'])(
    '%s sends each of its queries to the database at most once a second, however many requests there are',
    async (path) => {
      const { texts, seconds } = await queriesDuring(async () => {
        expect(await asked(200, () => ask(path))).toEqual(new Set([200]));
      });
      // The age of unsealed entries is queried twice, for readiness and for metrics.
      expect(Math.max(0, ...countsOf(texts.filter((text) => !isSequencer(text))))).toBeLessThanOrEqual(
        2 * (Math.ceil(seconds) + 1),
      );
    },
  );

  it.each(['/openapi.json', '/openapi.yaml', '/docs', '/docs/docs.js', '/errors'])(
    '%s is generated once',
    async (path) => {
      expect(await ask(path)).toBe(200);
      const before = reads;
      expect(await asked(20, () => ask(path))).toEqual(new Set([200]));
      expect(reads).toBe(before);
    },
  );

  it('unknown client ids are looked up in batches, at most fifty times a second, on every operation', async () => {
    const { texts, seconds } = await queriesDuring(async () => {
      const statuses = await asked(800, (index) => {
        const { method, path } = PROTECTED[index % PROTECTED.length]!;
        return ask(path, {
          method,
          headers: {
            Authorization: `Bearer absent-${index}.x`,
            client_id: `absent-${index}`,
            client_secret: 'x',
            organisationId: 'x',
            appIdentifier: 'x',
          },
        });
      });
      expect(statuses).toEqual(new Set([401]));
    });
    const lookups = texts.filter((text) => text.includes('consumers')).length;
    expect(lookups).toBeGreaterThan(0);
    expect(lookups).toBeLessThanOrEqual(Math.ceil(seconds * 50) + 1);
  });

  it('a flood of unknown client ids does not evict known consumers from the cache', async () => {
    const consumers = gateway.app.get(ConsumersService, { strict: false });
    const present = (authorization: string): Promise<unknown> =>
      consumers.authenticate({ headers: { authorization }, method: 'GET', url: '/', body: Buffer.alloc(0) });
    await present(DEMO);
    const { texts } = await queriesDuring(async () => {
      await Promise.allSettled(Array.from({ length: 10_001 }, (_, index) => present(`Bearer somebody-${index}.x`)));
    });
    expect(texts.filter((text) => text.includes('consumers')).length).toBeLessThan(50);
    const after = await queriesDuring(async () => {
      await present(DEMO);
    });
    expect(after.texts.filter((text) => text.includes('consumers'))).toEqual([]);
  });
});

const isSequencer = (text: string): boolean =>
  /audit_|BEGIN|COMMIT|SET |pg_|advisory/i.test(text) && !/audit_unsequenced AS q\s+ORDER BY/.test(text);

/** How often each query was sent. */
function countsOf(texts: readonly string[]): number[] {
  const counts = new Map<string, number>();
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1);
  return [...counts.values()];
}
