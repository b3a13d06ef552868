import { COUNTRIES } from '../../countries';
import {
  ACCOUNT_PURPOSES,
  BUSINESS_TYPES,
  HIGH_RISK_ACTIVITIES,
  SOURCES_OF_FUNDS,
  SOURCES_OF_WEALTH,
  TAX_TYPES,
  USD_RANGES,
} from './kyb-form.enums';
import type { Field, Requirement, Section } from './kyb-form.shape';

/** The parts of an address under `path`. */
export function address(
  path: string,
  required: Requirement,
  purpose: 'registered' | 'physical' | 'home',
): readonly Field[] {
  const token = (part: string): string | undefined => (purpose === 'registered' ? part : undefined);
  return [
    {
      name: `${path}.street_line_1`,
      label: 'Street and number',
      kind: 'text',
      required,
      longest: 255,
      autocomplete: token('address-line1'),
    },
    {
      name: `${path}.street_line_2`,
      label: 'Building, floor or unit',
      kind: 'text',
      required: false,
      longest: 255,
      autocomplete: token('address-line2'),
    },
    {
      name: `${path}.city`,
      label: 'City',
      kind: 'text',
      required,
      longest: 255,
      autocomplete: token('address-level2'),
    },
    {
      name: `${path}.state`,
      label: 'State, province or region',
      hint: 'Repeat the city where there is none.',
      kind: 'text',
      required,
      longest: 255,
      autocomplete: token('address-level1'),
    },
    { name: `${path}.subdivision`, label: 'District or county', kind: 'text', required: false, longest: 255 },
    {
      name: `${path}.postal_code`,
      label: 'Postal code',
      kind: 'text',
      required: false,
      longest: 32,
      autocomplete: token('postal-code'),
      width: 'short',
    },
    {
      name: `${path}.country`,
      label: 'Country',
      kind: 'choice',
      required,
      options: COUNTRIES,
      autocomplete: token('country-name'),
    },
  ];
}

export const TERMS: readonly Section[] = [
  {
    title: 'Agreement',
    fields: [
      {
        name: 'terms_signed_at',
        label: 'I am allowed to act for this business, and I agree to the terms of service',
        link: { text: 'terms of service', href: '/onboarding/terms' },
        kind: 'agreement',
        required: true,
      },
    ],
  },
];

export const COMPANY: readonly Section[] = [
  {
    title: 'About the business',
    fields: [
      {
        name: 'business_legal_name',
        label: 'Legal name',
        hint: 'As it stands in the register.',
        kind: 'text',
        required: true,
        longest: 255,
        autocomplete: 'organization',
      },
      { name: 'business_type', label: 'Type of business', kind: 'choice', required: true, options: BUSINESS_TYPES },
      {
        name: 'business_registration_number',
        label: 'Registration number',
        kind: 'text',
        required: false,
        longest: 64,
        width: 'medium',
      },
      {
        name: 'date_of_incorporation',
        label: 'Date of incorporation',
        kind: 'date',
        required: true,
        isPast: true,
        width: 'short',
      },
      { name: 'publicly_traded', label: 'Is the business publicly traded?', kind: 'yes-no', required: true },
    ],
  },
  {
    title: 'What it does',
    fields: [
      {
        name: 'business_industry',
        label: 'Industry (NAICS code)',
        hint: 'For example 541519 for other computer services.',
        kind: 'text',
        required: true,
        longest: 10,
        width: 'short',
      },
      {
        name: 'business_description',
        label: 'Description',
        hint: 'What the business sells, and to whom. Two or three sentences are enough.',
        kind: 'paragraph',
        required: true,
        longest: 2000,
      },
    ],
  },
  {
    title: 'How to reach it',
    fields: [
      { name: 'email', label: 'Business email', kind: 'email', required: true, longest: 254, autocomplete: 'email' },
      {
        name: 'primary_website',
        label: 'Website',
        hint: 'For example https://www.example.com',
        kind: 'url',
        required: false,
        longest: 2048,
        autocomplete: 'url',
      },
    ],
  },
];

export const ADDRESSES: readonly Section[] = [
  {
    title: 'Registered address',
    hint: 'No postal boxes and no virtual offices.',
    fields: address('registered_address', true, 'registered'),
  },
  {
    title: 'Physical address',
    isOptional: true,
    hint: 'Only if it differs from the registered one. Otherwise leave it empty.',
    fields: address('physical_address', { group: 'physical_address' }, 'physical'),
  },
  {
    title: 'Tax',
    fields: [
      { name: 'tax_country', label: 'Country of tax', kind: 'choice', required: true, options: COUNTRIES },
      {
        name: 'tax_type',
        label: 'Kind of tax number',
        kind: 'choice',
        required: true,
        options: TAX_TYPES,
        width: 'medium',
      },
      { name: 'tax_id', label: 'Tax number', kind: 'text', required: true, longest: 64, width: 'medium' },
    ],
  },
];

export const ACTIVITY: readonly Section[] = [
  {
    title: 'Use of the account',
    fields: [
      {
        name: 'account_purpose',
        label: 'What will the account mainly be used for?',
        kind: 'choice',
        required: true,
        options: ACCOUNT_PURPOSES,
      },
      {
        name: 'account_purpose_other',
        label: 'Describe the purpose',
        hint: 'Needed if you chose "Other".',
        kind: 'text',
        required: { field: 'account_purpose', is: 'other' },
        longest: 255,
      },
    ],
  },
  {
    title: 'Expected volumes',
    hint: 'An honest estimate is enough.',
    fields: [
      {
        name: 'estimated_annual_revenue_usd',
        label: 'Revenue per year, in US dollars',
        kind: 'choice',
        required: true,
        options: USD_RANGES,
      },
      {
        name: 'expected_monthly_fiat_deposits',
        label: 'Deposits per month, in US dollars',
        kind: 'choice',
        required: true,
        options: USD_RANGES,
      },
      {
        name: 'expected_monthly_fiat_withdrawals',
        label: 'Withdrawals per month, in US dollars',
        kind: 'choice',
        required: true,
        options: USD_RANGES,
      },
    ],
  },
  {
    title: 'Where the money comes from',
    fields: [
      {
        name: 'source_of_funds',
        label: 'Sources of funds',
        hint: 'Choose all that apply.',
        kind: 'choices',
        required: true,
        options: SOURCES_OF_FUNDS,
      },
      {
        name: 'source_of_wealth',
        label: 'Sources of wealth',
        hint: 'Choose all that apply.',
        kind: 'choices',
        required: true,
        options: SOURCES_OF_WEALTH,
      },
    ],
  },
  {
    title: 'Activities that need a closer look',
    fields: [
      {
        name: 'high_risk_activities',
        label: 'Is the business active in any of these?',
        hint: 'Choose all that apply, or the last one.',
        kind: 'choices',
        required: false,
        options: HIGH_RISK_ACTIVITIES,
        exclusive: 'none_of_the_above',
      },
      {
        name: 'high_risk_activities_explanation',
        label: 'Explain these activities',
        hint: 'Needed if you chose any of them.',
        kind: 'paragraph',
        required: { field: 'high_risk_activities', isOtherThan: 'none_of_the_above' },
        longest: 2000,
      },
    ],
  },
];
