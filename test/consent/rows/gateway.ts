import request from 'supertest';
import { DEMO } from '../../support/gateway';
import { type ConsentRow, type ConsentWorld, consentBody, expectRefusal, gatewayOnly } from '../../support/finpro-api';

/** A refusal with FinPro's text. */
const says = (section: string, what: string, change: object, word: string, text: string): ConsentRow =>
  gatewayOnly(section, what, async (world) => {
    const answer = await world.api.request(change).expect(400);
    expectRefusal(world, answer, 400, word);
    expect(answer.body.errorMsg).toBe(text);
  });

const OPERATIONS = [
  '/v3/requestconsent',
  '/v3/getconsentslist',
  '/revokeconsent',
  '/webRedirection/getEncryptedUrl',
  '/webRedirection/decryptUrl',
];
const raw = (world: ConsentWorld, path: string, type: string, body: string): request.Test =>
  request(world.api.url)
    .post(path)
    .set({ ...world.api.credentials, 'Content-Type': type })
    .send(body);

/** The gateway's choices where FinPro's pages are silent, and its additions. */
export const GATEWAY: readonly ConsentRow[] = [
  says(
    '2.4',
    'the text of a missing field',
    { productID: undefined },
    'InvalidRequest',
    'productID should not be empty',
  ),
  says(
    '2.4',
    'the text of a wrong type',
    { fipID: 'ALPHA-FIP' },
    'InvalidRequest',
    'fipID must be an array of strings',
  ),
  says(
    '2.4',
    'the text of an unknown value',
    { partyIdentifierType: 'mobile' },
    'InvalidRequest',
    'partyIdentifierType must be one of MOBILE, EMAIL, PAN',
  ),
  says(
    '2.4',
    'the text of a wrong character',
    { productID: 'LOAN 01' },
    'InvalidRequest',
    'productID value can have only A to Z, a to z, 0 to 9, _ , - and . characters',
  ),
  says(
    '2.4',
    'the text of a VUA repeats no personal data',
    { vua: '7770000001@ONEMONEY' },
    'InvalidRequest',
    'vua must be <partyIdentifierValue>@onemoney',
  ),
  says(
    '2.4',
    'the text of an unknown template',
    { productID: 'NONE01' },
    'InvalidProductID',
    'productID NONE01 is not configured for the organisation',
  ),
  says(
    '2.4',
    'the text of a template that is closed',
    { productID: 'CLOSED01' },
    'InvalidProductID',
    'productID CLOSED01 is not configured for the organisation',
  ),
  says(
    '2.4',
    'the text of an identifier',
    { partyIdentifierType: 'PAN' },
    'InvalidPartyIdentifier',
    'partyIdentifierValue does not match partyIdentifierType PAN',
  ),
  says(
    '2.4',
    'the text of an unknown FIP',
    { fipID: ['ALPHA-FIP', 'NONE-FIP', 'alpha-fip'] },
    'InvalidFIPID',
    'Unknown fipID: NONE-FIP',
  ),
  says(
    '2.4',
    'every bad field is named',
    { productID: '', accountID: 7 },
    'InvalidRequest',
    'productID should not be empty; accountID must be a string',
  ),
  says(
    '2.1',
    'unknown fields are refused, and named',
    { note: 'x', productIDList: ['LOAN01'] },
    'InvalidRequest',
    'note is not a field of this request; productIDList is not a field of this request',
  ),
  ...['LOAN APP', 'LOAN/1', 'LOÄN', '+1'].map((accountID) =>
    says(
      '2.2',
      `accountID has no other characters: ${accountID}`,
      { accountID },
      'InvalidRequest',
      'accountID value can have only A to Z, a to z, 0 to 9, _ , - and . characters',
    ),
  ),
  ...[
    'LOAN-APP-1',
    'LOAN.1',
    'LOAN_1',
    '0b9f2c5e-6a1d-4d53-9a57-3f1f6a2c7e10',
    '00000000-0000-0000-0000-000000000000',
    '-',
    '.',
    'a'.repeat(64),
  ].map((accountID) =>
    gatewayOnly(
      '2.2',
      `accountID may be ${accountID}, goes to FinPro unchanged and finds its journey`,
      async (world) => {
        const body = consentBody({ accountID });
        const { body: created } = await world.api.post('/v3/requestconsent', body).expect(200);
        const { body: listed } = await world.api
          .list({
            partyIdentifierType: 'MOBILE',
            partyIdentifierValue: body.partyIdentifierValue,
            productID: 'LOAN01',
            accountID,
          })
          .expect(200);
        expect(listed.data).toEqual([
          expect.objectContaining({ accountID, consentHandle: created.data.consent_handle }),
        ]);
        // A single dot is removed from a path (RFC 3986, 6.2.2.3).
        const paths = [
          `/v1/consents?account_id=${accountID}`,
          ...(accountID === '.' ? [] : [`/v1/journeys/${accountID}`]),
        ];
        for (const path of paths)
          expect((await request(world.api.url).get(path).set('Authorization', DEMO).expect(200)).text).toContain(
            created.data.consent_handle,
          );
      },
    ),
  ),
  ...[
    'https://evil.example/cb',
    'http://app.example.com/cb',
    'https://app.example.com.evil.example/',
    'https://app.example.com@evil.example/',
    'javascript:alert(1)',
    'https://app.example.com/#x',
    '//app.example.com/',
    'https://app.example.com\\@evil.example',
  ].map((redirectUrl) =>
    gatewayOnly('2.2', `redirectUrl has an origin registered for the consumer: ${redirectUrl}`, async (world) =>
      expectRefusal(world, await world.api.request({ redirectUrl }), 400, 'InvalidRedirectUrl'),
    ),
  ),
  gatewayOnly(
    '2.2',
    'the refusal of a redirectUrl names the registered origins; loopback needs none',
    async (world) => {
      const { body } = await world.api.request({ redirectUrl: 'https://evil.example/cb' });
      expect(body.errorMsg).toMatch(/\(https:\/\/app\.example\.com.*--add-redirect-origin https:\/\/evil\.example$/);
      for (const redirectUrl of ['http://localhost:8080/cb', 'http://127.0.0.1:5173/cb', 'http://[::1]:9/cb'])
        expect(await world.api.request({ redirectUrl })).toMatchObject({ status: 200 });
    },
  ),
  ...OPERATIONS.flatMap((path) => [
    gatewayOnly('1.4', `${path}: a body of more than 64 KiB is refused in the envelope`, async (world) =>
      expectRefusal(
        world,
        await raw(world, path, 'application/json', `{"x":"${'x'.repeat(70_000)}"}`),
        413,
        'InvalidRequest',
      ),
    ),
    gatewayOnly('1.4', `${path}: other media types are refused in the envelope`, async (world) =>
      expectRefusal(world, await raw(world, path, 'text/plain', '{}'), 415, 'InvalidRequest'),
    ),
    gatewayOnly('1.4', `${path}: a body that is not a JSON object is refused in the envelope`, async (world) => {
      for (const body of ['', '[]', '"x"', '{', '{"a":1,"a":2}', '\xff'])
        expectRefusal(world, await raw(world, path, 'application/json', body), 400, 'InvalidRequest');
    }),
    gatewayOnly('1.4', `${path}: another method is refused in the envelope`, async (world) =>
      expectRefusal(
        world,
        await request(world.api.url)
          .put(path)
          .set({ ...world.api.credentials }),
        405,
        'MethodNotAllowed',
      ),
    ),
    gatewayOnly('1.1', `${path}: Bearer is no credential here`, async (world) => {
      const answer = await request(world.api.url)
        .post(path)
        .set('Authorization', 'Bearer demo-consumer.ZGVtby1jb25zdW1lci1zZWNyZXQtMDAwMDAwMDAwMDA')
        .send(consentBody());
      expectRefusal(world, answer, 401, 'AuthenticationFailed');
      expect(answer.headers['www-authenticate']).toBe(
        'FinPro-Headers realm="portico", names="client_id client_secret organisationId appIdentifier"',
      );
    }),
  ]),
  gatewayOnly('1.1', 'all refusals of credentials are identical', async (world) => {
    const wrong = ['client_id', 'client_secret', 'organisationId', 'appIdentifier'].flatMap((name) =>
      ['', 'wrong', 'demo-consumer'].map((value) => ({ ...world.api.credentials, [name]: value })),
    );
    const others = [
      {},
      world.other.credentials,
      { ...world.api.credentials, client_id: 'other-consumer' },
      { ...world.api.credentials, appIdentifier: 'other-app' },
    ];
    const texts = new Set<string>();
    for (const credentials of [...wrong, ...others.filter((one) => one !== world.other.credentials)]) {
      const isRight = JSON.stringify(credentials) === JSON.stringify(world.api.credentials);
      if (isRight) continue;
      const answer = await request(world.api.url)
        .post('/v3/requestconsent')
        .set({ ...credentials })
        .send(consentBody());
      expectRefusal(world, answer, 401, 'AuthenticationFailed');
      texts.add(`${answer.body.errorMsg} ${answer.body.status}`);
    }
    expect([...texts]).toEqual(['Invalid client credentials FP0906']);
  }),
];
