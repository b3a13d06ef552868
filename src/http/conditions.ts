import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { failsCondition } from '../admission/message-rules';
import { Fault } from '../errors';

/** Turns the reply into an error response, and returns its body. */
type Failed = (error: unknown, request: FastifyRequest, reply: FastifyReply) => string;

/**
 * Turns a success whose condition does not hold into 412 (RFC 9110, 13.2.1): on reads, and on requests whose change was
 * already made; others that change something were refused earlier (committer.ts). Files have checked their own entity
 * tag.
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
