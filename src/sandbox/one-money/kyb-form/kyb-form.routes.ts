import type { FastifyInstance, FastifyReply } from 'fastify';
import type { SandboxContext } from '../../context';
import { problemPage, registerPages, renderPage, sendOn } from '../../web/page-kit';
import type { PostedForm } from '../../web/posted-form';
import { STEPS, formStepOf } from '../kyb-questions/kyb-form.fields';
import { EVERY_STEP, fillSteps } from './kyb-form.fill';
import { readAnswers } from './kyb-form.input';
import { registerItemRoutes, showItems } from '../kyb-questions/kyb-form.items';
import { submit, showReview } from './kyb-form.review';
import type { Answers, Step } from '../kyb-questions/kyb-form.shape';
import { type FieldProblem, incompleteSteps, problemsOf, stepProblems } from './kyb-form.validation';
import { flagsAbout, progress, sectionViews } from './kyb-form.view';
import { formFrame, leaveForm, readingForm, tooLate, type Visit, writingForm } from './kyb-form.visit';
import { ONE_MONEY } from '../status-page';

/** The company's form: one page per step, saved with every step. */
export function registerKybFormRoutes(app: FastifyInstance, context: SandboxContext): void {
  registerPages(
    app,
    ONE_MONEY,
    (error) => context.log.error({ msg: 'a page failed', error: error.name }),
    (scope) => {
      scope.get('/onboarding/form', readingForm(context, begin));
      scope.get(
        '/onboarding/form/:step',
        readingForm(context, (visit) => showStep(visit)),
      );
      scope.post('/onboarding/form/:step', writingForm(context, postStep));
      registerItemRoutes(scope, context);
      scope.get('/onboarding/saved', async (_request, reply) =>
        renderPage(
          reply,
          'message',
          { brand: ONE_MONEY, title: 'Your answers are saved' },
          {
            tone: 'good',
            sign: '✓',
            text: 'You can close this page now.',
            hint: 'To go on, ask your provider for a new link. You will find everything as you left it.',
            link: { href: '/onboarding/form', text: 'Go on now' },
          },
        ),
      );
      scope.get('/onboarding/terms', async (_request, reply) =>
        renderPage(reply, 'kyb/terms-of-service', { brand: ONE_MONEY, title: 'Terms of service' }),
      );
      scope.get('/onboarding/submitted', async (_request, reply) =>
        renderPage(
          reply,
          'message',
          { brand: ONE_MONEY, title: 'Thank you, we have everything' },
          {
            tone: 'good',
            sign: '✓',
            text: 'Your application was submitted.',
            hint: 'We review it and tell your provider the result. You can close this page.',
          },
        ),
      );
    },
  );
}

/** The page with what was flagged; without flags, the first step that is not complete. */
function begin(visit: Visit): FastifyReply {
  const { reply, flags, form, context, session } = visit;
  const today = context.clock.now();
  if (flags.length > 0)
    return renderPage(reply, 'kyb/flags', formFrame(visit, 'We need something from you'), {
      flags,
      progress: progress(null, form, flags, today),
      session,
    });
  const [next] = incompleteSteps(form, today);
  return sendOn(reply, `/onboarding/form/${next?.step.id ?? 'review'}`);
}

function showStep(visit: Visit): FastifyReply {
  const step = formStepOf(visit.params.step ?? '');
  if (!step) return noSuchStep(visit);
  if (step.id === 'review') return showReview(visit);
  if (step.items) return showItems(visit, step);
  return showQuestions(visit, step, visit.form, []);
}

export function noSuchStep({ reply }: Visit): FastifyReply {
  return problemPage(reply, ONE_MONEY, {
    status: 404,
    title: 'There is no such page',
    text: 'The form has no page at this address.',
    hint: 'Go back to the form and choose a step.',
    link: { href: '/onboarding/form', text: 'Go back to the form' },
  });
}

function showQuestions(visit: Visit, step: Step, form: Answers, problems: readonly FieldProblem[]): FastifyReply {
  const { context, session, reply, flags } = visit;
  const answers = (form[step.id] ?? {}) as Answers;
  return renderPage(reply, 'kyb/step', formFrame(visit, step.title, { status: problems.length > 0 ? 422 : 200 }), {
    step,
    session,
    number: STEPS.indexOf(step) + 1,
    progress: progress(step.id, form, flags, context.clock.now()),
    flags: flagsAbout(flags, step.id),
    problems,
    sections: sectionViews(step.sections, answers, problems),
    offersAll: step.id === 'terms',
  });
}

async function postStep(visit: Visit, posted: PostedForm): Promise<FastifyReply> {
  const step = formStepOf(visit.params.step ?? '');
  if (!step) return noSuchStep(visit);
  const action = posted.text('action');
  if (action === 'fill' || action === 'fill-all') return fill(visit, step, action === 'fill-all');
  if (step.id === 'review') return action === 'submit' ? submit(visit) : leaveForm(visit, '/onboarding/saved');
  return step.items ? passItems(visit, step, action) : saveStep(visit, step, posted, action);
}

/** All input is saved, valid or not; only valid input leads to the next step. */
async function saveStep(visit: Visit, step: Step, posted: PostedForm, action: string): Promise<FastifyReply> {
  const { context, customer, form, store } = visit;
  const today = context.clock.now();
  const answers = readAnswers(step.sections, posted, (form[step.id] ?? {}) as Answers, today);
  if (!(await store.save(customer.customer_id, step.id, answers))) return tooLate(visit);
  if (action === 'later') return leaveForm(visit, '/onboarding/saved');
  const problems = problemsOf(step.sections, answers, today);
  return problems.length > 0
    ? showQuestions(visit, step, { ...form, [step.id]: answers }, problems)
    : sendOn(visit.reply, `/onboarding/form/${nextOf(step)}`);
}

function passItems(visit: Visit, step: Step, action: string): FastifyReply {
  if (action === 'later') return leaveForm(visit, '/onboarding/saved');
  const problems = stepProblems(step, visit.form, visit.context.clock.now());
  return problems.length > 0
    ? showItems(visit, step, problems)
    : sendOn(visit.reply, `/onboarding/form/${nextOf(step)}`);
}

async function fill(visit: Visit, step: Step, isAll: boolean): Promise<FastifyReply> {
  const steps = isAll ? EVERY_STEP : EVERY_STEP.filter((id) => id === step.id);
  if (!(await fillSteps(visit.context, visit.customer, steps))) return tooLate(visit);
  return sendOn(visit.reply, `/onboarding/form/${isAll ? 'review' : step.id}`);
}

const nextOf = (step: Step): string => STEPS[STEPS.indexOf(step) + 1]!.id;
