import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import fs from 'node:fs';
import path from 'node:path';
import { DEMO_HEADERS } from '../support/consent-api';
import { createTestDatabase, type TestDatabase } from '../support/database';
import { DEMO } from '../support/gateway';
import { type GatewayProcess, startGatewayProcess } from '../support/gateway-process';
import { type RunningSandbox, startSandbox } from '../support/sandbox';

/** Milliseconds for which one request may block the event loop. */
const BOUND_MS = 20;

interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly properties?: Record<string, Schema>;
  readonly oneOf?: readonly Schema[];
  readonly example?: unknown;
  readonly maxLength?: number;
}

interface Operation {
  readonly operationId: string;
  readonly security?: readonly Record<string, unknown>[];
  readonly parameters?: readonly { readonly name: string; readonly in: string; readonly schema: Schema }[];
  readonly requestBody?: { readonly content: Record<string, { readonly schema: Schema }> };
}

/** One text that a request can carry, and how a request carries it. */
interface Field {
  readonly name: string;
  readonly part: 'body' | 'query' | 'path' | 'header';
  readonly schema: Schema;
  request(text: unknown): {
    readonly target: string;
    readonly method: string;
    readonly headers: Record<string, string>;
    readonly body?: string;
  };
}

const document = JSON.parse(fs.readFileSync('openapi.json', 'utf8')) as {
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, Schema> };
};
const resolve = (schema: Schema): Schema =>
  schema.$ref ? document.components.schemas[schema.$ref.split('/').at(-1)!]! : schema;

/** A body built from the examples of its fields. */
const exampleOf = (schema: Schema): unknown => {
  const { properties, example } = resolve(schema);
  return properties
    ? Object.fromEntries(
        Object.entries(properties).flatMap(([name, one]) =>
          exampleOf(one) === undefined ? [] : [[name, exampleOf(one)]],
        ),
      )
    : example;
};

function fieldsOf(route: string, method: string, { security = [], parameters = [], requestBody }: Operation): Field[] {
  const isFinpro = security.some((scheme) => 'finpro-client-id' in scheme);
  const headers: Record<string, string> = {
    ...(isFinpro ? DEMO_HEADERS : { Authorization: DEMO }),
    ...(requestBody ? { 'Content-Type': 'application/json' } : {}),
  };
  const content = requestBody?.content['application/json'];
  const example = content ? (exampleOf(content.schema) as Record<string, unknown>) : null;
  const plain = (): { target: string; method: string; headers: Record<string, string>; body?: string } => ({
    target: route.replace(/\{\w+\}/g, randomUUID()),
    method: method.toUpperCase(),
    headers: { ...headers, 'Idempotency-Key': randomUUID() },
    ...(example ? { body: JSON.stringify(example) } : {}),
  });
  const header = (name: string): Field => ({
    name,
    part: 'header',
    schema: {},
    request: (text) => ({ ...plain(), headers: { ...plain().headers, [name]: String(text) } }),
  });
  const inBody = (schema: Schema, put: (value: unknown) => object): Field[] =>
    Object.entries(resolve(schema).properties ?? {}).flatMap(([name, one]): Field[] => {
      const { properties } = resolve(one);
      if (properties)
        return inBody(one, (value) => put({ [name]: { ...(exampleOf(one) as object), ...(value as object) } }));
      return [
        {
          name,
          part: 'body',
          schema: one,
          request: (text) => ({ ...plain(), body: JSON.stringify({ ...example, ...put({ [name]: text }) }) }),
        },
      ];
    });
  return [
    ...['Idempotency-Key', 'Prefer', ...Object.keys(headers)].map(header),
    ...parameters.flatMap(({ name, in: part, schema }): Field[] => {
      if (part === 'query')
        return [
          {
            name,
            part,
            schema,
            request: (text) => ({
              ...plain(),
              target: `${plain().target}?${new URLSearchParams({ [name]: String(text) }).toString()}`,
            }),
          },
        ];
      if (part === 'path')
        return [
          {
            name,
            part,
            schema,
            request: (text) => ({
              ...plain(),
              target: route.replace(`{${name}}`, encodeURIComponent(String(text))).replace(/\{\w+\}/g, randomUUID()),
            }),
          },
        ];
      return [];
    }),
    ...(content ? inBody(content.schema, (value) => value as object) : []),
  ];
}

