import { anObject, fits, holds, same, UUID_V4 } from '../../expectation';
import { type Fact, factsInGroup } from '../../fact';
import type { Need } from '../../needs';
import { type FinPro, TEST_PAN } from '../../vendors/finpro';
import { data, dataObject, FP, refusedAs } from '../../vendors/finpro-answers';

const { stated, open } = factsInGroup('finpro');
const NEEDS: readonly Need[] = ['effects', 'template'];
const MOBILE = '7770112345';
const CHARSET = 'value can have only A to Z, a to z, 0 to 9, _ , - and . characters';

type Word = 'InvalidRequest' | 'InvalidProductID' | 'InvalidPartyIdentifier' | 'InvalidFIPID' | 'InvalidRedirectUrl';

const party = (type: string, value: string, vua = `${value}@onemoney`): object => ({
  partyIdentifierType: type,
  partyIdentifierValue: value,
  vua,
});

/** `change` makes a valid request invalid. `text`: the text of the sandbox's error. */
const refuses = (id: string, section: string, says: string, change: object, word: Word, text: string): Fact =>
  stated(`request.${id}`, section, 'page', `${says}: 400 ${word}`, NEEDS, async (world) =>
    refusedAs(world, await world.finpro.request(change), 400, word, { code: FP[word], text }),
  );
const takes = (
  id: string,
  section: string,
  says: string,
  change: object,
  source: 'page' | 'integrators' = 'page',
): Fact =>
  stated(`request.${id}`, section, source, says, NEEDS, async ({ finpro }) => void data(await finpro.request(change)));

const REQUIRED = ['productID', 'vua', 'partyIdentifierType', 'partyIdentifierValue', 'accountID'] as const;

async function fipIds(vendor: FinPro): Promise<string[]> {
  const { fip_newlist } = dataObject(await vendor.get('/list/fips'));
  return (fip_newlist as { fipId: string }[]).map(({ fipId }) => fipId);
}

const redirects: readonly string[] = [
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
];

/** Each request is wrong in every check from its step on: the error of the first failing check is answered. */
const STEPS: readonly (readonly [step: string, change: object, word: Word])[] = [
  ['fields', { accountID: '' }, 'InvalidRequest'],
  ['template', { productID: 'NO-SUCH-TEMPLATE' }, 'InvalidProductID'],
  ['party identifier', party('MOBILE', '12345'), 'InvalidPartyIdentifier'],
  ['FIPs', { fipID: ['NO-SUCH-FIP'] }, 'InvalidFIPID'],
  ['redirect', { redirectUrl: 'http://app.example.com' }, 'InvalidRedirectUrl'],
];

