import type { FastifyReply } from 'fastify';
import { renderPage } from '../../web/page-kit';
import { CustomersStore } from '../customers/customers.store';
import { STEPS } from '../kyb-questions/kyb-form.fields';
import { answerAt, type Answers, type Section, type Step } from '../kyb-questions/kyb-form.shape';
import { incompleteSteps, itemName } from './kyb-form.validation';
import { inWords, progress } from './kyb-form.view';
import { formFrame, leaveForm, tooLate, type Visit } from './kyb-form.visit';

interface ReviewBlock {
  readonly title: string;
  readonly href: string;
  readonly rows: readonly { label: string; value: string }[];
}

/** The page with all answers, what is missing, and the submit button. `status` 422: submitted too early. */
export function showReview(visit: Visit, status: 200 | 422 = 200): FastifyReply {
  const { context, session, form, flags, reply } = visit;
  const today = context.clock.now();
  const missing = incompleteSteps(form, today).map(({ step, problems }) => ({
    title: step.title,
    href: `/onboarding/form/${step.id}`,
    count: problems.length,
    first: problems[0]!.text,
  }));
  return renderPage(reply, 'kyb/review', formFrame(visit, 'Review and submit', { status }), {
    step: STEPS.at(-1),
    session,
    number: STEPS.length,
    progress: progress('review', form, flags, today),
    flags,
    missing,
    wasRefused: status === 422,
    blocks: STEPS.filter(({ id }) => id !== 'review').map((step) => ({
      title: step.title,
      href: `/onboarding/form/${step.id}`,
      isList: step.items !== undefined,
      parts: partsOf(step, form),
    })),
  });
}

function partsOf(step: Step, form: Answers): ReviewBlock[] {
  const href = `/onboarding/form/${step.id}`;
  if (!step.items)
    return step.sections.map((section) => ({
      title: section.title,
      href,
      rows: rowsOf([section], (form[step.id] ?? {}) as Answers),
    }));
  const { idName } = step.items;
  return ((form[step.id] ?? []) as readonly Answers[]).map((item) => ({
    title: itemName(step, item),
    href: `${href}/${String(item[idName])}`,
    rows: rowsOf(step.sections, item),
  }));
}

function rowsOf(sections: readonly Section[], answers: Answers): { label: string; value: string }[] {
  return sections
    .flatMap(({ fields }) => fields)
    .flatMap((field) => {
      const value = inWords(field, answerAt(answers, field.name));
      return value === '' && field.required !== true ? [] : [{ label: field.label, value }];
    });
}

/** The full check, then one conditional update that decides which request submits. */
export async function submit(visit: Visit): Promise<FastifyReply> {
  const { context, customer, form } = visit;
  if (incompleteSteps(form, context.clock.now()).length > 0) return showReview(visit, 422);
  const customers = new CustomersStore(context);
  if (await customers.submit(customer.customer_id)) return leaveForm(visit, '/onboarding/submitted');
  const now = await customers.find(customer.customer_id);
  const isTwin =
    now?.status === 'PENDING_REVIEW' && now.submitted_at !== null && visit.session.created_at <= now.submitted_at;
  return isTwin ? leaveForm(visit, '/onboarding/submitted') : tooLate(visit);
}
