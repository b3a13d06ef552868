import { Fault } from '../../errors';
import { readQuery } from '../../input/validation';
import { ReasonDto } from '../../operators/reason.dto';

/** The reason in a form, by the rule of the API of operators; `problem`: why it is none. */
export function reasonIn(form: URLSearchParams): { readonly text: string; readonly problem: string | null } {
  const text = (form.get('reason') ?? '').trim();
  const { errors } = readQuery(ReasonDto, { reason: text });
  return { text, problem: errors[0]?.detail ?? null };
}

/** Why an act was refused, to be told where it was wanted. Throws what is no refusal. */
export function refusedAct(error: unknown): { readonly detail: string; readonly status: number } {
  if (!(error instanceof Fault) || error.kind.status >= 500) throw error;
  return { detail: error.detail, status: error.kind.status };
}
