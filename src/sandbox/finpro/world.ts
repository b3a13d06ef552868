/** A Financial Information Provider, which holds customers' accounts. */
export interface Fip {
  readonly fipId: string;
  readonly fipName: string;
  readonly fiTypes: readonly string[];
  /** Accounts are found only with the customer's PAN. */
  readonly needsPan: boolean;
}

export const FIPS: readonly Fip[] = [
  { fipId: 'ALPHA-FIP', fipName: 'Alpha Bank', fiTypes: ['DEPOSIT', 'TERM_DEPOSIT'], needsPan: false },
  { fipId: 'BETA-FIP', fipName: 'Beta Bank', fiTypes: ['DEPOSIT'], needsPan: false },
  {
    fipId: 'GAMMA-FIP',
    fipName: 'Gamma Small Finance Bank',
    fiTypes: ['DEPOSIT', 'RECURRING_DEPOSIT'],
    needsPan: false,
  },
  { fipId: 'DELTA-FIP', fipName: 'Delta Depository', fiTypes: ['EQUITIES', 'MUTUAL_FUNDS'], needsPan: true },
];

export const findFip = (fipId: string): Fip | null => FIPS.find((fip) => fip.fipId === fipId) ?? null;

interface Span {
  readonly unit: 'HOUR' | 'DAY' | 'MONTH' | 'YEAR' | 'INF';
  readonly value: number;
}

/** What a consent asks for: configured in the vendor's portal, named by `productID` in requests. */
export interface Template {
  readonly productCode: string;
  readonly productName: string;
  readonly productDescription: string;
  readonly purposeCode: '101' | '102' | '103' | '104' | '105';
  readonly purposeText: string;
  readonly consentMode: 'VIEW' | 'STORE' | 'QUERY' | 'STREAM';
  readonly fetchType: 'ONETIME' | 'PERIODIC';
  readonly consentTypes: readonly ('PROFILE' | 'SUMMARY' | 'TRANSACTIONS')[];
  readonly fiTypes: readonly string[];
  readonly validityDays: number;
  readonly dataLife: Span;
  readonly frequency: Span;
  readonly dataRangeMonths: number;
  readonly autoFirstFetch: boolean;
  readonly active: boolean;
  /** Absolute, or a path in the sandbox. */
  readonly defaultRedirectUrl: string;
  readonly requiresPan: boolean;
  /** Organisations that may use it. */
  readonly organisations: readonly string[];
}

const COMMON = {
  defaultRedirectUrl: '/demo/return',
  requiresPan: false,
  active: true,
  autoFirstFetch: true,
  organisations: ['sandbox-org'],
} as const;

export const TEMPLATES: readonly Template[] = [
  {
    ...COMMON,
    productCode: 'LOAN01',
    productName: 'Personal loan',
    productDescription: 'One look at the bank accounts of an applicant',
    purposeCode: '105',
    purposeText: 'Explicit one-time consent to assess a loan application',
    consentMode: 'VIEW',
    fetchType: 'ONETIME',
    consentTypes: ['PROFILE', 'SUMMARY', 'TRANSACTIONS'],
    fiTypes: ['DEPOSIT', 'TERM_DEPOSIT', 'RECURRING_DEPOSIT'],
    validityDays: 30,
    dataLife: { unit: 'MONTH', value: 1 },
    frequency: { unit: 'DAY', value: 1 },
    dataRangeMonths: 12,
    organisations: ['sandbox-org', 'other-sandbox-org'],
  },
  {
    ...COMMON,
    productCode: 'WEALTH01',
    productName: 'Wealth overview',
    productDescription: 'A monthly view of savings and investments',
    purposeCode: '101',
    purposeText: 'Wealth management service',
    consentMode: 'STORE',
    fetchType: 'PERIODIC',
    consentTypes: ['PROFILE', 'SUMMARY'],
    fiTypes: ['DEPOSIT', 'TERM_DEPOSIT', 'RECURRING_DEPOSIT', 'EQUITIES', 'MUTUAL_FUNDS'],
    validityDays: 365,
    dataLife: { unit: 'YEAR', value: 1 },
    frequency: { unit: 'MONTH', value: 1 },
    dataRangeMonths: 24,
  },
  {
    ...COMMON,
    productCode: 'EQUITY01',
    productName: 'Loan against securities',
    productDescription: 'One look at shares and mutual funds; a PAN is required',
    purposeCode: '105',
    purposeText: 'Explicit one-time consent to value securities',
    consentMode: 'VIEW',
    fetchType: 'ONETIME',
    consentTypes: ['SUMMARY', 'TRANSACTIONS'],
    fiTypes: ['EQUITIES', 'MUTUAL_FUNDS'],
    validityDays: 30,
    dataLife: { unit: 'MONTH', value: 1 },
    frequency: { unit: 'DAY', value: 1 },
    dataRangeMonths: 6,
    requiresPan: true,
  },
  {
    ...COMMON,
    productCode: 'CLOSED01',
    productName: 'Spending patterns (closed)',
    productDescription: 'No longer offered',
    purposeCode: '102',
    purposeText: 'Customer spending patterns, budget or other reporting',
    consentMode: 'VIEW',
    fetchType: 'ONETIME',
    consentTypes: ['SUMMARY'],
    fiTypes: ['DEPOSIT'],
    validityDays: 30,
    dataLife: { unit: 'DAY', value: 1 },
    frequency: { unit: 'DAY', value: 1 },
    dataRangeMonths: 3,
    active: false,
  },
];

/** Finds a template in any state; consents keep their template when it is closed. */
export const findTemplate = (productCode: string): Template | null =>
  TEMPLATES.find((template) => template.productCode === productCode) ?? null;

/** Templates under which an organisation may request consents. */
export const templatesOf = (organisationId: string): readonly Template[] =>
  TEMPLATES.filter(({ active, organisations }) => active && organisations.includes(organisationId));
