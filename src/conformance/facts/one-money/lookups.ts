import { randomUUID } from 'node:crypto';
import type { VendorResponse } from '../../exchange';
import { aList, anObject, Difference, fits, holds, ISO_TIME, same } from '../../expectation';
import { type Fact, factsInGroup } from '../../fact';
import { customer, envelope, KYB_STATUS_NAMES } from '../../vendors/one-money-answers';

const { stated, open } = factsInGroup('1money');
const HOUR = 3_600;

const REQUIRED = ['customer_id', 'email', 'business_legal_name', 'status', 'created_at', 'updated_at'] as const;
const OPTIONAL = [
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
  'publicly_traded',
  'registered_address',
  'physical_address',
  'review_issues',
] as const;

/** A full customer (1money.md 2.5): its required members, and no member that the contract does not name. */
function full(answer: VendorResponse): Record<string, unknown> {
  same('status', answer.status, 200);
  return fullCustomer(anObject('the customer', answer.json));
}

function fullCustomer(found: Record<string, unknown>): Record<string, unknown> {
  for (const name of REQUIRED) fits(name, found[name], /^/, 'a text');
  aList('associated_persons', found.associated_persons);
  for (const name of ['created_at', 'updated_at']) fits(name, found[name], ISO_TIME, 'ISO 8601');
  const known: readonly string[] = [...REQUIRED, 'associated_persons', ...OPTIONAL];
  same(
    'members that the contract does not name',
    Object.keys(found).filter((name) => !known.includes(name)),
    [],
  );
  return found;
}

const list = (answer: VendorResponse): { customers: readonly Record<string, unknown>[]; total: unknown } => {
  same('status', answer.status, 200);
  const { customers, total } = anObject('the list', answer.json);
  holds('total', Number.isInteger(total) && (total as number) >= 0, 'a whole number of at least 0', String(total));
  return { customers: aList('customers', customers), total };
};

const statusAndCode = ({ status, json }: VendorResponse): string =>
  `${status} ${String((json as { code?: unknown } | undefined)?.code ?? 'without a code')}`;

