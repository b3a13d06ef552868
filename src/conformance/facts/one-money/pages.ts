import { Browser } from '../../vendors/browser';
import type { VendorResponse } from '../../exchange';
import { aList, anObject, Difference, fits, holds, ISO_TIME, same } from '../../expectation';
import { type Fact, factsInGroup } from '../../fact';
import type { Need } from '../../needs';
import type { World } from '../../world';

const { stated, open } = factsInGroup('1money');
const PERSON: readonly Need[] = ['effects', 'person'];
const DAY = 86_400;
const BACK = 'https://app.example.com/kyb/return?state=abc123&x=%20#here';

const browserAt = ({ sandbox }: World): Browser => new Browser(sandbox.url);
const newUrl = async ({ oneMoney }: World, body: object = {}): Promise<string> =>
  oneMoney.url((await oneMoney.customer()).customer_id, body);
const opens = ({ status, headers }: VendorResponse): boolean => status === 303 && headers['set-cookie'] !== undefined;
const statusOf = async ({ oneMoney }: World, customerId: string): Promise<unknown> =>
  anObject('the customer', (await oneMoney.get(`/v1/customers/hosted/${customerId}`)).json).status;

/** A browser with a session, on a form that is complete. */
async function filled(world: World, body: object = {}): Promise<{ browser: Browser; customerId: string }> {
  const { customer_id } = await world.oneMoney.customer();
  const browser = browserAt(world);
  await world.sandbox.call(`/_sandbox/1money/customers/${customer_id}/form/fill`, {});
  await browser.open(await world.oneMoney.url(customer_id, body));
  return { browser, customerId: customer_id };
}

const submit = async (browser: Browser): Promise<VendorResponse> => {
  await browser.get('/onboarding/form/review');
  return browser.post('/onboarding/form/review', { action: 'submit' });
};

const person = (
  id: string,
  section: string,
  source: 'page' | 'code',
  says: string,
  check: Fact['check'],
  needs: readonly Need[] = PERSON,
): Fact => stated(id, section, source, says, needs, check);

