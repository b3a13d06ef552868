import { randomUUID } from 'node:crypto';
import { dateForm, decrypt, encrypt, entityIn, fiOf } from '../../../src/sandbox/finpro/redirection/ecreq';
import { AA_ID, SHARED_SECRET } from '../../../src/sandbox/finpro/organisations';
import {
  consentBody,
  type ConsentRow,
  type ConsentWorld,
  expectRefusal,
  givenConsent,
  PAN,
  sandboxOnly,
  UUID_V4,
} from '../../support/finpro-api';

/** The parameters of a link, decrypted with the secret that only FinPro and the Account Aggregator have. */
async function opened(link: string): Promise<{ fi: string | null; text: URLSearchParams }> {
  const { searchParams } = new URL(link);
  const [ecreq, reqdate, fi] = ['ecreq', 'reqdate', 'fi'].map((name) => searchParams.get(name)!) as [
    string,
    string,
    string,
  ];
  expect(reqdate).toMatch(/^[0-9]{15}$/);
  return { fi: entityIn(fi, reqdate), text: new URLSearchParams((await decrypt(ecreq, SHARED_SECRET, reqdate))!) };
}

const link = async ({ api }: ConsentWorld, body: object): Promise<string> =>
  (await api.post('/webRedirection/getEncryptedUrl', body).expect(200)).body.data.webRedirectionUrl as string;
const refusedLink = (
  section: string,
  says: string,
  change: (handle: string) => object,
  word: string,
  code: string,
  text: string,
): ConsentRow =>
  sandboxOnly(section, says, async (world) => {
    const { handle } = await givenConsent(world);
    expectRefusal(
      world,
      await world.api.post('/webRedirection/getEncryptedUrl', {
        consentHandle: handle,
        redirectUrl: 'https://app.example.com/',
        ...change(handle),
      }),
      400,
      word,
      code,
      text,
    );
  });

const RESDATE = '150120261034127';
const VECTOR_C =
  'zBQgXiXFOluInLIBisuyubyNi2dYVpcB64IbXMnWp37hge6olr1UxCMZyhuVORJsZVIDzKJFxB7rsrEpcrOfnJmfPY5RZNKTAVBq06GDxu-kuA1-y-G3-pSyAVR2o93NG7XMClCgtt4IuEO3vAh1C7_TbYjjq7QuAh3mXuEtV6JQ15ZlJoUtQjR9NqF98FAMKvznMuVyP7UJrRx_5sTLXEIlympq71UzHO5jABUPNhaviwZqQT6bTGkf_fM57YeJ8rp7Zx5BKgrBvSsbw_BX3E-57Wb7ZRPxPIe99iatKcacIBtuKr6pXn_bYnvdqpNITs6r3eZKjtDJtzytvnxKWA==';
const RESULT = { ecres: VECTOR_C, resdate: RESDATE, fi: 'XltVXF1eV08cUVI=' };
const DECRYPTED = {
  status: 'S',
  errorcode: '0',
  txnid: '7b0d2c1e-5a64-4f0e-9b3f-2f6f0c8a1d11',
  sessionid: '5d6c3f3e-0c58-4f43-8a0f-6d1f1c2b3a44',
  srcref: '3a3f2d96-fc3b-42e5-804f-e65d10a4be98',
  userid: '9876543210@onemoney',
  redirect: 'https://app.example.test/cb?state=abc',
  email: null,
  pan: null,
};
const refusedResult = (says: string, body: unknown, text: string): ConsentRow =>
  sandboxOnly('3.7', says, async (world) =>
    expectRefusal(
      world,
      await world.api.post('/webRedirection/decryptUrl', body),
      400,
      'InvalidRequest',
      'FP0901',
      text,
    ),
  );

