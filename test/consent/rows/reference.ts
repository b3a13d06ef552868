import { type ConsentRow, expectRefusal, sandboxOnly } from '../../support/finpro-api';

/** Templates and FIPs. */
export const REFERENCE: readonly ConsentRow[] = [
  sandboxOnly('6.3', 'the list of FIPs', async ({ api }) => {
    const { body } = await api.get('/list/fips').expect(200);
    expect(body).toMatchObject({ status: 'success', ver: '1.21.0' });
    expect(body.data.fip_newlist.map(({ fipId }: { fipId: string }) => fipId)).toEqual([
      'ALPHA-FIP',
      'BETA-FIP',
      'GAMMA-FIP',
      'DELTA-FIP',
    ]);
    for (const fip of body.data.fip_newlist)
      expect(fip).toEqual({
        fipId: expect.any(String),
        fipName: expect.any(String),
        logoURL: '',
        FiTypes: expect.arrayContaining([expect.any(String)]),
      });
  }),
  sandboxOnly('6.3', 'the templates of the organisation that are active', async ({ api, other }) => {
    const { body } = await api.post('/productslist', {}).expect(200);
    expect(body.data.map(({ productCode }: { productCode: string }) => productCode)).toEqual([
      'LOAN01',
      'WEALTH01',
      'EQUITY01',
    ]);
    expect(body.data[0]).toMatchObject({
      productName: expect.any(String),
      productDescription: expect.any(String),
      consentFrom: expect.any(String),
      consentTo: expect.any(String),
      consentMode: 'VIEW',
    });
    expect((await other.post('/productslist', {}).expect(200)).body.data).toHaveLength(1);
  }),
  sandboxOnly('6.3', 'one template', async (world) => {
    const codes = async (productId: string): Promise<string[]> =>
      (await world.api.post('/productslist', { productId }).expect(200)).body.data.map(
        ({ productCode }: { productCode: string }) => productCode,
      );
    expect(await codes('WEALTH01')).toEqual(['WEALTH01']);
    for (const id of ['CLOSED01', 'NONE']) expect(await codes(id)).toEqual([]);
    expectRefusal(
      world,
      await world.api.post('/productslist', { productId: 'a b' }),
      400,
      'InvalidRequest',
      'FP0901',
      'productId value can have only A to Z, a to z, 0 to 9, _ , - and . characters',
    );
    expectRefusal(
      world,
      await world.api.post('/productslist', { productId: 1 }),
      400,
      'InvalidRequest',
      'FP0901',
      'productId must be a string',
    );
  }),
];
