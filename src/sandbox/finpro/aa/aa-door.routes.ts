import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { inertHead, inertPage, isPlainLoopback, isPrefetch } from '../../web/arrival';
import type { SandboxContext } from '../../context';
import { problemPage, renderPage, sendOn } from '../../web/page-kit';
import { AA_COOKIE, pathOf, pendingOf } from './aa-visit';
import { CLOSED_ENTRIES, ONEMONEY, UNREADABLE } from './aa-words';
import { decrypt, entityIn, minuteOf } from '../redirection/ecreq';
import { ENTRY_PATH, LinksStore, type SandboxLink } from '../redirection/links.store';
import { FIU_ID, SHARED_SECRET } from '../organisations';
import { readRequest, type RedirectionRequest, RETURN_CODES } from '../redirection/redirection';
import { returnAddress } from '../redirection/returns';

/** Longer than a visit, so that a person who comes back too late is still sent to the application. */
const COOKIE_SECONDS = 86_400;

/** The entry page of the Account Aggregator: a link is exchanged, once, for a session. */
export function registerEntry(scope: FastifyInstance, context: SandboxContext): void {
  for (const path of [ENTRY_PATH, ENTRY_PATH.slice(0, -1)]) {
    scope.head(path, async (_request, reply) => inertHead(reply));
    scope.get(path, (request, reply) => open(context, request, reply));
  }
}

/**
 * The checks before the update only choose the page of a refusal; `LinksStore.open` alone decides which browser gets
 * the session.
 */
async function open(context: SandboxContext, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  if (isPrefetch(request)) return inertPage(reply, ONEMONEY);
  const asked = await read(request.query as Readonly<Record<string, unknown>>);
  if (!asked) return problemPage(reply, ONEMONEY, UNREADABLE);
  const links = new LinksStore(context);
  const link = await links.of(asked.request, asked.reqdate);
  if (await isOwn(links, link, request)) return sendOn(reply, pathOf('sign-in'));
  const shut = links.isFromTheFuture(asked.reqdate)
    ? 'future'
    : link.opened_at
      ? 'used'
      : link.expires_at <= context.clock.now()
        ? 'expired'
        : null;
  if (shut) return refuse(context, link, shut, reply);
  if ((await pendingOf(context, link)).length === 0)
    return sendOn(reply, await returnAddress(context, link, RETURN_CODES.consentNotAvailable));
  const secret = await links.open(link.txnid);
  if (secret === null) return refuse(context, link, 'used', reply);
  void reply.setCookie(AA_COOKIE, secret, {
    path: '/aa',
    httpOnly: true,
    sameSite: 'lax',
    secure: !isPlainLoopback(context.publicUrl),
    maxAge: COOKIE_SECONDS,
  });
  return sendOn(reply, pathOf('sign-in'));
}

/** The parameters of the link; null when they are not from a known FIU, or cannot be decrypted. */
async function read({
  ecreq,
  reqdate,
  fi,
}: Readonly<Record<string, unknown>>): Promise<{ request: RedirectionRequest; reqdate: string } | null> {
  if (typeof ecreq !== 'string' || typeof reqdate !== 'string' || typeof fi !== 'string') return null;
  if (minuteOf(reqdate) === null || entityIn(fi, reqdate) !== FIU_ID) return null;
  const plain = await decrypt(ecreq, SHARED_SECRET, reqdate);
  const request = plain === null ? null : readRequest(plain);
  return request && { request, reqdate };
}

async function isOwn(links: LinksStore, link: SandboxLink, request: FastifyRequest): Promise<boolean> {
  const secret = request.cookies[AA_COOKIE];
  return secret !== undefined && link.opened_at !== null && (await links.findBySession(secret))?.txnid === link.txnid;
}

/** Does not redirect: the person who opened the link may not be the one it was for. */
async function refuse(
  context: SandboxContext,
  link: SandboxLink,
  why: keyof typeof CLOSED_ENTRIES,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const { title, text } = CLOSED_ENTRIES[why];
  const back = {
    href: await returnAddress(context, link, RETURN_CODES.invalidRequest),
    text: 'Return to the application',
  };
  return renderPage(
    reply,
    'message',
    { brand: ONEMONEY, title, status: 410 },
    {
      tone: 'warn',
      sign: '!',
      text,
      hint: 'Return to the application that sent you here. It can give you a new link, and nothing is lost.',
      link: back,
    },
  );
}
