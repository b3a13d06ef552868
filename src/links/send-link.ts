import type { FastifyReply } from 'fastify';
import type { Replayable } from '../idempotency/idempotency.service';
import { sendReplayable } from '../idempotency/send-replayable';
import type { LinksService } from './links.service';

/** For a durable link in an answer whose members are a vendor's: the id by which it is inspected and revoked. */
const LINK_ID = 'Portico-Link-Id';

/** For the OpenAPI document. */
export const LINK_ID_HEADER = {
  [LINK_ID]: {
    description: 'Only of a durable link: by it the link is inspected and revoked',
    schema: { type: 'string' as const, format: 'uuid' },
  },
};

/** Sends an answer with a link; `urlIn` returns the durable link in it. */
export async function sendLink(
  reply: FastifyReply,
  links: LinksService,
  answer: Replayable,
  urlIn: ((body: never) => string) | null,
): Promise<string> {
  const linkId = urlIn && (await links.idOf(urlIn(JSON.parse(answer.body) as never)));
  if (linkId) void reply.header(LINK_ID, linkId);
  return sendReplayable(reply, answer);
}
