import { randomUUID } from 'node:crypto';
import type { FastifyReply, FastifyRequest, RouteHandlerMethod } from 'fastify';
import type { SandboxContext } from '../context';
import { carryOut, type VendorFault } from '../control/faults';
import { type JournalEntry, readableBody } from '../control/journal';
import { isObject, type JsonObject } from '../json';
import { authenticate, headerDiff, namedOrganisation } from './credentials';
import { finproEnvelope, errorOf, FinproError, VERSION } from './errors';
import { magicMobile } from '../magic-inputs';
import { parseFinproBody } from './consents/fields';
import type { Organisation } from './organisations';
import { type FinproRateLimiter, rateLimitHeaders } from './rate-limit';

/** The path prefix of FinPro in the sandbox; journal and faults use its paths without it. */
export const PREFIX = '/finpro';

/** An accepted request: its organisation, and its content. */
export interface FinproRequest {
  readonly organisation: Organisation;
  readonly requestId: string;
  /** Empty for a GET. */
  readonly json: JsonObject;
}

/** The members of an answer besides `status` and `ver`. */
export type FinproHandler = (request: FinproRequest) => Promise<{ readonly message?: string; readonly data?: unknown }>;

/**
 * The steps around every operation of FinPro, in this order: journal, faults, the four headers, rate limit, JSON; and
 * its two envelopes.
 */
export function serveFinpro(
  context: SandboxContext,
  limiter: FinproRateLimiter,
  handle: FinproHandler,
): RouteHandlerMethod {
  return async (request, reply) => {
    const entry = journalEntry(request, context);
    context.journal.add(entry, reply);
    const fault =
      context.faults.take({ vendor: 'finpro', entity: entry.named }, request.method, entry.path) ??
      magicFault(context, entry);
    entry.fault = fault && `${fault.kind} (${fault.when})`;
    if (fault?.when === 'before' && (await spoil(context, fault, reply))) return reply;
    const answer = await outcome(context, limiter, handle, request, entry);
    entry.status = answer.status;
    if (fault?.when === 'after' && (await spoil(context, fault, reply))) return reply;
    return reply.status(answer.status).headers(answer.headers).send(answer.body);
  };
}

/** A customer whose request goes wrong. */
function magicFault({ magicFaults }: SandboxContext, { path, body }: JournalEntry): VendorFault | null {
  if (!/^\/v[23]\/requestconsent$/.test(path) || !isObject(body)) return null;
  return magicFaults.of('finpro', body.vua, magicMobile(body.vua)?.creating);
}

interface Outcome {
  readonly status: number;
  readonly body: object;
  readonly headers: Readonly<Record<string, string>>;
}

async function outcome(
  context: SandboxContext,
  limiter: FinproRateLimiter,
  handle: FinproHandler,
  request: FastifyRequest,
  entry: JournalEntry,
): Promise<Outcome> {
  let headers: Outcome['headers'] = {};
  try {
    const organisation = admit(context, request, entry);
    const window = limiter.take(organisation.clientId, Date.now());
    ({ headers } = window);
    if (!window.passes) throw new FinproError('TooManyRequests', 'Rate limit exceeded');
    const json = request.method === 'GET' ? {} : parseFinproBody(request.headers['content-type'], bytesOf(request));
    const answer = await handle({ organisation, requestId: entry.id, json });
    return { status: 200, body: { status: 'success', ver: VERSION, ...answer }, headers };
  } catch (error) {
    if (!(error instanceof FinproError))
      context.log.error({
        msg: 'sandbox failed',
        route: request.routeOptions.url,
        error: error instanceof Error ? error.name : 'unknown',
      });
    const refusal = error instanceof FinproError ? error : new FinproError('InternalError', 'Internal error');
    return { status: refusal.http, body: finproEnvelope(refusal, context.clock.now()), headers };
  }
}

function admit({ config }: SandboxContext, { headers }: FastifyRequest, entry: JournalEntry): Organisation {
  try {
    const organisation = authenticate(headers, config.finpro.organisations);
    entry.entity = organisation.organisationId;
    entry.signature = { verdict: 'genuine', reason: null, canonical: null, signed: null, diff: null };
    return organisation;
  } catch (error) {
    const reason = error instanceof Error ? error.message : null;
    const organisation = namedOrganisation(headers, config.finpro.organisations);
    entry.signature = {
      verdict: reason?.includes('missing') ? 'none' : 'refused',
      reason,
      canonical: null,
      signed: null,
      diff: organisation && headerDiff(headers, organisation),
    };
    throw error;
  }
}

/** FinPro says when to retry in X-RateLimit-Reset, and does not send Retry-After. */
async function spoil({ clock, faults }: SandboxContext, fault: VendorFault, reply: FastifyReply): Promise<boolean> {
  if (fault.kind === 'rate-limit' && fault.header !== false)
    void reply.headers(rateLimitHeaders(60, 0, Math.floor(Date.now() / 1000) + (fault.retry_after_seconds ?? 4)));
  return carryOut({ ...fault, header: false }, faults, reply, (status, detail) =>
    finproEnvelope(errorOf(status, detail), clock.now()),
  );
}

const bytesOf = (request: FastifyRequest): Buffer => (Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0));

function journalEntry(request: FastifyRequest, { config }: SandboxContext): JournalEntry {
  const [path, query = ''] = (request.raw.url ?? '').slice(PREFIX.length).split('?', 2) as [string, string?];
  return {
    id: randomUUID(),
    at: new Date().toISOString(),
    vendor: 'finpro',
    method: request.method,
    path,
    query,
    idempotency_key: null,
    body: readableBody(bytesOf(request)),
    status: null,
    named: namedOrganisation(request.headers, config.finpro.organisations)?.organisationId ?? null,
    entity: null,
    signature: null,
    fault: null,
  };
}
