import { randomUUID } from 'node:crypto';
import { Browser } from '../../vendors/browser';
import type { Control } from '../../vendors/control';
import type { VendorResponse } from '../../exchange';
import { holds, same } from '../../expectation';
import { type Fact, factsInGroup } from '../../fact';
import type { Need } from '../../needs';
import { dataList, dataObject } from '../../vendors/finpro-answers';
import { dateOf, linkWith, type Returned, returned } from '../../vendors/redirection-cipher';
import type { World } from '../../world';

const { stated, open } = factsInGroup('finpro');
const PERSON: readonly Need[] = ['effects', 'template', 'person'];
const SECRET: readonly Need[] = [...PERSON, 'shared-secret'];
const BACK = 'https://app.example.com/cb?state=abc';

const opens = ({ status, headers }: VendorResponse): boolean => status === 303 && headers['set-cookie'] !== undefined;
const at = (sandbox: Control): Browser => new Browser(sandbox.url);
const newUrl = async ({ finpro }: World, change: object = {}): Promise<string> => (await finpro.consent(change)).url;
const returnUrl = ({ text }: VendorResponse): string =>
  /<a class="button" href="([^"]+)"/.exec(text)?.[1]?.replaceAll('&amp;', '&') ?? '';
/** A page may say how the visit ended before it leads back. */
const leftBy = (answer: VendorResponse): VendorResponse =>
  answer.headers.location ? answer : { ...answer, headers: { ...answer.headers, location: returnUrl(answer) } };
const codeOn = ({ text }: VendorResponse): string => /class="one-time-code">(\d{6})</.exec(text)?.[1] ?? '';
const accountsOn = ({ text }: VendorResponse): string[] =>
  [...text.matchAll(/name="account" value="([^"]+)"/g)].map(([, id]) => id!);

async function signedIn(browser: Browser, url: string): Promise<VendorResponse> {
  const page = await browser.open(url);
  return browser.follow(await browser.post('/aa/sign-in', { code: codeOn(page), action: 'sign-in' }));
}

async function decided(browser: Browser, url: string, action: 'approve' | 'reject'): Promise<VendorResponse> {
  const page = await signedIn(browser, url);
  await browser.follow(await browser.post('/aa/accounts', { account: accountsOn(page), action: 'continue' }));
  return browser.post('/aa/consent', { action });
}

const back = async ({ headers }: VendorResponse): Promise<Returned> => returned(headers.location ?? null);
const pairOf = async (answer: VendorResponse): Promise<string> => {
  const {
    answer: { status, errorcode },
  } = await back(answer);
  return `${status} ${errorcode}`;
};

const mobile = (number: string): object => ({ vua: `${number}@onemoney`, partyIdentifierValue: number });

/** How each visit by a person can end (finpro.md 3.4). */
const ENDS: readonly (readonly [
  pair: string,
  says: string,
  needs: readonly Need[],
  visit: (world: World, browser: Browser) => Promise<VendorResponse>,
])[] = [
  ['S 0', 'accepted', [], async (world, browser) => decided(browser, await newUrl(world), 'approve')],
  ['F 1', 'rejected by the user', [], async (world, browser) => decided(browser, await newUrl(world), 'reject')],
  [
    'F 2',
    'the consent is not available any more',
    [],
    async (world, browser) => {
      const { url, handle } = await world.finpro.consent();
      await world.sandbox.consent(handle, 'reject');
      return browser.get(url);
    },
  ],
  [
    'F 4',
    'the user could not sign in',
    [],
    async (world, browser) => {
      await browser.open(await newUrl(world));
      for (let time = 0; time < 2; time += 1) await browser.post('/aa/sign-in', { code: '000000', action: 'sign-in' });
      return leftBy(await browser.follow(await browser.post('/aa/sign-in', { code: '000000', action: 'sign-in' })));
    },
  ],
  [
    'F 5',
    'left without a decision',
    [],
    async (world, browser) => {
      await signedIn(browser, await newUrl(world));
      return browser.post('/aa/leave', { action: 'leave' });
    },
  ],
  [
    'F 6',
    'the session ended on the page for signing in',
    ['clock'],
    async (world, browser) => {
      await browser.open(await newUrl(world));
      return world.sandbox.later(3_600, () => browser.get('/aa/sign-in'));
    },
  ],
  [
    'F 7',
    'one FIP was named, it knows no account, and the user left',
    [],
    async (world, browser) => {
      await signedIn(browser, await newUrl(world, { ...mobile('1999999404'), fipID: ['ALPHA-FIP'] }));
      return browser.post('/aa/leave', { action: 'leave' });
    },
  ],
  [
    'F 8',
    'one FIP was named, it failed, and the user left',
    [],
    async (world, browser) => {
      await signedIn(browser, await newUrl(world, { ...mobile('1999999500'), fipID: ['ALPHA-FIP'] }));
      return browser.post('/aa/leave', { action: 'leave' });
    },
  ],
  [
    'F 9',
    'several FIPs were named, all failed, and the user left',
    [],
    async (world, browser) => {
      await signedIn(browser, await newUrl(world, { ...mobile('1999999500'), fipID: ['ALPHA-FIP', 'BETA-FIP'] }));
      return browser.post('/aa/leave', { action: 'leave' });
    },
  ],
];

