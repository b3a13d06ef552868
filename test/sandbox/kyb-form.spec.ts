import { DOCUMENT_TYPES, requiredDocuments } from '../../src/sandbox/one-money/kyb-questions/kyb-form.enums';
import { fieldsOf, STEPS, formStepOf } from '../../src/sandbox/one-money/kyb-questions/kyb-form.fields';
import { sampleAnswers } from '../../src/sandbox/one-money/kyb-questions/kyb-form.samples';
import {
  type Answer,
  type Answers,
  type Field,
  type StepId,
  withAnswer,
} from '../../src/sandbox/one-money/kyb-questions/kyb-form.shape';
import { incompleteSteps, problemsOf, stepProblems } from '../../src/sandbox/one-money/kyb-form/kyb-form.validation';

const TODAY = new Date('2026-01-15T09:30:00Z');
const CUSTOMER = {
  customer_id: '0b9f2c5e-6a1d-4d53-9a57-3f1f6a2c7e10',
  entity: 'portico',
  idempotency_key: '7f3a1f0e-2c64-4b8e-9d0a-5b6c1e2d3f40',
  email: 'ops@acme.example',
  first_name: 'Zoë',
  last_name: 'Kim',
  company_name: 'Acme',
  customer_type: 'BUSINESS',
  status: 'INIT',
  review_issues: null,
  created_at: TODAY,
  updated_at: TODAY,
  submitted_at: null,
  status_changed_at: TODAY,
} as const;

const field = (step: StepId, name: string): Field =>
  fieldsOf(formStepOf(step)!.sections).find((one) => one.name === name)!;
const values = (step: StepId, name: string): string[] => field(step, name).options!.map(([value]) => value);

async function sample(): Promise<Answers> {
  let form: Answers = {};
  for (const { id } of STEPS.filter((step) => step.id !== 'review')) {
    const answers = await sampleAnswers(
      id,
      CUSTOMER,
      form,
      async (name, media_type, content) => ({ document_id: name, name, media_type, bytes: content.length }),
      TODAY,
    );
    form = { ...form, [id]: answers as Answer };
  }
  return form;
}

async function problemWith(
  step: StepId,
  name: string,
  answer: Answer,
  rest: Answers = {},
): Promise<string | undefined> {
  const form = await sample();
  const before = (
    step === 'people' || step === 'documents' || step === 'intermediaries'
      ? (form[step] as readonly Answers[])[0]
      : form[step]
  ) as Answers;
  return problemsOf(formStepOf(step)!.sections, withAnswer({ ...before, ...rest }, name, answer), TODAY).find(
    (problem) => problem.name === name,
  )?.text;
}

