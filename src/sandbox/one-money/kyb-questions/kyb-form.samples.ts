import { randomUUID } from 'node:crypto';
import type { SandboxCustomer } from '../customers/customers.store';
import { requiredDocuments } from './kyb-form.enums';
import { answerAt, type Answers, type StepId, type StoredFile } from './kyb-form.shape';

/** Stores a generated file. */
export type KeepFile = (name: string, mediaType: string, content: Buffer) => Promise<StoredFile>;

/** One grey pixel. */
const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGM4DQAAzwDOTcKQwQAAAABJRU5ErkJggg==',
  'base64',
);
const PDF = Buffer.from(
  '%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n3 0 ' +
    'obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 200]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n',
);

const ADDRESS = {
  street_line_1: 'Teststrasse 12',
  city: 'Berlin',
  state: 'Berlin',
  postal_code: '10115',
  country: 'DEU',
};

/**
 * Complete test answers for a step; `form` holds the answers of all steps, since the required documents depend on them.
 */
export async function sampleAnswers(
  step: StepId,
  customer: SandboxCustomer,
  form: Answers,
  keepFile: KeepFile,
  now: Date,
): Promise<Answers | readonly Answers[]> {
  switch (step) {
    case 'people':
      return [await samplePerson(keepFile)];
    case 'documents':
      return sampleDocuments(form, keepFile);
    default:
      return sampleStep(step, customer, now);
  }
}

function sampleStep(step: StepId, { email, company_name }: SandboxCustomer, now: Date): Answers | readonly Answers[] {
  const steps: Partial<Record<StepId, Answers | readonly Answers[]>> = {
    terms: { terms_signed_at: now.toISOString() },
    company: {
      business_legal_name: company_name ?? 'Sample Robotics GmbH',
      business_type: 'corporation',
      business_registration_number: 'HRB 123456 B',
      date_of_incorporation: '2019-04-01',
      publicly_traded: false,
      business_industry: '541519',
      business_description: 'Builds warehouse robots and sells them to logistics companies in Europe.',
      email,
      primary_website: 'https://www.sample.example',
    },
    addresses: { registered_address: ADDRESS, tax_country: 'DEU', tax_type: 'VAT', tax_id: 'DE123456789' },
    activity: {
      account_purpose: 'treasury_management',
      estimated_annual_revenue_usd: '1000000_9999999',
      expected_monthly_fiat_deposits: '100000_999999',
      expected_monthly_fiat_withdrawals: '100000_999999',
      source_of_funds: ['sales_of_goods_and_services'],
      source_of_wealth: ['business_dividends_or_profits'],
      high_risk_activities: ['none_of_the_above'],
    },
    intermediaries: [{ ...sampleIntermediary(), intermediary_id: randomUUID() }],
  };
  return steps[step] ?? {};
}

export const sampleIntermediary = (): Answers => ({ entity_name: 'Sample Holding BV', country: 'NLD', ownership: 60 });

export async function samplePerson(keepFile: KeepFile): Promise<Answers> {
  return {
    associated_person_id: randomUUID(),
    first_name: 'Ada',
    last_name: 'Muster',
    email: 'ada.muster@sample.example',
    birth_date: '1985-02-14',
    primary_nationality: 'DEU',
    has_ownership: true,
    ownership_percentage: 60,
    has_control: true,
    is_signer: true,
    is_director: true,
    residential_address: { ...ADDRESS, street_line_1: 'Beispielweg 3' },
    identifying_information: [
      {
        type: 'passport',
        issuing_country: 'DEU',
        national_identity_number: 'TEST000001',
        image_front: await keepFile('passport-front.png', 'image/png', PNG),
        image_back: await keepFile('passport-back.png', 'image/png', PNG),
      },
    ],
    poa_type: 'utility_bill',
    poa: await keepFile('utility-bill.pdf', 'application/pdf', PDF),
  };
}

async function sampleDocuments(form: Answers, keepFile: KeepFile): Promise<readonly Answers[]> {
  const businessType = answerAt(form, 'company.business_type');
  const types = requiredDocuments(typeof businessType === 'string' ? businessType : 'corporation');
  return Promise.all(types.map((type) => sampleDocument(type, keepFile)));
}

export async function sampleDocument(type: string, keepFile: KeepFile): Promise<Answers> {
  return {
    item_id: randomUUID(),
    doc_type: type,
    file: await keepFile(`${type}.pdf`, 'application/pdf', PDF),
    description: 'Test document',
  };
}