/** Links to the Account Aggregator, and the parameters of its returns. */
export const REDIRECTION: readonly ConsentRow[] = [
  sandboxOnly('3.1', "a link has ecreq, a date of 15 digits, and the FIU's id", async (world) => {
    const { url } = await givenConsent(world);
    expect((await opened(url)).fi).toBe('sandbox-fiu');
    expect(url.startsWith(`${world.sandbox.url}/aa/`)).toBe(true);
  }),
  sandboxOnly(
    '3.2',
    'ecreq has the redirection, the customer, the return address, the handle and the FIPs',
    async (world) => {
      const { url, handle, body } = await givenConsent(world, { pan: PAN });
      const { text } = await opened(url);
      expect(Object.fromEntries(text)).toMatchObject({
        txnid: expect.stringMatching(UUID_V4),
        sessionid: expect.any(String),
        userid: body.vua,
        redirect: body.redirectUrl,
        srcref: handle,
        fipid: 'ALPHA-FIP,BETA-FIP',
        pan: PAN,
      });
    },
  ),
  sandboxOnly(
    '3.2',
    'omitted fields are not in ecreq; the return address is the default of the template',
    async (world) => {
      const { url } = await givenConsent(world, { fipID: undefined, redirectUrl: undefined });
      const { text } = await opened(url);
      expect([text.has('fipid'), text.has('pan'), text.get('redirect')]).toEqual([
        false,
        false,
        `${world.sandbox.url}/demo/return`,
      ]);
    },
  ),
  sandboxOnly('3.6', 'new links to the same handle, any number of times', async (world) => {
    const { handle, url, body } = await givenConsent(world);
    const links = [
      url,
      await link(world, { consentHandle: handle, redirectUrl: 'https://app.example.com/again' }),
      await link(world, { consentHandle: [handle.toUpperCase()] }),
    ];
    const texts = await Promise.all(links.map(async (one) => (await opened(one)).text));
    expect(new Set(texts.map((text) => text.get('txnid'))).size).toBe(3);
    expect(texts.map((text) => text.get('srcref'))).toEqual([handle, handle, handle]);
    expect(texts.map((text) => text.get('redirect'))).toEqual([
      body.redirectUrl,
      'https://app.example.com/again',
      body.redirectUrl,
    ]);
    expect((await world.sandbox.effects('consent.created')).filter(({ subject }) => subject === handle)).toHaveLength(
      1,
    );
  }),
  sandboxOnly('3.6', 'pan and FIPs may be given with the link', async (world) => {
    const { handle } = await givenConsent(world, { fipID: undefined });
    const { text } = await opened(
      await link(world, {
        consentHandle: handle,
        pan: PAN,
        fipID: ['DELTA-FIP'],
        userid: (await world.sandbox.control<{ vua: string }>(`/_sandbox/finpro/consents/${handle}`)).vua,
      }),
    );
    expect([text.get('pan'), text.get('fipid')]).toEqual([PAN, 'DELTA-FIP']);
  }),
  sandboxOnly('3.6', 'several handles of one customer share a link', async (world) => {
    const first = await givenConsent(world);
    const { vua, partyIdentifierValue } = first.body;
    const second = await givenConsent(world, { vua, partyIdentifierValue });
    const { text } = await opened(await link(world, { consentHandle: [second.handle, first.handle] }));
    expect(text.get('srcref')).toBe(`${second.handle},${first.handle}`);
  }),
  sandboxOnly('3.6', 'handles of several customers do not', async (world) => {
    const handles = [await givenConsent(world), await givenConsent(world)].map(({ handle }) => handle);
    expectRefusal(
      world,
      await world.api.post('/webRedirection/getEncryptedUrl', { consentHandle: handles }),
      400,
      'InvalidRequest',
      'FP0024',
      'consentHandle values must belong to one vua',
    );
  }),
  ...[undefined, null, '', ' ', [], ['']].map((consentHandle) =>
    refusedLink(
      '3.6',
      `consentHandle is required: ${JSON.stringify(consentHandle)}`,
      () => ({ consentHandle }),
      'missingConsentInfo',
      'FP0021',
      'consentHandle should not be empty',
    ),
  ),
  ...[7, {}, [7]].map((consentHandle) =>
    refusedLink(
      '3.6',
      `consentHandle is text: ${JSON.stringify(consentHandle)}`,
      () => ({ consentHandle }),
      'InvalidRequest',
      'FP0901',
      'consentHandle must be a string or an array of strings',
    ),
  ),
  ...['x', '00000000-0000-0000-0000-000000000000', '0b9f2c5e-6a1d-1d53-9a57-3f1f6a2c7e10', `${randomUUID()}\n`].map(
    (consentHandle) =>
      refusedLink(
        '3.6',
        `consentHandle is a UUID of version 4: ${JSON.stringify(consentHandle)}`,
        () => ({ consentHandle }),
        'InvalidRequest',
        'FP0901',
        'consentHandle must be a valid UUID',
      ),
  ),
  refusedLink(
    '3.6',
    'consentHandle exists',
    () => ({ consentHandle: randomUUID() }),
    'invalid_consent_handle',
    'FP0024',
    'consentHandle does not exist',
  ),
  refusedLink(
    '3.6',
    'each consentHandle exists',
    (handle) => ({ consentHandle: [handle, randomUUID()] }),
    'invalid_consent_handle',
    'FP0024',
    'consentHandle does not exist',
  ),
  sandboxOnly('3.6', "another organisation's handle does not exist", async (world) => {
    const { handle } = await givenConsent(world);
    expectRefusal(
      world,
      await world.other.post('/webRedirection/getEncryptedUrl', { consentHandle: handle }),
      400,
      'invalid_consent_handle',
      'FP0024',
    );
  }),
  refusedLink(
    '3.6',
    "the customer's Account Aggregator is in the registry",
    () => ({ userid: '9876543210@finvu' }),
    'InvalidAA',
    'FP0029',
    'The Account Aggregator of userid is not in the registry',
  ),
  refusedLink(
    '3.6',
    'pan has its form',
    () => ({ pan: 'canry1234f' }),
    'InvalidRequest',
    'FP0901',
    'pan must be 5 capital letters, 4 digits and a capital letter',
  ),
  refusedLink(
    '3.6',
    'FIPs are known',
    () => ({ fipID: ['NONE-FIP'] }),
    'InvalidFIPID',
    'FP0904',
    'Unknown fipID: NONE-FIP',
  ),
  ...['', 'cb', 'http://app.example.com/', 'https://app.example.com/#x'].map((redirectUrl) =>
    refusedLink(
      '3.6',
      `redirectUrl is an https URL: ${JSON.stringify(redirectUrl)}`,
      () => ({ redirectUrl }),
      'InvalidRequest',
      'FP0901',
      'redirectUrl must be a valid https URL',
    ),
  ),

  sandboxOnly('3.7', 'the parameters of a return are decrypted, also repeatedly', async ({ api }) => {
    for (let time = 0; time < 2; time += 1) {
      const { body } = await api.post('/webRedirection/decryptUrl', { webRedirectionURL: RESULT }).expect(200);
      expect(body).toEqual({ status: 'success', ver: '1.21.0', message: 'Decrypted', data: DECRYPTED });
    }
  }),
  sandboxOnly('3.7', 'either base64 alphabet is read, with or without padding', async ({ api }) => {
    const spelt = {
      ...RESULT,
      ecres: VECTOR_C.replaceAll('-', '+').replaceAll('_', '/').replace(/=+$/, ''),
      fi: RESULT.fi.replace(/=+$/, ''),
    };
    expect((await api.post('/webRedirection/decryptUrl', { webRedirectionURL: spelt }).expect(200)).body.data).toEqual(
      DECRYPTED,
    );
  }),
  ...['1', '2', '3', '4', '5', '6', '7', '8', '9', '42'].map((errorcode) =>
    sandboxOnly('3.4', `status F with errorcode ${errorcode} is passed on`, async ({ api }) => {
      const date = dateForm(new Date());
      const ecres = await encrypt(
        new URLSearchParams({
          ...DECRYPTED,
          email: 'canary@acme.example',
          pan: PAN,
          status: 'F',
          errorcode,
        }).toString(),
        SHARED_SECRET,
        date,
      );
      const { body } = await api
        .post('/webRedirection/decryptUrl', { webRedirectionURL: { ecres, resdate: date, fi: fiOf(AA_ID, date) } })
        .expect(200);
      expect(body.data).toEqual({ ...DECRYPTED, status: 'F', errorcode, email: 'canary@acme.example', pan: PAN });
    }),
  ),
  refusedResult(
    'webRedirectionURL is required, in this spelling',
    { webRedirectionUrl: RESULT },
    'webRedirectionURL should not be empty',
  ),
  refusedResult('webRedirectionURL is an object', { webRedirectionURL: [] }, 'webRedirectionURL must be an object'),
  ...(['ecres', 'resdate', 'fi'] as const).flatMap((member) => [
    refusedResult(
      `${member} is required`,
      { webRedirectionURL: { ...RESULT, [member]: undefined } },
      `webRedirectionURL.${member} should not be empty`,
    ),
    refusedResult(
      `${member} is text`,
      { webRedirectionURL: { ...RESULT, [member]: 7 } },
      `webRedirectionURL.${member} must be a string`,
    ),
  ]),
  ...['15012026103412', '1501202610341270', '15012026103412x', `${RESDATE}\n`].map((resdate) =>
    refusedResult(
      `resdate has 15 digits: ${JSON.stringify(resdate)}`,
      { webRedirectionURL: { ...RESULT, resdate } },
      'webRedirectionURL.resdate must be 15 digits',
    ),
  ),
  ...['QlReVVBfShtXWUY=', '!', fiOf('finvu', RESDATE)].map((fi) =>
    refusedResult(
      `fi names the Account Aggregator: ${fi}`,
      { webRedirectionURL: { ...RESULT, fi } },
      'webRedirectionURL.fi does not name a known Account Aggregator',
    ),
  ),
  ...[VECTOR_C.slice(0, -4), 'AAAA', '!', VECTOR_C.replace('zBQg', 'aBQg')].map((ecres, at) =>
    refusedResult(
      `ecres has to be readable (${at + 1})`,
      { webRedirectionURL: { ...RESULT, ecres } },
      'webRedirectionURL.ecres cannot be decrypted',
    ),
  ),
  refusedResult(
    'ecres belongs to its date',
    { webRedirectionURL: { ...RESULT, resdate: '150120261034128', fi: fiOf(AA_ID, '150120261034128') } },
    'webRedirectionURL.ecres cannot be decrypted',
  ),
  sandboxOnly('3.6', "the second version's handle gets its link here", async (world) => {
    const { body } = await world.api.post('/v2/requestconsent', consentBody()).expect(200);
    expect(
      (
        await opened(
          await link(world, { consentHandle: body.data.consent_handle, redirectUrl: 'https://app.example.com/v2' }),
        )
      ).text.get('redirect'),
    ).toBe('https://app.example.com/v2');
  }),
];
