import type { FastifyInstance } from 'fastify';
import { control, type ControlRoute, type Schema } from './control-call';

const VERSION = '1.0.0';

const ERROR: Schema = {
  type: 'object',
  required: ['error'],
  properties: { error: { type: 'string', description: 'What is wrong, in one sentence.' } },
  additionalProperties: false,
};

const DESCRIPTIONS: Readonly<Record<number, string>> = {
  400: 'The body is no JSON object, or a member or a filter is unknown or has another shape.',
  404: 'There is no such object.',
  409: 'That cannot happen now.',
};

/** Serves the OpenAPI document of the control calls, made from the routes themselves. */
export function serveControlDocument(app: FastifyInstance, routes: readonly ControlRoute[]): void {
  app.get('/_sandbox/openapi.json', control('Shows this document'), async () => controlDocument(routes));
}

function controlDocument(routes: readonly ControlRoute[]): object {
  const paths: Record<string, Record<string, object>> = {};
  for (const route of routes) {
    const path = route.url.replaceAll(/:(\w+)/g, '{$1}');
    (paths[path] ??= {})[route.method.toLowerCase()] = operationOf(route);
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'The control API of the sandbox',
      version: VERSION,
      description:
        'Plays the people at both vendors, moves the clock, makes the vendors fail, and shows what they received. ' +
        'It has no credentials. Errors have one shape: `error`.',
    },
    paths,
    components: { schemas: { Error: ERROR } },
  };
}

function operationOf({ method, url, summary, body, required, query, refuses = [] }: ControlRoute): object {
  const parameters = [
    ...[...url.matchAll(/:(\w+)/g)].map(([, name]) => ({
      name,
      in: 'path',
      required: true,
      schema: { type: 'string' },
    })),
    ...Object.entries(query ?? {}).map(([name, schema]) => ({ name, in: 'query', required: false, schema })),
  ];
  const schema = { type: 'object', properties: body, required, additionalProperties: false };
  const errors = ([400, ...refuses] as const).map((status) => [
    status,
    {
      description: DESCRIPTIONS[status],
      content: { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } },
    },
  ]);
  return {
    operationId: operationIdOf(method, url),
    summary,
    ...(parameters.length > 0 ? { parameters } : {}),
    ...(body ? { requestBody: { required: required !== undefined, content: { 'application/json': { schema } } } } : {}),
    responses: {
      200: { description: 'The new state.', content: { 'application/json': { schema: { type: 'object' } } } },
      ...Object.fromEntries(errors),
    },
  };
}

/** From the words of the path that are no parameters, such as `post_finpro_settings`. */
const operationIdOf = (method: string, url: string): string =>
  [method.toLowerCase(), ...url.split('/').slice(2)].join('_').replaceAll(/[:.]/g, '');
