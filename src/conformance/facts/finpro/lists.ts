import { randomUUID } from 'node:crypto';
import { fits, holds, ISO_TIME, members, same } from '../../expectation';
import { type Fact, factsInGroup } from '../../fact';
import type { Need } from '../../needs';
import { dataList, FP, refusedAs } from '../../vendors/finpro-answers';
import { inState } from './lifecycle';

const { stated, open } = factsInGroup('finpro');
const NEEDS: readonly Need[] = ['effects', 'template'];
const PERSON: readonly Need[] = [...NEEDS, 'person'];

const LISTED = [
  'consentID',
  'consentHandle',
  'status',
  'productID',
  'accountID',
  'aaId',
  'vua',
  'consentCreationData',
  'consent_expiry',
  'accounts',
];
const LISTED_V1 = [
  'consentID',
  'consentHandle',
  'status',
  'productID',
  'accountID',
  'aaId',
  'createdOn',
  'modifiedOn',
  'consentStart',
  'consentExpiry',
  'fetchType',
  'fiTypes',
  'fipId',
  'maskedAccountNumber',
];
const ACCOUNT = ['fipName', 'fipId', 'accountType', 'linkReferenceNumber', 'maskedAccountNumber', 'fiType'];
const FOUR = ['partyIdentifierType', 'partyIdentifierValue', 'productID', 'accountID'] as const;

const four = ({
  partyIdentifierType,
  partyIdentifierValue,
  productID,
  accountID,
}: Record<string, unknown>): Record<string, unknown> => ({
  partyIdentifierType,
  partyIdentifierValue,
  productID,
  accountID,
});
/** A read that matches nothing. */
const UNKNOWN_VUA = {
  partyIdentifierType: 'MOBILE',
  partyIdentifierValue: '7770199999',
  productID: 'LOAN01',
  accountID: 'CONFNOBODY',
};

