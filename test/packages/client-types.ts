// Compiled with everything else: a line below @ts-expect-error that does compile fails the build.
import { FinproError, Portico, type PorticoEvent, ProblemError } from '@portico/client';

/** What the types of the client allow, and what they refuse. It is never run. */
export async function typesOfTheClient(portico: Portico, event: PorticoEvent, error: unknown): Promise<unknown[]> {
  const customer = {
    email: 'ops@acme.example',
    first_name: 'Zoë',
    last_name: 'Kim',
    customer_type: 'BUSINESS',
  } as const;
  const { customer_id } = await portico.customers.create(customer, { idempotencyKey: 'c3f9', retries: 0 });
  // @ts-expect-error a field that the operation does not have
  await portico.customers.create({ ...customer, company: 'Acme' });
  // @ts-expect-error a word that the field does not take
  await portico.customers.create({ ...customer, customer_type: 'PERSON' });
  // @ts-expect-error a required field is missing
  await portico.customers.create({ email: 'ops@acme.example' });
  // @ts-expect-error an answer has no such member
  void (await portico.grants.create({ customer_id })).url;
  // @ts-expect-error there is no such operation
  await portico.call('deleteCustomer', {});
  // @ts-expect-error the path parameter is missing
  await portico.call('getHostedCustomer', {});
  await portico.call('createOnboardingGrant', { body: { customer_id, link: 'durable' } });
  const { would_send } = await portico.grants.dryRun({ customer_id });
  // @ts-expect-error null where no vendor is called
  void would_send.path;
  // @ts-expect-error a dry run makes no link
  void (await portico.grants.dryRun({ customer_id })).onboarding_url;
  await portico.waitFor(customer_id, ['APPROVED', 'REJECTED']);
  // @ts-expect-error no journey has this state
  await portico.waitFor(customer_id, 'DONE');

  const said: string[] = [];
  if (event.type === 'onboarding.customer.status_changed') said.push(event.data.previous_status);
  // @ts-expect-error an event of another type has no handle
  if (event.type === 'onboarding.customer.created') said.push(event.data.consent_handle);
  if (event.type === 'consent.created') said.push(event.data.consent_handle);
  // @ts-expect-error there is no such type of event
  if (event.type === 'consent.approved') said.push(event.type);

  if (error instanceof ProblemError && error.type === 'grant-not-allowed') said.push(error.problem.next_action);
  if (error instanceof ProblemError)
    for (const { type, retry_after_seconds: seconds } of error.violations)
      if (type === 'quota-exceeded') said.push(`wait ${seconds ?? 0} s`);
  // @ts-expect-error there is no such type of problem
  if (error instanceof ProblemError && error.type === 'grant-forbidden') said.push(error.type);
  if (error instanceof FinproError) said.push(error.error.errorMsg);
  return said;
}
