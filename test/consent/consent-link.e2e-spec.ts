import { randomUUID } from 'node:crypto';
import request from 'supertest';
import { plainReturn } from '../support/plain-return';
import { ConsentApi, GivenConsents, newConsent, OTHER_HEADERS, PAGE, returnParameters } from '../support/consent-api';
import { PAN } from '../support/finpro-api';
import { OTHER, type RunningGateway, startGateway } from '../support/gateway';

describe('POST /webRedirection/getEncryptedUrl', () => {
  let gateway: RunningGateway;
  let api: ConsentApi;
  let given: GivenConsents;
  beforeAll(async () => {
    gateway = await startGateway();
    [api, given] = [new ConsentApi(gateway.url), new GivenConsents(gateway)];
  });
  afterEach(() => gateway.sandbox.control('/_sandbox/faults', undefined, 'DELETE'));
  afterAll(() => gateway.close());

  const lastSent = async (): Promise<Record<string, unknown>> =>
    (await given.sent('/webRedirection/getEncryptedUrl')).at(-1)!.body!;

  it('answers as FinPro does, with a new link each time', async () => {
    const { handle, url } = await given.consent();
    const links = [
      await api.link({ consentHandle: handle }).expect(200),
      await api.link({ consentHandle: [handle.toUpperCase()] }).expect(200),
    ];
    for (const { body } of links)
      expect(body).toEqual({
        status: 'success',
        ver: '1.21.0',
        message: 'Encrypted URL created',
        data: { webRedirectionUrl: expect.stringContaining('ecreq=') },
      });
    expect(new Set([url, ...links.map(({ body }) => body.data.webRedirectionUrl)]).size).toBe(3);
  });

  it('uses the parameters of the request, and a new return address of Portico', async () => {
    const { handle } = await given.consent({ pan: PAN });
    const [requested] = (await given.sent('/v3/requestconsent')).slice(-1);
    await api.link({ consentHandle: handle }).expect(200);
    const sent = await lastSent();
    expect(sent).toEqual({
      consentHandle: handle,
      pan: PAN,
      fipID: ['ALPHA-FIP', 'BETA-FIP'],
      redirectUrl: expect.stringMatching(/\/return\/consent\/[\w-]{43}$/),
    });
    expect(sent.redirectUrl).not.toBe(requested!.body!.redirectUrl);
  });

  it('uses the given parameters instead', async () => {
    const { handle, body: consent } = await given.consent({ pan: PAN });
    await api
      .link({
        consentHandle: handle,
        pan: 'CANRY4321F',
        fipID: ['GAMMA-FIP'],
        redirectUrl: 'https://app.example.com/other',
        userid: '7770000000@onemoney',
      })
      .expect(200);
    expect(await lastSent()).toMatchObject({ pan: 'CANRY4321F', fipID: ['GAMMA-FIP'] });
    const { pathname, search } = new URL(String((await lastSent()).redirectUrl));
    const returned = await request(gateway.url)
      .get(`${pathname}${search}?${new URLSearchParams({ ...(await returnParameters({ handle, vua: consent.vua })) })}`)
      .expect(303);
    expect(plainReturn(returned.headers.location)).toBe(
      `https://app.example.com/other?consent_handle=${handle}&status=PENDING`,
    );
  });

  it('audits INTENT and OUTCOME, without the link', async () => {
    const { handle } = await given.consent();
    const { headers, body } = await api.link({ consentHandle: handle }).expect(200);
    const rows = await gateway.database.query<{ phase: string; result: string; text: string }>(
      "SELECT phase, result, convert_from(leaf, 'UTF8') AS text FROM portico.audit_entries WHERE request_id = $1 " +
        "AND action = 'consent.link.create' ORDER BY entry_id",
      [headers['x-request-id']],
    );
    expect(rows.map(({ phase, result }) => [phase, result])).toEqual([
      ['INTENT', null],
      ['OUTCOME', 'SUCCEEDED'],
    ]);
    for (const { text } of rows)
      expect([
        text.includes(handle),
        text.includes(String(body.data.webRedirectionUrl).slice(-30)),
        text.includes('/return/'),
      ]).toEqual([true, false, false]);
  });

  it('makes one link to several consents of one person, and refuses consents of several persons', async () => {
    const body = newConsent();
    const handles = [
      (await api.request(body).expect(200)).body.data.consent_handle,
      (await api.request(body).expect(200)).body.data.consent_handle,
    ];
    await api.link({ consentHandle: handles }).expect(200);
    expect(await lastSent()).toMatchObject({ consentHandle: handles });
    const { handle: foreign } = await given.consent();
    expect((await api.link({ consentHandle: [...handles, foreign] }).expect(400)).body).toMatchObject({
      errorCode: 'InvalidRequest',
      status: 'FP0024',
    });
  });

  it.each([[undefined], [null], [''], [[]], ['  '], [['']]])('requires a handle: %j', async (consentHandle) => {
    const { body } = await api.link({ consentHandle }).expect(400);
    expect(body).toMatchObject({
      errorCode: 'missingConsentInfo',
      status: 'FP0021',
      errorMsg: 'consentHandle should not be empty',
    });
  });

  it.each([['x'], ['00000000-0000-0000-0000-000000000000'], [7], [[7]], [{}]])(
    'refuses the handle %j',
    async (consentHandle) => {
      expect((await api.link({ consentHandle }).expect(400)).body).toMatchObject({
        errorCode: 'InvalidRequest',
        status: 'FP0901',
      });
    },
  );

  it('never makes a link to a consent of another consumer or to an unknown one', async () => {
    const { handle } = await given.consent({ api: api.as(OTHER_HEADERS, OTHER) });
    const own = await given.consent();
    const before = (await given.sent('/webRedirection/getEncryptedUrl')).length;
    for (const consentHandle of [handle, randomUUID(), [own.handle, handle]])
      expect((await api.link({ consentHandle }).expect(400)).body).toMatchObject({
        errorCode: 'invalid_consent_handle',
        status: 'FP0024',
      });
    expect((await given.sent('/webRedirection/getEncryptedUrl')).length).toBe(before);
  });

  it.each([
    [{ userid: 'x@another' }, 'InvalidAA', 'FP0029'],
    [{ fipID: ['NONE'] }, 'InvalidFIPID', 'FP0904'],
    [{ fipID: [] }, 'InvalidFIPID', 'FP0904'],
    [{ redirectUrl: 'https://evil.example/' }, 'InvalidRedirectUrl', 'FP0905'],
    [{ redirectUrl: '' }, 'InvalidRedirectUrl', 'FP0905'],
    [{ pan: 'abcde1234f' }, 'InvalidRequest', 'FP0901'],
    [{ unknown: 1 }, 'InvalidRequest', 'FP0901'],
  ])('refuses %j', async (change, errorCode, status) => {
    const { handle } = await given.consent();
    expect((await api.link({ consentHandle: handle, ...change }).expect(400)).body).toMatchObject({
      errorCode,
      status,
    });
  });

  it.each([
    ['approve', 'ACTIVE'],
    ['reject', 'REJECTED'],
    ['expire', 'EXPIRED'],
  ])('refuses a consent that is no longer pending (%s), and reads that at FinPro', async (event, status) => {
    const { handle } = await given.consent({ event });
    const before = (await given.sent('/webRedirection/getEncryptedUrl')).length;
    for (let asked = 0; asked < 2; asked++)
      expect((await api.link({ consentHandle: handle }).expect(400)).body).toMatchObject({
        errorCode: 'InvalidStatus',
        status: 'FP0907',
        errorMsg: `Consent is ${status}: only a PENDING consent can be given a link`,
      });
    expect((await given.sent('/webRedirection/getEncryptedUrl')).length).toBe(before);
  });

  it('makes a link to a consent that was last pending while FinPro does not answer', async () => {
    const { handle } = await given.consent();
    await given.fault({ path: '/v3/getconsentslist', kind: 'reset' });
    await api.link({ consentHandle: handle }).expect(200);
  });

  it.each(['missingConsentInfo FP0021', 'invalid_consent_handle FP0024', 'InvalidAA FP0029'])(
    "passes on FinPro's error about the handle, in either form: %s",
    async (what) => {
      const [word, number] = what.split(' ');
      const { handle } = await given.consent();
      for (const [errorCode, status] of [
        [word, number],
        [number, word],
      ]) {
        await given.fault({
          path: '/webRedirection/getEncryptedUrl',
          kind: 'status',
          status: 400,
          body: JSON.stringify({ ver: '1', timestamp: '', errorCode, errorMsg: 'x', status }),
        });
        expect((await api.link({ consentHandle: handle }).expect(400)).body).toMatchObject({
          errorCode: word,
          status: number,
        });
      }
    },
  );

  it("passes the consumer's page to FinPro where browsers do not reach Portico", async () => {
    const direct = await startGateway({
      database: gateway.database,
      sandbox: gateway.sandbox,
      config: { publicBaseUrl: null },
    });
    const { handle } = await given.consent();
    await new ConsentApi(direct.url).link({ consentHandle: handle }).expect(200);
    expect(await lastSent()).toMatchObject({ redirectUrl: PAGE });
    await direct.close();
  });
});