/** Links opened, sessions, and the hosted form (1money.md 2.3, 3.3, 6.4, 7.6). */
export const ONE_MONEY_PAGES: readonly Fact[] = [
  person('page.single-use', '2.3', 'page', 'a link is exchanged once, then it is dead', async (world) => {
    const url = await newUrl(world);
    holds('the first visit', opens(await browserAt(world).get(url)), 'a session', 'none');
    holds('the second visit', !opens(await browserAt(world).get(url)), 'refused', 'a session');
  }),
  person('page.at-once', '6.4', 'page', 'of visits at the same time exactly one gets the session', async (world) => {
    const url = await newUrl(world);
    const answers = await Promise.all(Array.from({ length: 6 }, () => browserAt(world).get(url)));
    same('sessions', answers.filter(opens).length, 1);
  }),
  person(
    'page.expired',
    '2.3',
    'page',
    'a link opens within thirty minutes and not after',
    async (world) => {
      const [early, late] = [await newUrl(world), await newUrl(world)];
      holds(
        'after 29 minutes',
        opens(await world.sandbox.later(1_740, () => browserAt(world).get(early))),
        'a session',
        'none',
      );
      holds(
        'after 31 minutes',
        !opens(await world.sandbox.later(1_860, () => browserAt(world).get(late))),
        'refused',
        'a session',
      );
    },
    [...PERSON, 'clock'],
  ),
  open(
    'page.earlier-links',
    '2.3',
    'whether a new link ends an earlier one that was not used',
    PERSON,
    'no',
    async (world) => {
      const { customer_id } = await world.oneMoney.customer();
      const earlier = await world.oneMoney.url(customer_id);
      await world.oneMoney.url(customer_id);
      return opens(await browserAt(world).get(earlier)) ? 'no' : 'yes';
    },
  ),
  open(
    'page.refusals',
    '6.4',
    'how links that open nothing are answered',
    PERSON,
    'used 410, expired 410, unknown 404',
    async (world) => {
      const [used, expired] = [await newUrl(world), await newUrl(world)];
      await browserAt(world).get(used);
      const late = await world.sandbox.later(1_860, () => browserAt(world).get(expired));
      const unknown = await browserAt(world).get('/onboarding/start?grant_token=og_unknown');
      return `used ${(await browserAt(world).get(used)).status}, expired ${late.status}, unknown ${unknown.status}`;
    },
  ),
  person('page.session-cookie', '2.3', 'page', 'the exchange gives a secure cookie', async (world) => {
    const cookie = fits(
      'the cookie',
      (await browserAt(world).get(await newUrl(world))).headers['set-cookie']?.[0],
      /^\w+=\S{20,};/,
    );
    holds('HttpOnly', /;\s*HttpOnly/i.test(cookie));
  }),
  open(
    'page.cookie-attributes',
    '6.4',
    'the attributes of the cookie, over plain HTTP on this machine',
    PERSON,
    'Max-Age=86400; Path=/onboarding; HttpOnly; SameSite=Lax',
    async (world) =>
      ((await browserAt(world).get(await newUrl(world))).headers['set-cookie']?.[0] ?? '').replace(/^[^;]*;\s*/, ''),
  ),
  open(
    'page.exchange',
    '6.4',
    'how the exchange answers',
    PERSON,
    '303 to an address without the token, no-store, no-referrer',
    async (world) => {
      const url = await newUrl(world);
      const { status, headers } = await browserAt(world).get(url);
      const isClean = !String(headers.location).includes(new URL(url).searchParams.get('grant_token')!);
      return (
        `${status} to an address ${isClean ? 'without' : 'with'} the token, ${String(headers['cache-control'])}, ` +
        `${String(headers['referrer-policy'])}`
      );
    },
  ),
  open('page.head', '6.4', 'whether HEAD uses a link up', PERSON, 'no', async (world) => {
    const url = await newUrl(world);
    await browserAt(world).get(url, 'HEAD');
    return opens(await browserAt(world).get(url)) ? 'no' : 'yes';
  }),
  open(
    'page.closed',
    '6.4',
    'a link whose customer may not edit any more',
    [...PERSON, 'status'],
    'the status is shown, and the link is not used up',
    async (world) => {
      const { customer_id } = await world.oneMoney.customer();
      const url = await world.oneMoney.url(customer_id);
      await world.sandbox.status(customer_id, 'UNDER_REVIEW');
      const shown = await browserAt(world).get(url);
      await world.sandbox.status(customer_id, 'PENDING_RESPONSE');
      return shown.status === 200 && opens(await browserAt(world).get(url))
        ? 'the status is shown, and the link is not used up'
        : 'otherwise';
    },
  ),
  person(
    'page.session',
    '2.3',
    'page',
    'the browser session lasts 24 hours from the exchange',
    async (world) => {
      const browser = browserAt(world);
      await browser.open(await newUrl(world));
      const at = async (seconds: number): Promise<number> =>
        world.sandbox.later(seconds, async () => (await browser.follow(await browser.get('/onboarding/form'))).status);
      same('after 23 hours', await at(DAY - 3_600), 200);
      holds('after 25 hours', (await at(DAY + 3_600)) >= 400, 'refused', 'still a session');
    },
    [...PERSON, 'clock'],
  ),
  open('page.session-ended', '6.4', 'a page after the session', [...PERSON, 'clock'], '410', async (world) => {
    const browser = browserAt(world);
    await browser.open(await newUrl(world));
    return world.sandbox.later(DAY + 60, async () => String((await browser.get('/onboarding/form')).status));
  }),
  person('page.progress', '2.3', 'page', 'what was filled in stays, also for a new link', async (world) => {
    const { customer_id } = await world.oneMoney.customer();
    const first = browserAt(world);
    await first.open(await world.oneMoney.url(customer_id));
    await first.get('/onboarding/form/company');
    await first.post('/onboarding/form/company', { business_description: 'Builds what stays', action: 'later' });
    const second = browserAt(world);
    await second.open(await world.oneMoney.url(customer_id));
    holds(
      'the form at the second link',
      (await second.get('/onboarding/form/company')).text.includes('Builds what stays'),
      'as it was left',
      'without it',
    );
  }),
  person(
    'page.return',
    '2.3',
    'page',
    'after completion the browser goes to redirect_url, exactly as it was given',
    async (world) => {
      const { browser } = await filled(world, { redirect_url: BACK });
      same('Location', (await submit(browser)).headers.location, BACK);
    },
  ),
  person(
    'page.leave',
    '2.3',
    'page',
    'on leaving before the end the browser goes to redirect_url too',
    async (world) => {
      const browser = browserAt(world);
      await browser.open(await newUrl(world, { redirect_url: BACK }));
      await browser.get('/onboarding/form/company');
      same('Location', (await browser.post('/onboarding/form/company', { action: 'later' })).headers.location, BACK);
    },
  ),
  open(
    'page.no-redirect',
    '2.3',
    'where the browser goes without redirect_url',
    PERSON,
    "a page of the vendor's",
    async (world) => {
      const { browser } = await filled(world);
      const end = await submit(browser);
      return end.headers.location?.startsWith('/onboarding/') && (await browser.follow(end)).status === 200
        ? "a page of the vendor's"
        : 'elsewhere';
    },
  ),
  person(
    'page.submitted',
    '3.2',
    'page',
    'submission takes INIT, PENDING_RESPONSE and REJECTED to PENDING_REVIEW',
    async (world) => {
      for (const status of ['INIT', 'PENDING_RESPONSE', 'REJECTED']) {
        const { customer_id } = await world.oneMoney.customer();
        await world.sandbox.status(customer_id, status);
        await world.sandbox.call(`/_sandbox/1money/customers/${customer_id}/form/fill`, {});
        const browser = browserAt(world);
        await browser.open(await world.oneMoney.url(customer_id));
        await submit(browser);
        same(`status after ${status}`, await statusOf(world, customer_id), 'PENDING_REVIEW');
      }
    },
    [...PERSON, 'status'],
  ),
  open(
    'page.next-status',
    '6.1',
    'whether a submitted form is approved by itself',
    [...PERSON, 'clock'],
    'no',
    async (world) => {
      const { browser, customerId } = await filled(world);
      await submit(browser);
      return (await world.sandbox.later(DAY, () => statusOf(world, customerId))) === 'PENDING_REVIEW' ? 'no' : 'yes';
    },
  ),
  person(
    'page.full-customer',
    '2.5',
    'code',
    'the full customer then shows what was submitted: persons, and neither documents nor identity numbers',
    async (world) => {
      const { browser, customerId } = await filled(world);
      await submit(browser);
      const { text, json } = await world.oneMoney.get(`/v1/customers/${customerId}`);
      const found = anObject('the customer', json);
      fits('submitted_at', found.submitted_at, ISO_TIME);
      const known = [
        'associated_person_id',
        'email',
        'first_name',
        'middle_name',
        'last_name',
        'birth_date',
        'primary_nationality',
        'residential_address',
        'applicant_type',
        'title',
        'has_ownership',
        'ownership_percentage',
        'has_control',
        'is_signer',
        'is_director',
        'created_at',
        'updated_at',
      ];
      const [first] = aList('associated_persons', found.associated_persons);
      same('members of a person', Object.keys(first ?? {}).toSorted(), known.toSorted());
      holds(
        'the answer',
        !/national_identity_number|image_front|identifying_information|data:|TEST000001/.test(text),
        'without documents and identity numbers',
        'with them',
      );
    },
  ),
  person('page.incomplete', '7.1', 'code', 'a form that is not complete cannot be submitted', async (world) => {
    const { customer_id } = await world.oneMoney.customer();
    const browser = browserAt(world);
    await browser.open(await world.oneMoney.url(customer_id));
    if ((await submit(browser)).status !== 422)
      throw new Difference('submitting an empty form', 'refused (422)', 'otherwise');
    same('status', await statusOf(world, customer_id), 'INIT');
  }),
  open(
    'page.too-late',
    '3.3',
    'a submission after the status has moved on',
    [...PERSON, 'status'],
    '409',
    async (world) => {
      const { browser, customerId } = await filled(world);
      await browser.get('/onboarding/form/review');
      await world.sandbox.status(customerId, 'APPROVED');
      return String((await browser.post('/onboarding/form/review', { action: 'submit' })).status);
    },
  ),
];