/** Requesting a consent (finpro.md 2.1 to 2.4). */
export const FINPRO_REQUEST: readonly Fact[] = [
  stated(
    'request.success',
    '2.3',
    'page',
    'success has status, ver and data.webRedirectionUrl',
    NEEDS,
    async ({ finpro }) =>
      void fits('webRedirectionUrl', dataObject(await finpro.request()).webRedirectionUrl, /^https?:\/\/\S+$/, 'a URL'),
  ),
  stated(
    'request.handle',
    '2.3',
    'integrators',
    'data.status is PENDING and data.consent_handle a UUID of version 4',
    NEEDS,
    async ({ finpro }) => {
      const { status, consent_handle } = dataObject(await finpro.request());
      same('data.status', status, 'PENDING');
      fits('consent_handle', consent_handle, UUID_V4);
    },
  ),
  stated(
    'request.message',
    '2.3',
    'integrators',
    'success has a message',
    NEEDS,
    async ({ finpro }) => void fits('message', anObject('the answer', (await finpro.request()).json).message, /\S/),
  ),
  stated(
    'request.new-handle',
    '7',
    'integrators',
    'each request makes a handle of its own, also with the same accountID',
    NEEDS,
    async ({ finpro }) => {
      const body = finpro.body();
      const [one, other] = [
        dataObject(await finpro.post('/v3/requestconsent', body)),
        dataObject(await finpro.post('/v3/requestconsent', body)),
      ];
      holds('the handles', one.consent_handle !== other.consent_handle, 'two', 'one');
    },
  ),
  ...REQUIRED.flatMap((field) => [
    ...[undefined, null, '', '  '].map((value, at) =>
      refuses(
        `${field}.absent-${at + 1}`,
        '2.1',
        `${field} is required (${JSON.stringify(value) ?? 'absent'})`,
        { [field]: value },
        'InvalidRequest',
        `${field} should not be empty`,
      ),
    ),
    ...[7, true, ['x'], { x: 1 }].map((value) =>
      refuses(
        `${field}.type-${typeof value}${Array.isArray(value) ? '-list' : ''}`,
        '2.1',
        `${field} is text (${JSON.stringify(value)})`,
        { [field]: value },
        'InvalidRequest',
        `${field} must be a string`,
      ),
    ),
  ]),
  ...['pan', 'redirectUrl'].map((field) =>
    refuses(`${field}.type`, '2.1', `${field} is text`, { [field]: 7 }, 'InvalidRequest', `${field} must be a string`),
  ),
  ...['ALPHA-FIP', {}, [1], [null]].map((value, at) =>
    refuses(
      `fipID.type-${at + 1}`,
      '2.1',
      `fipID is a list of texts (${JSON.stringify(value)})`,
      { fipID: value },
      'InvalidRequest',
      'fipID must be an array of strings',
    ),
  ),
  ...['mobile', 'AADHAAR', ' MOBILE', 'VUA'].map((value) =>
    refuses(
      `partyIdentifierType.${value.trim()}${value.startsWith(' ') ? '-blank' : ''}`,
      '2.1',
      `partyIdentifierType is exactly MOBILE, EMAIL or PAN (${JSON.stringify(value)})`,
      { partyIdentifierType: value },
      'InvalidRequest',
      'partyIdentifierType must be one of MOBILE, EMAIL, PAN',
    ),
  ),
  takes('optional-absent', '2.1', 'pan, fipID and redirectUrl may be left out', { redirectUrl: undefined }),
  takes('optional-null', '2.1', 'pan, fipID and redirectUrl may be null', {
    pan: null,
    fipID: null,
    redirectUrl: null,
  }),
  open(
    'request.unknown-member',
    '2.1',
    'a member that the contract does not know',
    NEEDS,
    'ignored',
    async ({ finpro }) =>
      (await finpro.request({ note: 'x', constructor: 'x', productIDList: ['x'] })).status === 200
        ? 'ignored'
        : 'refused',
  ),
  stated(
    'request.own-members',
    '2.1',
    'page',
    'a required member has to be sent: what every object inherits does not stand in for it',
    NEEDS,
    async (world) => {
      const { productID, ...rest } = world.finpro.body();
      refusedAs(
        world,
        await world.finpro.post(
          '/v3/requestconsent',
          `{"__proto__":{"productID":${JSON.stringify(productID)}},${JSON.stringify(rest).slice(1)}`,
        ),
        400,
        'InvalidRequest',
        { code: FP.InvalidRequest, text: 'productID should not be empty' },
      );
    },
  ),
  ...['LOAN 01', 'LOAN01\n', 'LOAN/01', 'LÖAN'].map((value, at) =>
    refuses(
      `productID.characters-${at + 1}`,
      '2.1',
      `productID has letters, digits, _, - and . alone (${JSON.stringify(value)})`,
      { productID: value },
      'InvalidRequest',
      `productID ${CHARSET}`,
    ),
  ),
  ...['a b', 'a@b', "'; --", 'a\n'].map((value, at) =>
    refuses(
      `accountID.characters-${at + 1}`,
      '2.2',
      `accountID is alphanumeric (${JSON.stringify(value)})`,
      { accountID: value },
      'InvalidRequest',
      `accountID ${CHARSET}`,
    ),
  ),
  open('request.accountID.longest', '2.2', 'the longest accountID', NEEDS, '64 characters', async ({ finpro }) => {
    const [fits64, over] = [
      await finpro.request({ accountID: 'A'.repeat(64) }),
      await finpro.request({ accountID: 'A'.repeat(65) }),
    ];
    return fits64.status === 200 && over.status === 400 ? '64 characters' : `64: ${fits64.status}, 65: ${over.status}`;
  }),
  ...['0b9f2c5e-6a1d-4d53-9a57-3f1f6a2c7e10', 'a_b.c-1', 'A'].map((accountID, at) =>
    takes(`accountID.takes-${at + 1}`, '2.2', `accountID may be ${accountID}`, { accountID }, 'integrators'),
  ),
  takes('mobile.any', '2.2', 'a mobile number is ten digits, whatever the first', party('MOBILE', '1999999999')),
  takes(
    'email',
    '2.2',
    'a customer may be named by e-mail address',
    party('EMAIL', 'conformance.first+tag@mail.example.co'),
  ),
  takes(
    'pan-party',
    '2.2',
    'a customer may be named by PAN, beside the VUA of a mobile number',
    party('PAN', TEST_PAN, `${MOBILE}@onemoney`),
  ),
  ...['@ONEMONEY', '@OneMoney', '@onemoney ', '@onemoney.in', '@finvu', '', '@'].map((suffix, at) =>
    refuses(
      `vua.suffix-${at + 1}`,
      '2.1',
      `the VUA ends with @onemoney, case-sensitive (${JSON.stringify(suffix)})`,
      party('MOBILE', MOBILE, MOBILE + suffix),
      'InvalidRequest',
      `vua must be ${MOBILE}@onemoney`,
    ),
  ),
  refuses(
    'vua.other-mobile',
    '2.1',
    'the VUA begins with the value of the party identifier (another mobile number)',
    party('MOBILE', MOBILE, '7770112346@onemoney'),
    'InvalidRequest',
    `vua must be ${MOBILE}@onemoney`,
  ),
  refuses(
    'vua.part-of-email',
    '2.2',
    'the VUA of an e-mail address has all of it',
    party('EMAIL', 'conformance@acme.example', 'conformance@onemoney'),
    'InvalidRequest',
    'vua must be conformance@acme.example@onemoney',
  ),
  refuses(
    'vua.of-pan',
    '2.2',
    'beside a PAN the VUA has still the form of one',
    party('PAN', TEST_PAN, 'a b@onemoney'),
    'InvalidRequest',
    'vua must be <mobile or email>@onemoney',
  ),
  ...['12345', '77700123456', '+917770012', '77700-1234', 'abcdefghij'].map((value, at) =>
    refuses(
      `mobile-${at + 1}`,
      '2.2',
      `a mobile number has ten digits (${value})`,
      party('MOBILE', value),
      'InvalidPartyIdentifier',
      'partyIdentifierValue does not match partyIdentifierType MOBILE',
    ),
  ),
  refuses(
    'email-form',
    '2.2',
    'an e-mail address has a domain',
    party('EMAIL', 'conformance'),
    'InvalidPartyIdentifier',
    'partyIdentifierValue does not match partyIdentifierType EMAIL',
  ),
  ...['canry1234f', 'CANRY1234', 'CANRY12345', 'CANR12345F', `${TEST_PAN} `, `${TEST_PAN}\n`].map((value, at) =>
    refuses(
      `pan-party-${at + 1}`,
      '2.2',
      `a PAN is five capital letters, four digits, a capital letter (${JSON.stringify(value)})`,
      party('PAN', value, `${MOBILE}@onemoney`),
      'InvalidPartyIdentifier',
      'partyIdentifierValue does not match partyIdentifierType PAN',
    ),
  ),
  ...['canry1234f', 'CANRY1234', '', `${TEST_PAN}\n`].map((pan, at) =>
    refuses(
      `pan-${at + 1}`,
      '2.2',
      `pan has the form of one (${JSON.stringify(pan)})`,
      { pan },
      'InvalidRequest',
      'pan must be 5 capital letters, 4 digits and a capital letter',
    ),
  ),
  takes('pan', '2.1', 'pan may be given', { pan: TEST_PAN }),
  open(
    'request.pan-differs',
    '7',
    'a pan that differs from a party named by its PAN',
    NEEDS,
    '400 InvalidRequest',
    async ({ finpro }) => {
      const { status, json } = await finpro.request({
        ...party('PAN', TEST_PAN, `${MOBILE}@onemoney`),
        pan: 'CANRY1234G',
      });
      return status === 200 ? 'taken' : `${status} ${String(anObject('the error', json).errorCode)}`;
    },
  ),
  refuses(
    'template.unknown',
    '2.4',
    'the template has to exist',
    { productID: 'NO-SUCH-TEMPLATE' },
    'InvalidProductID',
    'productID NO-SUCH-TEMPLATE is not configured for the organisation',
  ),
  stated(
    'request.template.closed',
    '2.1',
    'page',
    'the template has to be active: 400 InvalidProductID',
    [...NEEDS, 'portal'],
    async (world) =>
      refusedAs(world, await world.finpro.request({ productID: 'CLOSED01' }), 400, 'InvalidProductID', {
        code: FP.InvalidProductID,
      }),
  ),
  stated(
    'request.template.of-another',
    '2.4',
    'page',
    'the template has to be configured for the organisation: 400 InvalidProductID',
    [...NEEDS, 'second-partner', 'portal'],
    async (world) =>
      refusedAs(world, await world.otherOrganisation.request({ productID: 'WEALTH01' }), 400, 'InvalidProductID', {
        code: FP.InvalidProductID,
      }),
  ),
  stated(
    'request.template.pan',
    '2.1',
    'integrators',
    'some templates need the pan',
    [...NEEDS, 'portal'],
    async (world) => {
      refusedAs(world, await world.finpro.request({ productID: 'EQUITY01' }), 400, 'InvalidRequest', {
        code: FP.InvalidRequest,
        text: 'pan should not be empty',
      });
      data(await world.finpro.request({ productID: 'EQUITY01', pan: TEST_PAN }));
    },
  ),
  stated(
    'request.fips',
    '2.1',
    'page',
    'fipID limits the FIPs: ids of the list are taken',
    NEEDS,
    async ({ finpro }) => void data(await finpro.request({ fipID: (await fipIds(finpro)).slice(0, 2) })),
  ),
  refuses(
    'fips.unknown',
    '2.4',
    'the ids of FIPs are known',
    { fipID: ['NO-SUCH-FIP'] },
    'InvalidFIPID',
    'Unknown fipID: NO-SUCH-FIP',
  ),
  stated(
    'request.fips.case',
    '2.1',
    'page',
    'ids of FIPs are case-sensitive: 400 InvalidFIPID',
    NEEDS,
    async (world) => {
      const other = (await fipIds(world.finpro))
        .map((id) => id.toLowerCase())
        .find((id, at, all) => id !== id.toUpperCase() && all.indexOf(id) === at)!;
      refusedAs(world, await world.finpro.request({ fipID: [other] }), 400, 'InvalidFIPID', {
        code: FP.InvalidFIPID,
        text: `Unknown fipID: ${other}`,
      });
    },
  ),
  stated(
    'request.fips.one-unknown',
    '2.4',
    'page',
    'one unknown id among known ones is enough: 400 InvalidFIPID',
    NEEDS,
    async (world) =>
      refusedAs(
        world,
        await world.finpro.request({ fipID: [...(await fipIds(world.finpro)).slice(0, 1), 'NO-SUCH-FIP'] }),
        400,
        'InvalidFIPID',
        { code: FP.InvalidFIPID, text: 'Unknown fipID: NO-SUCH-FIP' },
      ),
  ),
  open('request.fips.empty', '2.4', 'an empty list of FIPs', NEEDS, '400 InvalidFIPID', async ({ finpro }) => {
    const { status, json } = await finpro.request({ fipID: [] });
    return status === 200 ? 'taken' : `${status} ${String(anObject('the error', json).errorCode)}`;
  }),
  ...redirects.map((redirectUrl, at) =>
    refuses(
      `redirect-${at + 1}`,
      '2.2',
      `redirectUrl is absolute and https, with a host, without user and fragment (${JSON.stringify(redirectUrl)})`,
      { redirectUrl },
      'InvalidRedirectUrl',
      'redirectUrl must be a valid https URL',
    ),
  ),
  takes('redirect.query', '2.1', 'redirectUrl may have a query', {
    redirectUrl: 'https://app.example.com/cb?state=abc&x=%20',
  }),
  ...STEPS.map(([step, , word], at) =>
    open(
      `request.order.${step.replace(' ', '-')}`,
      '2.4',
      `which is told first of a request that is wrong from the ${step} on`,
      NEEDS,
      word,
      async ({ finpro }) =>
        String(
          anObject(
            'the error',
            (await finpro.request(Object.assign({}, ...STEPS.slice(at).map(([, change]) => change)))).json,
          ).errorCode,
        ),
    ),
  ),

  stated('request.v2', '2.5', 'page', '/v2/requestconsent gives a handle and no link', NEEDS, async ({ finpro }) => {
    const found = dataObject(await finpro.post('/v2/requestconsent', finpro.body({ redirectUrl: undefined })));
    same('members of data', Object.keys(found).toSorted(), ['consent_handle', 'status']);
    same('status', found.status, 'PENDING');
    fits('consent_handle', found.consent_handle, UUID_V4);
  }),
  ...REQUIRED.map((field) =>
    stated(`request.v2.${field}`, '2.5', 'page', `/v2/requestconsent asks for ${field} too`, NEEDS, async (world) =>
      refusedAs(
        world,
        await world.finpro.post('/v2/requestconsent', world.finpro.body({ [field]: undefined })),
        400,
        'InvalidRequest',
        { code: FP.InvalidRequest, text: `${field} should not be empty` },
      ),
    ),
  ),
  stated('request.v2.words', '2.5', 'page', '/v2/requestconsent refuses with the same words', NEEDS, async (world) => {
    for (const [, change, word] of STEPS.slice(1, 3))
      refusedAs(world, await world.finpro.post('/v2/requestconsent', world.finpro.body(change)), 400, word);
  }),
  open(
    'request.bare',
    '2.3',
    'whether the answer can be without consent_handle',
    [...NEEDS, 'switches'],
    'by a setting: the link alone',
    async ({ finpro, sandbox }) => {
      await sandbox.call('/_sandbox/finpro/settings', { consent_handle: 'absent' });
      try {
        return Object.keys(dataObject(await finpro.request())).join() === 'webRedirectionUrl'
          ? 'by a setting: the link alone'
          : 'no';
      } finally {
        await sandbox.call('/_sandbox/finpro/settings', { consent_handle: 'full' });
      }
    },
  ),
  stated(
    'request.registered',
    '3.7',
    'integrators',
    'the domain of a redirect may have to be registered with the vendor',
    [...NEEDS, 'switches'],
    async (world) => {
      await world.sandbox.call('/_sandbox/finpro/settings', {
        redirect_origins: { 'sandbox-org': ['https://app.example.com'] },
      });
      try {
        data(await world.finpro.request());
        refusedAs(
          world,
          await world.finpro.request({ redirectUrl: 'https://app.example.org/cb' }),
          400,
          'InvalidRedirectUrl',
          { code: FP.InvalidRedirectUrl, text: 'redirectUrl is not registered for the organisation' },
        );
      } finally {
        await world.sandbox.call('/_sandbox/finpro/settings', { redirect_origins: null });
      }
    },
  ),
];
