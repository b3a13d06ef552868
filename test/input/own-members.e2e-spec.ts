import { randomUUID } from 'node:crypto';
import fs from 'node:fs';
import { DEMO_HEADERS } from '../support/consent-api';
import { DEMO, type RunningGateway, startGateway } from '../support/gateway';

interface Operation {
  readonly operationId: string;
  readonly security?: readonly Record<string, unknown>[];
  readonly parameters?: readonly { readonly name: string; readonly in: string }[];
  readonly requestBody?: { readonly content: Record<string, { readonly schema: { readonly $ref: string } }> };
}

const document = JSON.parse(fs.readFileSync('openapi.json', 'utf8')) as {
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, { properties: Record<string, { $ref?: string }> }> };
};

/** Names that every object inherits, and that every DTO class has. */
const INHERITED = [...Object.getOwnPropertyNames(Object.prototype), 'prototype', 'wanted', 'party', 'handles', 'then'];

/** Operations that refuse any body before they read it. */
const FORBIDDEN = ['__proto__', 'constructor'];

const operations = Object.entries(document.paths).flatMap(([path, item]) =>
  Object.entries(item).map(([method, operation]) => ({
    path: path.replace(/\{\w+\}/g, randomUUID()),
    method: method.toUpperCase(),
    operation,
  })),
);
const headersOf = ({ security = [] }: Operation): Record<string, string> => ({
  ...(security.some((scheme) => 'finpro-client-id' in scheme) ? DEMO_HEADERS : { Authorization: DEMO }),
  'Idempotency-Key': randomUUID(),
});

describe('a member with a name that every object inherits', () => {
  let gateway: RunningGateway;
  beforeAll(async () => {
    gateway = await startGateway({ environment: { RATE_LIMIT_PER_MINUTE: '1000000' } });
  });
  afterAll(() => gateway.close());

  const withBody = operations.filter(
    ({ operation }) =>
      operation.requestBody?.content['application/json'] && !operation.operationId.startsWith('receive'),
  );
  const withQuery = operations.filter(
    ({ operation }) =>
      operation.parameters?.some((parameter) => parameter.in === 'query') &&
      !operation.operationId.startsWith('receive') &&
      !/return/i.test(operation.operationId),
  );

  it.each(withBody.map((one) => [one.operation.operationId, one] as const))(
    'is refused in the body of %s, also in nested objects',
    async (_id, { path, method, operation }) => {
      const schema =
        document.components.schemas[
          operation.requestBody!.content['application/json']!.schema.$ref.split('/').at(-1)!
        ]!;
      const nested = Object.entries(schema.properties)
        .filter(([, { $ref }]) => $ref)
        .map(([name]) => name);
      for (const name of INHERITED) {
        for (const body of [
          `{${JSON.stringify(name)}:1}`,
          ...nested.map((parent) => `{${JSON.stringify(parent)}:{${JSON.stringify(name)}:1}}`),
        ]) {
          const request = { method, headers: { ...headersOf(operation), 'Content-Type': 'application/json' }, body };
          const answer = await fetch(gateway.url + path, request);
          const text = await answer.text();
          expect({
            body,
            status: answer.status,
            isNamed:
              FORBIDDEN.includes(name) ||
              text.includes(`${name} is not a field`) ||
              text.includes(`${name}: is not a field`),
          }).toEqual({ body, status: 400, isNamed: true });
        }
      }
    },
  );

  it.each(withQuery.map((one) => [one.operation.operationId, one] as const))(
    'is refused in the query of %s',
    async (_id, { path, method, operation }) => {
      for (const name of [...INHERITED, 'unknown']) {
        const answer = await fetch(`${gateway.url}${path}?${encodeURIComponent(name)}=1`, {
          method,
          headers: headersOf(operation),
        });
        expect({ name, status: answer.status, body: await answer.text() }).toEqual({
          name,
          status: 400,
          body: expect.stringContaining(`query/${name}`),
        });
      }
    },
  );
});
