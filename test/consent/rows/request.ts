import { randomUUID } from 'node:crypto';
import request from 'supertest';
import {
  both,
  consentBody,
  type ConsentRow,
  type ConsentWorld,
  expectRefusal,
  givenConsent,
  listed,
  newMobile,
  PAN,
  sandboxOnly,
  UUID_V4,
} from '../../support/finpro-api';

const MOBILE = '7770012345';
const party = (type: string, value: string, vua = `${value}@onemoney`): object => ({
  partyIdentifierType: type,
  partyIdentifierValue: value,
  vua,
});

/** `change` makes a valid request invalid; the answer must have exactly this status, code and text. */
const refused = (section: string, says: string, change: object, word: string, code: string, text: string): ConsentRow =>
  both(section, says, async (world) => expectRefusal(world, await world.api.request(change), 400, word, code, text));
const invalid = (section: string, says: string, change: object, text: string): ConsentRow =>
  refused(section, says, change, 'InvalidRequest', 'FP0901', text);
const accepted = (section: string, says: string, change: object): ConsentRow =>
  both(section, says, ({ api }) => api.request(change).expect(200));
const CHARSET = 'value can have only A to Z, a to z, 0 to 9, _ , - and . characters';

const REQUIRED = ['productID', 'vua', 'partyIdentifierType', 'partyIdentifierValue', 'accountID'] as const;