/** Finding, reading and listing customers, and how long a key lives (1money.md 2.2, 2.5, 2.6, 6.2). */
export const ONE_MONEY_LOOKUPS: readonly Fact[] = [
  open('find.unknown', '2.2', 'an unused idempotency_key', [], '404 Not_Found', async ({ oneMoney }) =>
    statusAndCode(await oneMoney.get(`/v1/customers/lightweight?idempotency_key=${randomUUID()}`)),
  ),
  open('find.malformed', '2.2', 'an idempotency_key that is no UUID', [], '404 Not_Found', async ({ oneMoney }) =>
    statusAndCode(await oneMoney.get('/v1/customers/lightweight?idempotency_key=x')),
  ),
  open(
    'find.without-key',
    '2.2',
    'looking for a customer without idempotency_key',
    [],
    '400 Bad_Request',
    async ({ oneMoney }) => statusAndCode(await oneMoney.get('/v1/customers/lightweight')),
  ),
  open(
    'find.hosted',
    '2',
    'whether GET /v1/customers/hosted?idempotency_key= is served',
    [],
    'yes',
    async ({ oneMoney }) =>
      (await oneMoney.get(`/v1/customers/hosted?idempotency_key=${randomUUID()}`)).status === 404 &&
      (await oneMoney.get('/v1/customers/hosted')).status === 400
        ? 'yes'
        : 'no, or otherwise',
  ),
  stated(
    'find.success',
    '2.2',
    'page',
    'a customer is found by the key of its creation, in the shape of the creation',
    ['effects'],
    async ({ oneMoney }) => {
      const { key, customer_id } = await oneMoney.customer();
      same(
        'customer_id',
        customer(await oneMoney.get(`/v1/customers/lightweight?idempotency_key=${key}`), 200).customer_id,
        customer_id,
      );
    },
  ),
  stated(
    'find.current-status',
    '2.2',
    'page',
    'it is found with its current status',
    ['effects', 'status'],
    async ({ oneMoney, sandbox }) => {
      const { key, customer_id } = await oneMoney.customer();
      await sandbox.status(customer_id, 'UNDER_REVIEW');
      same(
        'status',
        customer(await oneMoney.get(`/v1/customers/lightweight?idempotency_key=${key}`), 200).status,
        'UNDER_REVIEW',
      );
    },
  ),
  open(
    'find.other-partner',
    '2.2',
    "another partner's key",
    ['effects', 'second-partner'],
    '404 Not_Found',
    async ({ oneMoney, otherPartner }) =>
      statusAndCode(
        await otherPartner.get(`/v1/customers/lightweight?idempotency_key=${(await oneMoney.customer()).key}`),
      ),
  ),
  open(
    'key.after-a-day',
    '6.2',
    'a creation with a key older than 24 hours',
    ['effects', 'clock'],
    '201, the customer that exists',
    async ({ oneMoney, sandbox }) => {
      const { key, customer_id } = await oneMoney.customer();
      const again = await sandbox.later(25 * HOUR, () => oneMoney.create({}, { key }));
      return again.status === 201 && customer(again, 201).customer_id === customer_id
        ? '201, the customer that exists'
        : String(again.status);
    },
  ),
  stated(
    'key.conflict',
    '6.2',
    'page',
    'by the general page a key is refused with 409 after 24 hours, and not before',
    ['effects', 'clock', 'switches'],
    async ({ limited: { otherPartner: oneMoney, sandbox } }) => {
      const { key } = await oneMoney.customer();
      same('status after 23 hours', (await sandbox.later(23 * HOUR, () => oneMoney.create({}, { key }))).status, 201);
      const late = await sandbox.later(25 * HOUR, () => oneMoney.create({}, { key }));
      same('status after 25 hours', late.status, 409);
      same('code', anObject('the error', late.json).code, 'Conflict');
    },
  ),

  stated(
    'read.hosted',
    '2.5',
    'code',
    'GET /v1/customers/hosted/{customer_id} answers the six members',
    ['effects'],
    async ({ oneMoney }) => {
      const given = await oneMoney.customer();
      same(
        'customer',
        customer(await oneMoney.get(`/v1/customers/hosted/${given.customer_id}`), 200).email,
        given.email,
      );
    },
  ),
  stated(
    'read.full',
    '2.5',
    'code',
    'GET /v1/customers/{customer_id} answers the full customer, with nothing that the contract does not name',
    ['effects'],
    async ({ oneMoney }) => {
      const { customer_id, email } = await oneMoney.customer();
      const found = full(await oneMoney.get(`/v1/customers/${customer_id}`));
      same('customer', [found.customer_id, found.email, found.status], [customer_id, email, 'INIT']);
    },
  ),
  open(
    'read.legal-name',
    '2.5',
    'business_legal_name of a customer whose form is empty',
    ['effects'],
    'company_name, or an empty text without one',
    async ({ oneMoney }) => {
      const named = full(
        await oneMoney.get(`/v1/customers/${(await oneMoney.customer({ company_name: 'Acme' })).customer_id}`),
      );
      const unnamed = full(
        await oneMoney.get(`/v1/customers/${(await oneMoney.customer({ company_name: undefined })).customer_id}`),
      );
      return named.business_legal_name === 'Acme' && unnamed.business_legal_name === ''
        ? 'company_name, or an empty text without one'
        : 'another one';
    },
  ),
  ...['hosted/', ''].map((generation) =>
    open(
      `read.unknown${generation ? '-hosted' : ''}`,
      '2.5',
      `GET /v1/customers/${generation}{customer_id} of a customer that does not exist`,
      [],
      '404 Not_Found',
      async ({ oneMoney }) => {
        const path = `/v1/customers/${generation}${randomUUID()}`;
        return envelope(await oneMoney.get(path), oneMoney.signedPath(path));
      },
    ),
  ),
  ...['x', '-'.repeat(36), '0b9f2c5e6a1d4d539a573f1f6a2c7e10----', '%00', '%F0%9F%98%80', 'a'.repeat(250)].map(
    (id, at) =>
      open(
        `read.odd-id-${at + 1}`,
        '2.5',
        `GET /v1/customers/{customer_id} with an id of another form: ${id.slice(0, 40)}`,
        [],
        '404 Not_Found',
        async ({ oneMoney }) => statusAndCode(await oneMoney.get(`/v1/customers/${id}`)),
      ),
  ),
  ...['hosted/', ''].map((generation) =>
    open(
      `read.other-partner${generation ? '-hosted' : ''}`,
      '2.5',
      `GET /v1/customers/${generation}{customer_id} of another partner's customer`,
      ['effects', 'second-partner'],
      '404 Not_Found',
      async ({ oneMoney, otherPartner }) =>
        statusAndCode(await otherPartner.get(`/v1/customers/${generation}${(await oneMoney.customer()).customer_id}`)),
    ),
  ),

  stated(
    'list.shape',
    '2.6',
    'code',
    'GET /v1/customers answers customers, each of them full, and a total',
    [],
    async ({ oneMoney }) => {
      for (const one of list(await oneMoney.get('/v1/customers')).customers) fullCustomer(one);
    },
  ),
  stated(
    'list.size',
    '2.6',
    'code',
    'size and page_size bound the answer; page_size is 10 by default',
    [],
    async ({ oneMoney }) => {
      for (const [query, most] of [
        ['', 10],
        ['?page=1&size=2', 2],
        ['?page_num=0&page_size=3', 3],
      ] as const)
        holds(
          `customers for "${query}"`,
          list(await oneMoney.get(`/v1/customers${query}`)).customers.length <= most,
          `at most ${most}`,
          'more',
        );
    },
  ),
  stated(
    'list.default-size',
    '2.6',
    'code',
    'a list without page_size holds ten of more customers',
    ['effects'],
    async ({ oneMoney }) => {
      for (let count = 0; count < 11; count += 1) await oneMoney.customer();
      same('customers', list(await oneMoney.get('/v1/customers')).customers.length, 10);
    },
  ),
  stated(
    'list.pages',
    '2.6',
    'code',
    'page counts from 1, the older page_num from 0',
    ['effects'],
    async ({ oneMoney }) => {
      const [older, newer] = [await oneMoney.customer(), await oneMoney.customer()];
      const first = async (query: string): Promise<unknown> =>
        list(await oneMoney.get(`/v1/customers?${query}`)).customers[0]?.customer_id;
      const pages = [
        await first('page=1&size=1'),
        await first('page=2&size=1'),
        await first('page_num=0&page_size=1'),
        await first('page_num=1&page_size=1'),
      ];
      same('the same pages by both', pages.slice(0, 2), pages.slice(2));
      same('customers on them', pages.slice(0, 2).toSorted(), [older.customer_id, newer.customer_id].toSorted());
    },
  ),
  ...['page=0', 'size=0', 'size=101', 'page_num=-1', 'page_size=0', 'page_size=101', 'page=x', 'size=1e1', 'size='].map(
    (query) =>
      open(
        `list.bad.${query.replaceAll('=', '-')}`,
        '2.6',
        `a list with ${query}`,
        [],
        '422 Unprocessable_Entity',
        async ({ oneMoney }) => statusAndCode(await oneMoney.get(`/v1/customers?${query}`)),
      ),
  ),
  stated('list.status', '2.6', 'code', 'kyb_status filters by status', ['effects'], async ({ oneMoney }) => {
    const { customer_id } = await oneMoney.customer();
    const ids = async (status: string): Promise<unknown[]> =>
      list(await oneMoney.get(`/v1/customers?page=1&size=100&kyb_status=${status}`)).customers.map(
        (one) => one.customer_id,
      );
    holds('INIT', (await ids('INIT')).includes(customer_id), 'with the new customer', 'without it');
    for (const status of KYB_STATUS_NAMES.filter((word) => word !== 'INIT'))
      holds(status, !(await ids(status)).includes(customer_id), 'without the new customer', 'with it');
  }),
  open(
    'list.status-unknown',
    '2.6',
    'a list with a kyb_status that is none',
    [],
    '422 Unprocessable_Entity',
    async ({ oneMoney }) => statusAndCode(await oneMoney.get('/v1/customers?kyb_status=DONE')),
  ),
  stated(
    'request-id',
    '4.4',
    'code',
    'every answer has an X-Request-Id of its own, also a refusal',
    [],
    async ({ oneMoney }) => {
      const ids = new Set<unknown>();
      for (const answer of [
        await oneMoney.get('/echo'),
        await oneMoney.get('/echo'),
        await oneMoney.get(`/v1/customers/${randomUUID()}`),
        await oneMoney.get('/echo', { Authorization: undefined }),
      ])
        ids.add(fits('X-Request-Id', answer.headers['x-request-id'], /\S/, 'a text'));
      if (ids.size !== 4) throw new Difference('different request ids', '4', String(ids.size));
    },
  ),
];
