import { Browser } from '../../vendors/browser';
import { same } from '../../expectation';
import { type Fact, factsInGroup } from '../../fact';
import type { Need } from '../../needs';
import type { World } from '../../world';

const { stated, open } = factsInGroup('1money');
const PERSON: readonly Need[] = ['effects', 'person'];
const words = (text: string): readonly string[] => text.trim().split(/\s+/);

/** The pages with fields; entries of a list have a page of their own. */
const PAGES = {
  company: 'company',
  addresses: 'addresses',
  activity: 'activity',
  person: 'people/new',
  intermediary: 'intermediaries/new',
  document: 'documents/new',
} as const;
type Page = keyof typeof PAGES;

const ADDRESS = ['street_line_1', 'city', 'state', 'country'];
const RANGES = words('0_99999 100000_999999 1000000_9999999 10000000_49999999 50000000_249999999 2500000000_plus');

/** What is required on each page (1money.md 7.1 to 7.5). */
const REQUIRED: Readonly<Record<Page, readonly string[]>> = {
  company: words(
    'business_legal_name business_type date_of_incorporation publicly_traded business_industry ' +
      'business_description email',
  ),
  addresses: [...ADDRESS.map((part) => `registered_address.${part}`), 'tax_country', 'tax_type', 'tax_id'],
  activity: words(
    'account_purpose estimated_annual_revenue_usd expected_monthly_fiat_deposits ' +
      'expected_monthly_fiat_withdrawals source_of_funds source_of_wealth',
  ),
  person: [
    ...words(
      'first_name last_name email birth_date primary_nationality has_ownership has_control is_signer is_director',
    ),
    ...ADDRESS.map((part) => `residential_address.${part}`),
    ...words('type issuing_country national_identity_number image_front image_back').map(
      (part) => `identifying_information.0.${part}`,
    ),
    'poa_type',
    'poa',
  ],
  intermediary: words('entity_name country ownership'),
  document: words('doc_type file'),
};

const OPTIONS: readonly (readonly [Page, field: string, values: readonly string[]])[] = [
  [
    'company',
    'business_type',
    words('corporation llc partnership sole_proprietorship investment_fund societies trust government dao'),
  ],
  [
    'activity',
    'account_purpose',
    words(
      'charitable_donations ecommerce_retail_payments investment_purposes other ' +
        'payments_to_friends_or_family_abroad payroll personal_or_living_expenses protect_wealth ' +
        'purchase_goods_and_services receive_payments_for_goods_and_services tax_optimization ' +
        'third_party_money_transmission treasury_management',
    ),
  ],
  [
    'activity',
    'source_of_funds',
    words(
      'business_loans grants inter_company_funds investment_proceeds legal_settlement owners_capital ' +
        'pension_retirement sale_of_assets sales_of_goods_and_services tax_refund third_party_funds ' +
        'treasury_reserves',
    ),
  ],
  [
    'activity',
    'source_of_wealth',
    words(
      'business_dividends_or_profits investments asset_sales client_investor_contributions gambling ' +
        'charitable_contributions inheritance affiliate_or_royalty_income',
    ),
  ],
  ['activity', 'estimated_annual_revenue_usd', RANGES],
  ['activity', 'expected_monthly_fiat_deposits', RANGES],
  ['activity', 'expected_monthly_fiat_withdrawals', RANGES],
  [
    'activity',
    'high_risk_activities',
    words(
      'adult_entertainment gambling hold_client_funds investment_services lending_banking ' +
        'marijuana_or_related_services money_services nicotine_tobacco_or_related_services ' +
        'operate_foreign_exchange_virtual_currencies_brokerage_otc pharmaceuticals ' +
        'precious_metals_precious_stones_jewelry safe_deposit_box_rentals third_party_payment_processing ' +
        'weapons_firearms_and_explosives none_of_the_above',
    ),
  ],
  [
    'person',
    'identifying_information.0.type',
    words('drivers_license permanent_residency_id national_id passport other'),
  ],
  [
    'document',
    'doc_type',
    words(
      'aml_comfort_letter constitutional_document directors_registry cert_of_incumbency e_signature_certificate ' +
        'evidence_of_good_standing flow_of_funds formation_document marketing_materials other ownership_chart ' +
        'ownership_information proof_of_account_purpose proof_of_address proof_of_entity_name_change ' +
        'proof_of_nature_of_business proof_of_nature_of_business_license proof_of_nature_of_business_aml_policy ' +
        'proof_of_signatory_authority proof_of_source_of_funds proof_of_source_of_wealth ' +
        'proof_of_tax_identification registration_document shareholder_register ' +
        'evidence_of_directors_and_controllers tax_exempt_entity_confirmation',
    ),
  ],
];

/** An entry with no value at all is not an entry, so one value that is not sufficient is typed in. */
const NEARLY_EMPTY: Readonly<Record<Page, Readonly<Record<string, string>>>> = {
  company: {},
  addresses: {},
  activity: {},
  person: { middle_name: 'x' },
  intermediary: { ownership: 'x' },
  document: { description: 'x' },
};

async function pageOf(world: World, page: Page): Promise<{ browser: Browser; path: string; text: string }> {
  const browser = new Browser(world.sandbox.url);
  await browser.open(
    await world.oneMoney.url((await world.oneMoney.customer({ company_name: undefined })).customer_id),
  );
  const path = `/onboarding/form/${PAGES[page]}`;
  return { browser, path, text: (await browser.get(path)).text };
}