/** The body of a consent request, and its answers. */
export const REQUEST: readonly ConsentRow[] = [
  ...REQUIRED.flatMap((field) => [
    ...[undefined, null, '', '  '].map((value) =>
      invalid(
        '2.1',
        `${field} is required: ${JSON.stringify(value)}`,
        { [field]: value },
        `${field} should not be empty`,
      ),
    ),
    ...[1, true, ['x'], { x: 1 }].map((value) =>
      invalid('2.1', `${field} is text: ${JSON.stringify(value)}`, { [field]: value }, `${field} must be a string`),
    ),
  ]),
  ...['pan', 'redirectUrl'].map((field) =>
    invalid('2.1', `${field} is text`, { [field]: 7 }, `${field} must be a string`),
  ),
  ...['ALPHA-FIP', {}, [1], [['ALPHA-FIP']], [null]].map((value) =>
    invalid(
      '2.1',
      `fipID is a list of texts: ${JSON.stringify(value)}`,
      { fipID: value },
      'fipID must be an array of strings',
    ),
  ),
  ...['mobile', 'AADHAAR', ' MOBILE', 'VUA'].map((value) =>
    invalid(
      '2.1',
      `partyIdentifierType is one of three values: ${value}`,
      { partyIdentifierType: value },
      'partyIdentifierType must be one of MOBILE, EMAIL, PAN',
    ),
  ),
  accepted('2.1', 'pan, fipID and redirectUrl may be left out', {
    pan: undefined,
    fipID: undefined,
    redirectUrl: undefined,
  }),
  sandboxOnly('2.1', 'unknown fields are ignored', ({ api }) =>
    api.request({ note: 'x', productIDList: ['LOAN01'] }).expect(200),
  ),
  ...['LOAN 01', 'LOAN01\n', 'LOAN/01', 'LÖAN'].map((value) =>
    invalid(
      '2.1',
      `productID has its characters: ${JSON.stringify(value)}`,
      { productID: value },
      `productID ${CHARSET}`,
    ),
  ),
  ...['a b', 'a@b', "'; --", 'a\n'].map((value) =>
    invalid(
      '2.2',
      `accountID has its characters: ${JSON.stringify(value)}`,
      { accountID: value },
      `accountID ${CHARSET}`,
    ),
  ),
  invalid(
    '2.2',
    'accountID has at most 64 characters',
    { accountID: 'A'.repeat(65) },
    'accountID must be at most 64 characters',
  ),
  ...['A'.repeat(64), '0b9f2c5e-6a1d-4d53-9a57-3f1f6a2c7e10', 'a_b.c-1'].map((accountID) =>
    sandboxOnly('2.2', `accountID may be ${accountID}`, ({ api }) => api.request({ accountID }).expect(200)),
  ),

  accepted('2.2', 'a mobile number need not begin with 6 to 9', party('MOBILE', '1999999999')),
  accepted('2.2', 'the customer may be named by e-mail', party('EMAIL', 'canary.first+tag@mail.example.co')),
  accepted(
    '2.2',
    'the customer may be named by PAN, with the VUA of a mobile number',
    party('PAN', PAN, `${MOBILE}@onemoney`),
  ),
  ...['@ONEMONEY', '@OneMoney', '@onemoney ', '@onemoney.in', '@finvu', '', '@'].map((suffix) =>
    invalid(
      '2.2',
      `the VUA ends with @onemoney, in lower case: ${JSON.stringify(suffix)}`,
      party('MOBILE', MOBILE, MOBILE + suffix),
      `vua must be ${MOBILE}@onemoney`,
    ),
  ),
  invalid(
    '2.2',
    'the VUA is the mobile number',
    party('MOBILE', MOBILE, '7770012346@onemoney'),
    `vua must be ${MOBILE}@onemoney`,
  ),
  invalid(
    '2.2',
    'the VUA is the whole e-mail address',
    party('EMAIL', 'canary@acme.example', 'canary@onemoney'),
    'vua must be canary@acme.example@onemoney',
  ),
  invalid(
    '2.2',
    'the VUA is a single line',
    party('MOBILE', MOBILE, `${MOBILE}@onemoney\n`),
    `vua must be ${MOBILE}@onemoney`,
  ),
  ...['@onemoney', 'a b@onemoney', `${PAN}@@onemoney`].map((vua) =>
    invalid(
      '2.2',
      `with a PAN the VUA must still be valid: ${JSON.stringify(vua)}`,
      party('PAN', PAN, vua),
      'vua must be <mobile or email>@onemoney',
    ),
  ),

  ...['12345', '77700123456', '+917770012', '77700-1234', 'abcdefghij'].map((value) =>
    refused(
      '2.2',
      `a mobile number has ten digits: ${value}`,
      party('MOBILE', value),
      'InvalidPartyIdentifier',
      'FP0903',
      'partyIdentifierValue does not match partyIdentifierType MOBILE',
    ),
  ),
  ...['canary', 'canary@localhost'].map((value) =>
    refused(
      '2.2',
      `an e-mail address has a domain: ${value}`,
      party('EMAIL', value),
      value.includes('@') ? 'InvalidRequest' : 'InvalidPartyIdentifier',
      value.includes('@') ? 'FP0901' : 'FP0903',
      value.includes('@')
        ? `vua must be ${value}@onemoney`
        : 'partyIdentifierValue does not match partyIdentifierType EMAIL',
    ),
  ),
  ...['canry1234f', 'CANRY1234', 'CANRY12345', 'CANR12345F', `${PAN} `, `${PAN}\n`].map((value) =>
    refused(
      '2.2',
      `a PAN has its form: ${JSON.stringify(value)}`,
      party('PAN', value, `${MOBILE}@onemoney`),
      'InvalidPartyIdentifier',
      'FP0903',
      'partyIdentifierValue does not match partyIdentifierType PAN',
    ),
  ),
  ...['canry1234f', 'CANRY1234', '', ' ', `${PAN}\n`].map((pan) =>
    invalid(
      '2.2',
      `pan has its form: ${JSON.stringify(pan)}`,
      { pan },
      'pan must be 5 capital letters, 4 digits and a capital letter',
    ),
  ),
  invalid(
    '2.2',
    'pan and a party that is named by its PAN agree',
    { ...party('PAN', PAN, `${MOBILE}@onemoney`), pan: 'CANRY1234G' },
    'pan must equal partyIdentifierValue',
  ),
  invalid('2.1', 'a template may require pan', { productID: 'EQUITY01', fipID: undefined }, 'pan should not be empty'),
  accepted('2.1', 'a template that requires pan accepts it', { productID: 'EQUITY01', fipID: ['DELTA-FIP'], pan: PAN }),
  accepted('2.1', 'a template that requires the pan takes it from the party identifier', {
    productID: 'EQUITY01',
    fipID: ['DELTA-FIP'],
    ...party('PAN', PAN, `${MOBILE}@onemoney`),
  }),

  ...['LOAN99', 'loan01', 'CLOSED01'].map((id) =>
    refused(
      '2.4',
      `the template exists and is active: ${id}`,
      { productID: id },
      'InvalidProductID',
      'FP0902',
      `productID ${id} is not configured for the organisation`,
    ),
  ),
  sandboxOnly('2.4', 'the template is configured for the organisation', async (world) => {
    await world.other.request().expect(200);
    expectRefusal(
      world,
      await world.other.request({ productID: 'WEALTH01' }),
      400,
      'InvalidProductID',
      'FP0902',
      'productID WEALTH01 is not configured for the organisation',
    );
  }),
  ...[['NONE-FIP'], ['ALPHA-FIP', 'beta-fip', 'NONE-FIP'], [''], ['ALPHA-FIP ']].map((fipID) =>
    refused(
      '2.4',
      `FIPs are known, by their case: ${JSON.stringify(fipID)}`,
      { fipID },
      'InvalidFIPID',
      'FP0904',
      `Unknown fipID: ${fipID.find((id) => id !== 'ALPHA-FIP')}`,
    ),
  ),
  refused('2.4', 'a list of FIPs names one', { fipID: [] }, 'InvalidFIPID', 'FP0904', 'fipID should not be empty'),
  ...[
    '',
    'cb',
    '/cb',
    'app.example.com/cb',
    'http://app.example.com/cb',
    'ftp://app.example.com/cb',
    'javascript:alert(1)',
    'https://',
    'https://user:pw@app.example.com/cb',
    'https://app.example.com/#cb',
    'https://app.example.com/a b',
    ' https://app.example.com/cb',
    'https:app.example.com',
    'http://localhost.example.com/',
  ].map((redirectUrl) =>
    refused(
      '2.4',
      `redirectUrl is absolute, https, without user and fragment: ${JSON.stringify(redirectUrl)}`,
      { redirectUrl },
      'InvalidRedirectUrl',
      'FP0905',
      'redirectUrl must be a valid https URL',
    ),
  ),
  ...['http://localhost:3000/return/consent?state=x', 'http://127.0.0.1:3000/', 'http://[::1]:3000/'].map(
    (redirectUrl) =>
      sandboxOnly('2.2', `loopback is allowed by plain http: ${redirectUrl}`, ({ api }) =>
        api.request({ redirectUrl }).expect(200),
      ),
  ),

  ...BAD_BODIES(),
  ...ORDER(),
  both('2.3', 'success has the state, the handle and the link', async ({ at, api }) => {
    const { body } = await api.request().expect(200);
    expect(body.data).toEqual({
      status: 'PENDING',
      consent_handle: expect.stringMatching(UUID_V4),
      webRedirectionUrl: expect.stringMatching(/^http/),
    });
    if (at === 'sandbox') expect(body.message).toBe('Consent request created');
  }),
  sandboxOnly('2.3', 'the answer can lack the handle, when so configured', async ({ api, sandbox }) => {
    await sandbox.control('/_sandbox/finpro/settings', { consent_handle: 'absent' });
    const { body } = await api.request().expect(200);
    expect(body).toEqual({ status: 'success', ver: '1.21.0', data: { webRedirectionUrl: expect.any(String) } });
    await sandbox.control('/_sandbox/reset', {});
    expect((await api.request().expect(200)).body.data.consent_handle).toMatch(UUID_V4);
  }),
  sandboxOnly(
    '2.5',
    'the second version returns a handle and no link, and needs neither FIPs nor redirect',
    async ({ api }) => {
      const { body } = await api
        .post('/v2/requestconsent', consentBody({ fipID: undefined, redirectUrl: undefined }))
        .expect(200);
      expect(body).toEqual({
        status: 'success',
        ver: '1.21.0',
        data: { status: 'PENDING', consent_handle: expect.stringMatching(UUID_V4) },
      });
    },
  ),
  sandboxOnly('2.5', 'the second version has the same required fields', async (world) => {
    for (const field of REQUIRED)
      expectRefusal(
        world,
        await world.api.post('/v2/requestconsent', consentBody({ [field]: undefined })),
        400,
        'InvalidRequest',
        'FP0901',
        `${field} should not be empty`,
      );
    expectRefusal(
      world,
      await world.api.post('/v2/requestconsent', consentBody({ productID: 'CLOSED01' })),
      400,
      'InvalidProductID',
      'FP0902',
    );
    expectRefusal(
      world,
      await world.api.post('/v2/requestconsent', consentBody(party('MOBILE', '123'))),
      400,
      'InvalidPartyIdentifier',
      'FP0903',
    );
  }),
  both('7', 'each request makes a new handle, even with the same accountID', async (world) => {
    const body = consentBody();
    const handles: string[] = [];
    while (handles.length < 3)
      handles.push((await world.api.post('/v3/requestconsent', body).expect(200)).body.data.consent_handle as string);
    expect(new Set(handles).size).toBe(3);
  }),
  sandboxOnly('2.4', 'a redirect has to be registered, when so configured', async (world) => {
    await world.sandbox.control('/_sandbox/finpro/settings', {
      redirect_origins: { 'sandbox-org': ['https://app.example.com'] },
    });
    await world.api.request().expect(200);
    expectRefusal(
      world,
      await world.api.request({ redirectUrl: 'https://app.example.org/cb' }),
      400,
      'InvalidRedirectUrl',
      'FP0905',
      'redirectUrl is not registered for the organisation',
    );
    expectRefusal(world, await world.other.request(), 400, 'InvalidRedirectUrl', 'FP0905');
    await world.sandbox.control('/_sandbox/finpro/settings', { redirect_origins: null });
    await world.other.request().expect(200);
  }),
  both('4.1', 'the correlating identifiers are stored unchanged', async (world) => {
    const { handle, body } = await givenConsent(world);
    expect(await listed(world, handle)).toMatchObject({
      consentHandle: handle,
      accountID: body.accountID,
      productID: 'LOAN01',
      status: 'PENDING',
      consentID: null,
    });
  }),
];