const text = (rest: Record<string, string>): string =>
  new URLSearchParams({
    txnid: randomUUID(),
    sessionid: 'S1',
    userid: '7770112345@onemoney',
    redirect: BACK,
    srcref: randomUUID(),
    ...rest,
  }).toString();

/** Links opened at the Account Aggregator, and how the browser comes back (finpro.md 3.3, 3.4). */
export const FINPRO_VISITS: readonly Fact[] = [
  stated('visit.single-use', '3.3', 'page', 'a link opens once: another browser is refused', PERSON, async (world) => {
    const url = await newUrl(world);
    holds('the first browser', opens(await at(world.sandbox).get(url)), 'a session', 'none');
    holds('the second browser', !opens(await at(world.sandbox).get(url)), 'refused', 'a session');
  }),
  stated(
    'visit.at-once',
    '3.3',
    'page',
    'of visits at the same time exactly one gets the session',
    PERSON,
    async (world) => {
      const url = await newUrl(world);
      const answers = await Promise.all(Array.from({ length: 6 }, () => at(world.sandbox).get(url)));
      same('sessions', answers.filter(opens).length, 1);
    },
  ),
  open(
    'visit.reload',
    '3.3',
    'the same link again in the browser that opened it',
    PERSON,
    'its session goes on',
    async (world) => {
      const [browser, url] = [at(world.sandbox), await newUrl(world)];
      await browser.get(url);
      return (await browser.follow(await browser.get(url))).status === 200 ? 'its session goes on' : 'refused';
    },
  ),
  open('visit.head', '3.3', 'whether HEAD uses a link up', PERSON, 'no', async (world) => {
    const url = await newUrl(world);
    await at(world.sandbox).get(url, 'HEAD');
    return opens(await at(world.sandbox).get(url)) ? 'no' : 'yes';
  }),
  open('visit.lifetime', '3.3', 'how long a link lives', [...PERSON, 'clock'], '880 s yes, 901 s no', async (world) => {
    const after = async (seconds: number, url: string): Promise<string> =>
      `${seconds} s ${opens(await world.sandbox.later(seconds, () => at(world.sandbox).get(url))) ? 'yes' : 'no'}`;
    return `${await after(880, await newUrl(world))}, ${await after(901, await newUrl(world))}`;
  }),
  stated(
    'visit.strict',
    '3.3',
    'guideline',
    'by the guideline a link is refused after 180 seconds, and sixty more for a date without seconds',
    [...PERSON, 'clock', 'switches'],
    async ({ limited: { otherOrganisation: finpro, sandbox } }) => {
      const after = async (seconds: number): Promise<boolean> => {
        const { url } = await finpro.consent();
        return opens(await sandbox.later(seconds, () => at(sandbox).get(url)));
      };
      same('after 179 s and 241 s', [await after(179), await after(241)], [true, false]);
    },
  ),
  open(
    'visit.refusals',
    '3.3',
    'how links that open nothing are answered',
    [...SECRET, 'clock'],
    'used 410, expired 410, unreadable 400, unknown fi 400',
    async (world) => {
      const [used, expired] = [await newUrl(world), await newUrl(world)];
      await at(world.sandbox).get(used);
      const late = await world.sandbox.later(901, () => at(world.sandbox).get(expired));
      const unreadable = await at(world.sandbox).get(
        '/aa/v2/?ecreq=AAAA&reqdate=150120261030459&fi=QlReVVBfShtXWUY%3D',
      );
      const stranger = await at(world.sandbox).get(await linkWith(text({}), { entity: 'other-fiu' }));
      return (
        `used ${(await at(world.sandbox).get(used)).status}, expired ${late.status}, unreadable ` +
        `${unreadable.status}, unknown fi ${stranger.status}`
      );
    },
  ),
  stated(
    'visit.F3',
    '3.4',
    'guideline',
    'the page of a link that was used leads back with F and 3: an invalid redirection request',
    SECRET,
    async (world) => {
      const url = await newUrl(world);
      await at(world.sandbox).get(url);
      const {
        to,
        answer: { status, errorcode },
      } = await returned(returnUrl(await at(world.sandbox).get(url)));
      same('the way back', [to, status, errorcode], [BACK, 'F', '3']);
    },
  ),
  open('visit.future', '3.3', 'a date more than a minute ahead', SECRET, '410', async ({ sandbox }) =>
    String((await at(sandbox).get(await linkWith(text({}), { date: dateOf(new Date(Date.now() + 300_000)) }))).status),
  ),
  open(
    'visit.date-end',
    '3.5',
    'a reqdate that ends with milliseconds in place of seconds, and requestorType beside it',
    SECRET,
    'accepted',
    async (world) => {
      const { handle, body } = await world.finpro.consent();
      const url = await linkWith(text({ userid: body.vua, srcref: handle }), {
        date: `${dateOf(new Date()).slice(0, 12)}756`,
      });
      return opens(await at(world.sandbox).get(`${url}&requestorType=QFdV`)) ? 'accepted' : 'refused';
    },
  ),
  open(
    'visit.page',
    '6.4',
    'what the page shows before a decision',
    PERSON,
    'purpose, kinds of data, period, frequency, data life and end',
    async (world) => {
      const browser = at(world.sandbox);
      const page = await signedIn(browser, await newUrl(world));
      const { text: html } = await browser.follow(
        await browser.post('/aa/accounts', { account: accountsOn(page), action: 'continue' }),
      );
      const [template] = dataList(
        await world.finpro.post('/productslist', { productId: world.finpro.access.productId }),
      );
      const shown = [
        html.includes(String(template!.purposeText)),
        /Savings and current accounts/.test(html),
        /Period of the data/.test(html),
        /How often/.test(html),
        /How long they may keep it/.test(html),
        /ends on/.test(html),
      ];
      return shown.every(Boolean)
        ? 'purpose, kinds of data, period, frequency, data life and end'
        : JSON.stringify(shown);
    },
  ),
  open(
    'visit.lists',
    '3.2',
    'how a list of handles may be written',
    SECRET,
    'repeated, a,b, {a,b} and [a,b]',
    async (world) => {
      const { handle, body } = await world.finpro.consent();
      const other = String(dataObject(await world.finpro.post('/v3/requestconsent', body)).consent_handle);
      const taken: string[] = [];
      for (const [name, value] of [
        ['repeated', null],
        ['a,b', `${handle},${other}`],
        ['{a,b}', `{${handle},${other}}`],
        ['[a,b]', `[${handle},${other}]`],
      ] as const) {
        const plain = new URLSearchParams(text({ userid: body.vua, srcref: value ?? handle }));
        if (value === null) plain.append('srcref', other);
        if (opens(await at(world.sandbox).get(await linkWith(plain.toString())))) taken.push(name);
      }
      return taken.join(', ').replace(/, (?=\[)/, ' and ');
    },
  ),
  ...ENDS.map(([pair, says, needs, visit]) =>
    stated(
      `visit.${pair.replace(' ', '')}`,
      '3.4',
      'guideline',
      `${says}: the browser brings ${pair}`,
      [...SECRET, ...needs],
      async (world) => same('status and errorcode', await pairOf(await visit(world, at(world.sandbox))), pair),
    ),
  ),
  stated(
    'visit.return',
    '3.4',
    'page',
    'the browser comes back to redirectUrl, with ecres, resdate and fi after its own query',
    SECRET,
    async (world) => {
      const { url, handle, body } = await world.finpro.consent();
      const { to, aa, answer } = await back(await decided(at(world.sandbox), url, 'approve'));
      same('the address', to, BACK);
      same('the Account Aggregator', aa, 'onemoney-aa');
      same('what it says', [answer.srcref, answer.userid, answer.redirect], [handle, body.vua, BACK]);
    },
  ),
  stated('visit.echo', '3.4', 'guideline', 'txnid and sessionid come back as they were sent', SECRET, async (world) => {
    const { handle, body } = await world.finpro.consent();
    const sent = { txnid: randomUUID(), sessionid: 'state-of-ours' };
    const { answer } = await back(
      await decided(at(world.sandbox), await linkWith(text({ ...sent, userid: body.vua, srcref: handle })), 'reject'),
    );
    same('echoed', [answer.txnid, answer.sessionid], [sent.txnid, sent.sessionid]);
  }),
  stated('visit.decryptable', '3.7', 'page', 'decryptUrl reads what the browser brought', SECRET, async (world) => {
    const { headers } = await decided(at(world.sandbox), await newUrl(world), 'approve');
    const { searchParams } = new URL(headers.location!);
    const found = dataObject(
      await world.finpro.post('/webRedirection/decryptUrl', {
        webRedirectionURL: {
          ecres: searchParams.get('ecres'),
          resdate: searchParams.get('resdate'),
          fi: searchParams.get('fi'),
        },
      }),
    );
    same('status and errorcode', [found.status, found.errorcode], ['S', '0']);
  }),
  open(
    'visit.after-decision',
    '3.3',
    'what is pressed after a decision',
    PERSON,
    'the same again leads back, anything else is 409',
    async (world) => {
      const { url, handle } = await world.finpro.consent();
      const browser = at(world.sandbox);
      await decided(browser, url, 'approve');
      const pressed: number[] = [];
      for (const action of ['approve', 'reject', 'constructor', 'toString'])
        pressed.push((await browser.post('/aa/consent', { action })).status);
      same('status of the consent', (await world.finpro.listed(handle)).status, 'ACTIVE');
      return pressed.join() === '303,409,409,409'
        ? 'the same again leads back, anything else is 409'
        : pressed.join(', ');
    },
  ),
  stated(
    'visit.approved',
    '4.1',
    'page',
    'after approval the consent is ACTIVE and has a consentID',
    PERSON,
    async (world) => {
      const { url, handle } = await world.finpro.consent();
      await decided(at(world.sandbox), url, 'approve');
      const { status, consentID } = await world.finpro.listed(handle);
      same('the consent', [status, typeof consentID], ['ACTIVE', 'string']);
    },
  ),
  stated(
    'visit.rejected',
    '4.1',
    'page',
    'after rejection the consent is REJECTED and has no consentID',
    PERSON,
    async (world) => {
      const { url, handle } = await world.finpro.consent();
      await decided(at(world.sandbox), url, 'reject');
      const { status, consentID } = await world.finpro.listed(handle);
      same('the consent', [status, consentID], ['REJECTED', null]);
    },
  ),
  stated(
    'visit.undecided',
    '3.4',
    'guideline',
    'who leaves without a decision leaves the consent PENDING',
    PERSON,
    async (world) => {
      const { url, handle } = await world.finpro.consent();
      const browser = at(world.sandbox);
      await signedIn(browser, url);
      await browser.post('/aa/leave', { action: 'leave' });
      same('status', (await world.finpro.listed(handle)).status, 'PENDING');
    },
  ),
];
