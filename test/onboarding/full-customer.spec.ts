import { judgeFullCustomer } from '../../src/onboarding/one-money/one-money.full-customer';
import type { VendorAnswer } from '../../src/vendors/vendor-answer';
import { vendorFlaw } from '../support/vendor-schemas';

const ADDRESS = {
  street_line_1: '1 Foundry Road',
  street_line_2: null,
  city: 'Berlin',
  state: 'BE',
  postal_code: '10115',
  country: 'DEU',
};
const PERSON = {
  associated_person_id: 'p1',
  email: 'zoe@acme.example',
  first_name: 'Zoë',
  middle_name: null,
  last_name: 'Kim',
  birth_date: '1990-01-31',
  primary_nationality: 'DEU',
  residential_address: ADDRESS,
  applicant_type: 'UltimateBeneficialOwner',
  title: 'signer|director',
  has_ownership: true,
  ownership_percentage: 40,
  has_control: true,
  is_signer: true,
  is_director: false,
  created_at: '2026-01-15T09:30:00.512Z',
  updated_at: '2026-01-15T09:30:00.512Z',
};
const COMPANY_ISSUES = { company_name: 'Acme', description: 'Too old', reject_reason: 'DOCUMENT_OUTDATED' };
const PERSON_ISSUE = {
  associated_person_id: 'p1',
  name: 'Zoë Kim',
  description: 'Not legible',
  reject_reason: 'DOCUMENT_UNREADABLE',
};
const CUSTOMER = {
  customer_id: 'c1',
  email: 'ops@acme.example',
  business_legal_name: 'Acme',
  status: 'PENDING_RESPONSE',
  created_at: '2026-01-15T09:30:00.512Z',
  updated_at: '2026-01-15T09:30:00.512Z',
  associated_persons: [PERSON],
  tax_id: 'x',
  publicly_traded: false,
  registered_address: ADDRESS,
  physical_address: null,
  review_issues: { company_issues: COMPANY_ISSUES, associated_person_issues: [PERSON_ISSUE] },
};

const ODD: readonly unknown[] = [
  1,
  true,
  'text',
  [],
  {},
  [{}],
  { description: 7 },
  { more: 'x' },
  ['x'.repeat(20)],
  'x'.repeat(20_000),
];

describe('the full customer', () => {
  const judged = (change: object): { full: Record<string, unknown>; odd: string[] } => {
    const odd: string[] = [];
    const answer = {
      status: 200,
      json: { ...CUSTOMER, ...change },
      headers: {},
      requestId: null,
      askedAt: new Date(0),
      receivedAt: new Date(0),
      secrets: [],
    } as VendorAnswer;
    const full = judgeFullCustomer(answer, (name, flaws) => void (flaws.size > 0 && odd.push(name)));
    return { full, odd };
  };
  const flaw = (full: unknown): string | null => vendorFlaw({ method: 'GET', path: '/v1/customers/c1' }, 200, full);

  it('is passed on as 1Money returns it', () => {
    const { full, odd } = judged({});
    expect([full, odd]).toEqual([CUSTOMER, []]);
  });

  it('is passed on without undocumented members, at any depth', () => {
    const more = { more: 1 };
    const { full, odd } = judged({
      ...more,
      associated_persons: [{ ...PERSON, ...more, residential_address: { ...ADDRESS, ...more } }],
      registered_address: { ...ADDRESS, ...more },
      review_issues: {
        ...more,
        company_issues: { ...COMPANY_ISSUES, ...more },
        associated_person_issues: [{ ...PERSON_ISSUE, ...more }],
      },
    });
    expect([full, odd]).toEqual([CUSTOMER, []]);
  });

  it.each([
    ['associated_persons', (odd: unknown) => ({ associated_persons: [odd, PERSON, odd] }), 'associated_persons'],
    [
      "a person's address",
      (odd: unknown) => ({ associated_persons: [{ ...PERSON, residential_address: odd }, PERSON] }),
      'associated_persons',
    ],
    [
      'associated_person_issues',
      (odd: unknown) => ({
        review_issues: { company_issues: COMPANY_ISSUES, associated_person_issues: [odd, PERSON_ISSUE, odd] },
      }),
      'associated_person_issues',
    ],
  ] as const)('omits an invalid element of %s, logs that, and keeps the others', (_where, change, name) => {
    for (const odd of [null, ...ODD]) expect(judged(change(odd))).toEqual({ full: CUSTOMER, odd: [name] });
  });

  it.each([
    [
      'company_issues',
      (odd: unknown) => ({ review_issues: { company_issues: odd, associated_person_issues: [PERSON_ISSUE] } }),
      { review_issues: { company_issues: null, associated_person_issues: [PERSON_ISSUE] } },
    ],
    ['registered_address', (odd: unknown) => ({ registered_address: odd }), { registered_address: null }],
    ['physical_address', (odd: unknown) => ({ physical_address: odd }), { physical_address: null }],
  ] as const)('has null for an invalid %s, and logs that', (name, change, becomes) => {
    for (const odd of ODD) expect(judged(change(odd))).toEqual({ full: { ...CUSTOMER, ...becomes }, odd: [name] });
  });

  it('matches the closed schema for any value of an optional member', () => {
    for (const name of Object.keys(CUSTOMER).filter(
      (one) => !['customer_id', 'email', 'status', 'created_at', 'updated_at'].includes(one),
    )) {
      for (const value of [undefined, null, ...ODD])
        expect({ name, value, flaw: flaw(judged({ [name]: value }).full) }).toEqual({ name, value, flaw: null });
    }
  });
});
