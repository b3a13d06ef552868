import { ConsentApi, GivenConsents, OTHER_HEADERS, PAGE, returnParameters } from '../support/consent-api';
import { OTHER, type RunningGateway, startGateway } from '../support/gateway';

describe('POST /webRedirection/decryptUrl', () => {
  let gateway: RunningGateway;
  let api: ConsentApi;
  let given: GivenConsents;
  beforeAll(async () => {
    gateway = await startGateway({ config: { publicBaseUrl: null } });
    [api, given] = [new ConsentApi(gateway.url), new GivenConsents(gateway)];
  });
  afterEach(() => gateway.sandbox.control('/_sandbox/faults', undefined, 'DELETE'));
  afterAll(() => gateway.close());

  async function back({
    event,
    code,
    ...change
  }: { event?: string; code?: string; [name: string]: unknown } = {}): Promise<{
    handle: string;
    vua: string;
    parameters: { ecres: string; resdate: string; fi: string };
  }> {
    const { handle, body } = await given.consent({ event, ...change });
    return { handle, vua: body.vua, parameters: await returnParameters({ handle, vua: body.vua, code }) };
  }

  it('answers as FinPro does, once FinPro has confirmed', async () => {
    const { handle, vua, parameters } = await back({ event: 'approve' });
    for (let asked = 0; asked < 2; asked++) {
      const { body } = await api.decrypt(parameters).expect(200);
      expect(body).toEqual({
        status: 'success',
        ver: '1.21.0',
        message: 'Decrypted',
        data: {
          status: 'S',
          errorcode: '0',
          txnid: expect.any(String),
          sessionid: expect.any(String),
          srcref: handle,
          userid: vua,
          redirect: 'https://app.example.com/',
          email: null,
          pan: null,
        },
      });
    }
    expect((await api.journey(handle).expect(200)).body).toMatchObject({
      state: 'APPROVED',
      returned_at: expect.any(String),
    });
  });

  it.each([
    [undefined, '0', 'F', '5', 'PENDING'],
    ['reject', '0', 'F', '1', 'REJECTED'],
    ['expire', '0', 'F', '2', 'EXPIRED'],
    ['reject', '1', 'F', '1', 'REJECTED'],
    [undefined, '3', 'F', '3', 'FAILED'],
    [undefined, '7', 'F', '7', 'ABANDONED'],
    [undefined, '42', 'F', '42', 'ABANDONED'],
  ])('with %s at FinPro and errorcode %s from the browser: %s, %s', async (event, code, status, errorcode, state) => {
    const { handle, parameters } = await back({ event, code });
    const { body } = await api.decrypt(parameters).expect(200);
    expect(body.data).toMatchObject({ status, errorcode });
    expect((await api.journey(handle).expect(200)).body.state).toBe(state);
  });

  it.each([
    ['S', '0', 'approve', 'S', '0'],
    ['S', '0', undefined, 'F', '5'],
    ['S', '1', 'approve', 'S', '0'],
    ['S', '5', 'approve', 'S', '0'],
    ['S', '42', 'approve', 'S', '0'],
    ['S', '1', undefined, 'F', '5'],
    ['S', '5', 'reject', 'F', '1'],
    ['S', '7', 'expire', 'F', '2'],
    ['F', '0', 'approve', 'F', '5'],
    ['F', '0', undefined, 'F', '5'],
    ['F', '0', 'reject', 'F', '1'],
    ['F', '0', 'expire', 'F', '2'],
    ['F', '00', undefined, 'F', '5'],
    ['F', '000', 'reject', 'F', '1'],
    ['F', '05', undefined, 'F', '5'],
    ...['1', '2', '3', '4', '5', '6', '7', '8', '9', '10', '9999'].map(
      (code) => ['F', code, undefined, 'F', code] as const,
    ),
  ] as const)(
    '%s with errorcode %s from the browser, and %s at FinPro: answers %s with %s',
    async (said, code, event, status, errorcode) => {
      const { handle, body } = await given.consent({ event });
      const { body: answer } = await api
        .decrypt(await returnParameters({ handle, vua: body.vua, code, status: said }))
        .expect(200);
      expect([answer.data.status, answer.data.errorcode]).toEqual([status, errorcode]);
      expect(answer.data.status === 'S').toBe(answer.data.errorcode === '0');
    },
  );

  it.each([
    ['S', ''],
    ['F', ''],
    ['X', '0'],
    ['s', '0'],
    ['F', '-1'],
    ['F', '1.0'],
    ['F', '12345'],
  ])('refuses %s with errorcode "%s", which is not defined', async (said, code) => {
    const { handle, body } = await given.consent();
    const { body: answer } = await api
      .decrypt(await returnParameters({ handle, vua: body.vua, code, status: said as 'S' }))
      .expect(400);
    expect(answer).toMatchObject({
      errorCode: 'InvalidRequest',
      errorMsg: expect.stringMatching(/cannot be (understood|decrypted)/),
    });
  });

  it("works for the consumer's own consents only, and for the right person", async () => {
    const { handle, parameters } = await back({ event: 'approve' });
    expect((await api.as(OTHER_HEADERS, OTHER).decrypt(parameters).expect(400)).body).toMatchObject({
      errorCode: 'invalid_consent_handle',
      status: 'FP0024',
    });
    const forged = await returnParameters({ handle, vua: '7770099998@onemoney' });
    expect((await api.decrypt(forged).expect(400)).body.errorCode).toBe('invalid_consent_handle');
    const rows = await gateway.database.query(
      "SELECT actor, result FROM portico.audit_entries WHERE action = 'consent.return' AND detail -> " +
        "'consent_handles' ? $1",
      [handle],
    );
    expect(rows).toEqual([{ actor: 'consumer', result: 'REFUSED' }]);
  });

  it('answers no success that cannot be confirmed', async () => {
    const { parameters } = await back({ event: 'approve' });
    await given.fault({ path: '/v3/getconsentslist', kind: 'status', status: 503 });
    const { body, headers } = await api.decrypt(parameters).expect(503);
    expect([body.errorCode, headers['retry-after']]).toEqual(['ServiceUnavailable', '1']);
    expect((await api.decrypt(parameters).expect(200)).body.data.status).toBe('S');
  });

  it.each([
    ['nothing', undefined, 'webRedirectionURL should not be empty'],
    ['a text', 'https://app.example.com/?ecres=x', 'webRedirectionURL must be an object'],
    ['a missing member', { ecres: 'AAAA', fi: 'AAAA' }, 'webRedirectionURL.resdate should not be empty'],
    [
      'a date of another form',
      { ecres: 'AAAA', resdate: '2026-01-15', fi: 'AAAA' },
      'webRedirectionURL.resdate must be 15 digits',
    ],
    [
      'an ecres that is not base64',
      { ecres: '%%', resdate: '150120261034127', fi: 'AAAA' },
      'webRedirectionURL.ecres must be base64',
    ],
    [
      'an unknown member',
      { ecres: 'AAAA', resdate: '150120261034127', fi: 'AAAA', status: 'S' },
      'webRedirectionURL.status is not a field of this request',
    ],
  ])('refuses %s', async (_what, value, text) => {
    const { body } = await api.decrypt(value).expect(400);
    expect(body).toMatchObject({ errorCode: 'InvalidRequest', errorMsg: expect.stringContaining(text) });
  });

  it('refuses parameters that FinPro cannot decrypt', async () => {
    const { parameters } = await back();
    for (const forged of [
      { ...parameters, ecres: 'AAAA' },
      { ...parameters, resdate: '150120261034127' },
      { ...parameters, fi: 'AAAA' },
    ]) {
      expect((await api.decrypt(forged).expect(400)).body).toMatchObject({
        errorCode: 'InvalidRequest',
        errorMsg: expect.stringMatching(/^FinPro refused the request/),
      });
    }
  });

  it("passes the consumer's page to FinPro where browsers do not reach Portico", async () => {
    const { body } = await given.consent();
    const [sent] = (await given.sent('/v3/requestconsent')).slice(-1);
    expect(sent!.body).toMatchObject({ accountID: body.accountID, redirectUrl: PAGE });
  });
});
