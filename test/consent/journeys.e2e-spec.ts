import { randomUUID } from 'node:crypto';
import request from 'supertest';
import { ConsentApi, GivenConsents, newConsent, OTHER_HEADERS } from '../support/consent-api';
import { PAN } from '../support/finpro-api';
import { OTHER, type RunningGateway, startGateway } from '../support/gateway';
import { signed } from '../support/onboarding-api';

describe('GET /v1/consents', () => {
  let gateway: RunningGateway;
  let api: ConsentApi;
  let other: ConsentApi;
  let given: GivenConsents;
  beforeAll(async () => {
    gateway = await startGateway();
    [api, given] = [new ConsentApi(gateway.url), new GivenConsents(gateway)];
    other = api.as(OTHER_HEADERS, OTHER);
  });
  afterEach(() => gateway.sandbox.control('/_sandbox/faults', undefined, 'DELETE'));
  afterAll(() => gateway.close());

  const observations = ({
    handle,
  }: {
    handle: string;
  }): Promise<{ result: string; detail: { from: string; to: string } }[]> =>
    gateway.database.query(
      "SELECT result, detail FROM portico.audit_entries WHERE action = 'consent.status.observed' AND detail ->> " +
        "'consent_handle' = $1 ORDER BY entry_id",
      [handle],
    );

  it('returns a journey without personal data and without one-time URLs', async () => {
    const { handle, body } = await given.consent({ pan: PAN });
    const { body: journey, text } = await api.journey(handle).expect(200);
    expect(journey).toEqual({
      journey_id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      consent_handle: handle,
      consent_id: null,
      state: 'PENDING',
      consent_status: 'PENDING',
      confirmed_by: 'VENDOR_READ',
      as_of: expect.stringMatching(/Z$/),
      stale_after: expect.stringMatching(/Z$/),
      product_id: 'LOAN01',
      account_id: body.accountID,
      app_identifier: 'demo-app',
      party_identifier_type: 'MOBILE',
      party_identifier: `XXXXXX${body.partyIdentifierValue.slice(-4)}`,
      vua: `XXXXXX${body.partyIdentifierValue.slice(-4)}@onemoney`,
      pan: `XXXXXX${PAN.slice(-4)}`,
      fip_ids: ['ALPHA-FIP', 'BETA-FIP'],
      requested_at: expect.stringMatching(/Z$/),
      renews: null,
      renewed_by: null,
      link_issued_at: expect.stringMatching(/Z$/),
      returned_at: null,
      expires_at: expect.stringMatching(/Z$/),
      subject_id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      next_action: expect.stringContaining('webRedirectionUrl'),
    });
    expect(text).not.toMatch(/ecreq|state=/);
  });

  it('accepts Bearer and HMAC, and not the four headers', async () => {
    const { handle } = await given.consent();
    await request(gateway.url)
      .get(`/v1/consents/${handle}`)
      .set(signed('GET', `/v1/consents/${handle}`))
      .expect(200);
    const { body } = await request(gateway.url)
      .get(`/v1/consents/${handle}`)
      .set({ ...OTHER_HEADERS })
      .expect(401);
    expect(body.type).toBe('/errors#unauthorized');
  });

  it.each([
    ['approve', 'APPROVED', 'ACTIVE'],
    ['reject', 'REJECTED', 'REJECTED'],
    ['expire', 'EXPIRED', 'EXPIRED'],
  ])('reads the change at FinPro (%s), and records it once', async (event, state, status) => {
    const consent = await given.consent({ event });
    for (let reads = 0; reads < 3; reads++)
      expect((await api.journey(consent.handle).expect(200)).body).toMatchObject({
        state,
        consent_status: status,
        confirmed_by: 'VENDOR_READ',
      });
    expect(await observations(consent)).toEqual([
      { result: 'SUCCEEDED', detail: expect.objectContaining({ from: 'PENDING', to: status }) },
    ]);
  });

  it('follows a consent that is paused, resumed and revoked', async () => {
    const consent = await given.consent({ event: 'approve' });
    const seen: string[] = [];
    for (const event of ['pause', 'resume', 'pause', 'revoke']) {
      await given.happens(consent.handle, event);
      seen.push((await api.journey(consent.handle).expect(200)).body.state);
    }
    expect(seen).toEqual(['PAUSED', 'APPROVED', 'PAUSED', 'REVOKED']);
  });

  it.each(['REVOKED', 'REJECTED', 'EXPIRED'])('never leaves %s, whatever FinPro answers later', async (final) => {
    const consent = await given.consent({ event: final === 'REJECTED' ? 'reject' : 'approve' });
    if (final !== 'REJECTED') await given.happens(consent.handle, final === 'REVOKED' ? 'revoke' : 'expire');
    await api.journey(consent.handle).expect(200);
    for (const status of ['ACTIVE', 'PENDING', 'PAUSED', 'SOMETHING']) {
      await given.fault({
        path: '/v3/getconsentslist',
        kind: 'body',
        body: JSON.stringify({
          status: 'success',
          ver: '1',
          data: [{ consentHandle: consent.handle, status, productID: 'LOAN01', accountID: consent.body.accountID }],
        }),
      });
      expect((await api.journey(consent.handle).expect(200)).body.consent_status).toBe(final);
    }
  });

  it('treats an unknown status as not usable, until a known one comes', async () => {
    const consent = await given.consent({ event: 'approve' });
    await given.fault({
      path: '/v3/getconsentslist',
      kind: 'body',
      body: JSON.stringify({
        status: 'success',
        ver: '1',
        data: [
          {
            consentHandle: consent.handle,
            status: 'SUSPENDED',
            productID: 'LOAN01',
            accountID: consent.body.accountID,
          },
        ],
      }),
    });
    expect((await api.journey(consent.handle).expect(200)).body).toMatchObject({
      state: 'UNRECOGNISED',
      next_action: expect.stringContaining('do not use the consent'),
    });
    expect((await api.journey(consent.handle).expect(200)).body.state).toBe('APPROVED');
  });

  it.each([
    ['is down', { kind: 'reset' }],
    ['fails', { kind: 'status', status: 500 }],
    ['answers with an invalid response', { kind: 'body', body: '[]' }],
    ['does not list it', { kind: 'body', body: '{"status":"success","ver":"1","data":[]}' }],
  ])('returns what was last confirmed, and when, while FinPro %s', async (_what, fault) => {
    const { handle } = await given.consent();
    const { body: before } = await api.journey(handle).expect(200);
    await given.happens(handle, 'approve');
    await given.fault(fault);
    const { body } = await api.journey(handle).expect(200);
    expect(body.state).toBe('PENDING');
    expect(Date.parse(body.as_of)).toBeLessThanOrEqual(Date.parse(before.as_of));
    expect((await api.journey(handle).expect(200)).body.state).toBe('APPROVED');
  });

  it('an older reading does not overwrite a newer one', async () => {
    const { handle } = await given.consent();
    await gateway.sandbox.control('/_sandbox/faults', {
      vendor: 'finpro',
      path: '/v3/getconsentslist',
      kind: 'hold',
      when: 'after',
      times: 1,
    });
    const slow = api.journey(handle).then(({ body }) => body as { state: string });
    while ((await gateway.sandbox.control<{ held: number }>('/_sandbox/faults')).held === 0);
    await given.happens(handle, 'approve');
    // With a deadline of its own it does not share the answer of the first.
    expect((await api.journey(handle).set('Prefer', 'wait=30').expect(200)).body.state).toBe('APPROVED');
    await gateway.sandbox.control('/_sandbox/faults/release', {});
    await slow;
    const [row] = await gateway.database.query('SELECT status FROM portico.consents WHERE consent_handle = $1', [
      handle,
    ]);
    expect(row).toEqual({ status: 'ACTIVE' });
  });

  it('is visible to its own consumer only', async () => {
    const { handle } = await given.consent();
    const { body } = await other.journey(handle).expect(404);
    expect(body).toMatchObject({ type: '/errors#not-found', detail: 'No consent of yours has this handle.' });
    expect(
      (await other.journeys().expect(200)).body.consents.map((one: { consent_handle: string }) => one.consent_handle),
    ).not.toContain(handle);
    for (const unknownHandle of [randomUUID(), 'none', "'", '%00', '0'.repeat(200)])
      await api.journey(unknownHandle).expect(404);
  });

  describe('as a list', () => {
    it('is newest first, in pages without gaps or repetitions while more arrive', async () => {
      const mobile = newConsent();
      const account = 'PAGED1';
      for (let made = 0; made < 5; made++) await api.request({ ...mobile, accountID: account }).expect(200);
      const seen: string[] = [];
      let cursor: string | undefined;
      do {
        const { body } = await api
          .journeys({ account_id: account, limit: '2', ...(cursor ? { cursor } : {}) })
          .expect(200);
        seen.push(...body.consents.map(({ journey_id }: { journey_id: string }) => journey_id));
        await api.request({ ...mobile, accountID: account }).expect(200);
        cursor = body.next_cursor ?? undefined;
      } while (cursor);
      expect(seen).toHaveLength(5);
      expect(seen).toEqual([...new Set(seen)].toSorted().toReversed());
    });

    it('does not ask FinPro', async () => {
      await given.consent();
      const before = (await given.sent('/')).length;
      await api.journeys().expect(200);
      expect((await given.sent('/')).length).toBe(before);
    });

    it.each([
      ['limit=0', 'limit'],
      ['limit=101', 'limit'],
      ['limit=-1', 'limit'],
      ['limit=1e1', 'limit'],
      ['cursor=x', 'cursor'],
      [`cursor=${'A'.repeat(48)}`, 'cursor'],
      ['account_id=a b', 'account_id'],
      ['limit=1&limit=2', 'limit'],
      ['unknown=1', 'unknown'],
    ])('refuses %s and names the parameter', async (query, name) => {
      const { body } = await api.journeys().query(query).expect(400);
      expect(body.errors).toEqual([expect.objectContaining({ pointer: `query/${name}` })]);
    });
  });
});