describe('the content of the KYB form', () => {
  it('has the expected steps', () => {
    expect(STEPS.map(({ id }) => id)).toEqual([
      'terms',
      'company',
      'addresses',
      'activity',
      'people',
      'intermediaries',
      'documents',
      'review',
    ]);
  });

  it.each<[StepId, string[]]>([
    [
      'company',
      [
        'business_legal_name',
        'business_type',
        'date_of_incorporation',
        'publicly_traded',
        'business_industry',
        'business_description',
        'email',
      ],
    ],
    [
      'addresses',
      [
        'registered_address.street_line_1',
        'registered_address.city',
        'registered_address.state',
        'registered_address.country',
        'tax_country',
        'tax_type',
        'tax_id',
      ],
    ],
    [
      'activity',
      [
        'account_purpose',
        'estimated_annual_revenue_usd',
        'expected_monthly_fiat_deposits',
        'expected_monthly_fiat_withdrawals',
        'source_of_funds',
        'source_of_wealth',
      ],
    ],
    ['intermediaries', ['entity_name', 'country', 'ownership']],
    ['documents', ['doc_type', 'file']],
    [
      'people',
      [
        'first_name',
        'last_name',
        'email',
        'birth_date',
        'primary_nationality',
        'has_ownership',
        'has_control',
        'is_signer',
        'is_director',
        ...['street_line_1', 'city', 'state', 'country'].map((part) => `residential_address.${part}`),
        ...['type', 'issuing_country', 'national_identity_number', 'image_front', 'image_back'].map(
          (part) => `identifying_information.0.${part}`,
        ),
        'poa_type',
        'poa',
      ],
    ],
  ])('requires the fields of %s that the vendor requires', (step, names) => {
    expect(problemsOf(formStepOf(step)!.sections, {}, TODAY).map(({ name }) => name)).toEqual(names);
  });

  it.each<[StepId, string, number, string[]]>([
    ['company', 'business_type', 9, ['corporation', 'llc', 'dao']],
    ['activity', 'account_purpose', 13, ['other', 'payroll', 'treasury_management']],
    ['activity', 'source_of_funds', 12, ['business_loans', 'treasury_reserves']],
    ['activity', 'source_of_wealth', 8, ['asset_sales', 'affiliate_or_royalty_income']],
    ['activity', 'expected_monthly_fiat_deposits', 6, ['0_99999', '2500000000_plus']],
    ['activity', 'high_risk_activities', 15, ['money_services', 'none_of_the_above']],
    [
      'people',
      'identifying_information.0.type',
      5,
      ['passport', 'drivers_license', 'permanent_residency_id', 'national_id', 'other'],
    ],
    ['documents', 'doc_type', 26, ['aml_comfort_letter', 'tax_exempt_entity_confirmation', 'proof_of_address']],
    ['addresses', 'registered_address.country', 249, ['DEU', 'USA', 'IND']],
  ])("offers for %s.%s the vendor's %d values", (step, name, count, some) => {
    const offered = values(step, name);
    expect(new Set(offered).size).toBe(count);
    expect(offered).toEqual(expect.arrayContaining(some));
    expect(field(step, name).options!.every(([, label]) => label !== '' && !label.includes('_'))).toBe(true);
  });

  it('has the tax numbers that the vendor names, among about seventy', () => {
    const offered = values('addresses', 'tax_type');
    expect(offered).toEqual(expect.arrayContaining(['SSN', 'EIN', 'ITIN', 'TIN', 'VAT', 'UTR', 'SIREN', 'OTHER']));
    expect(new Set(offered).size).toBe(offered.length);
    expect(offered.length).toBeGreaterThanOrEqual(65);
  });

  it.each([
    ['corporation', ['proof_of_address', 'registration_document', 'e_signature_certificate', 'shareholder_register']],
    [
      'llc',
      [
        'proof_of_address',
        'registration_document',
        'e_signature_certificate',
        'shareholder_register',
        'constitutional_document',
      ],
    ],
    ['partnership', ['proof_of_address', 'registration_document', 'e_signature_certificate']],
    [
      'investment_fund',
      ['proof_of_address', 'registration_document', 'e_signature_certificate', 'shareholder_register'],
    ],
    ['trust', ['proof_of_address', 'registration_document']],
  ])('requires the documents of a %s', (type, papers) => {
    expect(requiredDocuments(type)).toEqual(papers);
    expect(papers.every((paper) => DOCUMENT_TYPES.some(([value]) => value === paper))).toBe(true);
  });

  it('gives every field a label, and every step an introduction', () => {
    for (const step of STEPS) {
      expect(step.intro).not.toBe('');
      expect(fieldsOf(step.sections).every(({ label }) => label.length > 2)).toBe(true);
    }
  });
});

