import { randomUUID } from 'node:crypto';
import type { FastifyInstance, FastifyReply } from 'fastify';
import type { SandboxContext } from '../../context';
import { problemPage, renderPage, sendOn } from '../../web/page-kit';
import type { PostedForm } from '../../web/posted-form';
import { STEPS, formStepOf } from './kyb-form.fields';
import { keepUploads, readAnswers, replacedFiles } from '../kyb-form/kyb-form.input';
import { sampleDocument, sampleIntermediary, samplePerson } from './kyb-form.samples';
import { type Answers, isAnswered, type ItemList, type Step } from './kyb-form.shape';
import { filesIn } from '../kyb-form/kyb-form.store';
import {
  documentName,
  type FieldProblem,
  itemName,
  missingDocuments,
  problemsOf,
  type StepProblem,
} from '../kyb-form/kyb-form.validation';
import { flagsAbout, progress, sectionViews } from '../kyb-form/kyb-form.view';
import { formFrame, leaveForm, readingForm, tooLate, type Visit, writingForm } from '../kyb-form/kyb-form.visit';
import { ONE_MONEY } from '../status-page';

type ListStep = Step & { readonly items: ItemList };

/** One entry of a list, such as a person: `item` is its id, or `new`. */
interface Entry {
  readonly step: ListStep;
  readonly id: string;
  readonly item: Answers;
  readonly isNew: boolean;
}

/** Adding, changing and removing entries of the steps that are lists. */
export function registerItemRoutes(scope: FastifyInstance, context: SandboxContext): void {
  scope.get(
    '/onboarding/form/:step/:item',
    readingForm(context, (visit) => withEntry(visit, (entry) => showItem(visit, entry, []))),
  );
  scope.post(
    '/onboarding/form/:step/:item',
    writingForm(context, async (visit, posted) => withEntry(visit, (entry) => postItem(visit, entry, posted))),
  );
  scope.post(
    '/onboarding/form/:step/:item/remove',
    writingForm(context, async (visit) => withEntry(visit, (entry) => removeItem(visit, entry))),
  );
}

function withEntry(
  visit: Visit,
  go: (entry: Entry) => FastifyReply | Promise<FastifyReply>,
): FastifyReply | Promise<FastifyReply> {
  const entry = entryOf(visit);
  return entry
    ? go(entry)
    : problemPage(visit.reply, ONE_MONEY, {
        status: 404,
        title: 'This entry is not there',
        text: 'It may have been removed meanwhile.',
        hint: 'Go back to the list.',
        link: { href: `/onboarding/form/${visit.params.step}`, text: 'Go back to the list' },
      });
}

function entryOf({ params, form }: Visit): Entry | null {
  const step = formStepOf(params.step ?? '');
  if (!step?.items) return null;
  const list = step as ListStep;
  if (params.item === 'new') return { step: list, id: randomUUID(), item: {}, isNew: true };
  const item = ((form[step.id] ?? []) as readonly Answers[]).find((one) => one[list.items.idName] === params.item);
  return item ? { step: list, id: params.item!, item, isNew: false } : null;
}

/** The list of a step, with the problems that are left in it. */
export function showItems(visit: Visit, step: Step, problems: readonly StepProblem[] = []): FastifyReply {
  const { context, session, form, flags, reply } = visit;
  const { idName } = step.items!;
  const today = context.clock.now();
  const entries = ((form[step.id] ?? []) as readonly Answers[]).map((item) => ({
    id: String(item[idName]),
    name: itemName(step, item),
    count: problemsOf(step.sections, item, today).length,
    files: filesIn(item).map(({ name }) => name),
    flags: flagsAbout(flags, step.id, String(item[idName])),
  }));
  return renderPage(reply, 'kyb/items', formFrame(visit, step.title, { status: problems.length > 0 ? 422 : 200 }), {
    step,
    session,
    number: STEPS.indexOf(step) + 1,
    progress: progress(step.id, form, flags, today),
    flags: flagsAbout(flags, step.id),
    problems,
    entries,
    wanted:
      step.id === 'documents'
        ? missingDocuments((form.documents ?? []) as readonly Answers[], form).map((type) => ({
            type,
            name: documentName(type),
          }))
        : [],
  });
}

function showItem(visit: Visit, { step, id, item, isNew }: Entry, problems: readonly FieldProblem[]): FastifyReply {
  const { context, session, form, flags, reply } = visit;
  const wanted =
    isNew && step.id === 'documents'
      ? missingDocuments((form.documents ?? []) as readonly Answers[], form)[0]
      : undefined;
  const title = isNew ? `Add a ${step.items.noun}` : itemName(step, item);
  return renderPage(reply, 'kyb/item', formFrame(visit, title, { status: problems.length > 0 ? 422 : 200 }), {
    step,
    session,
    number: STEPS.indexOf(step) + 1,
    progress: progress(step.id, form, flags, context.clock.now()),
    flags: isNew ? [] : flagsAbout(flags, step.id, id),
    problems,
    target: `/onboarding/form/${step.id}/${isNew ? 'new' : id}`,
    sections: sectionViews(step.sections, wanted && !isAnswered(item) ? { doc_type: wanted } : item, problems),
  });
}

/** Saved as typed, like every step; files that were replaced are deleted. */
async function postItem(visit: Visit, entry: Entry, posted: PostedForm): Promise<FastifyReply> {
  const { context, customer, store, reply } = visit;
  const { step, id, item: before } = entry;
  const { idName } = step.items;
  const action = posted.text('action');
  const today = context.clock.now();
  const read =
    action === 'fill'
      ? { answers: await sampleItem(visit, entry), problems: [] }
      : await keepUploads(
          store,
          customer.customer_id,
          step.sections,
          posted,
          readAnswers(step.sections, posted, before, today),
        );
  const isEmpty = entry.isNew && !isAnswered(read.answers);
  const item: Answers = { ...read.answers, [idName]: id };
  if (!isEmpty && !(await store.putItem(customer.customer_id, step.id, idName, item))) {
    await store.dropFiles(customer.customer_id, replacedFiles(item, before));
    return tooLate(visit);
  }
  await store.dropFiles(customer.customer_id, replacedFiles(before, item));
  if (action === 'later') return leaveForm(visit, '/onboarding/saved');
  const problems = [
    ...read.problems,
    ...problemsOf(step.sections, item, today).filter(({ name }) => !read.problems.some((one) => one.name === name)),
  ];
  const kept: Entry = { ...entry, item, isNew: isEmpty };
  return problems.length > 0 ? showItem(visit, kept, problems) : sendOn(reply, `/onboarding/form/${step.id}`);
}

async function sampleItem({ store, customer, form }: Visit, { step }: Entry): Promise<Answers> {
  const keep: Parameters<typeof samplePerson>[0] = (name, type, content) =>
    store.keepFile(customer.customer_id, name, type, content);
  if (step.id === 'people') return samplePerson(keep);
  if (step.id === 'intermediaries') return sampleIntermediary();
  return sampleDocument(missingDocuments((form.documents ?? []) as readonly Answers[], form)[0] ?? 'other', keep);
}

async function removeItem(visit: Visit, { step, id, item }: Entry): Promise<FastifyReply> {
  const { customer, store, reply } = visit;
  if (!(await store.removeItem(customer.customer_id, step.id, step.items.idName, id))) return tooLate(visit);
  await store.dropFiles(customer.customer_id, filesIn(item));
  return sendOn(reply, `/onboarding/form/${step.id}`);
}
