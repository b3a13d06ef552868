import type { FastifyReply } from 'fastify';
import type { Replayable } from './idempotency.service';

/** Sends the stored bytes, marked when replayed. `locationOf`: path of the new resource (Location, RFC 9110, 9.3.3). */
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
