import { randomUUID } from 'node:crypto';
import { aList, anObject, holds, same } from '../../expectation';
import { type Fact, factsInGroup } from '../../fact';
import type { Need } from '../../needs';
import { newCustomer, type OneMoney } from '../../vendors/one-money';
import { customer, envelope, refused } from '../../vendors/one-money-answers';
import type { World } from '../../world';

const { stated, open } = factsInGroup('1money');
const PATH = '/v1/customers/lightweight';
const EFFECTS: readonly Need[] = ['effects'];

/** Refused with any error status, since the page does not give the number. */
const badField = (id: string, says: string, change: object, choice: string): Fact =>
  open(`create.${id}`, '2.1', `${says} is refused; with which status`, EFFECTS, choice, async ({ oneMoney }) =>
    refused(await oneMoney.create(change)),
  );
const goodField = (id: string, source: 'page' | 'code', says: string, change: object): Fact =>
  stated(
    `create.${id}`,
    '2.1',
    source,
    says,
    EFFECTS,
    async ({ oneMoney }) => void customer(await oneMoney.create(change), 201),
  );

const SCHEMA = '422 Unprocessable_Entity';
const RULE = '400 Bad_Request';
const raw = (
  vendor: OneMoney,
  body: string,
  headers: Record<string, string | undefined> = {},
): ReturnType<OneMoney['post']> => vendor.post(PATH, body, { 'Idempotency-Key': randomUUID(), ...headers });
const keys = async ({ oneMoney }: World, key: string | undefined): Promise<string> =>
  refused(await oneMoney.post(PATH, newCustomer(), { 'Idempotency-Key': key }));

