import type { FastifyReply, FastifyRequest, RouteHandlerMethod } from 'fastify';
import type { SandboxContext } from '../../context';
import { backTo, type Frame, type Problem, problemPage, sendOn } from '../../web/page-kit';
import { type PostedForm, readForm } from '../../web/posted-form';
import { CustomersStore, type SandboxCustomer } from '../customers/customers.store';
import type { Answers } from '../kyb-questions/kyb-form.shape';
import { KybFormStore } from './kyb-form.store';
import { type Flag, flagsOf } from './kyb-form.view';
import { isEditable } from '../kyb-status';
import { type BrowserSession, SessionsStore } from '../customers/sessions.store';
import { shownLocale } from '../rules';
import { ONE_MONEY, statusPage } from '../status-page';
import { isSameText } from '../../same-text';

export const SESSION_COOKIE = 'onboarding_session';

/** A person with a session, and a form that is open. */
export interface Visit {
  readonly context: SandboxContext;
  readonly session: BrowserSession;
  readonly customer: SandboxCustomer;
  readonly form: Answers;
  readonly flags: readonly Flag[];
  readonly store: KybFormStore;
  readonly reply: FastifyReply;
  readonly params: Readonly<Record<string, string>>;
}

const ASK =
  'Go back to the provider who sent you here, and ask for a new link. Everything you had saved will be there.';
const NO_SESSION: Problem = {
  status: 401,
  title: 'Please open your link first',
  text: 'We do not know which application is yours. These pages open from a link that your provider gives you.',
  hint: ASK,
};
const ENDED: Problem = {
  status: 410,
  title: 'Your session has ended',
  text: 'For your safety a session lasts 24 hours at most.',
  hint: ASK,
};
const FORGED: Problem = {
  status: 403,
  title: 'We could not be sure that this came from you',
  text: 'Nothing was changed. The page may have been open since an earlier visit.',
  hint: 'Go back to the form, reload the page and try again.',
  link: { href: '/onboarding/form', text: 'Go back to the form' },
};

/** For pages that read: for a closed form, the page of the customer's status. */
export function readingForm(
  context: SandboxContext,
  show: (visit: Visit) => FastifyReply | Promise<FastifyReply>,
): RouteHandlerMethod {
  return async (request, reply) => {
    const visit = await enter(context, request, reply);
    if (!('session' in visit)) return visit;
    return isEditable(visit.customer.status)
      ? show(visit)
      : statusPage(reply, visit.customer, visit.session.redirect_url);
  };
}

/** For pages that write: requires the form token of this session, and answers 409 when the form is closed. */
export function writingForm(
  context: SandboxContext,
  change: (visit: Visit, posted: PostedForm) => Promise<FastifyReply>,
): RouteHandlerMethod {
  return async (request, reply) => {
    const visit = await enter(context, request, reply);
    if (!('session' in visit)) return visit;
    const posted = await readForm(request);
    if (!isSameText(posted.text('form_token'), visit.session.form_token)) return problemPage(reply, ONE_MONEY, FORGED);
    if (isEditable(visit.customer.status)) return change(visit, posted);
    return isRepeated(visit, posted)
      ? leaveForm(visit, '/onboarding/submitted')
      : statusPage(reply, visit.customer, visit.session.redirect_url, 409);
  };
}

async function enter(
  context: SandboxContext,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<Visit | FastifyReply> {
  const secret = request.cookies[SESSION_COOKIE];
  const found = secret ? await new SessionsStore(context).find(secret) : null;
  const customer = found && (await new CustomersStore(context).find(found.session.customer_id));
  if (!found || !customer) return problemPage(reply, ONE_MONEY, NO_SESSION);
  if (found.hasEnded) return problemPage(reply, ONE_MONEY, { ...ENDED, link: backTo(found.session.redirect_url) });
  const store = new KybFormStore(context);
  const form = await store.load(customer);
  return {
    context,
    session: found.session,
    customer,
    form,
    flags: flagsOf(customer, form),
    store,
    reply,
    params: request.params as Visit['params'],
  };
}

/** Whether the post repeats the submission: pressing "submit" twice is not an error. */
function isRepeated({ customer, session }: Visit, posted: PostedForm): boolean {
  return (
    posted.text('action') === 'submit' &&
    customer.status === 'PENDING_REVIEW' &&
    customer.submitted_at !== null &&
    session.created_at <= customer.submitted_at
  );
}

/** The answer to a change that came too late: the current status of the customer. */
export async function tooLate({ context, customer, session, reply }: Visit): Promise<FastifyReply> {
  const now = await new CustomersStore(context).find(customer.customer_id);
  return statusPage(reply, now ?? customer, session.redirect_url, 409);
}

/** Redirects to the partner's redirect URL, unchanged; to a page of the sandbox when there is none. */
export function leaveForm({ session, reply }: Pick<Visit, 'session' | 'reply'>, otherwise: string): FastifyReply {
  return sendOn(reply, session.redirect_url ?? otherwise);
}

/** The texts are English only: for another language the page is marked as English, and says so. */
export function formFrame({ session }: Visit, title: string, rest: Partial<Frame> = {}): Frame {
  const lang = shownLocale(session.locale);
  return {
    brand: ONE_MONEY,
    title,
    leavesTo: session.redirect_url,
    lang,
    notice: lang === session.locale.replaceAll('_', '-') ? null : 'These pages are available only in English for now.',
    ...rest,
  };
}
