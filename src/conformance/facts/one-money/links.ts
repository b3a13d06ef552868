import { randomUUID } from 'node:crypto';
import type { VendorResponse } from '../../exchange';
import { aList, anObject, Difference, holds, same } from '../../expectation';
import { type Fact, factsInGroup } from '../../fact';
import type { Need } from '../../needs';
import type { OneMoney } from '../../vendors/one-money';
import { KYB_STATUS_NAMES, link, refused } from '../../vendors/one-money-answers';

const { stated, open } = factsInGroup('1money');
const EFFECTS: readonly Need[] = ['effects'];
const THIRTY_MINUTES_MS = 1_800_000;
const CLOCKS_MAY_DIFFER_MS = 60_000;

/** The two operations that make a link. */
const WAYS = [
  {
    name: 'link',
    section: '2.3',
    ask: (vendor: OneMoney, customerId: string, body: object = {}): Promise<VendorResponse> =>
      vendor.link(customerId, body),
  },
  {
    name: 'grant',
    section: '2.4',
    ask: (vendor: OneMoney, customerId: string, body: object = {}): Promise<VendorResponse> =>
      vendor.post('/v1/customers/onboarding/grants', { customer_id: customerId, ...body }),
  },
] as const;

const MAY: readonly string[] = ['INIT', 'PENDING_RESPONSE', 'REJECTED'];
const statusAndCode = ({ status, json }: VendorResponse): string =>
  `${status} ${String((json as { code?: unknown } | undefined)?.code ?? 'without a code')}`;

