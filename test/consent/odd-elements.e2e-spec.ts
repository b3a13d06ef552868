import { ConsentApi, newConsent } from '../support/consent-api';
import { type RunningGateway, startGateway } from '../support/gateway';

/**
 * Invalid elements that a list of FinPro's may hold: other types of value, and each field of `genuine` missing or
 * invalid.
 */
function oddElements(genuine: Readonly<Record<string, unknown>>, needed: readonly string[]): unknown[] {
  const spoilt = needed.flatMap((name) =>
    [undefined, null, 7, '', 'odd one@bank', '<b>', 'x'.repeat(10_000), ['x'], { a: 1 }].map((value) => ({
      ...genuine,
      [name]: value,
    })),
  );
  return [null, 1, true, 'text', [], [genuine], {}, ...spoilt];
}

interface List {
  readonly path: string;
  readonly genuine: Record<string, unknown>;
  readonly needed: readonly string[];
  readonly body: (elements: unknown[]) => object;
}

const success = (data: unknown): object => ({ status: 'success', ver: '1.21.0', data });

/** The lists that are read before a consent is requested. */
const LISTS: readonly List[] = [
  {
    path: '/list/fips',
    genuine: { fipId: 'ALPHA-FIP', fipName: 'Alpha', logoURL: '', FiTypes: [] },
    needed: ['fipId'],
    body: (elements) => success({ fip_newlist: elements }),
  },
  {
    path: '/productslist',
    genuine: { productCode: 'LOAN01', productName: 'Loan' },
    needed: ['productCode'],
    body: (elements) => success(elements),
  },
];

describe('an invalid element in a list of FinPro', () => {
  let gateway: RunningGateway;
  let api: ConsentApi;
  beforeEach(async () => {
    gateway = await startGateway();
    api = new ConsentApi(gateway.url);
  });
  afterEach(() => gateway.close());

  const answer = (path: string, body: object): Promise<unknown> =>
    gateway.sandbox.control('/_sandbox/faults', {
      vendor: 'finpro',
      path,
      kind: 'body',
      body: JSON.stringify(body),
      content_type: 'application/json',
    });
  const warnings = (list: string): object[] =>
    gateway
      .logged()
      .split('\n')
      .filter((line) => line.includes("a vendor's list left out") && line.includes(`"list":"${list}"`))
      .map((line) => JSON.parse(line) as object);

  it('does not hide any FIP or template, and is logged once without its content', async () => {
    for (const { path, genuine, needed, body } of LISTS)
      await answer(path, body([...oddElements(genuine, needed), genuine, ...oddElements(genuine, needed)]));
    await api.request(newConsent({ fipID: ['ALPHA-FIP'] })).expect(200);
    await api.request(newConsent({ fipID: ['ALPHA-FIP', 'odd one@bank'] })).expect(400);
    for (const list of ['fip_newlist', 'products'])
      expect(warnings(list)).toEqual([expect.objectContaining({ vendor: 'finpro', flaws: expect.any(Object) })]);
    expect(gateway.logged()).not.toContain('odd one');
  });

  it('does not hide any other consent or account', async () => {
    const body = newConsent({ fipID: ['ALPHA-FIP'] });
    const { body: created } = await api.request(body).expect(200);
    const selection = { consentHandle: created.data.consent_handle as string };
    const { body: listed } = await api.list(selection).expect(200);
    const consent = listed.data[0] as Record<string, unknown>;
    const account = {
      fipName: 'Alpha',
      fipId: 'ALPHA-FIP',
      accountType: 'SAVINGS',
      linkReferenceNumber: 'r',
      maskedAccountNumber: 'XX7300',
      fiType: 'DEPOSIT',
    };
    const whole = {
      ...consent,
      accounts: [null, 'x', { ...account, fipName: 7 }, account, { ...account, fiType: 'x'.repeat(5000) }],
    };
    await answer(
      '/v3/getconsentslist',
      success([
        ...oddElements(consent, [
          'consentHandle',
          'status',
          'productID',
          'accountID',
          'consentCreationData',
          'accounts',
        ]),
        whole,
      ]),
    );
    const { body: again } = await api
      .list({
        partyIdentifierType: body.partyIdentifierType,
        partyIdentifierValue: body.partyIdentifierValue,
        productID: body.productID,
        accountID: body.accountID,
      })
      .expect(200);
    expect(again.data).toContainEqual({ ...consent, accounts: [account] });
    expect(warnings('data')).toHaveLength(1);
  });

  it('is left out and logged also when it contradicts the request', async () => {
    const body = newConsent();
    const { body: created } = await api.request(body).expect(200);
    const selection = {
      partyIdentifierType: body.partyIdentifierType,
      partyIdentifierValue: body.partyIdentifierValue,
      productID: body.productID,
      accountID: body.accountID,
    };
    const { body: listed } = await api.list(selection).expect(200);
    expect(warnings('data')).toEqual([]);
    await answer(
      '/v3/getconsentslist',
      success([
        { ...listed.data[0], accountID: 'ANOTHER' },
        { ...listed.data[0], productID: 'WEALTH01' },
        listed.data[0],
      ]),
    );
    expect((await api.list(selection).expect(200)).body.data).toEqual([
      expect.objectContaining({ consentHandle: created.data.consent_handle, accountID: body.accountID }),
    ]);
    expect(warnings('data')).toEqual([
      expect.objectContaining({
        flaws: { 'a consent with another productID or accountID than it was requested with': 1 },
      }),
    ]);
  });
});
