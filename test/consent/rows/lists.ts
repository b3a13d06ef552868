import { randomUUID } from 'node:crypto';
import {
  both,
  consentBody,
  type ConsentBody,
  type ConsentRow,
  type ConsentWorld,
  expectRefusal,
  givenConsent,
  move,
  PAN,
  sandboxOnly,
  UUID_V4,
} from '../../support/finpro-api';

const V2_FIELDS = ['partyIdentifierType', 'partyIdentifierValue', 'productID', 'accountID'] as const;
const ACCOUNT = {
  fipName: expect.any(String),
  fipId: expect.stringMatching(/-FIP$/),
  accountType: expect.any(String),
  linkReferenceNumber: expect.stringMatching(UUID_V4),
  maskedAccountNumber: expect.stringMatching(/^X{8}\d{4}$/),
  fiType: expect.any(String),
};

const fourOf = (body: ConsentBody): object => Object.fromEntries(V2_FIELDS.map((name) => [name, body[name]]));
const handlesIn = (answer: { body: { data: { consentHandle: string }[] } }): string[] =>
  answer.body.data.map(({ consentHandle }) => consentHandle);
const v1 = ({ api }: ConsentWorld, body: object): ReturnType<ConsentWorld['api']['post']> =>
  api.post('/getconsentslist', body);
const accounts = ({ api }: ConsentWorld, body: object): ReturnType<ConsentWorld['api']['post']> =>
  api.post('/v1/accounts/getconsentslist', body);

