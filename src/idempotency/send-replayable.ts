import type { FastifyReply } from 'fastify';
import type { Replayable } from './idempotency.service';

/**
 * Sends exactly the bytes that were stored, and marks them when they are those of an earlier answer. `locationOf`
 * returns the path of the created resource, for Location (RFC 9110, 9.3.3).
 */
export function sendReplayable(
  reply: FastifyReply,
  { status, body, isReplay }: Replayable,
  locationOf?: (made: Readonly<Record<string, string>>) => string,
): string {
  if (status === 201 && locationOf)
    void reply.header('Location', locationOf(JSON.parse(body) as Record<string, string>));
  void reply.status(status).header('Content-Type', 'application/json; charset=utf-8');
  if (isReplay) void reply.header('Idempotent-Replayed', 'true');
  return body;
}
