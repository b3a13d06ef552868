import Ajv2020 from 'ajv/dist/2020';
import addFormats from 'ajv-formats';

/** Closed objects: all members are named, and no other is allowed. */
const closed = (required: object, optional: object = {}): object => ({
  type: 'object',
  properties: { ...required, ...optional },
  required: Object.keys(required),
  additionalProperties: false,
});

const text = { type: 'string' };
const textOrNull = { type: ['string', 'null'] };
const flag = { type: 'boolean' };
const instant = { type: 'string', format: 'date-time' };
const uri = { type: 'string', format: 'uri' };
const listOf = (items: object): object => ({ type: 'array', items });
const orNull = (schema: object): object => ({ anyOf: [schema, { type: 'null' }] });

const STATUS = {
  enum: [
    'INIT',
    'PENDING_REVIEW',
    'UNDER_REVIEW',
    'PENDING_RESPONSE',
    'REJECTED',
    'APPROVED',
    'ESCALATED',
    'PENDING_APPROVAL',
    'PROVISIONING',
  ],
};

/** 1Money's contract, 2.1: the six fields of a hosted customer. */
const HOSTED_CUSTOMER = closed({
  customer_id: text,
  email: text,
  customer_type: { enum: ['BUSINESS', 'Business'] },
  status: STATUS,
  created_at: instant,
  updated_at: instant,
});

/** 7.2. */
const ADDRESS = closed(
  { street_line_1: text, city: text, state: text, country: text },
  { street_line_2: textOrNull, subdivision: textOrNull, postal_code: textOrNull },
);

/** 2.5. */
const PERSON = closed(
  {
    associated_person_id: text,
    email: text,
    first_name: text,
    last_name: text,
    birth_date: text,
    primary_nationality: text,
    residential_address: ADDRESS,
    applicant_type: text,
    title: text,
    has_ownership: flag,
    has_control: flag,
    is_signer: flag,
    is_director: flag,
    created_at: instant,
    updated_at: instant,
  },
  { middle_name: textOrNull, ownership_percentage: { type: ['number', 'null'] } },
);

/** 3.4. */
const REVIEW_ISSUES = closed(
  {},
  {
    company_issues: orNull(closed({ description: text }, { company_name: textOrNull, reject_reason: textOrNull })),
    associated_person_issues: listOf(
      closed({ associated_person_id: text, description: text }, { name: textOrNull, reject_reason: textOrNull }),
    ),
  },
);

/** 2.5. */
export const FULL_CUSTOMER = closed(
  {
    customer_id: text,
    email: text,
    business_legal_name: text,
    status: STATUS,
    created_at: instant,
    updated_at: instant,
    associated_persons: listOf(PERSON),
  },
  {
    ...Object.fromEntries(
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
      ].map((name) => [name, textOrNull]),
    ),
    publicly_traded: { type: ['boolean', 'null'] },
    registered_address: orNull(ADDRESS),
    physical_address: orNull(ADDRESS),
    review_issues: orNull(REVIEW_ISSUES),
  },
);

/** 2.3. */
const GRANT = closed({ grant_token: text, onboarding_url: uri, expires_at: instant });

/** 2.6. */
const CUSTOMER_LIST = closed({ customers: listOf(FULL_CUSTOMER), total: { type: 'integer', minimum: 0 } });

/** 1.5. */
const ECHO = closed({ message: text, timestamp: instant });

/** 4.1, and the members of a problem of RFC 9457, whose clients ignore unknown members (3.2). */
const ONE_MONEY_ERROR = closed(
  {
    code: { type: 'string', pattern: '^[A-Z][A-Za-z]*(_[A-Z][A-Za-z]*)*$' },
    status: { type: 'integer', minimum: 400, maximum: 599 },
    detail: text,
    instance: { type: 'string', pattern: '^/' },
  },
  {
    type: text,
    title: text,
    errors: listOf(closed({ pointer: text, code: text, detail: text })),
    request_id: text,
    retryable: flag,
    next_action: text,
  },
);

/** FinPro's contract, 1.4: the first members of a success. */
const success = (rest: object): object =>
  closed({ status: { const: 'success' }, ver: text, ...rest }, { message: text });

/** 3.1. */
const LINK = { type: 'string', format: 'uri' };

