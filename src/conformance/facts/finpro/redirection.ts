import { randomUUID } from 'node:crypto';
import { anObject, fits, holds, same } from '../../expectation';
import { type Fact, factsInGroup } from '../../fact';
import type { Need } from '../../needs';
import { type FinPro, TEST_PAN } from '../../vendors/finpro';
import { data, dataObject, FP, refusedAs, type SandboxWords } from '../../vendors/finpro-answers';
import { decipher, encipher, encryptedEntity, fiFor } from '../../vendors/redirection-cipher';
import type { World } from '../../world';

const { stated, open } = factsInGroup('finpro');
const NEEDS: readonly Need[] = ['effects', 'template'];
const SECRET: readonly Need[] = [...NEEDS, 'shared-secret'];
const BACK = 'https://app.example.com/cb?state=abc';

const partsOf = (url: string): URLSearchParams => new URL(url).searchParams;
const inside = async (url: string): Promise<URLSearchParams> =>
  decipher(partsOf(url).get('ecreq') ?? '', partsOf(url).get('reqdate') ?? '');

/** A fresh link to a consent that was just asked for. */
const freshUrl = async ({ finpro }: World, change: object = {}): Promise<string> =>
  String(
    dataObject(
      await finpro.post('/webRedirection/getEncryptedUrl', {
        consentHandle: (await finpro.consent()).handle,
        redirectUrl: BACK,
        ...change,
      }),
    ).webRedirectionUrl,
  );

/** `body`: the body of the call, made from a consent that is open. */
const refuses = (
  id: string,
  source: 'page' | 'integrators',
  says: string,
  word: string,
  sandbox: SandboxWords,
  body: (handle: string, vendor: FinPro) => object | Promise<object>,
): Fact =>
  stated(`fresh-link.${id}`, '3.6', source, `${says}: 400 ${word}`, NEEDS, async (world) =>
    refusedAs(
      world,
      await world.finpro.post(
        '/webRedirection/getEncryptedUrl',
        await body((await world.finpro.consent()).handle, world.finpro),
      ),
      400,
      word,
      sandbox,
    ),
  );

