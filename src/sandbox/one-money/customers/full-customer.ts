import type { SandboxContext } from '../../context';
import type { SandboxCustomer } from './customers.store';

/** The six fields of a hosted customer. */
export function hostedCustomer(customer: SandboxCustomer): object {
  const { customer_id, email, customer_type, status, created_at, updated_at } = customer;
  return {
    customer_id,
    email,
    customer_type,
    status,
    created_at: created_at.toISOString(),
    updated_at: updated_at.toISOString(),
  };
}

type Answers = Readonly<Record<string, unknown>>;

const TEXTS = [
  'business_description',
  'business_type',
  'business_industry',
  'business_registration_number',
  'date_of_incorporation',
  'primary_website',
  'tax_id',
  'tax_type',
  'tax_country',
  'publicly_traded',
] as const;
const PERSON = [
  'associated_person_id',
  'email',
  'first_name',
  'middle_name',
  'last_name',
  'birth_date',
  'primary_nationality',
  'residential_address',
  'has_ownership',
  'ownership_percentage',
  'has_control',
  'is_signer',
  'is_director',
] as const;

const pick = (from: Answers, names: readonly string[]): Record<string, unknown> =>
  Object.fromEntries(names.map((name) => [name, from[name] ?? null]));

/** The full customer: the answers of the form, once it was submitted. No documents and no identity numbers. */
export async function fullCustomer({ db }: SandboxContext, customer: SandboxCustomer): Promise<object> {
  const { rows } = await db.query<{ answers: Readonly<Record<string, Answers>> }>(
    'SELECT answers FROM sandbox.kyb_forms WHERE customer_id = $1',
    [customer.customer_id],
  );
  const answers = customer.submitted_at && rows[0] ? rows[0].answers : {};
  const company = { ...answers.company, ...answers.addresses };
  const registered = company.registered_address as Answers | undefined;
  return {
    customer_id: customer.customer_id,
    email: customer.email,
    business_legal_name: company.business_legal_name ?? customer.company_name ?? '',
    status: customer.status,
    created_at: customer.created_at.toISOString(),
    updated_at: customer.updated_at.toISOString(),
    associated_persons: personsOf(answers, customer),
    ...pick(company, TEXTS),
    incorporation_country: registered?.country ?? null,
    incorporation_state: registered?.state ?? null,
    registered_address: registered ?? null,
    physical_address: company.physical_address ?? null,
    submitted_at: customer.submitted_at?.toISOString() ?? null,
    terms_signed_at: customer.submitted_at?.toISOString() ?? null,
    review_issues: customer.review_issues,
  };
}

function personsOf(answers: Readonly<Record<string, unknown>>, customer: SandboxCustomer): object[] {
  const people = Array.isArray(answers.people) ? (answers.people as Answers[]) : [];
  return people.map((person) => ({
    ...pick(person, PERSON),
    applicant_type: person.has_ownership ? 'UltimateBeneficialOwner' : 'ControlPerson',
    title: [person.has_control && 'controller', person.is_signer && 'signer', person.is_director && 'director']
      .filter(Boolean)
      .join('|'),
    created_at: customer.submitted_at?.toISOString(),
    updated_at: customer.updated_at.toISOString(),
  }));
}
