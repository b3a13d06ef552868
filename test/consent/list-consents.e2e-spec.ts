import { randomUUID } from 'node:crypto';
import { ConsentApi, GivenConsents, newConsent, OTHER_HEADERS } from '../support/consent-api';
import { OTHER, type RunningGateway, startGateway } from '../support/gateway';

describe('POST /v3/getconsentslist', () => {
  let gateway: RunningGateway;
  let api: ConsentApi;
  let other: ConsentApi;
  let given: GivenConsents;
  beforeAll(async () => {
    gateway = await startGateway();
    [api, given] = [new ConsentApi(gateway.url), new GivenConsents(gateway)];
    other = api.as(OTHER_HEADERS, OTHER);
  });
  afterEach(() => gateway.sandbox.control('/_sandbox/faults', undefined, 'DELETE'));
  afterAll(() => gateway.close());

  const partyOf = ({
    partyIdentifierType,
    partyIdentifierValue,
    productID,
    accountID,
  }: ReturnType<typeof newConsent>): object => ({ partyIdentifierType, partyIdentifierValue, productID, accountID });

  it('lists as FinPro does', async () => {
    const { handle, body } = await given.consent({ event: 'approve' });
    const { body: answered } = await api.list(partyOf(body)).expect(200);
    expect(answered).toEqual({
      status: 'success',
      ver: '1.21.0',
      data: [
        {
          consentID: expect.stringMatching(/^[0-9a-f-]{36}$/),
          consentHandle: handle,
          status: 'ACTIVE',
          productID: 'LOAN01',
          accountID: body.accountID,
          aaId: 'onemoney-aa',
          vua: body.vua,
          consentCreationData: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
          consent_expiry: expect.stringMatching(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/),
          accounts: expect.arrayContaining([
            {
              fipName: 'Alpha Bank',
              fipId: 'ALPHA-FIP',
              accountType: 'SAVINGS',
              linkReferenceNumber: expect.any(String),
              maskedAccountNumber: expect.stringMatching(/^X+\d{4}$/),
              fiType: 'DEPOSIT',
            },
          ]),
        },
      ],
    });
  });

  it("omits FinPro's consents of other consumers, by every selection", async () => {
    const body = newConsent();
    const { body: own } = await api.request(body).expect(200);
    const { body: foreign } = await other.request(body).expect(200);
    await given.happens(foreign.data.consent_handle, 'approve');
    const { body: seen } = await other.list({ consentHandle: foreign.data.consent_handle }).expect(200);
    const handles = async (selection: unknown): Promise<string[]> =>
      (await api.list(selection).expect(200)).body.data.map(
        ({ consentHandle }: { consentHandle: string }) => consentHandle,
      );
    expect(await handles(partyOf(body))).toEqual([own.data.consent_handle]);
    expect(
      await handles({ consentHandle: [foreign.data.consent_handle, own.data.consent_handle, randomUUID()] }),
    ).toEqual([own.data.consent_handle]);
    expect(await handles({ consentHandle: foreign.data.consent_handle })).toEqual([]);
    expect(await handles({ consentID: seen.data[0].consentID })).toEqual([]);
  });

  it('does not call FinPro for unknown handles', async () => {
    const before = (await given.sent('/v3/getconsentslist')).length;
    expect((await api.list({ consentHandle: randomUUID() }).expect(200)).body.data).toEqual([]);
    expect((await given.sent('/v3/getconsentslist')).length).toBe(before);
  });

  it('finds an approved consent by its id, also before any other read', async () => {
    const { handle } = await given.consent();
    const { consent_id } = await given.happens(handle, 'approve');
    expect((await api.list({ consentID: consent_id }).expect(200)).body.data).toEqual([
      expect.objectContaining({ consentHandle: handle }),
    ]);
    expect((await api.journey(handle).expect(200)).body.consent_id).toBe(consent_id);
  });

  it('stores the status that it reads', async () => {
    const { handle } = await given.consent({ event: 'reject' });
    await api.list({ consentHandle: handle }).expect(200);
    expect(
      await gateway.database.query('SELECT status FROM portico.consents WHERE consent_handle = $1', [handle]),
    ).toEqual([{ status: 'REJECTED' }]);
  });

  it('accepts the other kinds of identifiers, and finds no consents under them', async () => {
    for (const partyIdentifierType of ['AADHAR', 'DOB', 'GSTIN'])
      expect((await api.list({ ...partyOf(newConsent()), partyIdentifierType }).expect(200)).body.data).toEqual([]);
  });

  it.each([
    [
      {},
      'partyIdentifierType should not be empty; partyIdentifierValue should not be empty; productID should not ' +
        'be empty; accountID should not be empty',
    ],
    ...['', ' ', [], ['']].map((consentHandle): [object, string] => [
      { consentHandle },
      'consentHandle should not be empty',
    ]),
    [{ consentHandle: 'x' }, 'consentHandle must be a valid UUID'],
    [{ consentHandle: ['3a3f2d96-fc3b-42e5-804f-e65d10a4be98', 7] }, 'consentHandle must be a valid UUID'],
    [{ consentHandle: '00000000-0000-0000-0000-000000000000' }, 'consentHandle must be a valid UUID'],
    [
      { consentHandle: '3a3f2d96-fc3b-42e5-804f-e65d10a4be98', consentID: 'x' },
      'consentHandle and consentID cannot be used together',
    ],
    [{ consentID: 'a b' }, 'consentID value can have only A to Z, a to z, 0 to 9, _ , - and . characters'],
    [{ partyIdentifierType: 'MOBIL' }, 'partyIdentifierType must be one of MOBILE, EMAIL, PAN, AADHAR, DOB, GSTIN'],
    [{ mobileNumber: '7770000000' }, 'mobileNumber is not a field of this request'],
  ])('refuses %j', async (selection, text) => {
    const { body } = await api.list(selection).expect(400);
    expect(body).toMatchObject({ errorCode: 'InvalidRequest', status: 'FP0901', errorMsg: text });
  });

  it('omits an element that contradicts the stored consent: another template', async () => {
    const { handle, body } = await given.consent();
    await given.fault({
      path: '/v3/getconsentslist',
      kind: 'body',
      body: JSON.stringify({
        status: 'success',
        ver: '1',
        data: [{ consentHandle: handle, status: 'ACTIVE', productID: 'WEALTH01', accountID: body.accountID }],
      }),
    });
    expect((await api.list({ consentHandle: handle }).expect(200)).body.data).toEqual([]);
  });
});
