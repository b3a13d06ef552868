import { randomUUID } from 'node:crypto';
import { ConsumersRepository } from '../../src/consumers/consumers.repository';
import { Committer } from '../../src/database/committer';
import { SCOPES } from '../../src/http/request/caller';
import { plainReturn } from '../support/plain-return';
import { ConsentApi, newConsent, returnParameters } from '../support/consent-api';
import { type RunningGateway, startGateway } from '../support/gateway';
import { Given } from '../support/given';
import request from 'supertest';

const SECRET = Buffer.alloc(32, 4).toString('base64url');
const PAGE = 'https://app.example.com/default?x=1';
const BEARER = `Bearer many.${SECRET}`;

/** FinPro's sandbox accepts the application `portico` only, so its response shows which application was sent. */
describe('a consumer with several applications and a default page', () => {
  let gateway: RunningGateway;
  let fixed: RunningGateway;
  beforeAll(async () => {
    gateway = await startGateway({ environment: { FINPRO_APP_IDENTIFIER_SOURCE: 'consumer' } });
    fixed = await startGateway({ database: gateway.database, sandbox: gateway.sandbox });
    const many = {
      clientId: 'many',
      secret: SECRET,
      organisationId: 'org',
      applicationId: 'mobile-app',
      otherApplicationIds: ['portico', 'web-app'],
      defaultRedirectUrl: PAGE,
      scopes: SCOPES,
      redirectOrigins: ['https://app.example.com'],
      productIds: ['LOAN01'],
      isSeeded: false,
    };
    await gateway.app.get(Committer).commit(gateway.app.get(ConsumersRepository, { strict: false }).add(many));
  });
  afterEach(() => gateway.sandbox.control('/_sandbox/faults', undefined, 'DELETE'));
  afterAll(async () => {
    await fixed.close();
    await gateway.close();
  });

  const as = (appIdentifier: string, { url } = gateway): ConsentApi =>
    new ConsentApi(url, { client_id: 'many', client_secret: SECRET, organisationId: 'org', appIdentifier }, BEARER);
  const noPage = (change: object = {}): ReturnType<typeof newConsent> =>
    newConsent({ redirectUrl: undefined, ...change });

  it('authenticates with each of them, and with no other', async () => {
    for (const application of ['mobile-app', 'portico', 'web-app'])
      await as(application, fixed).request(noPage()).expect(200);
    for (const application of ['other', 'Portico', '', 'web-app,portico'])
      await as(application, fixed).request(noPage()).expect(401);
  });

  it('FinPro is sent the calling application, in every operation', async () => {
    const body = noPage();
    const { body: created } = await as('portico').request(body).expect(200);
    const handle = created.data.consent_handle as string;
    const { consent_id: consentId } = await gateway.sandbox.control<{ consent_id: string }>(
      `/_sandbox/finpro/consents/${handle}/approve`,
      undefined,
      'POST',
    );
    await as('portico').list({ consentHandle: handle }).expect(200);
    const returned = await returnParameters({ handle, vua: body.vua });
    await as('portico').decrypt(returned).expect(200);
    for (const call of [
      as('web-app').request(noPage()),
      as('web-app').list({ consentHandle: handle }),
      as('web-app').decrypt(returned),
      as('web-app').revoke(consentId),
    ]) {
      expect((await call.expect(502)).body).toMatchObject({
        errorCode: 'BadGateway',
        errorMsg: expect.stringContaining('credentials'),
      });
    }
    await as('portico').revoke(consentId).expect(200);
  });

  it('FinPro is sent the application that requested the consent where none calls', async () => {
    const { body: created } = await as('portico')
      .request(noPage({ link: 'durable' }))
      .expect(200);
    const page = await fetch(created.data.webRedirectionUrl as string);
    const nonce = /name="click" value="([^"]+)"/.exec(await page.text())?.[1] ?? '';
    const pressed = await fetch(created.data.webRedirectionUrl as string, {
      method: 'POST',
      redirect: 'manual',
      headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({ click: nonce }),
    });
    expect([pressed.status, pressed.headers.get('location')]).toEqual([303, expect.stringContaining('/aa/v2/')]);
  });

  it('FinPro is sent the fixed application where one is configured', async () => {
    await as('web-app', fixed).request(noPage()).expect(200);
  });

  it('sends the user to its default page when a request names none, and to the named one otherwise', async () => {
    const post = (rest: object, customerId: string): request.Test =>
      request(gateway.url)
        .post('/v1/customers/onboarding/grants')
        .set('Authorization', BEARER)
        .send({ customer_id: customerId, ...rest });
    for (const [rest, page] of [
      [{}, PAGE],
      [{ redirect_url: null }, PAGE],
      [{ redirect_url: 'https://app.example.com/own' }, 'https://app.example.com/own'],
    ] as const) {
      const { customer_id: customerId } = await new Given(gateway).customer({ authorization: BEARER });
      await post(rest, customerId).expect(201);
      const sent = (await gateway.sandbox.requests(`/v1/customers/${customerId}/onboarding_links`)).at(-1)!.body!;
      const back = await fetch(String(sent.redirect_url), { redirect: 'manual' });
      expect(plainReturn(back.headers.get('location')!)).toBe(
        `${page}${page.includes('?') ? '&' : '?'}customer_id=${customerId}&status=INIT`,
      );
    }
    const body = noPage();
    const { body: created } = await as('portico').request(body).expect(200);
    const sent = (await gateway.sandbox.requests('/v3/requestconsent', 'finpro')).at(-1)!.body!;
    const parameters = await returnParameters({ handle: created.data.consent_handle as string, vua: body.vua });
    const back = await fetch(`${String(sent.redirectUrl)}?${new URLSearchParams({ ...parameters })}`, {
      redirect: 'manual',
    });
    expect(plainReturn(back.headers.get('location')!)).toBe(
      `${PAGE}&consent_handle=${created.data.consent_handle as string}&status=PENDING`,
    );
  });

  it("passes FinPro's release on as FinPro names it, also to a repetition", async () => {
    const [body, key] = [noPage(), randomUUID()];
    const link = `${gateway.sandbox.url}/aa/v2/?ecreq=x&reqdate=150120261030459&fi=x`;
    const says = (path: string, data: object | undefined): Promise<unknown> =>
      gateway.sandbox.control('/_sandbox/faults', {
        vendor: 'finpro',
        path,
        kind: 'body',
        times: 1,
        body: JSON.stringify({ status: 'success', ver: '2.0.7-rc', ...(data ? { data } : {}) }),
      });
    const handle = randomUUID();
    await as('portico').request(noPage()).expect(200);
    await says('/v3/requestconsent', { status: 'PENDING', consent_handle: handle, webRedirectionUrl: link });
    for (let time = 0; time < 2; time += 1)
      expect((await as('portico').request(body, key).expect(200)).body.ver).toBe('2.0.7-rc');
    const item = {
      consentID: 'c1',
      consentHandle: handle,
      status: 'PENDING',
      productID: 'LOAN01',
      accountID: body.accountID,
      accounts: [],
    };
    await says('/v3/getconsentslist', [item]);
    expect((await as('portico').list({ consentHandle: handle }).expect(200)).body.ver).toBe('2.0.7-rc');
    await says('/v3/getconsentslist', [item]);
    await says('/webRedirection/getEncryptedUrl', { webRedirectionUrl: link });
    expect(
      (await as('portico').post('/webRedirection/getEncryptedUrl', { consentHandle: handle }).expect(200)).body.ver,
    ).toBe('2.0.7-rc');
    await says('/webRedirection/decryptUrl', { status: 'F', errorcode: '5', srcref: handle, userid: body.vua });
    await says('/v3/getconsentslist', [item]);
    expect(
      (await as('portico').decrypt({ ecres: 'AAAA', resdate: '150120261034127', fi: 'AAAA' }).expect(200)).body.ver,
    ).toBe('2.0.7-rc');
    await says('/v3/getconsentslist', [{ ...item, status: 'ACTIVE' }]);
    await as('portico').list({ consentHandle: handle }).expect(200);
    await says('/revokeconsent', undefined);
    expect((await as('portico').revoke('c1').expect(200)).body.ver).toBe('2.0.7-rc');
  });
});
