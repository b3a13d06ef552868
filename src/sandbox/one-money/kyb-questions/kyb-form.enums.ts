/** A value of the contract, and its text for people. */
export type Option = readonly [value: string, label: string];

/** Texts where the vendor's word would not read well. */
const WORDS: Readonly<Record<string, string>> = {
  ecommerce_retail_payments: 'E-commerce and retail payments',
  inter_company_funds: 'Inter-company funds',
  owners_capital: "Owners' capital",
  pension_retirement: 'Pension or retirement',
  lending_banking: 'Lending or banking',
  nicotine_tobacco_or_related_services: 'Nicotine, tobacco or related services',
  operate_foreign_exchange_virtual_currencies_brokerage_otc:
    'Foreign exchange, virtual currencies, brokerage or OTC trading',
  precious_metals_precious_stones_jewelry: 'Precious metals, precious stones or jewelry',
  weapons_firearms_and_explosives: 'Weapons, firearms and explosives',
  aml_comfort_letter: 'AML comfort letter',
  cert_of_incumbency: 'Certificate of incumbency',
  e_signature_certificate: 'E-signature certificate',
  proof_of_nature_of_business_license: 'Proof of nature of business: license',
  proof_of_nature_of_business_aml_policy: 'Proof of nature of business: AML policy',
  tax_exempt_entity_confirmation: 'Confirmation of tax exemption',
};

/** `asset_sales` reads "Asset sales". */
const sentence = (value: string): Option => [
  value,
  WORDS[value] ?? value.charAt(0).toUpperCase() + value.slice(1).replaceAll('_', ' '),
];
const sentences = (values: string): readonly Option[] => values.trim().split(/\s+/).map(sentence);

export const BUSINESS_TYPES: readonly Option[] = [
  ['corporation', 'Corporation'],
  ['llc', 'Limited liability company (LLC)'],
  ['partnership', 'Partnership'],
  ['sole_proprietorship', 'Sole proprietorship'],
  ['investment_fund', 'Investment fund'],
  ['societies', 'Society'],
  ['trust', 'Trust'],
  ['government', 'Government body'],
  ['dao', 'Decentralised organisation (DAO)'],
];

export const ACCOUNT_PURPOSES = sentences(`
  charitable_donations ecommerce_retail_payments investment_purposes other payments_to_friends_or_family_abroad
  payroll personal_or_living_expenses protect_wealth purchase_goods_and_services
  receive_payments_for_goods_and_services tax_optimization third_party_money_transmission treasury_management
`);

export const SOURCES_OF_FUNDS = sentences(`
  business_loans grants inter_company_funds investment_proceeds legal_settlement owners_capital pension_retirement
  sale_of_assets sales_of_goods_and_services tax_refund third_party_funds treasury_reserves
`);

export const SOURCES_OF_WEALTH = sentences(
  'business_dividends_or_profits investments asset_sales client_investor_contributions gambling ' +
    'charitable_contributions inheritance affiliate_or_royalty_income',
);

/** The last value is spelt like this in the vendor's schema, though the gap before it suggests 250 million. */
export const USD_RANGES: readonly Option[] = [
  ['0_99999', 'Under $100,000'],
  ['100000_999999', '$100,000 to $999,999'],
  ['1000000_9999999', '$1 million to $9.9 million'],
  ['10000000_49999999', '$10 million to $49.9 million'],
  ['50000000_249999999', '$50 million to $249.9 million'],
  ['2500000000_plus', 'More than that'],
];

export const HIGH_RISK_ACTIVITIES = sentences(`
  adult_entertainment gambling hold_client_funds investment_services lending_banking marijuana_or_related_services
  money_services nicotine_tobacco_or_related_services operate_foreign_exchange_virtual_currencies_brokerage_otc
  pharmaceuticals precious_metals_precious_stones_jewelry safe_deposit_box_rentals third_party_payment_processing
  weapons_firearms_and_explosives none_of_the_above
`);

export const IDENTITY_TYPES: readonly Option[] = [
  ['passport', 'Passport'],
  ['national_id', 'National identity card'],
  ['drivers_license', "Driver's license"],
  ['permanent_residency_id', 'Permanent residency card'],
  ['other', 'Other'],
];

export const PROOF_OF_ADDRESS_TYPES: readonly Option[] = [
  ['utility_bill', 'Utility bill'],
  ['bank_statement', 'Bank statement'],
  ['government_letter', 'Letter from an authority'],
];

export const DOCUMENT_TYPES = sentences(`
  aml_comfort_letter constitutional_document directors_registry cert_of_incumbency e_signature_certificate
  evidence_of_good_standing flow_of_funds formation_document marketing_materials other ownership_chart
  ownership_information proof_of_account_purpose proof_of_address proof_of_entity_name_change
  proof_of_nature_of_business proof_of_nature_of_business_license proof_of_nature_of_business_aml_policy
  proof_of_signatory_authority proof_of_source_of_funds proof_of_source_of_wealth proof_of_tax_identification
  registration_document shareholder_register evidence_of_directors_and_controllers tax_exempt_entity_confirmation
`);

/**
 * The vendor says "about 70"; these are the ones it names, and the usual numbers of other countries. `OTHER` covers the
 * rest.
 */
export const TAX_TYPES: readonly Option[] = `
  EIN SSN ITIN TIN VAT UTR SIREN SIRET NINO CRN ABN ACN TFN BN SIN GST PAN CIN NIF CIF NIE RFC CURP CNPJ CPF CUIT
  CUIL RUC RUT NIT RIF RNC RTN NPWP SST UEN NRIC FIN HKID BRN USCC UBN CN JCN MYNUMBER RRN TRN VKN TCKN INN OGRN
  PIB PESEL NIP REGON ICO DIC OIB EIK CUI CNP AFM PPS PPSN BSN RSIN KVK CVR CPR ORGNR PERSONNR YTUNNUS HETU
  STEUERNR STIDNR UID KENNITALA IDNR AVS CODICE_FISCALE PARTITA_IVA OTHER
`
  .trim()
  .split(/\s+/)
  .map((code) => [code, code === 'OTHER' ? 'Other' : code.replaceAll('_', ' ')]);

/** Documents that the kind of business requires. */
export function requiredDocuments(businessType: string | undefined): readonly string[] {
  const isOneOf = (...types: string[]): boolean => businessType !== undefined && types.includes(businessType);
  return [
    'proof_of_address',
    'registration_document',
    ...(isOneOf('corporation', 'llc', 'partnership', 'investment_fund') ? ['e_signature_certificate'] : []),
    ...(isOneOf('corporation', 'llc', 'investment_fund') ? ['shareholder_register'] : []),
    ...(isOneOf('llc') ? ['constitutional_document'] : []),
  ];
}
