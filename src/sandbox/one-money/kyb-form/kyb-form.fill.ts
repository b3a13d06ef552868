import type { SandboxContext } from '../../context';
import { CustomersStore, type SandboxCustomer } from '../customers/customers.store';
import { STEPS } from '../kyb-questions/kyb-form.fields';
import { replacedFiles } from './kyb-form.input';
import { sampleAnswers } from '../kyb-questions/kyb-form.samples';
import type { Answers, StepId } from '../kyb-questions/kyb-form.shape';
import { KybFormStore } from './kyb-form.store';
import { incompleteSteps } from './kyb-form.validation';

/** Fills these steps with test data, replacing earlier answers. Null: the form is closed. */
export async function fillSteps(
  context: SandboxContext,
  customer: SandboxCustomer,
  steps: readonly StepId[],
): Promise<Answers | null> {
  const store = new KybFormStore(context);
  let form = await store.load(customer);
  for (const step of steps) {
    const answers = await sampleAnswers(
      step,
      customer,
      form,
      (name, type, content) => store.keepFile(customer.customer_id, name, type, content),
      context.clock.now(),
    );
    if (!(await store.save(customer.customer_id, step, answers))) return null;
    await store.dropFiles(customer.customer_id, replacedFiles(form[step], answers));
    form = { ...form, [step]: answers };
  }
  return form;
}

export const EVERY_STEP: readonly StepId[] = STEPS.map(({ id }) => id).filter((id) => id !== 'review');

/** Submits what was filled in, as the company's user would. Otherwise why it cannot be submitted. */
export async function submitForm(
  context: SandboxContext,
  customer: SandboxCustomer,
): Promise<SandboxCustomer | string> {
  const form = await new KybFormStore(context).load(customer);
  const [missing] = incompleteSteps(form, context.clock.now());
  if (missing) return `the step ${missing.step.id} is not complete: ${missing.problems[0]!.text}`;
  const customers = new CustomersStore(context);
  const isSubmitted = await customers.submit(customer.customer_id);
  const now = await customers.find(customer.customer_id);
  return isSubmitted && now ? now : `the form is closed in status ${now?.status}`;
}
