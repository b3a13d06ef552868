import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import type { SourceAddresses } from '../../admission/source/source-address';
import { accountDetail, DEFAULT_ACCOUNT } from '../../config/vendor';
import './operator';
import { callerPatienceMs, endedByCaller } from './caller-deadline';
import { type RequestContext, runFor } from './request-context';

declare module 'fastify' {
  interface FastifyRequest {
    work?: RequestContext;
  }
}

const NOTHING = (): void => undefined;
/** For requests that admission control does not count. */
const NO_ADMISSION = { awaitVendor: NOTHING, atVendor: NOTHING, park: NOTHING, resume: NOTHING };

function contextOf(request: FastifyRequest, reply: FastifyReply): RequestContext {
  const arrivedAt = performance.now();
  return {
    requestId: request.id,
    arrivedAt,
    deadlineAt: arrivedAt + callerPatienceMs(request.headers.prefer),
    isGone: () => request.raw.socket.destroyed || reply.raw.destroyed,
    admission: reply.raw.exchange?.admission ?? NO_ADMISSION,
    journey: null,
    vendorAccount: null,
    consumerId: null,
    vendorRequestId: null,
    trace: null,
  };
}

/** Adds the request id to each answer and enters the request's context, after the body: reading a body leaves it. */
export function addRequestContext(app: FastifyInstance): void {
  app.addHook('onRequest', (request, reply, done) => {
    reply.header('X-Request-Id', request.id);
    request.work = contextOf(request, reply);
    done();
  });
  app.addHook('preValidation', (request, _reply, done) => runFor(request.work!, done));
}

/** Where lines go, and how a line's source address is found. */
export interface RequestLog {
  readonly logger: Logger;
  readonly sources: SourceAddresses;
}

/** Logs one line per request, with the route's pattern; never the URL, whose query may hold a one-time state. */
export function addRequestLog(app: FastifyInstance, { logger, sources }: RequestLog): void {
  app.addHook('onResponse', (request, reply, done) => {
    const line = {
      msg: 'request',
      request_id: request.id,
      source: sources.of(request.raw) || undefined,
      consumer: request.caller?.clientId,
      operator: request.operator?.operatorId,
      journey: request.work?.journey ?? undefined,
      ...accountDetail(request.work?.vendorAccount ?? DEFAULT_ACCOUNT),
      vendor_request_id: request.work?.vendorRequestId ?? undefined,
      trace_id: request.work?.trace?.traceId,
      method: request.method,
      route: request.routeOptions.url ?? 'none',
      status: reply.statusCode,
      ms: Math.round(reply.elapsedTime),
    };
    logger[reply.statusCode >= 500 && !endedByCaller(request.work, reply.statusCode) ? 'warn' : 'info'](line);
    done();
  });
}