const ofBothWays: Fact[] = WAYS.flatMap(({ name, section, ask }) => {
  const fresh = async (vendor: OneMoney, body?: object): Promise<VendorResponse> =>
    ask(vendor, (await vendor.customer()).customer_id, body);
  const takes = (id: string, source: 'page' | 'code', says: string, body: object): Fact =>
    stated(
      `${name}.${id}`,
      section,
      source,
      says,
      EFFECTS,
      async ({ oneMoney }) => void link(await fresh(oneMoney, body)),
    );
  const refuses = (id: string, says: string, body: object, choice: string): Fact =>
    open(`${name}.${id}`, section, `${says} is refused; with which status`, EFFECTS, choice, async ({ oneMoney }) =>
      refused(await fresh(oneMoney, body)),
    );
  return [
    stated(
      `${name}.success`,
      section,
      'code',
      'the answer has grant_token, onboarding_url and expires_at',
      EFFECTS,
      async ({ oneMoney }) => void link(await fresh(oneMoney)),
    ),
    open(`${name}.status`, section, 'the status of success', EFFECTS, '201', async ({ oneMoney }) =>
      String((await fresh(oneMoney)).status),
    ),
    stated(
      `${name}.token-in-url`,
      section,
      'page',
      'onboarding_url contains the token',
      EFFECTS,
      async ({ oneMoney }) => {
        const { grant_token, onboarding_url } = link(await fresh(oneMoney));
        holds(
          'onboarding_url',
          decodeURIComponent(onboarding_url).includes(grant_token),
          'with the token',
          'without it',
        );
      },
    ),
    stated(
      `${name}.expiry`,
      section,
      'page',
      'it expires thirty minutes after its creation',
      EFFECTS,
      async ({ oneMoney }) => {
        const off = Date.parse(link(await fresh(oneMoney)).expires_at) - Date.now() - THIRTY_MINUTES_MS;
        holds(
          'expires_at',
          Math.abs(off) <= CLOCKS_MAY_DIFFER_MS,
          'thirty minutes from now',
          `${Math.round((off + THIRTY_MINUTES_MS) / 1000)} s from now`,
        );
      },
    ),
    stated(
      `${name}.several`,
      section,
      'page',
      'several may be made for one customer, each with a token of its own',
      EFFECTS,
      async ({ oneMoney }) => {
        const { customer_id } = await oneMoney.customer();
        const tokens = new Set<string>();
        for (let time = 0; time < 3; time += 1) tokens.add(link(await ask(oneMoney, customer_id)).grant_token);
        same('tokens', tokens.size, 3);
      },
    ),
    takes('redirect-null', 'code', 'redirect_url and locale may be null', { redirect_url: null, locale: null }),
    takes('redirect', 'page', 'redirect_url is a URL of the partner', {
      redirect_url: 'https://app.example.com/kyb/return?state=abc123',
    }),
    takes('locale', 'page', 'locale chooses the language', { locale: 'de-DE' }),
    ...['kyb/return', 'javascript:alert(1)', '', '//app.example.com/'].map((redirect_url, at) =>
      refuses(
        `redirect-bad-${at + 1}`,
        `a redirect_url that is no URL: ${JSON.stringify(redirect_url)}`,
        { redirect_url },
        '400 Bad_Request',
      ),
    ),
    open(
      `${name}.redirect-http`,
      section,
      'a redirect_url that is not https, which is only recommended',
      EFFECTS,
      'taken',
      async ({ oneMoney }) =>
        (await fresh(oneMoney, { redirect_url: 'http://app.example.com/' })).status < 300 ? 'taken' : 'refused',
    ),
    refuses('redirect-number', 'a redirect_url that is no text', { redirect_url: 7 }, '422 Unprocessable_Entity'),
    refuses('locale-number', 'a locale that is no text', { locale: 7 }, '422 Unprocessable_Entity'),
    open(
      `${name}.unknown-customer`,
      section,
      'a customer that does not exist',
      EFFECTS,
      '404 Not_Found',
      async ({ oneMoney }) => statusAndCode(await ask(oneMoney, randomUUID())),
    ),
    open(
      `${name}.other-partner`,
      section,
      "another partner's customer",
      ['effects', 'second-partner'],
      '404 Not_Found',
      async ({ oneMoney, otherPartner }) =>
        statusAndCode(await ask(otherPartner, (await oneMoney.customer()).customer_id)),
    ),
    open(
      `${name}.unknown-member`,
      section,
      'a member that the contract does not know',
      EFFECTS,
      'ignored',
      async ({ oneMoney }) =>
        (await fresh(oneMoney, { constructor: 1, note: 'x' })).status < 300 ? 'ignored' : 'refused',
    ),
    ...KYB_STATUS_NAMES.map((status) =>
      MAY.includes(status)
        ? stated(
            `${name}.in-${status}`,
            '3.3',
            'page',
            `${status} allows a new ${name}`,
            ['effects', 'status'],
            async ({ oneMoney, sandbox }) => {
              const { customer_id } = await oneMoney.customer();
              await sandbox.status(customer_id, status);
              link(await ask(oneMoney, customer_id));
            },
          )
        : open(
            `${name}.in-${status}`,
            '3.3',
            `${status} allows no new ${name}; with which status it is refused`,
            ['effects', 'status'],
            '400 Bad_Request',
            async ({ oneMoney, sandbox }) => {
              const { customer_id } = await oneMoney.customer();
              await sandbox.status(customer_id, status);
              return refused(await ask(oneMoney, customer_id));
            },
          ),
    ),
  ];
});

