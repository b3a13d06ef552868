import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { failsCondition } from '../admission/message-rules';
import { Fault } from '../errors';

/** Makes the reply one that says what went wrong, and gives its body. */
type Failed = (error: unknown, request: FastifyRequest, reply: FastifyReply) => string;

/**
 * A condition that does not hold turns a success into 412, and nothing else (RFC 9110, 13.2.1). What changes something
 * was refused before (committer.ts), a return address that would lead on among it, so that this concerns reads, and
 * changes that were made already. Files with an entity tag of their own have judged the condition themselves.
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
