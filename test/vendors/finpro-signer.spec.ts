import { finproSigner } from '../../src/vendors/finpro/finpro.signer';

describe("FinPro's credentials", () => {
  const sign = finproSigner({ clientId: 'fiu', clientSecret: 'secret', organisationId: 'org', appIdentifier: 'app' });

  it("are four headers, in the vendor's spelling, for any request", () => {
    const expected = { client_id: 'fiu', client_secret: 'secret', organisationId: 'org', appIdentifier: 'app' };
    expect(sign({ method: 'POST', path: '/v3/requestconsent', body: Buffer.from('{}') }, new Date())).toEqual(expected);
    expect(sign({ method: 'GET', path: '/list/fips', body: Buffer.alloc(0) }, new Date())).toEqual(expected);
  });
});