/** Consent lists. */
export const LISTS: readonly ConsentRow[] = [
  sandboxOnly('4.2', 'the first version lists accounts of a mobile number, newest consent first', async (world) => {
    const first = await givenConsent(world, { fipID: ['ALPHA-FIP'] }, 'approve');
    const { vua, partyIdentifierValue } = first.body;
    const second = await givenConsent(world, { vua, partyIdentifierValue });
    const { body } = await v1(world, { mobileNumber: partyIdentifierValue }).expect(200);
    expect(body.data.map((item: Record<string, unknown>) => [item.consentHandle, item.fipId])).toEqual([
      [second.handle, null],
      [first.handle, 'ALPHA-FIP'],
      [first.handle, 'ALPHA-FIP'],
    ]);
    expect(body.data[1]).toEqual({
      consentID: expect.stringMatching(UUID_V4),
      consentHandle: first.handle,
      status: 'ACTIVE',
      productID: 'LOAN01',
      accountID: first.body.accountID,
      aaId: 'onemoney-aa',
      createdOn: expect.any(String),
      modifiedOn: expect.any(String),
      consentStart: expect.any(String),
      consentExpiry: expect.any(String),
      fetchType: 'ONETIME',
      fiTypes: ['DEPOSIT', 'TERM_DEPOSIT', 'RECURRING_DEPOSIT'],
      fipId: 'ALPHA-FIP',
      maskedAccountNumber: expect.stringMatching(/^X{8}\d{4}$/),
    });
    for (const name of ['createdOn', 'modifiedOn', 'consentStart', 'consentExpiry'])
      expect(new Date(body.data[1][name]).toISOString()).toBe(body.data[1][name]);
  }),
  sandboxOnly('4.2', 'the first version filters by product, account and state, and pages', async (world) => {
    const {
      handle,
      body: { vua, partyIdentifierValue: mobileNumber, accountID },
    } = await givenConsent(world, { fipID: ['ALPHA-FIP'] }, 'approve');
    const pending = await givenConsent(world, { vua, partyIdentifierValue: mobileNumber, productID: 'WEALTH01' });
    expect(handlesIn(await v1(world, { mobileNumber, productID: 'WEALTH01' }).expect(200))).toEqual([pending.handle]);
    expect(handlesIn(await v1(world, { mobileNumber, accountID }).expect(200))).toEqual([handle, handle]);
    expect(handlesIn(await v1(world, { mobileNumber, status: 'PENDING' }).expect(200))).toEqual([pending.handle]);
    expect(handlesIn(await v1(world, { mobileNumber, limit: 2, pageno: 1 }).expect(200))).toEqual([
      pending.handle,
      handle,
    ]);
    expect(handlesIn(await v1(world, { mobileNumber, limit: '2', pageno: '2' }).expect(200))).toEqual([handle]);
  }),
  sandboxOnly('4.2', 'the first version refuses malformed numbers, states and pages', async (world) => {
    const mobileNumber = '7770012345';
    const cases: readonly (readonly [object, string])[] = [
      [{}, 'mobileNumber should not be empty'],
      [{ mobileNumber: 7770012345 }, 'mobileNumber must be a string'],
      ...['777001234', '+917770012345', `${mobileNumber}\n`].map(
        (value) => [{ mobileNumber: value }, 'mobileNumber must be 10 digits'] as const,
      ),
      [{ mobileNumber, status: 'active' }, 'status must be one of PENDING, ACTIVE, REJECTED, REVOKED, EXPIRED, PAUSED'],
      ...[0, 101, 1.5, 'x', -1].map(
        (limit) => [{ mobileNumber, limit }, 'limit must be a whole number between 1 and 100'] as const,
      ),
      [{ mobileNumber, pageno: 0 }, 'pageno must be a whole number between 1 and 1000000'],
    ];
    for (const [body, text] of cases)
      expectRefusal(world, await v1(world, body), 400, 'InvalidRequest', 'FP0901', text);
  }),

  sandboxOnly('4.2', 'the second version finds by identifier, product and account', async (world) => {
    const { handle, body } = await givenConsent(world, {}, 'approve');
    const { body: answer } = await world.api.post('/v2/getconsentslist', fourOf(body)).expect(200);
    expect(answer).toEqual({
      status: 'success',
      ver: '1.21.0',
      data: [
        {
          consentID: expect.stringMatching(UUID_V4),
          consentHandle: handle,
          status: 'ACTIVE',
          productID: 'LOAN01',
          accountID: body.accountID,
          aaId: 'onemoney-aa',
          vua: body.vua,
          consentCreationData: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
          consent_expiry: expect.stringMatching(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/),
          accounts: Array.from({ length: 4 }, () => ACCOUNT),
        },
      ],
    });
    const lifeSeconds =
      (Date.parse(`${answer.data[0].consent_expiry.replace(' ', 'T')}Z`) -
        Date.parse(answer.data[0].consentCreationData)) /
      1000;
    expect(Math.ceil(lifeSeconds)).toBe(30 * 86_400);
  }),
  ...['/v2/getconsentslist', '/v3/getconsentslist'].flatMap((path) => [
    ...V2_FIELDS.map((name) =>
      sandboxOnly('4.2', `${path}: ${name} is required`, async (world) =>
        expectRefusal(
          world,
          await world.api.post(path, { ...fourOf(consentBody()), [name]: undefined }),
          400,
          'InvalidRequest',
          'FP0901',
          `${name} should not be empty`,
        ),
      ),
    ),
    sandboxOnly('4.2', `${path}: the identifier fits its type`, async (world) =>
      expectRefusal(
        world,
        await world.api.post(path, { ...fourOf(consentBody()), partyIdentifierValue: '123' }),
        400,
        'InvalidPartyIdentifier',
        'FP0903',
      ),
    ),
    sandboxOnly('4.2', `${path}: each of the four narrows the list`, async (world) => {
      const { body } = await givenConsent(world);
      for (const change of [{ partyIdentifierValue: '7770099999' }, { productID: 'WEALTH01' }, { accountID: 'OTHER' }])
        expect((await world.api.post(path, { ...fourOf(body), ...change }).expect(200)).body.data).toEqual([]);
    }),
  ]),
  sandboxOnly('4.2', 'the kinds of identifier are three in the second version and six in the third', async (world) => {
    for (const partyIdentifierType of ['AADHAR', 'DOB', 'GSTIN']) {
      const body = { ...fourOf(consentBody()), partyIdentifierType };
      expectRefusal(
        world,
        await world.api.post('/v2/getconsentslist', body),
        400,
        'InvalidRequest',
        'FP0901',
        'partyIdentifierType must be one of MOBILE, EMAIL, PAN',
      );
      expect((await world.api.list(body).expect(200)).body.data).toEqual([]);
    }
    const { handle, body } = await givenConsent(world, { partyIdentifierType: 'PAN', partyIdentifierValue: PAN });
    expect(handlesIn(await world.api.list(fourOf(body)).expect(200))).toEqual([handle]);
  }),
  both('4.2', 'the third version finds by the four fields', async (world) => {
    const { handle, body } = await givenConsent(world);
    const again = await givenConsent(world, body);
    const { body: answer } = await world.api.list(fourOf(body)).expect(200);
    expect(handlesIn({ body: answer })).toEqual([again.handle, handle]);
  }),
  both('4.2', 'the third version finds by handle and by id, one or more', async (world) => {
    const [one, two] = [await givenConsent(world, {}, 'approve'), await givenConsent(world, {}, 'approve')];
    const handles = [one.handle, two.handle];
    expect(handlesIn(await world.api.list({ consentHandle: one.handle }).expect(200))).toEqual([one.handle]);
    const { body } = await world.api.list({ consentHandle: handles }).expect(200);
    expect(handlesIn({ body }).toSorted()).toEqual(handles.toSorted());
    const ids = (body.data as { consentID: string }[]).map(({ consentID }) => consentID);
    expect(handlesIn(await world.api.list({ consentID: ids }).expect(200)).toSorted()).toEqual(handles.toSorted());
    expect(handlesIn(await world.api.list({ consentID: ids[0] }).expect(200))).toHaveLength(1);
  }),
  both('4.2', 'the third version refuses handle and id together', async (world) => {
    expectRefusal(
      world,
      await world.api.list({ consentHandle: randomUUID(), consentID: randomUUID() }),
      400,
      'InvalidRequest',
      'FP0901',
      'consentHandle and consentID cannot be used together',
    );
  }),
  both('4.2', 'the third version refuses malformed handles', async (world) => {
    for (const consentHandle of ['x', ['x'], `${randomUUID()} `])
      expectRefusal(
        world,
        await world.api.list({ consentHandle }),
        400,
        'InvalidRequest',
        'FP0901',
        'consentHandle must be a valid UUID',
      );
  }),
  sandboxOnly('4.2', 'no match is an empty list', async ({ api }) => {
    for (const filter of [{ consentHandle: randomUUID() }, { consentID: randomUUID() }, { consentID: 'not-a-uuid' }])
      expect((await api.list(filter).expect(200)).body).toEqual({ status: 'success', ver: '1.21.0', data: [] });
  }),
  both('4.2', 'another organisation does not see it', async (world) => {
    const { handle, body } = await givenConsent(world);
    for (const filter of [{ consentHandle: handle }, fourOf(body)]) {
      const { status, body: answer } = await world.other.list(filter);
      expect(status === 200 ? answer.data : []).toEqual([]);
    }
  }),

  sandboxOnly('4.2', 'unique accounts: each account once, with its newest consent', async (world) => {
    const older = await givenConsent(world, { fipID: ['ALPHA-FIP', 'BETA-FIP'] }, 'approve');
    const { vua, partyIdentifierValue: mobileNumber } = older.body;
    const newer = await givenConsent(
      world,
      { vua, partyIdentifierValue: mobileNumber, fipID: ['ALPHA-FIP'] },
      'approve',
    );
    await givenConsent(world, { vua, partyIdentifierValue: mobileNumber });
    const rows = async (filter: object): Promise<unknown[]> =>
      (await accounts(world, { mobileNumber, productID: 'LOAN01', ...filter }).expect(200)).body.data.map(
        (item: Record<string, unknown>) => [item.consentHandle, item.fipId],
      );
    expect(await rows({})).toEqual([
      [newer.handle, 'ALPHA-FIP'],
      [newer.handle, 'ALPHA-FIP'],
      [older.handle, 'BETA-FIP'],
      [older.handle, 'BETA-FIP'],
    ]);
    await move(world.sandbox, newer.handle, 'pause');
    expect(await rows({ status: ['PAUSED'] })).toHaveLength(2);
    expect(await rows({ status: ['ACTIVE', 'PAUSED'] })).toHaveLength(4);
    expect(await rows({ pageNumber: 2, pageSize: 3 })).toEqual([[older.handle, 'BETA-FIP']]);
    expect(await rows({ productID: 'WEALTH01' })).toEqual([]);
  }),
  sandboxOnly('4.2', 'unique accounts: number and product are required', async (world) => {
    expectRefusal(
      world,
      await accounts(world, { productID: 'LOAN01' }),
      400,
      'InvalidRequest',
      'FP0901',
      'mobileNumber should not be empty',
    );
    expectRefusal(
      world,
      await accounts(world, { mobileNumber: '7770012345' }),
      400,
      'InvalidRequest',
      'FP0901',
      'productID should not be empty',
    );
    expectRefusal(
      world,
      await accounts(world, { mobileNumber: '7770012345', productID: 'LOAN01', status: ['x'] }),
      400,
      'InvalidRequest',
      'FP0901',
    );
  }),
];
