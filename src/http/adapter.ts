import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { v7 as uuidv7 } from 'uuid';
import { MAX_TARGET } from '../admission/message-rules';
import { addConditions } from './conditions';
import type { AdmissionControl } from './admission-control';
import type { HeaderRules } from './header-rules';
import { boundPathValues } from './path-values';
import type { ProblemFilter } from './errors/problem.filter';
import { keepRawBodies } from './raw-body';
import { addRequestContext, addRequestLog, type RequestLog } from './request/request-id';
import { addSecurityHeaders } from './security-headers';

/** Requests and answers are not described by JSON schemas in Fastify, so its compilers for them are not loaded. */
export const WITHOUT_SCHEMAS = {
  compilersFactory: { buildValidator: (): never => noSchemas(), buildSerializer: (): never => noSchemas() },
};

function noSchemas(): never {
  throw new Error('a route has a JSON schema, and no compiler for it is loaded');
}

/** Fastify behind admission control, with its own errors in our envelope. */
export function newAdapter(admission: AdmissionControl, problems: ProblemFilter): FastifyAdapter {
  return new FastifyAdapter({
    serverFactory: admission.serve,
    clientErrorHandler: admission.refuseUnreadable,
    return503OnClosing: false,
    genReqId: () => uuidv7(),
    frameworkErrors: (error: unknown, request: FastifyRequest, reply: FastifyReply) =>
      problems.answer(error, request, reply),
    routerOptions: { maxParamLength: MAX_TARGET },
    schemaController: WITHOUT_SCHEMAS,
  });
}

/** Adds the rules that apply to every request. */
export function addHttpRules(
  app: FastifyInstance,
  headers: HeaderRules,
  problems: ProblemFilter,
  log: RequestLog,
): void {
  keepRawBodies(app);
  addSecurityHeaders(app);
  addRequestContext(app);
  headers.attach(app);
  boundPathValues(app);
  addConditions(app, (error, request, reply) => problems.write(error, request, reply));
  addRequestLog(app, log);
}