/** Links to the Account Aggregator: parts, encryption, fresh links (finpro.md 3.1, 3.2, 3.6). */
export const FINPRO_LINKS: readonly Fact[] = [
  stated('link.parts', '3.1', 'guideline', 'a link carries ecreq, reqdate and fi', NEEDS, async ({ finpro }) => {
    const parts = partsOf((await finpro.consent()).url);
    fits('ecreq', parts.get('ecreq'), /^[A-Za-z0-9_-]+={0,2}$/, 'base64 with the URL alphabet');
    fits('reqdate', parts.get('reqdate'), /^[0-9]{15}$/);
    fits('fi', parts.get('fi'), /^[A-Za-z0-9+/_-]+={0,2}$/, 'base64');
  }),
  stated(
    'link.date',
    '3.5',
    'guideline',
    'reqdate begins with day, month, year, hour and minute, UTC, and is now',
    NEEDS,
    async ({ finpro }) => {
      const date = fits('reqdate', partsOf((await finpro.consent()).url).get('reqdate'), /^[0-9]{15}$/);
      const minute = Date.parse(
        `${date.slice(4, 8)}-${date.slice(2, 4)}-${date.slice(0, 2)}T${date.slice(8, 10)}:${date.slice(10, 12)}:00Z`,
      );
      holds('its minute', Math.abs(Date.now() - minute) < 240_000, 'now', 'another one');
    },
  ),
  stated(
    'link.https',
    '3.1',
    'integrators',
    "a link leads to the Account Aggregator's page",
    NEEDS,
    async ({ finpro, isSandbox }) =>
      holds('the scheme', isSandbox || (await finpro.consent()).url.startsWith('https://'), 'https', 'another one'),
  ),
  stated(
    'link.form',
    '3.2',
    'guideline',
    'ecreq is form-encoded: txnid, sessionid, userid, redirect, srcref',
    SECRET,
    async ({ finpro }) => {
      const { url, handle, body } = await finpro.consent();
      const text = await inside(url);
      fits('txnid', text.get('txnid'), /^[0-9a-f-]{36}$/);
      fits('sessionid', text.get('sessionid'), /\S/);
      same(
        'the rest',
        ['userid', 'redirect', 'srcref'].map((name) => text.get(name)),
        [body.vua, BACK, handle],
      );
    },
  ),
  open(
    'link.fips',
    '3.2',
    'how the FIPs are written',
    SECRET,
    'fipid=ALPHA-FIP,BETA-FIP',
    async ({ finpro }) =>
      `fipid=${String((await inside((await finpro.consent({ fipID: ['ALPHA-FIP', 'BETA-FIP'] })).url)).get('fipid'))}`,
  ),
  stated(
    'link.pan',
    '3.2',
    'integrators',
    'the PAN is in it when it was given, and no fipid when none was',
    SECRET,
    async ({ finpro }) => {
      const text = await inside((await finpro.consent({ pan: TEST_PAN })).url);
      same('pan and fipid', [text.get('pan'), text.get('fipid')], [TEST_PAN, null]);
    },
  ),
  stated('link.fi', '3.5', 'guideline', 'fi is the id of the FIU, XORed with reqdate', SECRET, async ({ finpro }) => {
    const parts = partsOf((await finpro.consent()).url);
    same('the FIU', encryptedEntity(parts.get('fi')!, parts.get('reqdate')!), 'sandbox-fiu');
  }),
  stated('link.own-transaction', '3.2', 'guideline', 'each link has a txnid of its own', SECRET, async ({ finpro }) => {
    const { url, handle } = await finpro.consent();
    const other = String(
      dataObject(await finpro.post('/webRedirection/getEncryptedUrl', { consentHandle: handle, redirectUrl: BACK }))
        .webRedirectionUrl,
    );
    holds('the txnids', (await inside(url)).get('txnid') !== (await inside(other)).get('txnid'), 'two', 'one');
  }),

  stated(
    'fresh-link.success',
    '3.6',
    'integrators',
    'getEncryptedUrl answers data.webRedirectionUrl and a message',
    NEEDS,
    async ({ finpro }) => {
      const answer = await finpro.post('/webRedirection/getEncryptedUrl', {
        consentHandle: (await finpro.consent()).handle,
        redirectUrl: BACK,
      });
      fits('webRedirectionUrl', dataObject(answer).webRedirectionUrl, /^https?:\/\//);
      fits('message', anObject('the answer', answer.json).message, /\S/);
    },
  ),
  stated(
    'fresh-link.list',
    '3.6',
    'page',
    'consentHandle may be a list of handles of one VUA',
    NEEDS,
    async ({ finpro }) => {
      const body = finpro.body();
      const handles: unknown[] = [];
      for (let time = 0; time < 2; time += 1)
        handles.push(dataObject(await finpro.post('/v3/requestconsent', body)).consent_handle);
      dataObject(await finpro.post('/webRedirection/getEncryptedUrl', { consentHandle: handles, redirectUrl: BACK }));
    },
  ),
  stated(
    'fresh-link.same-consent',
    '3.3',
    'integrators',
    'a fresh link is about the consent that there is',
    SECRET,
    async ({ finpro }) => {
      const { handle, body } = await finpro.consent();
      const text = await inside(
        String(
          dataObject(
            await finpro.post('/webRedirection/getEncryptedUrl', {
              consentHandle: handle,
              redirectUrl: 'https://app.example.com/other',
            }),
          ).webRedirectionUrl,
        ),
      );
      same(
        'srcref, userid, redirect',
        [text.get('srcref'), text.get('userid'), text.get('redirect')],
        [handle, body.vua, 'https://app.example.com/other'],
      );
    },
  ),
  open('fresh-link.no-redirect', '3.6', 'whether redirectUrl may be left out', NEEDS, 'yes', async ({ finpro }) =>
    (await finpro.post('/webRedirection/getEncryptedUrl', { consentHandle: (await finpro.consent()).handle }))
      .status === 200
      ? 'yes'
      : 'no',
  ),
  stated('fresh-link.pan', '3.6', 'page', 'pan may be given', SECRET, async (world) =>
    same('pan', (await inside(await freshUrl(world, { pan: TEST_PAN }))).get('pan'), TEST_PAN),
  ),
  ...[undefined, null, '', []].map((consentHandle, at) =>
    refuses(
      `handle-empty-${at + 1}`,
      'page',
      `consentHandle is empty, null or absent (${JSON.stringify(consentHandle) ?? 'absent'})`,
      'missingConsentInfo',
      { code: 'FP0021', text: 'consentHandle should not be empty' },
      () => ({ consentHandle, redirectUrl: BACK }),
    ),
  ),
  ...['x', '00000000-0000-0000-0000-000000000000', '3a3f2d96-fc3b-12e5-804f-e65d10a4be98', 7].map((consentHandle, at) =>
    refuses(
      `handle-form-${at + 1}`,
      'page',
      `consentHandle is a UUID of version 4, not all zero (${consentHandle})`,
      'InvalidRequest',
      { code: FP.InvalidRequest },
      () => ({ consentHandle, redirectUrl: BACK }),
    ),
  ),
  refuses(
    'handle-unknown',
    'page',
    'an unknown handle',
    'invalid_consent_handle',
    { code: 'FP0024', text: 'consentHandle does not exist' },
    () => ({ consentHandle: randomUUID(), redirectUrl: BACK }),
  ),
  refuses(
    'handles-of-two',
    'page',
    'handles of two users',
    'InvalidRequest',
    { code: 'FP0024' },
    async (handle, vendor) => ({ consentHandle: [handle, (await vendor.consent()).handle], redirectUrl: BACK }),
  ),
  refuses(
    'other-aa',
    'page',
    'a user of an Account Aggregator that is not in the registry',
    'InvalidAA',
    { code: 'FP0029' },
    (consentHandle) => ({ consentHandle, redirectUrl: BACK, userid: '7770112345@finvu' }),
  ),
  ...['cb', 'http://app.example.com/cb', 7].map((redirectUrl, at) =>
    refuses(
      `redirect-${at + 1}`,
      'page',
      `redirectUrl is no valid address (${redirectUrl})`,
      'InvalidRequest',
      { code: FP.InvalidRequest },
      (consentHandle) => ({ consentHandle, redirectUrl }),
    ),
  ),
  ...['canry1234f', 'CANRY12345', ''].map((pan, at) =>
    refuses(
      `pan-${at + 1}`,
      'page',
      `pan has not its form (${JSON.stringify(pan)})`,
      'InvalidRequest',
      { code: FP.InvalidRequest },
      (consentHandle) => ({ consentHandle, redirectUrl: BACK, pan }),
    ),
  ),
  stated(
    'fresh-link.of-another',
    '3.6',
    'page',
    "another organisation's handle is unknown: 400 invalid_consent_handle",
    [...NEEDS, 'second-partner'],
    async (world) =>
      refusedAs(
        world,
        await world.otherOrganisation.post('/webRedirection/getEncryptedUrl', {
          consentHandle: (await world.finpro.consent()).handle,
          redirectUrl: BACK,
        }),
        400,
        'invalid_consent_handle',
        { code: 'FP0024' },
      ),
  ),
];

const DATE = '150120261034127';
const TEXT = (rest: Record<string, string>): string =>
  new URLSearchParams({
    txnid: '7b0d2c1e-5a64-4f0e-9b3f-2f6f0c8a1d11',
    sessionid: 'S1',
    userid: '9876543210@onemoney',
    srcref: '3a3f2d96-fc3b-42e5-804f-e65d10a4be98',
    redirect: BACK,
    ...rest,
  }).toString();
const result = async (rest: Record<string, string>): Promise<Record<string, unknown>> => ({
  ecres: await encipher(TEXT(rest), DATE),
  resdate: DATE,
  fi: fiFor('onemoney-aa', DATE),
});
const MEMBERS = ['status', 'errorcode', 'txnid', 'sessionid', 'srcref', 'userid', 'redirect', 'email', 'pan'];

const badResult = (id: string, says: string, change: (good: Record<string, unknown>) => unknown): Fact =>
  stated(`decrypt.${id}`, '3.7', 'page', `${says}: 400 InvalidRequest`, ['shared-secret'], async (world) =>
    refusedAs(
      world,
      await world.finpro.post('/webRedirection/decryptUrl', {
        webRedirectionURL: change(await result({ status: 'S', errorcode: '0' })),
      }),
      400,
      'InvalidRequest',
      { code: FP.InvalidRequest },
    ),
  );

/** Decrypting what a browser brought back (finpro.md 3.7). */
export const FINPRO_DECRYPTION: readonly Fact[] = [
  ...[
    ['S', '0'],
    ['F', '1'],
    ['F', '2'],
    ['F', '3'],
    ['F', '4'],
    ['F', '5'],
    ['F', '6'],
    ['F', '7'],
    ['F', '8'],
    ['F', '9'],
  ].map(([status, errorcode]) =>
    stated(
      `decrypt.${status}${errorcode}`,
      '3.4',
      'guideline',
      `decryptUrl tells status ${status} with errorcode ${errorcode}, as text`,
      ['shared-secret'],
      async ({ finpro }) => {
        const answer = await finpro.post('/webRedirection/decryptUrl', {
          webRedirectionURL: await result({ status: status!, errorcode: errorcode! }),
        });
        const found = dataObject(answer);
        same('status and errorcode', [found.status, found.errorcode], [status, errorcode]);
        fits('message', anObject('the answer', answer.json).message, /\S/);
      },
    ),
  ),
  stated(
    'decrypt.members',
    '3.7',
    'page',
    'decryptUrl tells status, errorcode, txnid, sessionid, srcref, userid, redirect, and email and pan, which ' +
      'may be null',
    ['shared-secret'],
    async ({ finpro }) => {
      const found = dataObject(
        await finpro.post('/webRedirection/decryptUrl', {
          webRedirectionURL: await result({ status: 'S', errorcode: '0' }),
        }),
      );
      same('members of data', Object.keys(found).toSorted(), MEMBERS.toSorted());
      same(
        'what they say',
        [found.srcref, found.userid, found.redirect, found.email, found.pan],
        ['3a3f2d96-fc3b-42e5-804f-e65d10a4be98', '9876543210@onemoney', BACK, null, null],
      );
    },
  ),
  open(
    'decrypt.twice',
    '3.7',
    'decrypting the same twice, and long after its date',
    ['shared-secret'],
    'allowed',
    async ({ finpro }) => {
      const webRedirectionURL = await result({ status: 'F', errorcode: '1' });
      const answers = [
        await finpro.post('/webRedirection/decryptUrl', { webRedirectionURL }),
        await finpro.post('/webRedirection/decryptUrl', { webRedirectionURL }),
      ];
      return answers.every(({ status }) => status === 200) ? 'allowed' : 'refused';
    },
  ),
  open(
    'decrypt.spelling',
    '3.5',
    'the other base64 alphabet, and no padding',
    ['shared-secret'],
    'accepted',
    async ({ finpro }) => {
      const good = await result({ status: 'S', errorcode: '0' });
      const standard = String(good.ecres).replaceAll('-', '+').replaceAll('_', '/');
      const answers = await Promise.all(
        [standard, standard.replace(/={1,2}$/, ''), `${standard}==`.slice(0, Math.ceil(standard.length / 4) * 4)].map(
          (ecres) => finpro.post('/webRedirection/decryptUrl', { webRedirectionURL: { ...good, ecres } }),
        ),
      );
      return answers.every(({ status }) => status === 200) ? 'accepted' : 'refused';
    },
  ),
  open('decrypt.fi-spelling', '3.5', 'fi without padding', ['shared-secret'], 'accepted', async ({ finpro }) => {
    const good = await result({ status: 'S', errorcode: '0' });
    return (
      await finpro.post('/webRedirection/decryptUrl', {
        webRedirectionURL: { ...good, fi: String(good.fi).replace(/={1,2}$/, '') },
      })
    ).status === 200
      ? 'accepted'
      : 'refused';
  }),
  ...['ecres', 'resdate', 'fi'].flatMap((name) => [
    badResult(`${name}-missing`, `${name} is missing`, (good) => ({ ...good, [name]: undefined })),
    badResult(`${name}-number`, `${name} is no text`, (good) => ({ ...good, [name]: 7 })),
  ]),
  badResult('date-form', 'resdate has not 15 digits', (good) => ({ ...good, resdate: '15012026103412' })),
  badResult('other-date', 'the date is another one', (good) => ({ ...good, resdate: '150120261034128' })),
  badResult('other-aa', 'fi does not name a known Account Aggregator', (good) => ({
    ...good,
    fi: fiFor('other-aa', DATE),
  })),
  badResult('altered', 'ecres cannot be decrypted', (good) => ({ ...good, ecres: String(good.ecres).slice(0, 64) })),
  badResult('not-base64', 'ecres is no base64', (good) => ({ ...good, ecres: '<script>' })),
  badResult('nothing', 'webRedirectionURL is missing', () => undefined),
  badResult('text', 'webRedirectionURL is a text', () => 'x'),
  badResult('inherited', 'the members are only inherited', () => ({ toString: 'x' })),
  stated(
    'decrypt.spelt',
    '3.7',
    'page',
    'the member is spelt webRedirectionURL here: webRedirectionUrl does not stand in for it',
    ['shared-secret'],
    async (world) =>
      refusedAs(
        world,
        await world.finpro.post('/webRedirection/decryptUrl', {
          webRedirectionUrl: await result({ status: 'S', errorcode: '0' }),
        }),
        400,
        'InvalidRequest',
        { code: FP.InvalidRequest, text: 'webRedirectionURL should not be empty' },
      ),
  ),
  stated(
    'decrypt.nothing-changes',
    '3.7',
    'integrators',
    'decrypting is pure: the consent stays as it is',
    [...SECRET],
    async ({ finpro }) => {
      const { handle, body } = await finpro.consent();
      data(
        await finpro.post('/webRedirection/decryptUrl', {
          webRedirectionURL: await result({ status: 'S', errorcode: '0', srcref: handle, userid: body.vua }),
        }),
      );
      same('status', (await finpro.listed(handle)).status, 'PENDING');
    },
  ),
];
