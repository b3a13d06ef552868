import { requiredDocuments } from '../kyb-questions/kyb-form.enums';
import { fieldsOf, STEPS } from '../kyb-questions/kyb-form.fields';
import {
  type Answer,
  answerAt,
  type Answers,
  type Field,
  isAnswered,
  isStoredFile,
  type Requirement,
  type Section,
  type Step,
} from '../kyb-questions/kyb-form.shape';

/** The problem with one field, in words for the person who filled it in. */
export interface FieldProblem {
  readonly name: string;
  readonly text: string;
}

/** A problem that keeps a step from being complete; `itemId` when it is in an entry of a list. */
export interface StepProblem {
  readonly text: string;
  readonly field?: string;
  readonly itemId?: string;
}

/** Every field that is missing or invalid. `today` is by the vendor's clock. */
export function problemsOf(sections: readonly Section[], answers: Answers, today: Date): FieldProblem[] {
  return fieldsOf(sections).flatMap((field) => {
    const text = problemOf(field, answers, today);
    return text ? [{ name: field.name, text }] : [];
  });
}

function problemOf(field: Field, answers: Answers, today: Date): string | null {
  const answer = answerAt(answers, field.name);
  if (!isAnswered(answer)) return isRequired(field.required, answers) ? missing(field) : null;
  return CHECKS[field.kind](answer!, field, today);
}

export function isRequired(requirement: Requirement, answers: Answers): boolean {
  if (typeof requirement === 'boolean') return requirement;
  if ('group' in requirement) return isAnswered(answerAt(answers, requirement.group));
  const chosen = answerAt(answers, requirement.field);
  if ('is' in requirement) return chosen === requirement.is;
  return isAnswered(chosen) && [chosen].flat().some((one) => one !== requirement.isOtherThan);
}

function missing({ kind, label }: Field): string {
  if (kind === 'agreement') return 'You can only go on if you agree to the terms';
  if (kind === 'file') return `${label}: choose a file`;
  if (kind === 'choice' || kind === 'choices' || kind === 'yes-no')
    return `${label.replace(/\?$/, '')}: choose an answer`;
  return `${label.replace(/\?$/, '')}: this is needed`;
}

type Check = (answer: Answer, field: Field, today: Date) => string | null;

const text: Check = (answer, { label, longest = 255 }) =>
  typeof answer === 'string' && answer.length <= longest ? null : `${label}: at most ${longest} characters`;
const isOption = (value: unknown, { options = [] }: Field): boolean => options.some(([option]) => option === value);

const CHECKS: Readonly<Record<Field['kind'], Check>> = {
  text,
  paragraph: text,
  email: (answer, field, today) =>
    text(answer, field, today) ??
    (/^[^\s@<>"]+@[^\s@<>".]+(\.[^\s@<>".]+)+$/.test(String(answer))
      ? null
      : `${field.label}: write it like name@example.com`),
  url: (answer, field, today) =>
    text(answer, field, today) ??
    (isWebAddress(String(answer)) ? null : `${field.label}: write it like https://www.example.com`),
  date: (answer, { label, isPast }, today) => {
    if (!isRealDate(String(answer))) return `${label}: write a real date as year, month and day`;
    return isPast && String(answer) > today.toISOString().slice(0, 10) ? `${label}: it must be in the past` : null;
  },
  number: (answer, { label, least = 0, most = Infinity }) =>
    typeof answer === 'number' && answer >= least && answer <= most
      ? null
      : `${label}: a number from ${least} to ${most}`,
  choice: (answer, field) => (isOption(answer, field) ? null : `${field.label}: choose one from the list`),
  choices: (answer, field) => {
    const chosen = [answer].flat();
    if (!chosen.every((one) => isOption(one, field))) return `${field.label}: choose from the list`;
    return field.exclusive && chosen.length > 1 && chosen.includes(field.exclusive)
      ? `${field.label}: "None of the above" goes with no other answer`
      : null;
  },
  'yes-no': (answer, { label }) => (typeof answer === 'boolean' ? null : `${label}: answer yes or no`),
  agreement: (answer, field) => (typeof answer === 'string' ? null : missing(field)),
  file: (answer, field) => (isStoredFile(answer) ? null : missing(field)),
};

function isWebAddress(address: string): boolean {
  return (
    URL.canParse(address) && /^https?:$/.test(new URL(address).protocol) && new URL(address).hostname.includes('.')
  );
}

function isRealDate(date: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(date) || date < '1000') return false;
  const parsed = new Date(`${date}T00:00:00Z`);
  return !Number.isNaN(parsed.getTime()) && parsed.toISOString().startsWith(date);
}

/** The problems that keep this step from being complete. `form` holds the answers of all steps. */
export function stepProblems(step: Step, form: Answers, today: Date): StepProblem[] {
  if (!step.items)
    return problemsOf(step.sections, (form[step.id] ?? {}) as Answers, today).map(({ name, text: words }) => ({
      text: words,
      field: name,
    }));
  const items = (form[step.id] ?? []) as readonly Answers[];
  const { least, noun, idName } = step.items;
  const wrong = items.flatMap((item) => {
    const count = problemsOf(step.sections, item, today).length;
    return count > 0
      ? [
          {
            text: `${itemName(step, item)}: ${count === 1 ? 'one answer is' : `${count} answers are`} missing or wrong`,
            itemId: String(item[idName]),
          },
        ]
      : [];
  });
  return [
    ...(items.length < least ? [{ text: `Add at least one ${noun}` }] : []),
    ...wrong,
    ...listProblems(step, items, form),
  ];
}

/** Rules about a list as a whole. */
function listProblems({ id }: Step, items: readonly Answers[], form: Answers): StepProblem[] {
  if (id === 'people') {
    const percent = items.reduce(
      (sum, { has_ownership, ownership_percentage }) =>
        sum + (has_ownership === true && typeof ownership_percentage === 'number' ? ownership_percentage : 0),
      0,
    );
    return percent > 100.000_001
      ? [{ text: `The shares add up to ${Number(percent.toFixed(2))} %; they cannot be more than 100 %` }]
      : [];
  }
  if (id === 'documents')
    return missingDocuments(items, form).map((type) => ({ text: `Add this document: ${documentName(type)}` }));
  return [];
}

/** Types of documents that this business still has to add. */
export function missingDocuments(items: readonly Answers[], form: Answers): readonly string[] {
  const businessType = answerAt(form, 'company.business_type');
  return requiredDocuments(typeof businessType === 'string' ? businessType : undefined).filter(
    (type) => !items.some(({ doc_type }) => doc_type === type),
  );
}

export function documentName(type: string): string {
  const options = STEPS.find(({ id }) => id === 'documents')!.sections[0]!.fields[0]!.options!;
  return options.find(([value]) => value === type)?.[1] ?? type;
}

/** The name of a list entry. */
export function itemName({ id, items }: Step, item: Answers): string {
  const name = items!.named
    .map((part) => item[part])
    .filter((part) => typeof part === 'string' && part !== '')
    .join(' ');
  return name === '' ? `A ${items!.noun} without a name` : id === 'documents' ? documentName(name) : name;
}

/** Every step that is not complete, with its problems. */
export function incompleteSteps(form: Answers, today: Date): { step: Step; problems: StepProblem[] }[] {
  return STEPS.filter(({ id }) => id !== 'review')
    .map((step) => ({ step, problems: stepProblems(step, form, today) }))
    .filter(({ problems }) => problems.length > 0);
}
