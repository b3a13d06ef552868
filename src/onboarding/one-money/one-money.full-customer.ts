import { isObject, type JsonObject } from '../../vendors/json';
import { soundOf } from '../../vendors/sound-list';
import type { VendorAnswer } from '../../vendors/vendor-answer';
import { type KybStatus, kybStatusOf } from '../kyb/kyb-status';
import {
  acceptedByOneMoney,
  CUSTOMER_ID,
  field,
  instantField,
  invalidResponse,
  READ_REFUSALS,
  STATUS,
} from './one-money.answers';

/** The full customer as 1Money documents it (reference page "Get customer"): passed on, never stored. */
export type FullCustomer = Readonly<Record<string, unknown>> & {
  readonly customer_id: string;
  readonly status: KybStatus;
};

/** Is told what was left out of a list, or replaced by null, and why. */
export type LeftOut = (name: string, flaws: ReadonlyMap<string, number>) => void;

/** The type of a member; with `?` it may be absent or null. */
type Kind = 'text' | 'flag' | 'number' | 'address';
type Shape = Readonly<Record<string, Kind | `${Kind}?`>>;

const TEXTS: Shape = Object.fromEntries(
  [
    'business_description',
    'business_type',
    'business_industry',
    'business_registration_number',
    'date_of_incorporation',
    'incorporation_country',
    'incorporation_state',
    'primary_website',
    'tax_id',
    'tax_type',
    'tax_country',
    'submitted_at',
    'terms_signed_at',
  ].map((name) => [name, 'text?']),
);

const ADDRESS: Shape = {
  street_line_1: 'text',
  street_line_2: 'text?',
  city: 'text',
  state: 'text',
  subdivision: 'text?',
  postal_code: 'text?',
  country: 'text',
};

const PERSON: Shape = {
  associated_person_id: 'text',
  email: 'text',
  first_name: 'text',
  middle_name: 'text?',
  last_name: 'text',
  birth_date: 'text',
  primary_nationality: 'text',
  residential_address: 'address',
  applicant_type: 'text',
  title: 'text',
  has_ownership: 'flag',
  ownership_percentage: 'number?',
  has_control: 'flag',
  is_signer: 'flag',
  is_director: 'flag',
  created_at: 'text',
  updated_at: 'text',
};

const COMPANY_ISSUES: Shape = { company_name: 'text?', description: 'text', reject_reason: 'text?' };
const PERSON_ISSUE: Shape = {
  associated_person_id: 'text',
  name: 'text?',
  description: 'text',
  reject_reason: 'text?',
};

/**
 * Only documented members are passed on, each with its type, because 1Money's published schemas are closed.
 * `business_legal_name` may be missing on a fresh customer. An invalid person or issue is left out, and an invalid part
 * of the company becomes null, so that neither hides the others.
 */
export function judgeFullCustomer(answer: VendorAnswer, leftOut: LeftOut): FullCustomer {
  const json = acceptedByOneMoney(answer, READ_REFUSALS);
  const part = (name: string, shape: Shape, value: unknown = json[name]): JsonObject | null => {
    const { sound, flaws } = soundOf(
      value === undefined || value === null ? [] : [value],
      invalidResponse,
      name,
      (item) => shaped(item, shape),
    );
    leftOut(name, flaws);
    return sound[0] ?? null;
  };
  const list = (name: string, shape: Shape, value: unknown = json[name]): readonly JsonObject[] => {
    if (value === undefined || value === null) return [];
    const { sound, flaws } = soundOf(Array.isArray(value) ? value : [value], invalidResponse, name, (item) =>
      shaped(item, shape),
    );
    leftOut(name, flaws);
    return sound;
  };
  return {
    customer_id: field(json, 'customer_id', CUSTOMER_ID),
    email: field(json, 'email'),
    business_legal_name: typeof json.business_legal_name === 'string' ? json.business_legal_name : '',
    status: kybStatusOf(field(json, 'status', STATUS)),
    created_at: instantField(json, 'created_at'),
    updated_at: instantField(json, 'updated_at'),
    associated_persons: list('associated_persons', PERSON),
    ...Object.fromEntries(
      Object.keys(TEXTS).flatMap((name) =>
        json[name] === undefined
          ? []
          : [[name, part(name, { [name]: TEXTS[name]! }, { [name]: json[name] })?.[name] ?? null]],
      ),
    ),
    publicly_traded:
      part('publicly_traded', { publicly_traded: 'flag?' }, { publicly_traded: json.publicly_traded })
        ?.publicly_traded ?? null,
    registered_address: part('registered_address', ADDRESS),
    physical_address: part('physical_address', ADDRESS),
    review_issues: issues(json.review_issues),
  };

  function issues(value: unknown): JsonObject | null {
    if (value === undefined || value === null) return null;
    if (!isObject(value)) return part('review_issues', {}, value);
    return {
      company_issues: part('company_issues', COMPANY_ISSUES, value.company_issues),
      associated_person_issues: list('associated_person_issues', PERSON_ISSUE, value.associated_person_issues),
    };
  }
}

const MAX_LENGTH = 10_000;

const IS: Readonly<Record<Exclude<Kind, 'address'>, (value: unknown) => boolean>> = {
  text: (value) => typeof value === 'string' && value.length <= MAX_LENGTH,
  flag: (value) => typeof value === 'boolean',
  number: (value) => typeof value === 'number',
};

/** The documented members, each with its type. Throws Fault `vendor-invalid-response`. */
function shaped(item: JsonObject, shape: Shape): JsonObject {
  return Object.fromEntries(
    Object.entries(shape).flatMap(([name, kind]) => {
      const value = Object.hasOwn(item, name) ? item[name] : undefined;
      if (value === undefined && kind.endsWith('?')) return [];
      if (value === null && kind.endsWith('?')) return [[name, null]];
      return [[name, member(value, kind.replace('?', '') as Kind, name)]];
    }),
  );
}

function member(value: unknown, kind: Kind, name: string): unknown {
  if (kind === 'address' && isObject(value)) return shaped(value, ADDRESS);
  if (kind === 'address' || !IS[kind](value)) throw invalidResponse(name);
  return value;
}