/** Consent lists (finpro.md 4.2). */
export const FINPRO_LISTS: readonly Fact[] = [
  stated('list.empty', '4.2', 'page', 'what matches nothing is success with an empty list', [], async ({ finpro }) => {
    for (const path of ['/v2/getconsentslist', '/v3/getconsentslist'])
      same(path, dataList(await finpro.post(path, UNKNOWN_VUA)), []);
    same('by handle', dataList(await finpro.post('/v3/getconsentslist', { consentHandle: randomUUID() })), []);
    for (const path of ['/getconsentslist', '/v1/accounts/getconsentslist'])
      same(path, dataList(await finpro.post(path, { mobileNumber: '7770199999', productID: 'LOAN01' })), []);
  }),
  ...['/v2/getconsentslist', '/v3/getconsentslist'].flatMap((path) =>
    FOUR.map((field) =>
      stated(`list.${path.slice(1, 3)}.${field}`, '4.2', 'page', `${path} requires ${field}`, [], async (world) =>
        refusedAs(world, await world.finpro.post(path, { ...UNKNOWN_VUA, [field]: undefined }), 400, 'InvalidRequest', {
          code: FP.InvalidRequest,
          text: `${field} should not be empty`,
        }),
      ),
    ),
  ),
  ...['AADHAR', 'DOB', 'GSTIN'].map((type) =>
    stated(
      `list.v3.${type}`,
      '4.2',
      'page',
      `/v3/getconsentslist knows the type ${type}, /v2 does not`,
      [],
      async (world) => {
        same(
          'found',
          dataList(
            await world.finpro.post('/v3/getconsentslist', {
              ...UNKNOWN_VUA,
              partyIdentifierType: type,
              partyIdentifierValue: '123412341234',
            }),
          ),
          [],
        );
        refusedAs(
          world,
          await world.finpro.post('/v2/getconsentslist', { ...UNKNOWN_VUA, partyIdentifierType: type }),
          400,
          'InvalidRequest',
          { code: FP.InvalidRequest },
        );
      },
    ),
  ),
  stated('list.handle-and-id', '4.2', 'page', 'consentHandle and consentID together are an error', [], async (world) =>
    refusedAs(
      world,
      await world.finpro.post('/v3/getconsentslist', { consentHandle: randomUUID(), consentID: randomUUID() }),
      400,
      'InvalidRequest',
      { code: FP.InvalidRequest },
    ),
  ),
  stated('list.handle-form', '4.2', 'page', 'consentHandle is a UUID', [], async (world) =>
    refusedAs(world, await world.finpro.post('/v3/getconsentslist', { consentHandle: 'x' }), 400, 'InvalidRequest', {
      code: FP.InvalidRequest,
    }),
  ),
  ...['/getconsentslist', '/v1/accounts/getconsentslist'].flatMap((path) => [
    stated(
      `list.${path === '/getconsentslist' ? 'v1' : 'accounts'}.mobile`,
      '4.2',
      'page',
      `${path} requires mobileNumber, ten digits`,
      [],
      async (world) => {
        for (const mobileNumber of [undefined, '12345', '+917770112345', '777-011234'])
          refusedAs(
            world,
            await world.finpro.post(path, { mobileNumber, productID: 'LOAN01' }),
            400,
            'InvalidRequest',
            { code: FP.InvalidRequest },
          );
      },
    ),
  ]),
  stated('list.accounts.product', '4.2', 'page', '/v1/accounts/getconsentslist requires productID', [], async (world) =>
    refusedAs(
      world,
      await world.finpro.post('/v1/accounts/getconsentslist', { mobileNumber: '7770199999' }),
      400,
      'InvalidRequest',
      { code: FP.InvalidRequest },
    ),
  ),
  open('list.v1.product', '4.2', 'whether /getconsentslist requires productID', [], 'no', async ({ finpro }) =>
    (await finpro.post('/getconsentslist', { mobileNumber: '7770199999' })).status === 200 ? 'no' : 'yes',
  ),
  stated(
    'list.item',
    '4.2',
    'integrators',
    'an item of /v2 and /v3 has the ten members, with consentCreationData in ISO 8601 and consent_expiry as ' +
      'YYYY-MM-DD HH:mm:ss',
    NEEDS,
    async ({ finpro }) => {
      const { handle, body } = await finpro.consent();
      for (const path of ['/v2/getconsentslist', '/v3/getconsentslist']) {
        const found = dataList(await finpro.post(path, four(body)));
        same(`items of ${path}`, found.length, 1);
        const item = members('the item', found[0], LISTED);
        same(
          'what it says',
          [item.consentHandle, item.status, item.productID, item.accountID, item.vua],
          [handle, 'PENDING', body.productID, body.accountID, body.vua],
        );
        fits('consentCreationData', item.consentCreationData, ISO_TIME);
        fits('consent_expiry', item.consent_expiry, /^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}$/);
      }
    },
  ),
  stated('list.aa', '4.2', 'page', 'aaId is onemoney-aa', NEEDS, async ({ finpro }) =>
    same('aaId', (await finpro.listed((await finpro.consent()).handle)).aaId, 'onemoney-aa'),
  ),
  stated('list.filters', '4.2', 'page', 'each of the four fields narrows the list', NEEDS, async ({ finpro }) => {
    const { body } = await finpro.consent();
    const others: Record<string, unknown> = {
      partyIdentifierValue: '7770199999',
      productID: 'OTHER01',
      accountID: 'CONFOTHER',
    };
    for (const [field, value] of Object.entries(others))
      for (const path of ['/v2/getconsentslist', '/v3/getconsentslist'])
        same(`${path} with another ${field}`, dataList(await finpro.post(path, { ...four(body), [field]: value })), []);
  }),
  stated(
    'list.several',
    '4.2',
    'page',
    '/v3/getconsentslist takes several handles, or several ids',
    PERSON,
    async (world) => {
      const both = [await inState(world, 'ACTIVE'), await inState(world, 'ACTIVE')];
      same('by handles', (await world.finpro.list({ consentHandle: both.map(({ handle }) => handle) })).length, 2);
      same('by ids', (await world.finpro.list({ consentID: both.map(({ id }) => id) })).length, 2);
      same(
        'by one id',
        (await world.finpro.list({ consentID: both[0]!.id })).map(({ consentHandle }) => consentHandle),
        [both[0]!.handle],
      );
    },
  ),
  stated(
    'list.several-consents',
    '7',
    'integrators',
    'consents with one accountID are all listed',
    NEEDS,
    async ({ finpro }) => {
      const body = finpro.body();
      for (let time = 0; time < 2; time += 1) await finpro.post('/v3/requestconsent', body);
      same('consents', (await finpro.list(four(body))).length, 2);
    },
  ),
  stated(
    'list.of-another',
    '4.2',
    'page',
    "another organisation's consents are not listed",
    [...NEEDS, 'second-partner'],
    async ({ finpro, otherOrganisation }) =>
      same('listed', await otherOrganisation.list({ consentHandle: (await finpro.consent()).handle }), []),
  ),
  stated(
    'list.accounts',
    '4.2',
    'integrators',
    'an approved consent lists its accounts, each with six members, numbers masked',
    PERSON,
    async (world) => {
      const { handle } = await inState(world, 'ACTIVE');
      const { accounts } = await world.finpro.listed(handle);
      holds('accounts', Array.isArray(accounts) && accounts.length > 0, 'some', 'none');
      for (const account of accounts as unknown[])
        fits('maskedAccountNumber', members('the account', account, ACCOUNT).maskedAccountNumber, /^X+\d{4}$/);
    },
  ),
  ...['/getconsentslist', '/v1/accounts/getconsentslist'].map((path) =>
    stated(
      `list.${path === '/getconsentslist' ? 'v1' : 'accounts'}.item`,
      '4.2',
      'page',
      `an item of ${path} has the fourteen members`,
      PERSON,
      async ({ finpro, sandbox }) => {
        const { handle, body } = await finpro.consent();
        await sandbox.consent(handle, 'approve');
        const found = dataList(
          await finpro.post(path, {
            mobileNumber: body.partyIdentifierValue,
            productID: body.productID,
            status: path === '/getconsentslist' ? 'ACTIVE' : ['ACTIVE', 'PAUSED'],
          }),
        );
        holds('items', found.length > 0, 'some', 'none');
        for (const item of found)
          for (const name of ['createdOn', 'modifiedOn', 'consentStart', 'consentExpiry'])
            fits(name, members('the item', item, LISTED_V1)[name], ISO_TIME);
      },
    ),
  ),
  stated('list.status', '4.2', 'page', 'status narrows the older lists', PERSON, async ({ finpro, sandbox }) => {
    const { handle, body } = await finpro.consent();
    await sandbox.consent(handle, 'approve');
    const filter = { mobileNumber: body.partyIdentifierValue, productID: body.productID };
    same(
      'REVOKED, by /getconsentslist',
      dataList(await finpro.post('/getconsentslist', { ...filter, status: 'REVOKED' })),
      [],
    );
    same(
      'REVOKED, by accounts',
      dataList(await finpro.post('/v1/accounts/getconsentslist', { ...filter, status: ['REVOKED', 'REJECTED'] })),
      [],
    );
  }),
  stated(
    'list.unique',
    '4.2',
    'page',
    '/v1/accounts/getconsentslist lists each account once',
    PERSON,
    async ({ finpro, sandbox }) => {
      const body = finpro.body();
      for (let time = 0; time < 2; time += 1)
        await sandbox.consent(
          String(
            ((await finpro.post('/v3/requestconsent', body)).json as { data: { consent_handle: string } }).data
              .consent_handle,
          ),
          'approve',
        );
      const filter = { mobileNumber: body.partyIdentifierValue, productID: body.productID };
      const [all, unique] = [
        dataList(await finpro.post('/getconsentslist', filter)),
        dataList(await finpro.post('/v1/accounts/getconsentslist', filter)),
      ];
      same('rows', all.length, 2 * unique.length);
    },
  ),
  stated(
    'list.pages',
    '4.2',
    'page',
    'limit and pageno page through /getconsentslist',
    PERSON,
    async ({ finpro, sandbox }) => {
      const { handle, body } = await finpro.consent();
      await sandbox.consent(handle, 'approve');
      const rows = async (rest: object): Promise<readonly Record<string, unknown>[]> =>
        dataList(
          await finpro.post('/getconsentslist', {
            mobileNumber: body.partyIdentifierValue,
            productID: body.productID,
            ...rest,
          }),
        );
      const all = await rows({});
      same(
        'two pages',
        [...(await rows({ limit: 1, pageno: 1 })), ...(await rows({ limit: 1, pageno: 2 }))],
        all.slice(0, 2),
      );
    },
  ),
];
