import type { FastifyReply } from 'fastify';
import type { Replayable } from './idempotency.service';

/** Sends exactly the bytes that were kept, and says when they are those of an earlier answer. */
export function sendReplayable(reply: FastifyReply, { status, body, isReplay }: Replayable): string {
  void reply.status(status).header('Content-Type', 'application/json; charset=utf-8');
  if (isReplay) void reply.header('Idempotent-Replayed', 'true');
  return body;
}
