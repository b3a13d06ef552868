import type { FastifyInstance } from 'fastify';
import { isObject, type JsonObject, parseJson } from '../json';
import type { ControlRoute, Schema } from './control-call';
import { serveControlDocument } from './control-document';

/**
 * Refuses (400) every call below `/_sandbox/` with an unknown member or query name: otherwise a misspelt member would
 * be treated like one that was left out. Refuses (403) what a browser sends for a page of another site. Serves the
 * document of these calls; throws at a route that says nothing.
 */
export function guardControls(app: FastifyInstance): void {
  const routes: ControlRoute[] = [];
  app.addHook('onRoute', ({ url, method, config }) => {
    if (!url.startsWith('/_sandbox/')) return;
    if (!config?.control) throw new Error(`${url} does not say what it is`);
    routes.push({ ...config.control, url, method: String(method) });
  });
  app.addHook('preHandler', async (request, reply) => {
    const { url, config } = request.routeOptions;
    if (!url?.startsWith('/_sandbox/')) return undefined;
    if (request.method !== 'GET' && request.headers['sec-fetch-site'] === 'cross-site')
      return reply.status(403).send({ error: 'a page of another site may not control the sandbox' });
    const { query, body } = config.control ?? {};
    const problem = queryProblem(request.query as JsonObject, query ?? {}) ?? bodyProblem(request.body, body ?? {});
    return problem === null ? undefined : reply.status(400).send({ error: problem });
  });
  serveControlDocument(app, routes);
}

function queryProblem(query: JsonObject, known: Readonly<Record<string, Schema>>): string | null {
  const unknown = unknownIn('query', query, Object.keys(known));
  if (unknown !== null) return unknown;
  for (const [name, value] of Object.entries(query)) {
    const words = known[name]?.enum as readonly unknown[] | undefined;
    if (typeof value !== 'string' || value.includes('\0')) return `${name} must be given once, as a text`;
    if (words && !words.includes(value)) return `${name} must be one of ${words.join(', ')}`;
  }
  return null;
}

function bodyProblem(body: unknown, known: Readonly<Record<string, Schema>>): string | null {
  const json = parsed(body);
  return json === null ? 'the body must be a JSON object' : unknownIn('body', json, Object.keys(known));
}

function unknownIn(where: string, found: JsonObject, known: readonly string[]): string | null {
  const unknown = Object.keys(found).find((name) => !known.includes(name));
  if (unknown === undefined) return null;
  return (
    `${unknown} is not known in the ${where} of this call: ` +
    `${known.length === 0 ? 'nothing is' : `${known.join(', ')} are`}`
  );
}

/**
 * The JSON object in the body of a control call; empty when there is no body. {@link guardControls} has checked it
 * before.
 */
export const controlBody = (body: unknown): JsonObject => parsed(body) ?? {};

/** Null: not a JSON object. */
function parsed(body: unknown): JsonObject | null {
  if (!Buffer.isBuffer(body) || body.length === 0) return {};
  try {
    const json = parseJson(body);
    return isObject(json) ? json : null;
  } catch {
    return null;
  }
}