/** One-time links and grants (1money.md 2.3, 2.4, 3.3). */
export const ONE_MONEY_LINKS: readonly Fact[] = [
  ...ofBothWays,
  open(
    'link.default-locale',
    '2.3',
    'where the default locale en-US shows',
    EFFECTS,
    'locale=en-US in the URL',
    async ({ oneMoney }) => {
      const locale = new URL(
        link(await oneMoney.link((await oneMoney.customer()).customer_id)).onboarding_url,
      ).searchParams.get('locale');
      return locale === null ? 'not in the URL' : `locale=${locale} in the URL`;
    },
  ),
  open(
    'link.key',
    '2.3',
    'Idempotency-Key on the creation of a link',
    EFFECTS,
    'accepted, and ignored: each request makes a link',
    async ({ oneMoney }) => {
      const { customer_id } = await oneMoney.customer();
      const headers = { 'Idempotency-Key': randomUUID() };
      const path = `/v1/customers/${customer_id}/onboarding_links`;
      const answers = [await oneMoney.post(path, {}, headers), await oneMoney.post(path, {}, headers)];
      if (answers.some(({ status }) => status > 299))
        return `refused: ${answers.map(({ status }) => status).join(', ')}`;
      return link(answers[0]!).grant_token === link(answers[1]!).grant_token
        ? 'the same link twice'
        : 'accepted, and ignored: each request makes a link';
    },
  ),
  open(
    'link.without-body',
    '2.3',
    'a request for a link without a body is refused; with which status',
    EFFECTS,
    '400 Bad_Request',
    async ({ oneMoney }) =>
      refused(
        await oneMoney.post(`/v1/customers/${(await oneMoney.customer()).customer_id}/onboarding_links`, undefined),
      ),
  ),
  ...[{}, { customer_id: null }, { customer_id: 7 }].map((body, at) =>
    open(
      `grant.customer_id-${at + 1}`,
      '2.4',
      `customer_id is required and text: ${JSON.stringify(body)} is refused; with which status`,
      EFFECTS,
      '422 Unprocessable_Entity',
      async ({ oneMoney }) => refused(await oneMoney.post('/v1/customers/onboarding/grants', body)),
    ),
  ),
  stated(
    'link.either-generation',
    '2',
    'page',
    'both generations of paths work on the same customers',
    EFFECTS,
    async ({ oneMoney }) => {
      const answer = await oneMoney.create({}, { path: '/v1/customers/hosted' });
      same('status of the older creation', answer.status, 201);
      link(await oneMoney.link(String(anObject('the customer', answer.json).customer_id)));
    },
  ),
];

const STEPS: readonly (readonly [from: string, to: string, isPublished: boolean])[] = [
  ['PENDING_REVIEW', 'UNDER_REVIEW', true],
  ['UNDER_REVIEW', 'PENDING_RESPONSE', true],
  ['UNDER_REVIEW', 'REJECTED', true],
  ['UNDER_REVIEW', 'APPROVED', true],
  ['INIT', 'PENDING_REVIEW', true],
  ['PENDING_RESPONSE', 'PENDING_REVIEW', true],
  ['UNDER_REVIEW', 'ESCALATED', false],
  ['ESCALATED', 'UNDER_REVIEW', false],
  ['ESCALATED', 'PENDING_APPROVAL', false],
  ['PENDING_APPROVAL', 'APPROVED', false],
  ['PENDING_APPROVAL', 'REJECTED', false],
  ['PENDING_APPROVAL', 'PROVISIONING', false],
  ['PROVISIONING', 'APPROVED', false],
  ['REJECTED', 'PENDING_REVIEW', false],
];

const ISSUES = {
  company_issues: {
    company_name: 'Conformance Robotics GmbH',
    description: 'Proof of address is older than 90 days',
    reject_reason: 'DOCUMENT_OUTDATED',
  },
  associated_person_issues: [
    {
      associated_person_id: '5d0a8c52-7f5e-4a0c-8a54-6a1f0a9b2c11',
      name: 'Zoë Kim',
      description: 'Passport image is not legible',
      reject_reason: 'DOCUMENT_UNREADABLE',
    },
  ],
};

