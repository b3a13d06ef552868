import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { inertHead, inertPage, isPlainLoopback, isPrefetch } from '../../web/arrival';
import type { SandboxContext } from '../../context';
import { control } from '../../control/control-call';
import { backTo, type Problem, problemPage, registerPages, sendOn } from '../../web/page-kit';
import { CustomersStore } from './customers.store';
import { GrantsStore } from './grants.store';
import { isEditable } from '../kyb-status';
import { SESSION_COOKIE } from '../kyb-form/kyb-form.visit';
import { SESSION_SECONDS, SessionsStore } from './sessions.store';
import { ONE_MONEY, statusPage } from '../status-page';

const ASK_AGAIN =
  'Go back to the provider who sent you here, and ask for a new link. Everything you had saved will be there.';
const UNKNOWN: Problem = {
  status: 404,
  title: 'This link is not valid',
  text: 'It may have been cut off when it was copied.',
  hint: ASK_AGAIN,
};
const USED: Problem = {
  status: 410,
  title: 'This link was already used',
  text: 'For your safety a link opens only once.',
  hint: ASK_AGAIN,
};
const EXPIRED: Problem = {
  status: 410,
  title: 'This link has expired',
  text: 'For your safety a link works for 30 minutes only.',
  hint: ASK_AGAIN,
};
const NO_SUCH_PAGE: Problem = {
  status: 404,
  title: 'There is no such page',
  text: 'The address is not one of ours.',
  hint: 'Go back, or ask your provider for a new link.',
};

/** The entry page of the hosted pages: a link is exchanged, once, for a session of 24 hours. */
export function registerSessionRoutes(app: FastifyInstance, context: SandboxContext): void {
  registerPages(
    app,
    ONE_MONEY,
    (error) => context.log.error({ msg: 'a page failed', error: error.name }),
    (scope) => {
      scope.head('/onboarding/start', async (_request, reply) => inertHead(reply));
      scope.get('/onboarding/start', (request, reply) => start(context, request, reply));
      scope.get('/onboarding/*', async (_request, reply) => problemPage(reply, ONE_MONEY, NO_SUCH_PAGE));
      scope.post('/onboarding/*', async (_request, reply) => problemPage(reply, ONE_MONEY, NO_SUCH_PAGE));
    },
  );

  const ending = control('Ends a browser session early', { refuses: [404] });
  app.post<{ Params: { session_id: string } }>(
    '/_sandbox/1money/sessions/:session_id/end',
    ending,
    async (request, reply) => {
      const ended = await new SessionsStore(context).end(request.params.session_id);
      return ended
        ? { session_id: ended.session_id, customer_id: ended.customer_id, expires_at: ended.expires_at }
        : reply.status(404).send({ error: 'no such session' });
    },
  );
}

/**
 * The checks before the exchange only choose the page of a refusal; the exchange alone decides which request gets the
 * session.
 */
async function start(context: SandboxContext, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  if (isPrefetch(request)) return inertPage(reply, ONE_MONEY);
  const { grant_token: token } = request.query as { grant_token?: unknown };
  const grants = new GrantsStore(context);
  const found = typeof token === 'string' && token !== '' ? await grants.peek(token) : null;
  if (!found) return problemPage(reply, ONE_MONEY, UNKNOWN);
  const link = backTo(found.grant.redirect_url);
  if (found.state !== 'unused')
    return problemPage(reply, ONE_MONEY, { ...(found.state === 'used' ? USED : EXPIRED), link });
  const customer = await new CustomersStore(context).find(found.grant.customer_id);
  if (customer && !isEditable(customer.status)) return statusPage(reply, customer, found.grant.redirect_url);
  const grant = await grants.exchange(token as string);
  if (!grant) return problemPage(reply, ONE_MONEY, { ...USED, link });
  const { secret } = await new SessionsStore(context).open(grant);
  void reply.setCookie(SESSION_COOKIE, secret, {
    path: '/onboarding',
    httpOnly: true,
    sameSite: 'lax',
    secure: !isPlainLoopback(context.publicUrl),
    maxAge: SESSION_SECONDS,
  });
  return sendOn(reply, '/onboarding/form');
}
