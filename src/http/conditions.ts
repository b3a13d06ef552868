import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { failsCondition } from '../admission/message-rules';
import { Fault } from '../errors';

/** Turns the reply into an error response, and returns its body. */
type Failed = (error: unknown, request: FastifyRequest, reply: FastifyReply) => string;

/**
 * A condition that does not hold turns a success into 412, and nothing else (RFC 9110, 13.2.1). Requests that change
 * something, including return addresses that redirect, were refused earlier (committer.ts), so this applies to reads,
 * and to requests whose change was already made. Files with their own entity tag have evaluated the condition
 * themselves.
 */
export function addConditions(app: FastifyInstance, failed: Failed): void {
  app.addHook('onSend', (request, reply, payload, done) => {
    const isSuccess = reply.statusCode >= 200 && reply.statusCode < 300;
    done(
      null,
      isSuccess && failsCondition(request.raw) && !reply.hasHeader('ETag')
        ? failed(new Fault('precondition-failed'), request, reply)
        : payload,
    );
  });
}