/** 4.2, V2 and later. */
const CONSENT = closed({
  consentID: textOrNull,
  consentHandle: { type: 'string', format: 'uuid' },
  status: text,
  productID: text,
  accountID: text,
  aaId: textOrNull,
  vua: textOrNull,
  consentCreationData: orNull(instant),
  consent_expiry: { type: ['string', 'null'], pattern: '^\\d{4}-\\d{2}-\\d{2} \\d{2}:\\d{2}:\\d{2}$' },
  accounts: listOf(
    closed({
      fipName: textOrNull,
      fipId: textOrNull,
      accountType: textOrNull,
      linkReferenceNumber: textOrNull,
      maskedAccountNumber: textOrNull,
      fiType: textOrNull,
    }),
  ),
});

/** 3.7. */
const DECRYPTED = closed({
  status: { enum: ['S', 'F'] },
  errorcode: { type: 'string', pattern: '^\\d{1,4}$' },
  txnid: textOrNull,
  sessionid: textOrNull,
  srcref: text,
  userid: text,
  redirect: textOrNull,
  email: textOrNull,
  pan: textOrNull,
});

/** 1.4: five fields, all of them text. */
const FINPRO_ERROR = closed({
  ver: text,
  timestamp: instant,
  errorCode: text,
  errorMsg: text,
  status: { type: 'string', pattern: '^FP[0-9]{4}$' },
});

interface VendorPath {
  readonly path: RegExp;
  readonly method: 'GET' | 'POST';
  readonly success: object;
  readonly error: object;
}

const oneMoney = (method: VendorPath['method'], path: RegExp, schema: object): VendorPath => ({
  method,
  path,
  success: schema,
  error: ONE_MONEY_ERROR,
});
const finpro = (path: RegExp, schema: object): VendorPath => ({
  method: 'POST',
  path,
  success: schema,
  error: FINPRO_ERROR,
});

const PATHS: readonly VendorPath[] = [
  oneMoney('POST', /^\/v1\/customers\/(hosted|lightweight)$/, HOSTED_CUSTOMER),
  oneMoney('GET', /^\/v1\/customers\/(hosted|lightweight)$/, HOSTED_CUSTOMER),
  oneMoney('GET', /^\/v1\/customers\/hosted\/[^/]+$/, HOSTED_CUSTOMER),
  oneMoney('POST', /^\/v1\/customers\/onboarding\/grants$/, GRANT),
  oneMoney('POST', /^\/v1\/customers\/[^/]+\/onboarding_links$/, GRANT),
  oneMoney('GET', /^\/v1\/customers$/, CUSTOMER_LIST),
  oneMoney('GET', /^\/v1\/customers\/[^/]+$/, FULL_CUSTOMER),
  oneMoney('GET', /^\/echo$/, ECHO),
  oneMoney('POST', /^\/echo$/, ECHO),
  finpro(
    /^\/v3\/requestconsent$/,
    success({
      data: closed({
        status: { const: 'PENDING' },
        consent_handle: { type: 'string', format: 'uuid' },
        webRedirectionUrl: LINK,
      }),
    }),
  ),
  finpro(/^\/webRedirection\/getEncryptedUrl$/, success({ data: closed({ webRedirectionUrl: LINK }) })),
  finpro(/^\/webRedirection\/decryptUrl$/, success({ data: DECRYPTED })),
  finpro(/^\/v3\/getconsentslist$/, success({ data: listOf(CONSENT) })),
  finpro(/^\/revokeconsent$/, success({})),
];

const ajv = addFormats(new Ajv2020({ strict: false, allErrors: true }));

/** The errors of a response by the closed schema of the path's vendor; null: none, or not a vendor's path. */
export function vendorFlaw(
  { method, path }: { readonly method: string; readonly path: string },
  status: number,
  body: unknown,
): string | null {
  const [plain = ''] = path.split('?');
  const found = PATHS.find((one) => one.method === method && one.path.test(plain));
  if (!found) return null;
  const schema = status < 400 ? found.success : found.error;
  return ajv.validate(schema, body) ? null : ajv.errorsText();
}

/** Whether the path is one of a vendor's. */
export const isVendorPath = ({ method, path }: { readonly method: string; readonly path: string }): boolean =>
  PATHS.some((one) => one.method === method && one.path.test(path.split('?')[0]!));