/** Creating customers (1money.md 2.1). */
export const ONE_MONEY_CUSTOMERS: readonly Fact[] = [
  stated(
    'create.success',
    '2.1',
    'page',
    'success is 201 with the six members, echoing the e-mail address',
    EFFECTS,
    async ({ oneMoney }) => {
      const { email } = newCustomer();
      same('email', customer(await oneMoney.create({ email }), 201).email, email);
    },
  ),
  stated('create.init', '2.1', 'page', 'a new customer is INIT', EFFECTS, async ({ oneMoney }) =>
    same('status', customer(await oneMoney.create(), 201).status, 'INIT'),
  ),
  open(
    'create.hosted',
    '2',
    'whether the older POST /v1/customers/hosted is still served',
    EFFECTS,
    '201, with the same members',
    async ({ oneMoney }) => {
      const answer = await oneMoney.create({}, { path: '/v1/customers/hosted' });
      if (answer.status === 201) customer(answer, 201);
      return answer.status === 201 ? '201, with the same members' : String(answer.status);
    },
  ),
  open(
    'create.key-missing',
    '2.1',
    'a creation without Idempotency-Key is refused; with which status',
    EFFECTS,
    RULE,
    async (world) => keys(world, undefined),
  ),
  ...[
    'not-a-uuid',
    '7f3a1f0e-2c64-4b8e-9d0a',
    '7f3a1f0e2c644b8e9d0a5b6c1e2d3f40',
    '{7f3a1f0e-2c64-4b8e-9d0a-5b6c1e2d3f40}',
  ].map((key, at) =>
    open(
      `create.key-no-uuid-${at + 1}`,
      '2.1',
      `only a valid UUID is taken as Idempotency-Key, not ${key}; with which status`,
      EFFECTS,
      RULE,
      async (world) => keys(world, key),
    ),
  ),
  stated(
    'create.key-v7',
    '2.1',
    'page',
    'any valid UUID is taken as Idempotency-Key; version 4 is only advised',
    EFFECTS,
    async ({ oneMoney }) =>
      void customer(
        await oneMoney.create({}, { key: `019${randomUUID().slice(3, 14)}7${randomUUID().slice(15)}` }),
        201,
      ),
  ),
  stated(
    'create.repeated',
    '2.1',
    'page',
    'a repeated key answers 201 with the customer that exists',
    EFFECTS,
    async ({ oneMoney }) => {
      const [key, body] = [randomUUID(), newCustomer()];
      const [first, again] = [await oneMoney.create(body, { key }), await oneMoney.create(body, { key })];
      same('the second answer', customer(again, 201), customer(first, 201));
    },
  ),
  open(
    'create.repeated-otherwise',
    '2.1',
    'a repeated key with another body',
    EFFECTS,
    '201, the customer as it is',
    async ({ oneMoney }) => {
      const { key, email } = await oneMoney.customer();
      const again = await oneMoney.create({}, { key });
      return again.status === 201 && customer(again, 201).email === email
        ? '201, the customer as it is'
        : String(again.status);
    },
  ),
  stated(
    'create.at-once',
    '6.2',
    'page',
    'one key never makes two customers, also of requests at the same time',
    EFFECTS,
    async ({ oneMoney }) => {
      const [key, body] = [randomUUID(), newCustomer()];
      const answers = await Promise.all(Array.from({ length: 5 }, () => oneMoney.create(body, { key })));
      for (const answer of answers) if (answer.status !== 201) refused(answer);
      const made = [...answers, await oneMoney.create(body, { key })]
        .filter(({ status }) => status === 201)
        .map((answer) => customer(answer, 201).customer_id);
      same('customers', new Set(made).size, 1);
    },
  ),
  stated(
    'create.email-taken',
    '2.1',
    'page',
    'an e-mail address that a customer of the partner has is 400',
    EFFECTS,
    async ({ oneMoney }) => {
      const { email } = await oneMoney.customer();
      same('status', (await oneMoney.create({ email })).status, 400);
    },
  ),
  stated(
    'create.email-other-partner',
    '2.1',
    'page',
    'the same e-mail address may be a customer of another partner',
    ['effects', 'second-partner'],
    async ({ oneMoney, otherPartner }) => {
      const { email } = await oneMoney.customer();
      customer(await otherPartner.create({ email }), 201);
    },
  ),
  ...(['email', 'first_name', 'last_name', 'customer_type'] as const).flatMap((field) => [
    badField(`${field}.missing`, `${field} is required: without it a creation`, { [field]: undefined }, SCHEMA),
    badField(`${field}.null`, `${field} is text: null`, { [field]: null }, SCHEMA),
    badField(`${field}.number`, `${field} is text: a number`, { [field]: 7 }, SCHEMA),
  ]),
  ...(['first_name', 'last_name'] as const).flatMap((field) => [
    badField(`${field}.empty`, `${field} has 1 to 255 characters: an empty one`, { [field]: '' }, RULE),
    badField(`${field}.long`, `${field} has 1 to 255 characters: one of 256`, { [field]: 'a'.repeat(256) }, RULE),
    goodField(`${field}.255`, 'page', `${field} may have 255 characters`, { [field]: 'a'.repeat(255) }),
    goodField(`${field}.1`, 'page', `${field} may have one character`, { [field]: 'é' }),
    badField(`${field}.html`, `${field} is plain text: HTML in it`, { [field]: 'Zo<b>ë</b>' }, RULE),
    badField(
      `${field}.script`,
      `${field} is plain text: a script tag in it`,
      { [field]: '<script>alert(1)</script>' },
      RULE,
    ),
    badField(
      `${field}.unclosed`,
      `${field} is plain text: a tag that is not closed`,
      { [field]: 'Zo<img src=x onerror=alert(1)' },
      RULE,
    ),
  ]),
  goodField('first_name.signs', 'page', 'signs that make no tag are plain text', { first_name: "Anne-Marie d'O & <3" }),
  goodField('company_name.absent', 'code', 'company_name may be left out', { company_name: undefined }),
  goodField('company_name.null', 'code', 'company_name may be null', { company_name: null }),
  goodField('company_name.100', 'code', 'company_name may have 100 characters', { company_name: 'a'.repeat(100) }),
  badField(
    'company_name.long',
    'company_name has 1 to 100 characters: one of 101',
    { company_name: 'a'.repeat(101) },
    RULE,
  ),
  badField('company_name.empty', 'company_name has 1 to 100 characters: an empty one', { company_name: '' }, RULE),
  badField('company_name.number', 'company_name is text: a number', { company_name: 7 }, SCHEMA),
  open(
    'create.customer_type.spelling',
    '2.1',
    'how customer_type is spelt',
    EFFECTS,
    'BUSINESS as BUSINESS, Business as Business',
    async ({ oneMoney }) => {
      const seen: string[] = [];
      for (const customer_type of ['BUSINESS', 'Business']) {
        const { status, json } = await oneMoney.create({ customer_type });
        seen.push(
          `${customer_type} as ${status === 201 ? String(anObject('the customer', json).customer_type) : status}`,
        );
      }
      return seen.join(', ');
    },
  ),
  badField(
    'customer_type.individual',
    'only businesses are supported: INDIVIDUAL',
    { customer_type: 'INDIVIDUAL' },
    RULE,
  ),
  badField(
    'customer_type.other',
    'customer_type is BUSINESS or INDIVIDUAL: another word',
    { customer_type: 'COMPANY' },
    SCHEMA,
  ),
  ...['no-address', 'a@b', '@example.com', 'a b@example.com'].map((email, at) =>
    badField(`email.form-${at + 1}`, `email is an address: ${email}`, { email }, RULE),
  ),
  open(
    'create.unknown-member',
    '2.1',
    'a member that the contract does not know',
    EFFECTS,
    'ignored',
    async ({ oneMoney }) => {
      const { status } = await oneMoney.create({ nickname: 'x', toString: 'x' });
      return status === 201 ? 'ignored' : String(status);
    },
  ),
  stated(
    'create.own-members',
    '2.1',
    'page',
    'a required member has to be sent: what every object inherits does not stand in for it',
    EFFECTS,
    async ({ oneMoney }) => {
      const { email, ...rest } = newCustomer();
      refused(await raw(oneMoney, `{"__proto__":{"email":${JSON.stringify(email)}},${JSON.stringify(rest).slice(1)}`));
    },
  ),
  open('create.content-type', '1.2', 'a body without Content-Type', EFFECTS, 'taken as JSON', async ({ oneMoney }) => {
    const { status } = await raw(oneMoney, JSON.stringify(newCustomer()), { 'Content-Type': undefined });
    return status === 201 ? 'taken as JSON' : String(status);
  }),
  open('create.broken-json', '2.1', 'broken JSON is refused; with which status', EFFECTS, RULE, async ({ oneMoney }) =>
    refused(await raw(oneMoney, '{"email":')),
  ),
  open(
    'create.null-character',
    '2.1',
    'a text with the null character is refused; with which status',
    EFFECTS,
    RULE,
    async ({ oneMoney }) => refused(await oneMoney.create({ first_name: 'Zo\0ë' })),
  ),
  open(
    'create.no-object',
    '2.1',
    'JSON that is no object is refused; with which status',
    EFFECTS,
    SCHEMA,
    async ({ oneMoney }) => refused(await raw(oneMoney, '[]')),
  ),
  open(
    'create.quota',
    '2.1',
    'a creation beyond the number of customers that a partner may have is refused; with which status',
    ['switches', 'effects'],
    RULE,
    async ({ limited: { otherPartner: oneMoney } }) => {
      for (let time = 0; time < 20; time += 1) {
        const answer = await oneMoney.create();
        if (answer.status !== 201) return refused(answer);
      }
      return 'never refused';
    },
  ),
  open('create.envelope', '4.2', 'code and detail of a refused creation', EFFECTS, RULE, async ({ oneMoney }) =>
    envelope(await oneMoney.create({ first_name: '' }), PATH),
  ),

  open('list.order', '2.6', 'the order of the list', EFFECTS, 'newest first', async ({ oneMoney }) => {
    const [older, newer] = [await oneMoney.customer(), await oneMoney.customer()];
    const found = aList(
      'customers',
      anObject('the list', (await oneMoney.get('/v1/customers?page=1&size=2')).json).customers,
    ).map(({ customer_id }) => customer_id);
    return found[0] === newer.customer_id && found[1] === older.customer_id ? 'newest first' : 'another one';
  }),
  stated(
    'list.own',
    '2.6',
    'code',
    'the list holds the customers of the partner alone',
    ['effects', 'second-partner'],
    async ({ oneMoney, otherPartner }) => {
      const { customer_id } = await oneMoney.customer();
      const { customers } = anObject('the list', (await otherPartner.get('/v1/customers?page=1&size=100')).json);
      holds(
        'the other partner',
        aList('customers', customers).every((one) => one.customer_id !== customer_id),
        'without the customer',
        'with it',
      );
    },
  ),
];