/** Fields with an error message when the page is posted with these values. */
async function complaints(world: World, page: Page, fields: Readonly<Record<string, string>>): Promise<string[]> {
  const { browser, path } = await pageOf(world, page);
  const { text } = await browser.post(path, { ...fields, action: 'continue' });
  return [...text.matchAll(/id="([\w.]+)-error"/g)].map(([, name]) => name!);
}

function optionsOf(text: string, field: string): string[] {
  const select = text.split(`<select id="${field}"`)[1]?.split('</select>')[0];
  if (select) return [...select.matchAll(/<option value="([^"]+)"/g)].map(([, value]) => value!);
  return [...text.matchAll(/name="([^"]+)" value="([^"]+)"/g)]
    .filter(([, name]) => name === field)
    .map(([, , value]) => value!);
}

const limit = (
  id: string,
  section: string,
  says: string,
  page: Page,
  field: string,
  good: Readonly<Record<string, string>>,
  bad: Readonly<Record<string, string>>,
): Fact =>
  stated(`field.${id}`, section, 'code', says, PERSON, async (world) => {
    same(`a complaint about ${JSON.stringify(good)}`, (await complaints(world, page, good)).includes(field), false);
    same(`a complaint about ${JSON.stringify(bad)}`, (await complaints(world, page, bad)).includes(field), true);
  });

const SECTIONS: Readonly<Record<Page, string>> = {
  company: '7.1',
  addresses: '7.1',
  activity: '7.1',
  person: '7.3',
  intermediary: '7.4',
  document: '7.5',
};

/** The fields of the form (1money.md 7.1 to 7.5). */
export const ONE_MONEY_FIELDS: readonly Fact[] = [
  ...(Object.keys(REQUIRED) as Page[]).map((page) =>
    stated(
      `field.required.${page}`,
      SECTIONS[page],
      'code',
      `what is required: ${REQUIRED[page].join(', ')}`,
      PERSON,
      async (world) => {
        same('complaints', (await complaints(world, page, NEARLY_EMPTY[page])).toSorted(), REQUIRED[page].toSorted());
      },
    ),
  ),
  ...OPTIONS.map(([page, field, values]) =>
    stated(
      `field.options.${field}`,
      SECTIONS[page],
      'code',
      `${field} is one of ${values.length} words`,
      PERSON,
      async (world) => same('values', optionsOf((await pageOf(world, page)).text, field).toSorted(), values.toSorted()),
    ),
  ),
  limit(
    'date',
    '7.1',
    'date_of_incorporation is YYYY-MM-DD',
    'company',
    'date_of_incorporation',
    { date_of_incorporation: '2019-04-01' },
    { date_of_incorporation: '01.04.2019' },
  ),
  limit(
    'date-real',
    '7.1',
    'date_of_incorporation is a day that exists',
    'company',
    'date_of_incorporation',
    { date_of_incorporation: '2020-02-29' },
    { date_of_incorporation: '2019-02-29' },
  ),
  limit(
    'industry',
    '7.1',
    'business_industry has 1 to 10 characters',
    'company',
    'business_industry',
    { business_industry: '541519' },
    { business_industry: '12345678901' },
  ),
  limit(
    'ownership',
    '7.3',
    'ownership_percentage is 0.01 to 100',
    'person',
    'ownership_percentage',
    { has_ownership: 'true', ownership_percentage: '0.01' },
    { has_ownership: 'true', ownership_percentage: '100.1' },
  ),
  limit(
    'ownership-needed',
    '7.3',
    'ownership_percentage is needed with has_ownership alone',
    'person',
    'ownership_percentage',
    { has_ownership: 'false' },
    { has_ownership: 'true' },
  ),
  limit(
    'number',
    '7.3',
    'national_identity_number has at most 128 characters',
    'person',
    'identifying_information.0.national_identity_number',
    { 'identifying_information.0.national_identity_number': 'x'.repeat(128) },
    { 'identifying_information.0.national_identity_number': 'x'.repeat(129) },
  ),
  limit(
    'intermediary',
    '7.4',
    'ownership of an intermediary is a number',
    'intermediary',
    'ownership',
    { entity_name: 'x', ownership: '60' },
    { entity_name: 'x', ownership: 'much' },
  ),
  limit(
    'physical',
    '7.1',
    'a physical address that is begun has to be complete',
    'addresses',
    'physical_address.city',
    {},
    { 'physical_address.street_line_1': 'Teststrasse 12' },
  ),
  limit(
    'yes-no',
    '7.1',
    'publicly_traded is yes or no, and no other word',
    'company',
    'publicly_traded',
    { publicly_traded: 'false' },
    { publicly_traded: 'constructor' },
  ),
  open(
    'field.purpose-other',
    '7.1',
    'whether account_purpose_other is needed with the purpose "other"',
    PERSON,
    'yes, and only then',
    async (world) => {
      const asked = async (account_purpose: string): Promise<boolean> =>
        (await complaints(world, 'activity', { account_purpose })).includes('account_purpose_other');
      return (await asked('other')) && !(await asked('payroll')) ? 'yes, and only then' : 'otherwise';
    },
  ),
  open(
    'field.risk-explained',
    '7.1',
    'whether high_risk_activities_explanation is needed with any risk',
    PERSON,
    'yes, but not with none_of_the_above',
    async (world) => {
      const asked = async (high_risk_activities: string): Promise<boolean> =>
        (await complaints(world, 'activity', { high_risk_activities })).includes('high_risk_activities_explanation');
      return (await asked('gambling')) && !(await asked('none_of_the_above'))
        ? 'yes, but not with none_of_the_above'
        : 'otherwise';
    },
  ),
];
