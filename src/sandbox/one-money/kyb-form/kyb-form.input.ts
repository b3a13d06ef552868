import { confirmedType } from '../../web/media-types';
import type { PostedFile, PostedForm } from '../../web/posted-form';
import { fieldsOf } from '../kyb-questions/kyb-form.fields';
import {
  type Answer,
  answerAt,
  type Answers,
  type Field,
  isStoredFile,
  type Section,
  withAnswer,
} from '../kyb-questions/kyb-form.shape';
import { filesIn, type KybFormStore } from './kyb-form.store';
import type { FieldProblem } from './kyb-form.validation';

const MAX_KEPT = 10_000;

/**
 * The posted values as answers, also those that are not valid yet, so that no input is lost. Files stay as they were in
 * `before`.
 */
export function readAnswers(sections: readonly Section[], form: PostedForm, before: Answers, now: Date): Answers {
  let answers: Answers = {};
  for (const field of fieldsOf(sections)) {
    const answer = field.kind === 'file' ? answerAt(before, field.name) : READ[field.kind](form, field, now);
    if (answer !== undefined && answer !== '') answers = withAnswer(answers, field.name, answer);
  }
  return answers;
}

const YES_NO: ReadonlyMap<string, boolean> = new Map([
  ['true', true],
  ['false', false],
]);

type Read = (form: PostedForm, field: Field, now: Date) => Answer | undefined;

const text: Read = (form, { name }) => form.text(name).slice(0, MAX_KEPT).toWellFormed();

const READ: Readonly<Record<Exclude<Field['kind'], 'file'>, Read>> = {
  text,
  paragraph: text,
  email: text,
  url: text,
  date: text,
  choice: text,
  number: (form, field, now) => {
    const typed = String(text(form, field, now))
      .replace(/(?<!\s)\s*%$/, '')
      .replace(/^(\d+),(\d+)$/, '$1.$2');
    return /^\d{1,9}(\.\d{1,9})?$/.test(typed) ? Number(typed) : typed;
  },
  choices: (form, { name, options = [] }) => {
    const chosen = form
      .all(name)
      .filter((value) => value !== '')
      .slice(0, options.length);
    return chosen.length > 0 ? chosen : undefined;
  },
  'yes-no': (form, { name }) => YES_NO.get(form.text(name)),
  agreement: (form, { name }, now) => (form.text(name) === 'yes' ? now.toISOString() : undefined),
};

export interface Uploaded {
  readonly answers: Answers;
  readonly problems: readonly FieldProblem[];
}

/** Stores the posted files and adds them to the answers. For a file that is refused, the earlier one stays. */
export async function keepUploads(
  store: KybFormStore,
  customerId: string,
  sections: readonly Section[],
  form: PostedForm,
  answers: Answers,
): Promise<Uploaded> {
  let uploaded = answers;
  const problems: FieldProblem[] = [];
  for (const field of fieldsOf(sections).filter(({ kind }) => kind === 'file')) {
    const file = form.files.find((one) => one.field === field.name);
    if (!file) continue;
    const type = judge(file, field);
    if (typeof type !== 'string') problems.push({ name: field.name, text: type.refused });
    else
      uploaded = withAnswer(
        uploaded,
        field.name,
        await store.keepFile(customerId, file.name || 'file', type, file.content),
      );
  }
  return { answers: uploaded, problems };
}

function judge(file: PostedFile, { label, accepts = 'document' }: Field): string | { refused: string } {
  if (file.isTooLarge) return { refused: `${label}: the file is larger than 5 MB` };
  if (file.content.length === 0) return { refused: `${label}: the file is empty` };
  const formats = accepts === 'image' ? 'JPEG, PNG, HEIC or TIFF' : 'JPEG, PNG, HEIC, TIFF, PDF, CSV, XLS or XLSX';
  return (
    confirmedType(file.declaredType, file.content, accepts) ?? {
      refused: `${label}: the file is not what its name says, or not ${formats}`,
    }
  );
}

/** Files that the first answers point to and the second do not. */
export function replacedFiles(before: unknown, after: unknown): ReturnType<typeof filesIn> {
  const kept = new Set(filesIn(after).map(({ document_id }) => document_id));
  return filesIn(before).filter((file) => isStoredFile(file) && !kept.has(file.document_id));
}
