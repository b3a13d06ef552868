import { acceptedTypes } from '../../web/media-types';
import type { SandboxCustomer } from '../customers/customers.store';
import { STEPS } from '../kyb-questions/kyb-form.fields';
import {
  type Answer,
  answerAt,
  type Answers,
  type Field,
  isAnswered,
  isStoredFile,
  type Section,
  type Step,
  type StepId,
} from '../kyb-questions/kyb-form.shape';
import { type FieldProblem, itemName, stepProblems } from './kyb-form.validation';

/** A field as the template renders it. */
export interface FieldView extends Field {
  readonly value: string;
  readonly chosen: readonly string[];
  readonly error: string | null;
  readonly isOptional: boolean;
  readonly accept: string;
  readonly fileName: string | null;
  /** Ids for aria-describedby; empty when there are none. */
  readonly describedBy: string;
}

export function sectionViews(
  sections: readonly Section[],
  answers: Answers,
  problems: readonly FieldProblem[],
): (Omit<Section, 'fields'> & { fields: FieldView[] })[] {
  return sections.map(({ fields, ...section }) => ({
    ...section,
    fields: fields.map((field) => fieldView(field, answers, problems)),
  }));
}

function fieldView(field: Field, answers: Answers, problems: readonly FieldProblem[]): FieldView {
  const answer = answerAt(answers, field.name);
  const problem = problems.find(({ name }) => name === field.name);
  const error = problem ? belowLabel(problem, field) : null;
  const file = isStoredFile(answer) ? answer : null;
  return {
    ...field,
    value:
      typeof answer === 'string' || typeof answer === 'number' || typeof answer === 'boolean' ? String(answer) : '',
    chosen: [answer ?? []].flat().map(String),
    error,
    isOptional: field.required === false,
    accept: acceptedTypes(field.accepts ?? 'document'),
    fileName: file && `${file.name} (${sizeOf(file.bytes)})`,
    describedBy: [field.hint && `${field.name}-hint`, file && `${field.name}-file`, error && `${field.name}-error`]
      .filter(Boolean)
      .join(' '),
  };
}

/** What is wrong, for a place where the label is read already. */
function belowLabel({ text }: FieldProblem, { label }: Field): string {
  const beginning = `${label.replace(/\?$/, '')}: `;
  const rest = text.startsWith(beginning) ? text.slice(beginning.length) : text;
  return rest.charAt(0).toUpperCase() + rest.slice(1);
}

const sizeOf = (bytes: number): string =>
  bytes < 1024
    ? `${bytes} bytes`
    : bytes < 1_048_576
      ? `${Math.round(bytes / 1024)} KB`
      : `${(bytes / 1_048_576).toFixed(1)} MB`;

/** A question of compliance, and the step in which to answer it. */
export interface Flag {
  readonly area: string;
  readonly description: string;
  readonly href: string;
  readonly personId: string | null;
}

/** The flags have no field names: a flag is about the company, or about a person. */
export function flagsOf({ status, review_issues: issues }: SandboxCustomer, form: Answers): Flag[] {
  if (status !== 'PENDING_RESPONSE' && status !== 'REJECTED') return [];
  const people = (form.people ?? []) as readonly Answers[];
  const company = issues?.company_issues
    ? [
        {
          area: 'Your business',
          description: String(issues.company_issues.description),
          href: '/onboarding/form/company',
          personId: null,
        },
      ]
    : [];
  const persons = (issues?.associated_person_issues ?? []).map(({ associated_person_id: id, name, description }) => {
    const person = people.find((one) => one.associated_person_id === id);
    return {
      area: person
        ? itemName(
            STEPS.find((step) => step.id === 'people')!,
            person,
          )
        : (name ?? 'A person'),
      description: String(description),
      href: `/onboarding/form/people${person ? `/${id}` : ''}`,
      personId: id,
    };
  });
  return [...company, ...persons];
}

/** What is flagged about a step, or about one entry of its list. A flag of the company stands at one step only. */
export function flagsAbout(flags: readonly Flag[], step: StepId, itemId?: string): Flag[] {
  if (step === 'people')
    return flags.filter(({ personId }) => personId !== null && (itemId === undefined || personId === itemId));
  return step === 'company' ? flags.filter(({ personId }) => personId === null) : [];
}

export interface ProgressEntry {
  readonly title: string;
  readonly href: string;
  readonly state: 'done' | 'open' | 'flagged';
  readonly isCurrent: boolean;
}

export function progress(current: StepId | null, form: Answers, flags: readonly Flag[], today: Date): ProgressEntry[] {
  return STEPS.map((step) => {
    const isOpen = step.id === 'review' || !isBegun(step, form) || stepProblems(step, form, today).length > 0;
    return {
      title: step.title,
      href: `/onboarding/form/${step.id}`,
      state: flagsAbout(flags, step.id).length > 0 ? 'flagged' : isOpen ? 'open' : 'done',
      isCurrent: step.id === current,
    };
  });
}

/** An empty list of companies is also an answer, once the person has passed that step. */
const isBegun = ({ id }: Step, form: Answers): boolean =>
  isAnswered(form[id]) || (id === 'intermediaries' && isAnswered(form.documents));

/** An answer as text. */
export function inWords({ kind, options = [] }: Field, answer: Answer | undefined): string {
  if (!isAnswered(answer)) return '';
  if (isStoredFile(answer)) return answer.name;
  if (kind === 'agreement') return 'Agreed';
  if (typeof answer === 'boolean') return answer ? 'Yes' : 'No';
  return [answer]
    .flat()
    .map((one) => options.find(([value]) => value === one)?.[1] ?? String(one))
    .join(', ');
}
