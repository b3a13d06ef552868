import { ConsentApi, GivenConsents, OTHER_HEADERS } from '../support/consent-api';
import { OTHER, type RunningGateway, startGateway } from '../support/gateway';

describe('POST /revokeconsent', () => {
  let gateway: RunningGateway;
  let api: ConsentApi;
  let given: GivenConsents;
  beforeAll(async () => {
    gateway = await startGateway();
    [api, given] = [new ConsentApi(gateway.url), new GivenConsents(gateway)];
  });
  afterEach(() => gateway.sandbox.control('/_sandbox/faults', undefined, 'DELETE'));
  afterAll(() => gateway.close());

  async function approved(): Promise<{ handle: string; consentId: string }> {
    const { handle } = await given.consent();
    const { consent_id } = await given.happens(handle, 'approve');
    return { handle, consentId: consent_id! };
  }
  const revocations = (requestId: string | undefined): Promise<{ phase: string; result: string | null }[]> =>
    gateway.database.query(
      "SELECT phase, result FROM portico.audit_entries WHERE request_id = $1 AND action = 'consent.revoke' ORDER " +
        'BY entry_id',
      [requestId],
    );
  const revokedAt = async (handle: string): Promise<number> =>
    (await gateway.sandbox.effects('consent.revoked')).filter(({ subject }) => subject === handle).length;

  it('answers as FinPro does, and audits INTENT and OUTCOME', async () => {
    const { handle, consentId } = await approved();
    const { body, headers } = await api.revoke(consentId).expect(200);
    expect(body).toEqual({ status: 'success', ver: '1.21.0', message: 'Consent revoked' });
    expect(await revocations(headers['x-request-id'])).toEqual([
      { phase: 'INTENT', result: null },
      { phase: 'OUTCOME', result: 'SUCCEEDED' },
    ]);
    expect([await revokedAt(handle), (await api.journey(handle).expect(200)).body.state]).toEqual([1, 'REVOKED']);
  });

  it('revokes a paused consent', async () => {
    const { handle, consentId } = await approved();
    await given.happens(handle, 'pause');
    await api.revoke(consentId).expect(200);
    expect((await api.journey(handle).expect(200)).body.state).toBe('REVOKED');
  });

  it.each(['revoke', 'expire'])('treats a consent that has ended as revoked (%s)', async (event) => {
    const { handle, consentId } = await approved();
    await given.happens(handle, event);
    const { headers } = await api.revoke(consentId).expect(200);
    expect(await revocations(headers['x-request-id'])).toEqual([
      { phase: 'INTENT', result: null },
      { phase: 'OUTCOME', result: 'SUCCEEDED' },
    ]);
    expect((await api.journey(handle).expect(200)).body.state).toBe(event === 'revoke' ? 'REVOKED' : 'EXPIRED');
    await api.revoke(consentId).expect(200);
  });

  it('succeeds at the second attempt when the response to the first was lost', async () => {
    const { handle, consentId } = await approved();
    await given.fault({ path: '/revokeconsent', kind: 'reset', when: 'after' });
    const { headers } = await api.revoke(consentId).expect(502);
    expect((await revocations(headers['x-request-id'])).map(({ result }) => result)).toEqual([null, 'UNKNOWN']);
    await api.revoke(consentId).expect(200);
    expect(await revokedAt(handle)).toBe(1);
  });

  it('accepts a refusal for the status only if the consent list agrees', async () => {
    const { handle, consentId } = await approved();
    const refusal = JSON.stringify({
      ver: '1',
      timestamp: '',
      errorCode: 'InvalidStatus',
      errorMsg: 'x',
      status: 'FP0907',
    });
    await given.fault({ path: '/revokeconsent', kind: 'status', status: 400, body: refusal });
    const { body, headers } = await api.revoke(consentId).expect(400);
    expect(body).toMatchObject({
      errorCode: 'InvalidStatus',
      status: 'FP0907',
      errorMsg: 'Consent is ACTIVE: only ACTIVE and PAUSED consents can be revoked',
    });
    expect((await revocations(headers['x-request-id'])).map(({ result }) => result)).toEqual([null, 'REFUSED']);
    expect((await api.journey(handle).expect(200)).body.state).toBe('APPROVED');
  });

  it('answers 404 for an unknown id, one of another consumer, and a handle', async () => {
    const { handle, consentId } = await approved();
    const before = (await given.sent('/revokeconsent')).length;
    for (const [caller, id] of [
      [api, 'none'],
      [api, handle],
      [api.as(OTHER_HEADERS, OTHER), consentId],
    ] as const)
      expect((await caller.revoke(id).expect(400)).body).toMatchObject({
        errorCode: 'InvalidConsentId',
        status: 'FP0034',
      });
    expect((await given.sent('/revokeconsent')).length).toBe(before);
  });

  it.each([
    [undefined, 'consentID should not be empty'],
    [7, 'consentID must be a string'],
    ['a b', 'consentID value can have only A to Z, a to z, 0 to 9, _ , - and . characters'],
  ])('refuses the id %j', async (consentId, text) => {
    expect((await api.revoke(consentId).expect(400)).body).toMatchObject({
      errorCode: 'InvalidRequest',
      errorMsg: text,
    });
  });
});