function BAD_BODIES(): ConsentRow[] {
  const send = ({ api }: ConsentWorld, body: string, type?: string): request.Test => {
    const test = request(api.url)
      .post('/v3/requestconsent')
      .set({ ...api.credentials });
    return (type === undefined ? test : test.set('Content-Type', type)).send(body);
  };
  const good = JSON.stringify(consentBody());
  const bodies = [
    ['not JSON', '{"productID":'],
    ['empty', ''],
    ['a list', '[]'],
    ['null', 'null'],
    ['text', '"x"'],
    ['not UTF-8', Buffer.from([0x7b, 0xff, 0x7d]).toString('latin1')],
  ] as const;
  return [
    ...bodies.map(([name, body]) =>
      both('2.4', `a body that is ${name} is refused`, async (world) =>
        expectRefusal(
          world,
          await send(world, body, 'application/json'),
          400,
          'InvalidRequest',
          'FP0901',
          'Request body must be a JSON object',
        ),
      ),
    ),
    ...['text/plain', 'application/x-www-form-urlencoded', 'application/xml'].map((type) =>
      sandboxOnly('2.4', `${type} is refused, even with JSON in it`, async (world) =>
        expectRefusal(
          world,
          await send(world, good, type),
          400,
          'InvalidRequest',
          'FP0901',
          'Request body must be a JSON object',
        ),
      ),
    ),
    both('1.1', 'application/json may name its charset', (world) =>
      send(world, JSON.stringify(consentBody()), 'application/json; charset=utf-8').expect(200),
    ),
  ];
}

