import { randomBytes } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest, RouteHandlerMethod } from 'fastify';
import type { SandboxContext } from '../context';
import { isSameText } from '../same-text';
import { type Problem, problemPage, registerPages, SANDBOX, sendOn } from '../web/page-kit';
import { readForm } from '../web/posted-form';
import { type Act, ACTS } from './acts';
import { showOneConsent, showConsents } from './consents.page';
import { consolePath, type ConsoleVisit } from './console-page';
import { showOneCustomer, showCustomers } from './customers.page';
import { showEffects } from './effects.page';
import { type Namespace, namespacesOf } from './namespaces';
import { showOneRequest, showRequests } from './requests.page';
import { showClock, showConnect, showFaults } from './state.page';
import { showWebhooks } from './webhooks.page';

type Page = (visit: ConsoleVisit) => FastifyReply | Promise<FastifyReply>;

/** Path below the namespace. */
const PAGES: Readonly<Record<string, Page>> = {
  '': showRequests,
  '/requests/:id': showOneRequest,
  '/effects': showEffects,
  '/customers': showCustomers,
  '/customers/:id': showOneCustomer,
  '/consents': showConsents,
  '/consents/:id': showOneConsent,
  '/webhooks': showWebhooks,
  '/faults': showFaults,
  '/clock': showClock,
  '/connect': showConnect,
};

const NO_PAGE: Problem = {
  status: 404,
  title: 'There is no such page',
  text: 'The console has no page at this address.',
  hint: 'Go to the start of the console.',
  link: { href: '/', text: 'Go to the console' },
};
const FORGED: Problem = {
  status: 403,
  title: 'We could not be sure that this came from you',
  text: 'Nothing was changed. The sandbox may have been started again since the page was loaded.',
  hint: 'Go back, reload the page and try again.',
};

/** The console: pages for people, one for each list of the control API, and buttons that make its calls. */
export function registerConsole(app: FastifyInstance, context: SandboxContext): void {
  const formToken = randomBytes(18).toString('base64url');
  const reading =
    (page: Page): RouteHandlerMethod =>
    async (request, reply) => {
      const namespace = namespaceOf(context, request);
      return namespace
        ? page(visitOf(context, formToken, namespace, request, reply))
        : problemPage(reply, SANDBOX, NO_PAGE);
    };
  registerPages(
    app,
    SANDBOX,
    (error) => context.log.error({ msg: 'a page failed', error: error.name }),
    (scope) => {
      scope.get('/', reading(showRequests));
      for (const [path, page] of Object.entries(PAGES)) scope.get(`/console/:namespace${path}`, reading(page));
      scope.get('/console/*', async (_request, reply) => problemPage(reply, SANDBOX, NO_PAGE));
      scope.post('/console/:namespace/acts/:act', async (request, reply) => {
        const namespace = namespaceOf(context, request);
        const { act: name = '' } = request.params as { act?: string };
        const act = Object.hasOwn(ACTS, name) ? ACTS[name]! : null;
        if (!namespace || !act) return problemPage(reply, SANDBOX, NO_PAGE);
        return carryOutAct({ app, context, formToken }, namespace, [name, act], request, reply);
      });
    },
  );
}

/** Checks that the form is ours and its object the namespace's, makes the control call, and leads back. */
async function carryOutAct(
  { app, context, formToken }: { app: FastifyInstance; context: SandboxContext; formToken: string },
  namespace: Namespace,
  [name, act]: readonly [string, Act],
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const form = await readForm(request);
  if (!isSameText(form.text('form_token'), formToken)) return problemPage(reply, SANDBOX, FORGED);
  const back = backIn(form.text('back'), namespace);
  const refused = (status: number, text: string): FastifyReply =>
    problemPage(reply, SANDBOX, {
      status,
      title: 'That cannot be done',
      text,
      hint: 'Nothing was changed. Go back and choose something else.',
      link: { href: back, text: 'Go back' },
    });
  if (act.owns && !(await act.owns(context, form, namespace)))
    return refused(404, `The namespace ${namespace.name} has no such object.`);
  const { method, url, body } = act.call(form, namespace);
  const answer = await app.inject({ method, url, payload: body });
  if (answer.statusCode !== 200) return refused(answer.statusCode, sentence(answer.json<{ error: string }>().error));
  return sendOn(reply, `${back}?done=${name}`);
}

const sentence = (error: string): string => `${error.charAt(0).toUpperCase()}${error.slice(1)}.`;

/** The page that the form came from: only one of the console's own. */
function backIn(path: string, namespace: Namespace): string {
  return /^[\w/-]+$/.test(path) && path.startsWith(`${consolePath(namespace)}/`) ? path : consolePath(namespace);
}

/** The first namespace unless the path names one; null: it names none that there is. */
function namespaceOf({ config }: SandboxContext, request: FastifyRequest): Namespace | null {
  const { namespace: name } = request.params as { namespace?: string };
  const namespaces = namespacesOf(config);
  return (name === undefined ? namespaces[0] : namespaces.find((one) => one.name === name)) ?? null;
}

function visitOf(
  context: SandboxContext,
  formToken: string,
  namespace: Namespace,
  request: FastifyRequest,
  reply: FastifyReply,
): ConsoleVisit {
  const query = new URL(request.url, 'http://localhost').searchParams;
  const done = query.get('done') ?? '';
  return {
    context,
    namespace,
    formToken,
    params: request.params as ConsoleVisit['params'],
    query,
    notice: Object.hasOwn(ACTS, done) ? ACTS[done]!.done : null,
    reply,
  };
}