/** KYB statuses, the transitions between them, and what was flagged (1money.md 3). */
export const ONE_MONEY_STATUSES: readonly Fact[] = [
  ...KYB_STATUS_NAMES.map((status) =>
    stated(
      `status.${status}`,
      '3.1',
      'page',
      `${status} is written so, by all three reads`,
      ['effects', 'status'],
      async ({ oneMoney, sandbox }) => {
        const { customer_id, key } = await oneMoney.customer();
        await sandbox.status(customer_id, status);
        const paths = [
          `/v1/customers/hosted/${customer_id}`,
          `/v1/customers/${customer_id}`,
          `/v1/customers/lightweight?idempotency_key=${key}`,
        ];
        for (const path of paths) same(path, anObject('the customer', (await oneMoney.get(path)).json).status, status);
      },
    ),
  ),
  stated(
    'status.vocabulary',
    '3.1',
    'code',
    'customers that exist are in one of the nine statuses, in any case of letters',
    [],
    async ({ oneMoney }) => {
      const { customers } = anObject('the list', (await oneMoney.get('/v1/customers?page=1&size=100')).json);
      const words = new Set(aList('customers', customers).map(({ status }) => String(status).toUpperCase()));
      same(
        'unknown statuses',
        [...words].filter((word) => !(KYB_STATUS_NAMES as readonly string[]).includes(word)),
        [],
      );
    },
  ),
  ...STEPS.map(([from, to, isPublished]) => {
    const says = `${from} goes on to ${to}`;
    const check = async ({ oneMoney, sandbox }: Parameters<Fact['check']>[0]): Promise<string> => {
      const { customer_id } = await oneMoney.customer();
      await sandbox.status(customer_id, from);
      const { status } = await sandbox.send('POST', `/_sandbox/1money/customers/${customer_id}/transition`, {
        status: to,
      });
      if (isPublished) same('the step', status, 200);
      return status === 200 ? 'yes' : 'no';
    };
    return isPublished
      ? stated(
          `transition.${from}-${to}`,
          '3.2',
          'page',
          says,
          ['effects', 'status'],
          async (world) => void (await check(world)),
        )
      : open(`transition.${from}-${to}`, '3.2', `whether ${says}`, ['effects', 'status'], 'yes', check);
  }),
  stated(
    'transition.no-other',
    '3.2',
    'page',
    'no other step is in the graph',
    ['effects', 'status'],
    async ({ oneMoney, sandbox }) => {
      const { customer_id } = await oneMoney.customer();
      for (const from of KYB_STATUS_NAMES) {
        await sandbox.status(customer_id, from);
        for (const to of KYB_STATUS_NAMES.filter(
          (word) => !STEPS.some((step) => step[0] === from && step[1] === word),
        )) {
          const { status } = await sandbox.send('POST', `/_sandbox/1money/customers/${customer_id}/transition`, {
            status: to,
          });
          if (status !== 409)
            throw new Difference(`the step from ${from} to ${to}`, 'no such step (409)', String(status));
        }
      }
    },
  ),
  stated(
    'review-issues',
    '3.4',
    'code',
    'what was flagged stands in review_issues of the full customer, and nowhere else',
    ['effects', 'status'],
    async ({ oneMoney, sandbox }) => {
      const { customer_id } = await oneMoney.customer();
      same(
        'review_issues before',
        anObject('the customer', (await oneMoney.get(`/v1/customers/${customer_id}`)).json).review_issues ?? null,
        null,
      );
      await sandbox.status(customer_id, 'PENDING_RESPONSE', ISSUES);
      same(
        'review_issues',
        anObject('the customer', (await oneMoney.get(`/v1/customers/${customer_id}`)).json).review_issues,
        ISSUES,
      );
      holds(
        'the hosted customer',
        !(
          'review_issues' in anObject('the customer', (await oneMoney.get(`/v1/customers/hosted/${customer_id}`)).json)
        ),
        'without review_issues',
        'with them',
      );
    },
  ),
  stated(
    'review-issues.partial',
    '3.4',
    'code',
    'each part of review_issues may be missing or null',
    ['effects', 'status'],
    async ({ oneMoney, sandbox }) => {
      const { customer_id } = await oneMoney.customer();
      for (const issues of [
        { company_issues: null },
        { company_issues: { description: 'x' } },
        { associated_person_issues: [{ associated_person_id: 'x', description: 'x' }] },
        {},
      ]) {
        await sandbox.status(customer_id, 'PENDING_RESPONSE', issues);
        same(
          'review_issues',
          anObject('the customer', (await oneMoney.get(`/v1/customers/${customer_id}`)).json).review_issues,
          issues,
        );
      }
    },
  ),
  stated(
    'updated-at',
    '2.1',
    'code',
    'updated_at moves with the status, created_at does not',
    ['effects', 'status', 'clock'],
    async ({ oneMoney, sandbox }) => {
      const { customer_id } = await oneMoney.customer();
      const times = async (): Promise<unknown[]> => {
        const { created_at, updated_at } = anObject(
          'the customer',
          (await oneMoney.get(`/v1/customers/hosted/${customer_id}`)).json,
        );
        return [created_at, updated_at];
      };
      const [created, before] = await times();
      await sandbox.later(60, () => sandbox.status(customer_id, 'APPROVED'));
      const [still, after] = await times();
      same('created_at', still, created);
      holds('updated_at', Date.parse(String(after)) > Date.parse(String(before)), 'later', 'the same');
    },
  ),
];
