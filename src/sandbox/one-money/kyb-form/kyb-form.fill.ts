import type { SandboxContext } from '../../context';
import type { SandboxCustomer } from '../customers/customers.store';
import { STEPS } from '../kyb-questions/kyb-form.fields';
import { replacedFiles } from './kyb-form.input';
import { sampleAnswers } from '../kyb-questions/kyb-form.samples';
import type { Answers, StepId } from '../kyb-questions/kyb-form.shape';
import { KybFormStore } from './kyb-form.store';

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
