import request from 'supertest';
import { ExpiringService } from '../../src/consent/renewal/expiring.service';
import { ConsentApi, GivenConsents, OTHER_HEADERS } from '../support/consent-api';
import { DEMO, OTHER, type RunningGateway, startGateway } from '../support/gateway';
import { later } from '../support/later';

const DAY_SECONDS = 86_400;

interface Expiring {
  readonly consent_handle: string;
  readonly within_days: number;
  readonly expires_at: string;
  readonly renewed_by: string | null;
}

interface Told {
  readonly data: Expiring;
  readonly consumer: string;
}

describe('a consent that ends soon', () => {
  let gateway: RunningGateway;
  let second: RunningGateway;
  let api: ConsentApi;
  let given: GivenConsents;
  beforeAll(async () => {
    gateway = await startGateway();
    second = await startGateway({ database: gateway.database, sandbox: gateway.sandbox });
    [api, given] = [new ConsentApi(gateway.url), new GivenConsents(gateway)];
  });
  afterAll(async () => {
    await second.close();
    await gateway.close();
  });

  /** Approved, and read: FinPro has confirmed until when it is valid. */
  const active = async (rest: object = {}): Promise<{ handle: string; expiresAt: string; body: object }> => {
    const { handle, body } = await given.consent({ event: 'approve', ...rest });
    const { expires_at: expiresAt } = (await api.journey(handle).expect(200)).body;
    return { handle, expiresAt, body };
  };
  const round = ({ app }: RunningGateway): Promise<void> => app.get(ExpiringService, { strict: false }).round();
  /** Judges while the clock is so many days before the end of the consent. */
  const daysBefore = (days: number, expiresAt: string, work = (): Promise<unknown> => round(gateway)) =>
    later(gateway, (Date.parse(expiresAt) - Date.now()) / 1000 - days * DAY_SECONDS, work);
  const told = async (handle: string): Promise<Told[]> =>
    gateway.database.query<Told>(
      'SELECT e.data, c.client_id AS consumer FROM portico.events AS e JOIN portico.consumers AS c USING ' +
        "(consumer_id) WHERE e.type = 'consent.expiring' AND " +
        "e.data ->> 'consent_handle' = $1 ORDER BY e.inserted",
      [handle],
    );
  const days = async (handle: string): Promise<number[]> => (await told(handle)).map(({ data }) => data.within_days);

  it('is told 14, 3 and 1 days before, once each, whatever the number of rounds and replicas', async () => {
    const { handle, expiresAt } = await active();
    await daysBefore(14.1, expiresAt);
    expect(await days(handle)).toEqual([]);
    for (const before of [14, 13.9, 3, 2.5, 1, 0.1])
      await daysBefore(before, expiresAt, () =>
        later(second, (Date.parse(expiresAt) - Date.now()) / 1000 - before * DAY_SECONDS, () =>
          Promise.all([round(gateway), round(second), round(gateway)]),
        ),
      );
    await daysBefore(-1, expiresAt);
    expect(await days(handle)).toEqual([14, 3, 1]);
    const [first] = await told(handle);
    expect(first).toEqual({
      consumer: 'demo-consumer',
      data: {
        consent_handle: handle,
        consent_id: expect.any(String),
        status: 'ACTIVE',
        expires_at: expiresAt,
        within_days: 14,
        renews: null,
        renewed_by: null,
        revision: 1,
        confirmed_by: 'VENDOR_READ',
        as_of: expect.any(String),
        stale_after: expect.any(String),
      },
    });
    const audited = await gateway.database.query<{ days: string; actor: string }>(
      "SELECT detail ->> 'within_days' AS days, actor FROM portico.audit_entries WHERE action = 'consent.expiring' " +
        "AND detail ->> 'consent_handle' = $1 ORDER BY entry_id",
      [handle],
    );
    expect(audited).toEqual(['14', '3', '1'].map((one) => ({ days: one, actor: 'portico' })));
  });

  it('is told only of the nearest of the days when nothing ran for a while', async () => {
    const [long, longer] = [await active(), await active()];
    await daysBefore(2, long.expiresAt);
    await daysBefore(0.5, longer.expiresAt);
    expect([await days(long.handle), await days(longer.handle)]).toEqual([
      [3, 1],
      [3, 1],
    ]);
    const latest = await active();
    await daysBefore(0.5, latest.expiresAt);
    expect(await days(latest.handle)).toEqual([1]);
  });

  it('is not told once it is no longer active, or its person was erased; a resumed one is', async () => {
    const [paused, revoked, erased] = [await active(), await active(), await active()];
    const { handle: pending } = await given.consent();
    await given.happens(paused.handle, 'pause');
    await given.happens(revoked.handle, 'revoke');
    for (const { handle } of [paused, revoked]) await api.journey(handle).expect(200);
    await gateway.database.query('UPDATE portico.consents SET erased_at = now() WHERE consent_handle = $1', [
      erased.handle,
    ]);
    for (const before of [14, 3, 1]) await daysBefore(before, paused.expiresAt);
    for (const handle of [paused.handle, revoked.handle, erased.handle, pending])
      expect(await days(handle)).toEqual([]);
    await given.happens(paused.handle, 'resume');
    await api.journey(paused.handle).expect(200);
    await daysBefore(2, paused.expiresAt);
    expect(await days(paused.handle)).toEqual([3]);
  });

  it('is told anew when it was prolonged', async () => {
    const { handle, expiresAt } = await active();
    await daysBefore(1, expiresAt);
    await gateway.database.query(
      "UPDATE portico.consents SET expires_at = expires_at - interval '15 days' WHERE consent_handle = $1",
      [handle],
    );
    await api.journey(handle).expect(200);
    await daysBefore(14, expiresAt);
    expect(await days(handle)).toEqual([1, 14]);
  });

  it('control: without the mark in its row it would be told once more', async () => {
    const { handle, expiresAt } = await active();
    await daysBefore(14, expiresAt);
    await gateway.database.query('UPDATE portico.consents SET expiring_told = 0 WHERE consent_handle = $1', [handle]);
    await daysBefore(13.9, expiresAt);
    expect(await days(handle)).toEqual([14, 14]);
  });

  describe('and the consent that renews it', () => {
    const neighbours = async (handle: string): Promise<unknown[]> => {
      const { body } = await api.journey(handle).expect(200);
      const tracked = await request(gateway.url).get(`/v1/journeys/${handle}`).set('Authorization', DEMO).expect(200);
      const found = [body.renews, body.renewed_by];
      expect([tracked.body.renews, tracked.body.renewed_by]).toEqual(found);
      return found;
    };
    const samePerson = ({ body }: { body: object }, rest: object = {}): Record<string, unknown> => ({
      ...body,
      ...rest,
    });
    const endsIn = (handle: string, interval: string): Promise<object[]> =>
      gateway.database.query(
        `UPDATE portico.consents SET expires_at = now() + $2::interval WHERE consent_handle = $1`,
        [handle, interval],
      );

    it('name each other: same person, template and accountID', async () => {
      const old = await active();
      const { handle } = await given.consent(samePerson(old));
      expect(await neighbours(old.handle)).toEqual([null, handle]);
      expect(await neighbours(handle)).toEqual([old.handle, null]);
      await daysBefore(14, old.expiresAt);
      expect((await told(old.handle))[0]!.data.renewed_by).toBe(handle);
      const { body } = await api.journeys({ limit: 2 }).expect(200);
      expect(body.consents.map((one: { renews: string | null }) => one.renews)).toEqual([old.handle, null]);
    });

    it('name each other with another accountID only near the end of the first', async () => {
      const old = await active();
      const early = await given.consent(samePerson(old, { accountID: 'ANOTHER1' }));
      expect(await neighbours(early.handle)).toEqual([null, null]);
      await endsIn(old.handle, '13 days');
      const late = await given.consent(samePerson(old, { accountID: 'ANOTHER2' }));
      expect((await neighbours(late.handle))[0]).toBe(old.handle);
    });

    it('do not when the first was taken back, or it is of another template, person or consumer', async () => {
      const old = await active();
      const others = [
        await given.consent(samePerson(old, { productID: 'WEALTH01' })),
        await given.consent({ accountID: (old.body as { accountID: string }).accountID }),
        await given.consent({
          ...samePerson(old),
          api: api.as(OTHER_HEADERS, OTHER),
        }),
      ];
      await given.happens(old.handle, 'revoke');
      await api.journey(old.handle).expect(200);
      others.push(await given.consent(samePerson(old)));
      const rows = await gateway.database.query<{ renews: string | null }>(
        'SELECT renews FROM portico.consents WHERE consent_handle = ANY ($1)',
        [others.map(({ handle }) => handle)],
      );
      expect(rows).toEqual(others.map(() => ({ renews: null })));
    });

    it('does not count once it was rejected', async () => {
      const old = await active();
      const { handle } = await given.consent(samePerson(old));
      await given.happens(handle, 'reject');
      await api.journey(handle).expect(200);
      expect(await neighbours(old.handle)).toEqual([null, null]);
    });
  });
});