describe('validation of the form', () => {
  it('accepts the test data', async () => {
    expect(incompleteSteps(await sample(), TODAY)).toEqual([]);
  });

  it.each<[StepId, string, Answer, Answer]>([
    ['company', 'business_legal_name', 'Acme', ''],
    ['company', 'business_legal_name', 'x'.repeat(255), 'x'.repeat(256)],
    ['company', 'business_type', 'dao', 'gang'],
    ['company', 'business_industry', '541519', '54151954151'],
    ['company', 'date_of_incorporation', '2024-02-29', '2023-02-29'],
    ['company', 'date_of_incorporation', '2026-01-15', '2026-01-16'],
    ['company', 'date_of_incorporation', '1890-05-01', '01.05.1890'],
    ['company', 'publicly_traded', false, 'false'],
    ['company', 'email', 'a@b.example', 'a@b'],
    ['company', 'primary_website', 'https://acme.example/x', 'javascript:alert(1)'],
    ['addresses', 'registered_address.country', 'DEU', 'DE'],
    ['addresses', 'tax_type', 'EIN', 'ein'],
    ['activity', 'source_of_funds', ['grants', 'tax_refund'], ['grants', 'lottery']],
    ['activity', 'high_risk_activities', ['none_of_the_above'], ['none_of_the_above', 'gambling']],
    ['people', 'ownership_percentage', 0.01, 0],
    ['people', 'ownership_percentage', 100, 100.5],
    ['people', 'ownership_percentage', 25, 'a quarter'],
    ['people', 'birth_date', '1985-02-14', '2026-01-16'],
    ['people', 'identifying_information.0.national_identity_number', 'x'.repeat(128), 'x'.repeat(129)],
    [
      'people',
      'identifying_information.0.image_front',
      { document_id: 'd', name: 'a.png', media_type: 'image/png', bytes: 1 },
      'data:image/png;base64,AA==',
    ],
    ['documents', 'doc_type', 'other', 'passport'],
    ['intermediaries', 'ownership', 0, -1],
  ])('%s.%s may be %p, not %p', async (step, name, good, bad) => {
    expect(await problemWith(step, name, good)).toBeUndefined();
    expect(await problemWith(step, name, bad)).toBeDefined();
  });

  it.each<[string, StepId, string, Answers, Answers]>([
    [
      'the other purpose, when the purpose is other',
      'activity',
      'account_purpose_other',
      { account_purpose: 'other' },
      { account_purpose: 'payroll' },
    ],
    [
      'an explanation, when an activity is risky',
      'activity',
      'high_risk_activities_explanation',
      { high_risk_activities: ['gambling'] },
      { high_risk_activities: ['none_of_the_above'] },
    ],
    [
      'a share, when a person owns a quarter',
      'people',
      'ownership_percentage',
      { has_ownership: true },
      { has_ownership: false },
    ],
    [
      'a city, when a physical address was begun',
      'addresses',
      'physical_address.city',
      { physical_address: { street_line_1: 'Here 1' } },
      {},
    ],
  ])('requires %s, and only then', async (_why, step, name, when, otherwise) => {
    expect(await problemWith(step, name, '', when)).toBeDefined();
    expect(await problemWith(step, name, '', otherwise)).toBeUndefined();
  });

  it('requires at least one person, and shares of at most 100 % together', async () => {
    const form = await sample();
    const [person] = form.people as readonly Answers[];
    const owning = (...shares: number[]): Answers => ({
      ...form,
      people: shares.map((share) => ({ ...person!, ownership_percentage: share })),
    });
    const people = formStepOf('people')!;
    expect(stepProblems(people, { ...form, people: [] }, TODAY).map(({ text }) => text)).toEqual([
      'Add at least one person',
    ]);
    expect(stepProblems(people, owning(50, 50), TODAY)).toEqual([]);
    expect(stepProblems(people, owning(33.4, 33.3, 33.3), TODAY)).toEqual([]);
    expect(stepProblems(people, owning(60, 40.01), TODAY)[0]!.text).toContain('100.01 %');
  });

  it('requires the documents that depend on the type of business', async () => {
    const form = await sample();
    const problems = stepProblems(formStepOf('documents')!, withAnswer(form, 'company.business_type', 'llc'), TODAY);
    expect(problems.map(({ text }) => text)).toEqual(['Add this document: Constitutional document']);
  });
});