/** The error of each check; a request that fails in all of them gets the first one. */
function ORDER(): ConsentRow[] {
  const mobile = newMobile();
  const steps: readonly (readonly [string, object, string])[] = [
    ['3 fields, types, enum and VUA', { accountID: '' }, 'InvalidRequest'],
    ['4 template', { productID: 'LOAN99' }, 'InvalidProductID'],
    ['5 party identifier', party('MOBILE', mobile.slice(1)), 'InvalidPartyIdentifier'],
    ['6 FIPs', { fipID: ['NONE-FIP'] }, 'InvalidFIPID'],
    ['7 redirect', { redirectUrl: 'http://app.example.com' }, 'InvalidRedirectUrl'],
  ];
  return [
    ...steps.map(([name, , word], at) =>
      both('2.4', `order of checks: ${name} before all that follow`, async (world) =>
        expectRefusal(
          world,
          await world.api.request(Object.assign({}, ...steps.slice(at).map(([, change]) => change))),
          400,
          word,
        ),
      ),
    ),
    sandboxOnly('2.4', 'order of checks: nothing is created by a request that is refused', async (world) => {
      const before = await world.sandbox.effects('consent.created');
      for (const [, change] of steps) expect((await world.api.request(change)).status).toBe(400);
      expect((await world.sandbox.effects('consent.created')).length).toBe(before.length);
      expect((await world.api.list({ consentHandle: randomUUID() }).expect(200)).body.data).toEqual([]);
    }),
  ];
}
