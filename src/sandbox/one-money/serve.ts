import { randomUUID } from 'node:crypto';
import type { FastifyReply, FastifyRequest, RouteHandlerMethod } from 'fastify';
import type { SandboxContext } from '../context';
import { carryOut, type VendorFault } from '../control/faults';
import { type JournalEntry, readableBody } from '../control/journal';
import { isObject } from '../json';
import { magicEmail } from '../magic-inputs';
import { CustomersStore } from './customers/customers.store';
import { oneMoneyEnvelope, OneMoneyError } from './errors';
import type { OneMoneyRateLimiter } from './rate-limit';
import { verify } from './signature';

/** An accepted request: the partner that sent it, and its bytes. */
export interface OneMoneyRequest {
  readonly entity: string;
  readonly requestId: string;
  readonly body: Buffer;
  readonly query: Readonly<Record<string, unknown>>;
  readonly params: Readonly<Record<string, string>>;
  readonly idempotencyKey: string | string[] | undefined;
}

export type OneMoneyHandler = (request: OneMoneyRequest) => Promise<{ status: number; body: object }>;

/**
 * The steps around every operation of the vendor: journal, faults, credentials before the body is parsed, rate limit,
 * error envelope, request id.
 */
export function serveOneMoney(
  context: SandboxContext,
  limiter: OneMoneyRateLimiter,
  handle: OneMoneyHandler,
): RouteHandlerMethod {
  return async (request, reply) => {
    const requestId = randomUUID();
    void reply.header('X-Request-Id', requestId);
    const entry = journalEntry(request, requestId, presentedBy(request, context));
    context.journal.add(entry, reply);
    const fault =
      context.faults.take({ vendor: '1money', entity: entry.named }, request.method, entry.path) ??
      (await magicFault(context, entry));
    entry.fault = fault && `${fault.kind} (${fault.when})`;
    const toEnvelope = (status: number, detail: string): object => oneMoneyEnvelope(status, detail, entry.path);
    if (fault?.when === 'before' && (await carryOut(fault, context.faults, reply, toEnvelope))) return reply;
    const answer = await outcome(context, limiter, handle, request, entry);
    entry.status = answer.status;
    if (fault?.when === 'after' && (await carryOut(fault, context.faults, reply, toEnvelope))) return reply;
    return reply.status(answer.status).headers(answer.headers).send(answer.body);
  };
}

/** The partner whose access key is presented, whether or not the signature is right. */
const presentedBy = ({ headers }: FastifyRequest, { config }: SandboxContext): string | null =>
  config.entities.find(({ accessKey }) => headers.authorization?.includes(accessKey))?.name ?? null;

/** A company whose creation, or whose link, goes wrong. */
async function magicFault(context: SandboxContext, { method, path, body }: JournalEntry): Promise<VendorFault | null> {
  if (method !== 'POST' || !isObject(body)) return null;
  if (/^\/v1\/customers\/(?:hosted|lightweight)$/.test(path))
    return context.magicFaults.of('1money', body.email, magicEmail(body.email)?.creating);
  const id = /^\/v1\/customers\/([^/]+)\/onboarding_links$/.exec(path)?.[1] ?? body.customer_id;
  if (typeof id !== 'string') return null;
  const email = (await new CustomersStore(context).find(id))?.email;
  return context.magicFaults.of('1money', email, magicEmail(email)?.linking);
}

interface Outcome {
  readonly status: number;
  readonly body: object;
  readonly headers: Readonly<Record<string, string>>;
}

async function outcome(
  context: SandboxContext,
  limiter: OneMoneyRateLimiter,
  handle: OneMoneyHandler,
  request: FastifyRequest,
  entry: JournalEntry,
): Promise<Outcome> {
  try {
    const wait = limiter.take(`${request.headers.authorization?.split(':', 1)[0]} ${request.ip}`, Date.now());
    if (wait > 0)
      throw new OneMoneyError(429, `Rate limit exceeded. Retry after ${wait}s.`, { 'Retry-After': String(wait) });
    const entity = authenticate(context, request, entry);
    const { query, params, headers } = request;
    const vendorRequest = {
      entity,
      requestId: entry.id,
      body: bytesOf(request),
      query: query as OneMoneyRequest['query'],
      params: params as OneMoneyRequest['params'],
      idempotencyKey: headers['idempotency-key'],
    };
    return { ...(await handle(vendorRequest)), headers: {} };
  } catch (error) {
    if (!(error instanceof OneMoneyError))
      context.log.error({
        msg: 'sandbox failed',
        route: request.routeOptions.url,
        error: error instanceof Error ? error.name : 'unknown',
      });
    const { status, detail, headers } =
      error instanceof OneMoneyError ? error : new OneMoneyError(500, 'Internal error.');
    return { status, body: oneMoneyEnvelope(status, detail, entry.path), headers };
  }
}

/** Signature windows are judged by real time. */
function authenticate({ config }: SandboxContext, request: FastifyRequest, entry: JournalEntry): string {
  const { authorization, 'x-om-date': omDate } = request.headers;
  const { entity, ...verdict } = verify(
    {
      method: request.method,
      target: request.raw.url ?? '',
      authorization,
      omDate: typeof omDate === 'string' ? omDate : undefined,
      body: bytesOf(request),
    },
    config,
    new Date(),
  );
  entry.signature = verdict;
  entry.entity = entity;
  if (entity === null) throw new OneMoneyError(401, 'Authentication failed.');
  return entity;
}

const bytesOf = (request: FastifyRequest): Buffer => (Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0));

function journalEntry(request: FastifyRequest, requestId: string, named: string | null): JournalEntry {
  const [path, query = ''] = (request.raw.url ?? '').split('?', 2) as [string, string?];
  const key = request.headers['idempotency-key'];
  return {
    id: requestId,
    at: new Date().toISOString(),
    vendor: '1money',
    method: request.method,
    path,
    query,
    idempotency_key: typeof key === 'string' ? key : null,
    body: readableBody(bytesOf(request)),
    status: null,
    named,
    entity: null,
    signature: null,
    fault: null,
  };
}

/** Paths and methods that the vendor does not have. */
export function refuseUnknown(request: FastifyRequest, reply: FastifyReply): void {
  const path = (request.raw.url ?? '').split('?', 1)[0]!;
  void reply
    .status(404)
    .header('X-Request-Id', randomUUID())
    .send(oneMoneyEnvelope(404, 'No such resource.', path));
}

/** A request that could not be received, such as one with a body that is too large. */
export function refuseUnread(status: number, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const path = (request.raw.url ?? '').split('?', 1)[0]!;
  return reply
    .status(status)
    .header('X-Request-Id', randomUUID())
    .send(
      oneMoneyEnvelope(
        status,
        status === 413
          ? 'The request body is too large.'
          : status < 500
            ? 'The request could not be read.'
            : 'Internal error.',
        path,
      ),
    );
}