/** The longest accepted texts, and the longest that can be sent, each with an end that matches no pattern. */
function attacks({ part, schema }: Field): unknown[] {
  const longest = part === 'body' ? 60_000 : part === 'path' ? 150 : 7_000;
  const bases = ['a', ' ', '-', '/', '@', '.', 'a.', '0', `${String(schema.example ?? 'x')}`].filter(
    (base) => part !== 'header' || base.trim() !== '',
  );
  const lengths = [longest, Math.min(longest, schema.maxLength ?? 2048)];
  const texts = bases.flatMap((base) =>
    lengths.map((length) => `${base.repeat(Math.ceil(length / base.length)).slice(0, length - 2)}<<`),
  );
  const urls = /url/i.test(JSON.stringify(schema))
    ? [`https://app.example.com/${'a'.repeat(2000)}<<`, `https://${'a.'.repeat(1000)}<<`]
    : [];
  return [
    ...texts,
    ...urls,
    ...(part === 'body'
      ? [Array.from({ length: 10_000 }, (_, index) => index), Array.from({ length: 900 }, () => '')]
      : []),
  ];
}

describe('a request made to block the event loop', () => {
  let database: TestDatabase;
  let sandbox: RunningSandbox;
  let gateway: GatewayProcess;
  beforeAll(async () => {
    [database, sandbox] = await Promise.all([createTestDatabase(), startSandbox()]);
    const options = { nodeOptions: ['--require', path.resolve('dist/test/support/loop-delay.js')] };
    gateway = await startGatewayProcess(
      database.appUrl,
      sandbox.url,
      { RATE_LIMIT_PER_MINUTE: '1000000', VENDOR_DEADLINE_MS: '2000' },
      options,
    );
  });
  afterAll(async () => {
    await gateway.end('SIGKILL');
    await sandbox.close();
    await database.drop();
  });

  const heldMs = async (): Promise<number> => {
    const told = once(gateway.child, 'message') as Promise<[{ ms: number }]>;
    gateway.child.send({});
    return (await told)[0].ms;
  };

  /** The least of several measurements: other load on the machine only adds to them. */
  async function leastHeldMs(work: () => Promise<unknown>, times = 20): Promise<number> {
    let least = Number.POSITIVE_INFINITY;
    for (let time = 0; time < times && least > BOUND_MS; time++) {
      await heldMs();
      await work();
      least = Math.min(least, await heldMs());
    }
    return least;
  }

  const fields = Object.entries(document.paths).flatMap(([route, item]) =>
    Object.entries(item).flatMap(([method, operation]) =>
      fieldsOf(route, method, operation).map(
        (field) => [`${operation.operationId}: ${field.part}/${field.name}`, field] as const,
      ),
    ),
  );

  it.each(fields)('%s', async (_name, field) => {
    const requests = attacks(field).map((text) => field.request(text));
    const send = async ({ target, ...request }: (typeof requests)[number]): Promise<void> => {
      const answer = await fetch(gateway.url + target, { ...request, redirect: 'manual' });
      await answer.arrayBuffer();
      expect(answer.status).not.toBe(500);
    };
    const together = await leastHeldMs(async () => {
      for (const one of requests) await send(one);
    }, 1);
    if (together > BOUND_MS)
      for (const one of requests) expect(await leastHeldMs(() => send(one))).toBeLessThanOrEqual(BOUND_MS);
  });

  it.each([
    ['four hundred unknown members', Object.fromEntries(Array.from({ length: 400 }, (_, index) => [`no${index}`, 1]))],
    ['a thousand objects where a text belongs', { first_name: Array.from({ length: 1000 }, () => ({})) }],
  ])('gets at most fifty errors: %s', async (_what, body) => {
    const request = {
      method: 'POST',
      headers: { Authorization: DEMO, 'Idempotency-Key': randomUUID(), 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
    };
    const answer = await fetch(`${gateway.url}/v1/customers/hosted`, request);
    const { errors } = (await answer.json()) as { errors: unknown[] };
    expect(answer.status).toBe(400);
    expect(errors.length).toBeLessThanOrEqual(50);
    expect(await leastHeldMs(() => fetch(`${gateway.url}/v1/customers/hosted`, request))).toBeLessThanOrEqual(BOUND_MS);
  });

  it('control: a request that blocks the event loop is detected', async () => {
    await heldMs();
    gateway.child.send({ block: `${'a'.repeat(60_000)}<<` });
    expect(await heldMs()).toBeGreaterThan(BOUND_MS);
  });
});
