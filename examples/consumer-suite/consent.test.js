import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { startPortico } from '@portico/testing';

const request = (mobile = '9876543210') => ({
  productID: 'LOAN01',
  vua: `${mobile}@onemoney`,
  partyIdentifierType: 'MOBILE',
  partyIdentifierValue: mobile,
  accountID: `LOAN-${randomUUID()}`,
});

describe('consent', () => {
  let portico;
  before(async () => {
    portico = await startPortico();
  });
  after(() => portico.close());

  it('is requested, approved, and revoked by the customer', async () => {
    const { body } = await portico.agent().post('/v3/requestconsent').send(request()).expect(200);
    const handle = body.data.consent_handle;
    assert.ok(body.data.webRedirectionUrl.startsWith(portico.sandboxUrl));
    await portico.sandbox.consent.approve(handle);
    await portico.waitFor(handle, 'APPROVED');
    await portico.sandbox.consent.revoke(handle);
    await portico.waitFor(handle, 'REVOKED');
  });

  it('is rejected', async () => {
    const { consent_handle: handle } = await portico.client.consents.request(request());
    await portico.sandbox.consent.reject(handle);
    await portico.waitFor(handle, 'REJECTED');
  });

  it('is told to the consumer that requested it, and to no other', async () => {
    const { consent_handle: handle } = await portico.client.consents.request(request());
    await portico.agent().get(`/v1/consents/${handle}`).expect(200);
    await portico.agent(portico.otherConsumer).get(`/v1/consents/${handle}`).expect(404);
  });
});
