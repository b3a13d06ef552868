import type { VendorAnswer } from '../signed-http/vendor-call';
import { type KybStatus, kybStatusOf } from './kyb-status';
import { accepted, CUSTOMER_ID, field, instantField, nonsense, READ_REFUSALS, STATUS } from './one-money.answers';

const TEXTS = [
  'business_description', 'business_type', 'business_industry', 'business_registration_number', 'date_of_incorporation', 'incorporation_country', 'incorporation_state',
  'primary_website', 'tax_id', 'tax_type', 'tax_country', 'submitted_at', 'terms_signed_at',
] as const;

/** The full customer as 1Money documents it (reference page "Get customer"): passed on, never kept. */
export type FullCustomer = Readonly<Record<string, unknown>> & { readonly customer_id: string; readonly status: KybStatus };

/** Only documented fields pass, each of its type; `business_legal_name` may be missing on a fresh customer. */
export function judgeFullCustomer(answer: VendorAnswer): FullCustomer {
  const json = accepted(answer, READ_REFUSALS);
  const optional = TEXTS.filter((name) => json[name] !== undefined).map((name) => [name, typed(json[name], 'string', name)]);
  return {
    customer_id: field(json, 'customer_id', CUSTOMER_ID),
    email: field(json, 'email'),
    business_legal_name: typeof json.business_legal_name === 'string' ? json.business_legal_name : '',
    status: kybStatusOf(field(json, 'status', STATUS)),
    created_at: instantField(json, 'created_at'),
    updated_at: instantField(json, 'updated_at'),
    associated_persons: persons(json.associated_persons),
    ...Object.fromEntries(optional),
    publicly_traded: typed(json.publicly_traded ?? null, 'boolean', 'publicly_traded'),
    registered_address: typed(json.registered_address ?? null, 'object', 'registered_address'),
    physical_address: typed(json.physical_address ?? null, 'object', 'physical_address'),
    review_issues: typed(json.review_issues ?? null, 'object', 'review_issues'),
  };
}

function typed(value: unknown, type: 'string' | 'boolean' | 'object', name: string): unknown {
  if (value !== null && (typeof value !== type || Array.isArray(value))) throw nonsense(name);
  return value;
}

/** What is no person is left out: one odd element hides nobody else. */
function persons(value: unknown): unknown[] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) throw nonsense('associated_persons');
  return value.filter((person) => typeof person === 'object' && person !== null && !Array.isArray(person));
}
