import type { FastifyInstance, FastifyRequest } from 'fastify';
import { isObject, type JsonObject, parseJson } from '../json';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Members that the body of a control call may have; absent: none. */
    members?: readonly string[];
    /** Names that its query may have; absent: none. */
    filters?: readonly string[];
  }
}

/** For a control call whose body has these members. */
export const takes = (...members: readonly string[]): { config: { members: readonly string[] } } => ({
  config: { members },
});

/** For a control call whose query has these names. */
export const filteredBy = (...filters: readonly string[]): { config: { filters: readonly string[] } } => ({
  config: { filters },
});

/**
 * Refuses (400) every call below `/_sandbox/` with an unknown member or query name: otherwise a misspelt member would
 * be treated like one that was left out.
 */
export function guardControls(app: FastifyInstance): void {
  app.addHook('preHandler', async (request, reply) => {
    const { url, config } = request.routeOptions;
    if (!url?.startsWith('/_sandbox/')) return undefined;
    const query = request.query as JsonObject;
    const odd = Object.keys(query).find((name) => typeof query[name] !== 'string' || query[name].includes('\0'));
    const problem =
      unknownIn('query', query, config.filters) ??
      (odd === undefined ? problemOf(request, config.members) : `${odd} must be given once, as a text`);
    return problem === null ? undefined : reply.status(400).send({ error: problem });
  });
}

function problemOf({ body }: FastifyRequest, members: readonly string[] | undefined): string | null {
  const json = parsed(body);
  return json === null ? 'the body must be a JSON object' : unknownIn('body', json, members);
}

function unknownIn(where: string, found: JsonObject, known: readonly string[] = []): string | null {
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
