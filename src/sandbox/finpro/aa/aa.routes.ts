import type { FastifyInstance } from 'fastify';
import type { SandboxContext } from '../../context';
import { control } from '../../control/control-call';
import { problemPage, registerPages } from '../../web/page-kit';
import { chooseAccounts, showAccounts } from './aa-accounts';
import { decide, leaveAa, showConsent } from './aa-consent';
import { registerEntry } from './aa-door.routes';
import { showPan, showSignIn, signIn, takePan } from './aa-login';
import { pathOf, readingAa, writingAa } from './aa-visit';
import { NO_SUCH_PAGE, ONEMONEY } from './aa-words';
import { LinksStore } from '../redirection/links.store';

/** The pages of the Account Aggregator, and the control calls for their links. */
export function registerAccountAggregator(app: FastifyInstance, context: SandboxContext): void {
  registerPages(
    app,
    ONEMONEY,
    (error) => context.log.error({ msg: 'a page failed', error: error.name }),
    (scope) => {
      registerEntry(scope, context);
      scope.get(
        pathOf('sign-in'),
        readingAa(context, 'sign-in', (visit, { query }) =>
          showSignIn(visit, null, (query as { sent?: unknown }).sent === 'again'),
        ),
      );
      scope.post(pathOf('sign-in'), writingAa(context, 'sign-in', signIn));
      scope.get(
        pathOf('pan'),
        readingAa(context, 'pan', (visit) => showPan(visit)),
      );
      scope.post(pathOf('pan'), writingAa(context, 'pan', takePan));
      scope.get(
        pathOf('accounts'),
        readingAa(context, 'accounts', (visit) => showAccounts(visit)),
      );
      scope.post(pathOf('accounts'), writingAa(context, 'accounts', chooseAccounts));
      scope.get(pathOf('consent'), readingAa(context, 'consent', showConsent));
      scope.post(pathOf('consent'), writingAa(context, null, decide));
      scope.post('/aa/leave', writingAa(context, null, leaveAa));
      scope.get('/aa/*', async (_request, reply) => problemPage(reply, ONEMONEY, NO_SUCH_PAGE));
      scope.post('/aa/*', async (_request, reply) => problemPage(reply, ONEMONEY, NO_SUCH_PAGE));
    },
  );

  app.get<{ Params: { consent_handle: string } }>(
    '/_sandbox/finpro/consents/:consent_handle/links',
    control('Lists the links to a consent, newest first'),
    async (request) => {
      const links = await new LinksStore(context).about(request.params.consent_handle);
      return {
        links: links.map(({ txnid, issued_at, expires_at, opened_at, decided_at, outcome }) => ({
          txnid,
          issued_at,
          expires_at,
          opened_at,
          decided_at,
          errorcode: outcome,
        })),
      };
    },
  );
  const ending = control('Ends a link early: by its txnid, or by a consent handle (the newest)', { refuses: [404] });
  app.post<{ Params: { txnid: string } }>('/_sandbox/finpro/links/:txnid/expire', ending, async (request, reply) => {
    const links = new LinksStore(context);
    const [newest] = await links.about(request.params.txnid);
    const link = await links.expire(newest?.txnid ?? request.params.txnid);
    return link
      ? { txnid: link.txnid, expires_at: link.expires_at, opened_at: link.opened_at }
      : reply.status(404).send({ error: 'no such link' });
  });
}
