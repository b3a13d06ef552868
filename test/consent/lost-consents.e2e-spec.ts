import { randomUUID } from 'node:crypto';
import { Reconciler } from '../../src/signed-http/effects/reconciler';
import { ConsentApi, GivenConsents, newConsent } from '../support/consent-api';
import { effectRows, passLeases } from '../support/effects';
import { eventually } from '../support/eventually';
import { type RunningGateway, startGateway } from '../support/gateway';
import { startGatewayProcess } from '../support/gateway-process';

describe('a consent request that FinPro carries out after the deadline', () => {
  let gateway: RunningGateway;
  /** The same gateway with short times: FinPro has a second to answer, and seven to carry out a request. */
  let hasty: RunningGateway;
  let api: ConsentApi;
  let given: GivenConsents;
  beforeAll(async () => {
    gateway = await startGateway();
    hasty = await startGateway({
      database: gateway.database,
      sandbox: gateway.sandbox,
      environment: { VENDOR_DEADLINE_MS: '1000' },
    });
    [api, given] = [new ConsentApi(hasty.url), new GivenConsents(gateway)];
    await api.request().expect(200);
  });
  beforeEach(() => gateway.database.query('DELETE FROM portico.vendor_effects'));
  afterEach(() => gateway.sandbox.control('/_sandbox/faults', undefined, 'DELETE'));
  afterAll(async () => {
    await hasty.close();
    await gateway.close();
  });

  const HOW = [
    ['with a key', true],
    ['without one', false],
  ] as const;
  const hold = (): Promise<void> => given.fault({ path: '/v3/requestconsent', kind: 'hold' });
  const held = (count: number): Promise<unknown> =>
    eventually(
      () => gateway.sandbox.control<{ held: number }>('/_sandbox/faults'),
      (faults) => faults.held === count,
    );
  const release = (): Promise<unknown> => gateway.sandbox.control('/_sandbox/faults/release', {});
  const atVendor = async ({ accountID }: { accountID: string }): Promise<string[]> =>
    (await gateway.sandbox.effects('consent.created'))
      .filter((effect) => JSON.stringify(effect).includes(accountID))
      .map(({ subject }) => subject)
      .toSorted();
  const ours = async ({ accountID }: { accountID: string }): Promise<string[]> =>
    (await new ConsentApi(gateway.url).journeys({ account_id: accountID }).expect(200)).body.consents
      .map(({ consent_handle }: { consent_handle: string }) => consent_handle)
      .toSorted();
  const sent = async ({ accountID }: { accountID: string }): Promise<number> =>
    (await given.sent('/v3/requestconsent')).filter(({ body }) => body?.accountID === accountID).length;
  const round = (): Promise<void> => gateway.app.get(Reconciler, { strict: false }).round();

  it.each(HOW)(
    'is not sent again as long as FinPro may carry it out, and is answered once FinPro has (%s)',
    async (_how, hasKey) => {
      const [body, key] = [newConsent(), hasKey ? randomUUID() : undefined];
      await hold();
      const late = await api.request(body, key).expect(504);
      expect([late.body.errorCode, late.headers['retry-after']]).toEqual(['GatewayTimeout', '6']);
      for (let retry = 0; retry < 3; retry++) {
        const refused = await api.request(body, key).expect(409);
        expect([refused.body.errorCode, Object.keys(refused.body)]).toEqual([
          hasKey ? 'KeyInFlight' : 'RequestInFlight',
          ['ver', 'timestamp', 'errorCode', 'errorMsg', 'status'],
        ]);
        expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
        expect(Number(refused.headers['retry-after'])).toBeLessThanOrEqual(6);
      }
      expect([await sent(body), await atVendor(body)]).toEqual([1, []]);
      await release();
      await eventually(
        () => atVendor(body),
        (handles) => handles.length === 1,
      );
      const answer = await api.request(body, key).expect(200);
      expect([await atVendor(body), await sent(body)]).toEqual([[answer.body.data.consent_handle], 1]);
    },
  );

  it.each(HOW)(
    'is sent again after Retry-After when it never arrived, by one of many repetitions at once (%s)',
    async (_how, hasKey) => {
      const [body, key] = [newConsent(), hasKey ? randomUUID() : undefined];
      await given.fault({ path: '/v3/requestconsent', kind: 'reset', when: 'before' });
      expect(Number((await api.request(body, key).expect(502)).headers['retry-after'])).toBeGreaterThan(0);
      await passLeases(gateway.database);
      const answers = await Promise.all(Array.from({ length: 6 }, () => api.request(body, key)));
      expect(answers.map(({ status }) => status).filter((status) => status !== 200 && status !== 409)).toEqual([]);
      expect(answers.filter(({ status, headers }) => status === 409 && !(Number(headers['retry-after']) > 0))).toEqual(
        [],
      );
      expect([(await atVendor(body)).length, await sent(body)]).toEqual([1, 2]);
      expect(await ours(body)).toEqual(await atVendor(body));
    },
  );

  it('is sent once when many equal requests come without a key', async () => {
    const body = newConsent();
    await api.request({ ...body, accountID: 'ANOTHER' }).expect(200);
    await hold();
    const first = api.request(body).then(({ status }) => status);
    await held(1);
    const others = await Promise.all(Array.from({ length: 5 }, () => api.request(body)));
    expect(others.map(({ status, body: { errorCode } }) => [status, errorCode])).toEqual(
      Array.from({ length: 5 }, () => [409, 'RequestInFlight']),
    );
    await release();
    expect(await first).toBe(200);
    await api.request(body).expect(200);
    expect((await atVendor(body)).length).toBe(2);
  });

  it('is answered to a repetition without a key also after the reconciler has found it', async () => {
    const body = newConsent();
    await given.fault({ path: '/v3/requestconsent', kind: 'reset', when: 'after' });
    await api.request(body).expect(502);
    await passLeases(gateway.database);
    await round();
    expect(await ours(body)).toEqual(await atVendor(body));
    const again = await api.request(body).expect(200);
    expect([await atVendor(body), (await effectRows(gateway.database)).map(({ state }) => state)]).toEqual([
      [again.body.data.consent_handle],
      ['DONE', 'DONE'],
    ]);
    const next = await api.request(body).expect(200);
    expect(
      (await atVendor(body)).includes(next.body.data.consent_handle) &&
        next.body.data.consent_handle !== again.body.data.consent_handle,
    ).toBe(true);
  });

  it.each(HOW)(
    'that was sent twice leaves no unknown consent: the second one is assigned to the consumer (%s)',
    async (_how, hasKey) => {
      const [body, key] = [newConsent(), hasKey ? randomUUID() : undefined];
      for (let attempt = 0; attempt < 2; attempt++) {
        await hold();
        await api.request(body, key).expect(504);
        await passLeases(gateway.database);
      }
      const { body: answered } = await api.request(body, key).expect(200);
      await release();
      await eventually(
        () => atVendor(body),
        (handles) => handles.length === 3,
      );
      for (let pass = 0; pass < 3; pass++) {
        await passLeases(gateway.database);
        await round();
      }
      expect([
        await ours(body),
        (await effectRows(gateway.database)).map(({ state, is_open }) => [state, is_open]),
      ]).toEqual([await atVendor(body), Array.from({ length: 3 }, () => ['DONE', false])]);
      const { body: page } = await api.journeys({ account_id: body.accountID }).expect(200);
      expect(page.consents.map(({ state }: { state: string }) => state)).toEqual(['PENDING', 'PENDING', 'PENDING']);
      const surplus = (await atVendor(body)).find((handle) => handle !== answered.data.consent_handle)!;
      const { consent_id } = await given.happens(surplus, 'approve');
      await api.revoke(consent_id).expect(200);
    },
  );

  it.each(HOW)('is not doubled when the process was killed between request and response (%s)', async (_how, hasKey) => {
    const [body, key] = [newConsent(), hasKey ? randomUUID() : undefined];
    const victim = await startGatewayProcess(gateway.database.appUrl, gateway.sandbox.url);
    await hold();
    const lost = new ConsentApi(victim.url).request(body, key).then(
      () => 'answered',
      () => 'lost',
    );
    await held(1);
    expect([await victim.end('SIGKILL'), await lost]).toEqual(['SIGKILL', 'lost']);
    const early = await api.request(body, key).expect(409);
    expect(Number(early.headers['retry-after'])).toBeGreaterThan(0);
    await release();
    await eventually(
      () => atVendor(body),
      (handles) => handles.length === 1,
    );
    await passLeases(gateway.database);
    const { body: answered } = await api.request(body, key).expect(200);
    expect(await atVendor(body)).toEqual([answered.data.consent_handle]);
  });

  it.each(HOW)(
    'is neither doubled nor refused for ever while an unreadable list element may be its consent (%s)',
    async (_how, hasKey) => {
      const [body, key] = [newConsent(), hasKey ? randomUUID() : undefined];
      await given.fault({ path: '/v3/requestconsent', kind: 'reset', when: 'after' });
      await api.request(body, key).expect(502);
      const [handle] = await atVendor(body);
      const listing = (...data: unknown[]): object => ({
        path: '/v3/getconsentslist',
        kind: 'body',
        body: JSON.stringify({ status: 'success', ver: '1.21.0', data }),
      });
      await given.fault(listing({ consentHandle: handle, status: 7 }));
      const early = await api.request(body, key).expect(409);
      expect([early.body.errorCode, Number(early.headers['retry-after']) > 1]).toEqual([
        hasKey ? 'KeyInFlight' : 'RequestInFlight',
        true,
      ]);
      await passLeases(gateway.database);
      for (const odd of [{ consentHandle: handle, status: 7 }, { consentHandle: 'x' }, 'odd']) {
        await given.fault(listing(odd));
        const late = await api.request(body, key).expect(409);
        expect([late.body.errorCode, late.headers['retry-after']]).toEqual(['OutcomeUnknown', undefined]);
      }
      await given.fault(listing({ consentHandle: 'x' }));
      await round();
      expect((await effectRows(gateway.database)).map(({ state }) => state)).not.toContain('DONE');
      expect(await sent(body)).toBe(1);
      expect((await api.request(body, key).expect(200)).body.data.consent_handle).toBe(handle);
      expect([await atVendor(body), await sent(body)]).toEqual([[handle], 1]);
    },
  );

  it('is sent again when the only unreadable element is a known consent', async () => {
    const { handle: known } = await given.consent();
    const body = newConsent();
    await given.fault({ path: '/v3/requestconsent', kind: 'reset', when: 'before' });
    await api.request(body).expect(502);
    await passLeases(gateway.database);
    await given.fault({
      path: '/v3/getconsentslist',
      kind: 'body',
      body: JSON.stringify({ status: 'success', ver: '1.21.0', data: [{ consentHandle: known, status: 7 }] }),
    });
    await api.request(body).expect(200);
    expect(await sent(body)).toBe(2);
  });
});
