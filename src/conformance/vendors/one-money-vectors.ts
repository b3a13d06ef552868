/** A fixed key pair, and requests that it signed: 1Money's own client code gives the same signatures. */
export const ACCESS_KEY = 'ak_test_01';
export const SECRET_KEY = '1OO63iFG1bdFLCsCIN0oyqzHmnhMU_72-VKu0_btc7w';

export interface Vector {
  readonly name: string;
  readonly at: string;
  readonly timestamp: string;
  readonly method: string;
  /** As on the request line. */
  readonly target: string;
  readonly path: string;
  readonly body: string;
  readonly bodyBytes: number;
  readonly signature: string;
}

const CUSTOMER = '0b9f2c5e-6a1d-4d53-9a57-3f1f6a2c7e10';
const RETURN = 'https://app.example.com/kyb/return?state=abc123';

export const VECTORS: readonly Vector[] = [
  {
    name: 'A1, a body that is not ASCII',
    at: '2026-01-15T09:30:00.987Z',
    timestamp: '20260115T093000Z',
    method: 'POST',
    target: '/v1/customers/hosted',
    path: '/v1/customers/hosted',
    body: '{"email":"ops@acme.example","first_name":"Zo\u00eb","last_name":"Kim","customer_type":"BUSINESS"}',
    bodyBytes: 93,
    signature: '0b3f8c1bec4b826635cbd37c1454063fbdf2e44424fc62f63f3f2a1c1cda800c',
  },
  {
    name: 'A2, a query that is not signed',
    at: '2026-01-15T09:30:05Z',
    timestamp: '20260115T093005Z',
    method: 'GET',
    target: '/v1/customers/lightweight?idempotency_key=7f3a1f0e-2c64-4b8e-9d0a-5b6c1e2d3f40',
    path: '/v1/customers/lightweight',
    body: '',
    bodyBytes: 0,
    signature: '80c35193eaac6f0a2d861a16a81211ef09213c4cc7e31e0ec978b48266dde3d2',
  },
  {
    name: 'A3, a link for a customer in the path',
    at: '2026-01-15T09:30:10Z',
    timestamp: '20260115T093010Z',
    method: 'POST',
    target: `/v1/customers/${CUSTOMER}/onboarding_links`,
    path: `/v1/customers/${CUSTOMER}/onboarding_links`,
    body: `{"redirect_url":"${RETURN}","locale":"en-US"}`,
    bodyBytes: 83,
    signature: '99b0dd1e4e09f7a21e4e5b4a9c84165463852f5260b9564a2fe83a76fa79357c',
  },
  {
    name: 'A4, a grant for a customer in the body',
    at: '2026-01-15T09:30:15Z',
    timestamp: '20260115T093015Z',
    method: 'POST',
    target: '/v1/customers/onboarding/grants',
    path: '/v1/customers/onboarding/grants',
    body: `{"customer_id":"${CUSTOMER}","redirect_url":"${RETURN}"}`,
    bodyBytes: 119,
    signature: '02edcc9b994fbaa6ead17058db965fdf9815770adce56e6c715c78e66febfe67',
  },
  {
    name: 'A5, a method given in lower case',
    at: '2026-01-15T09:30:20Z',
    timestamp: '20260115T093020Z',
    method: 'get',
    target: `/v1/customers/hosted/${CUSTOMER}`,
    path: `/v1/customers/hosted/${CUSTOMER}`,
    body: '',
    bodyBytes: 0,
    signature: 'c97985c328e9863bee0a50d10b510deef2614042acef5f3bf7ebddfbbc9da202',
  },
];

/** The signatures that the two usual mistakes produce; a verifier must refuse them. */
export const WRONG = [
  {
    mistake: 'the query is signed as part of the path',
    vector: 'A2',
    signature: 'bb890c2c232533a4dc347799e86443dcca53c5d59bf14ed49005a8ad2bc21c91',
  },
  {
    mistake: 'the secret is used as text instead of decoded',
    vector: 'A1',
    signature: 'f6ac044fe2df92884593d18af18a7602195ef8a36da996140a121aa9ccc4d7b9',
  },
] as const;

export const vectorNamed = (name: string): Vector => VECTORS.find((vector) => vector.name.startsWith(name))!;
