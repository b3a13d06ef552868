import { aList, anObject, fits, holds, ISO_TIME, same } from '../../expectation';
import { type Fact, factsInGroup } from '../../fact';
import { dataList, dataObject, FP, refusedAs } from '../../vendors/finpro-answers';

const { stated, open } = factsInGroup('finpro');
const PRODUCT = ['productName', 'productCode', 'productDescription', 'consentFrom', 'consentTo', 'consentMode'];

/** FIPs and templates (finpro.md 6.3, 6.4). */
export const FINPRO_REFERENCE: readonly Fact[] = [
  stated(
    'fips',
    '6.3',
    'page',
    'GET /list/fips answers data.fip_newlist, each with fipId, fipName, logoURL and FiTypes',
    [],
    async ({ finpro }) => {
      const fips = aList('fip_newlist', dataObject(await finpro.get('/list/fips')).fip_newlist);
      holds('FIPs', fips.length > 0, 'some', 'none');
      for (const fip of fips) {
        fits('fipId', fip.fipId, /\S/);
        fits('fipName', fip.fipName, /\S/);
        fits('logoURL', fip.logoURL, /^/, 'a text, which may be empty');
        holds(
          'FiTypes',
          Array.isArray(fip.FiTypes) && fip.FiTypes.every((word) => typeof word === 'string'),
          'a list of texts',
          'something else',
        );
      }
    },
  ),
  open(
    'fips.ids',
    '2.2',
    'whether ids of FIPs have letters, digits, _, - and . alone',
    [],
    'yes',
    async ({ finpro }) => {
      const odd = aList('fip_newlist', dataObject(await finpro.get('/list/fips')).fip_newlist).filter(
        ({ fipId }) => !/^[A-Za-z0-9_.-]{1,64}$/.test(String(fipId)),
      );
      return odd.length === 0 ? 'yes' : `${odd.length} have others`;
    },
  ),
  stated(
    'products',
    '6.3',
    'page',
    'POST /productslist answers the templates, each with the six members that the page shows',
    [],
    async ({ finpro }) => {
      for (const product of dataList(await finpro.post('/productslist', {}))) {
        same(
          'members that are missing',
          PRODUCT.filter((name) => !(name in product)),
          [],
        );
        fits('productCode', product.productCode, /^[A-Za-z0-9_.-]+$/);
        fits('consentMode', product.consentMode, /^(VIEW|STORE|QUERY|STREAM)$/);
      }
    },
  ),
  open('products.dates', '6.3', 'how consentFrom and consentTo are written', [], 'ISO 8601', async ({ finpro }) => {
    const [first] = dataList(await finpro.post('/productslist', {}));
    return first && [first.consentFrom, first.consentTo].every((date) => ISO_TIME.test(String(date)))
      ? 'ISO 8601'
      : 'otherwise';
  }),
  stated('products.one', '6.3', 'page', 'productId narrows the templates to one', ['template'], async ({ finpro }) =>
    same(
      'templates',
      dataList(await finpro.post('/productslist', { productId: finpro.access.productId })).map(
        ({ productCode }) => productCode,
      ),
      [finpro.access.productId],
    ),
  ),
  stated('products.form', '6.3', 'page', 'productId has letters, digits, _, - and . alone', [], async (world) => {
    for (const productId of ['a b', 'x/y', 'LÖAN'])
      refusedAs(world, await world.finpro.post('/productslist', { productId }), 400, 'InvalidRequest', {
        code: FP.InvalidRequest,
        text: 'productId value can have only A to Z, a to z, 0 to 9, _ , - and . characters',
      });
  }),
  open('products.unknown', '6.3', 'a productId that no template has', [], 'an empty list', async ({ finpro }) => {
    const { status, json } = await finpro.post('/productslist', { productId: 'NO-SUCH-TEMPLATE' });
    return status === 200 && aList('data', anObject('the answer', json).data).length === 0
      ? 'an empty list'
      : String(status);
  }),
  open(
    'products.closed',
    '6.3',
    'whether templates are listed that are no longer active',
    ['portal'],
    'no',
    async ({ finpro }) =>
      dataList(await finpro.post('/productslist', {})).some(({ productCode }) => productCode === 'CLOSED01')
        ? 'yes'
        : 'no',
  ),
  stated(
    'products.own',
    '6.3',
    'page',
    'an organisation sees its own templates',
    ['second-partner', 'portal'],
    async ({ otherOrganisation }) =>
      same(
        'templates',
        dataList(await otherOrganisation.post('/productslist', {})).map(({ productCode }) => productCode),
        ['LOAN01'],
      ),
  ),
];
