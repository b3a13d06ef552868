import { randomUUID } from 'node:crypto';
import { Retention } from '../../src/retention/retention';
import { ConsentApi, newConsent } from '../support/consent-api';
import type { ConsentBody } from '../support/finpro-api';
import { type RunningGateway, startGateway } from '../support/gateway';

describe('an Idempotency-Key of a consent', () => {
  let gateway: RunningGateway;
  let api: ConsentApi;
  beforeAll(async () => {
    gateway = await startGateway();
    api = new ConsentApi(gateway.url);
  });
  afterAll(() => gateway.close());

  const age = (key: string, column: 'expires_at' | 'created_at', interval: string): Promise<object[]> =>
    gateway.database.query(
      `UPDATE portico.idempotency_keys SET ${column} = now() - $2::interval WHERE idempotency_key = $1`,
      [key, interval],
    );
  const purge = (): Promise<void> => gateway.app.get(Retention, { strict: false }).round();
  const effects = async (): Promise<number> => (await gateway.sandbox.effects('consent.created')).length;
  const asked = async (): Promise<{ body: ConsentBody; key: string; handle: string; text: string }> => {
    const [body, key] = [newConsent(), randomUUID()];
    const { body: answered, text } = await api.request(body, key).expect(200);
    return { body, key, handle: answered.data.consent_handle, text };
  };

  it('returns the same bytes also when its template was closed since', async () => {
    const { body, key, text } = await asked();
    await gateway.database.query(
      "UPDATE portico.consumers SET product_ids = '{WEALTH01}' WHERE client_id = 'demo-consumer'",
    );
    const later = await startGateway({ database: gateway.database, sandbox: gateway.sandbox });
    const closed = new ConsentApi(later.url);
    await gateway.database.query(
      "UPDATE portico.consumers SET product_ids = '{WEALTH01}' WHERE client_id = 'demo-consumer'",
    );
    const again = await closed.request(body, key);
    const other = await closed.request({ ...body, accountID: 'ANOTHER1' }, key);
    const fresh = await closed.request(body, randomUUID());
    await later.close();
    await gateway.database.query(
      "UPDATE portico.consumers SET product_ids = '{LOAN01,WEALTH01,EQUITY01}' WHERE client_id = 'demo-consumer'",
    );
    expect([again.status, again.text, again.headers['idempotent-replayed']]).toEqual([200, text, 'true']);
    expect([other.status, fresh.status, fresh.body.errorCode]).toEqual([422, 400, 'InvalidProductID']);
  });

  it.each(['one-time', 'durable'])(
    'expires with its link, and the error says how to get another link to the same consent (%s)',
    async (link) => {
      const [body, key] = [newConsent({ link }), randomUUID()];
      const { body: answered } = await api.request(body, key).expect(200);
      const handle = answered.data.consent_handle as string;
      const [kept] = await gateway.database.query<{ seconds: number }>(
        'SELECT extract(epoch FROM expires_at - now())::int AS seconds FROM portico.idempotency_keys WHERE ' +
          'idempotency_key = $1',
        [key],
      );
      expect(kept!.seconds).toBeGreaterThan(0);
      if (link === 'one-time') expect(kept!.seconds).toBeLessThanOrEqual(900);
      const before = await effects();
      await age(key, 'expires_at', '1 second');
      for (const round of ['not yet erased', 'erased']) {
        const { body: gone } = await api.request(body, key).expect(410);
        expect({ round, ...gone }).toMatchObject({
          round,
          errorCode: 'ReplayExpired',
          errorMsg: expect.stringContaining(`POST /webRedirection/getEncryptedUrl and consentHandle ${handle}`),
        });
        await purge();
      }
      await api.link({ consentHandle: handle }).expect(200);
      expect(await effects()).toBe(before);
    },
  );

  it('stays the key of its consent after thirty days, with any body', async () => {
    const { body, key, handle } = await asked();
    const before = await effects();
    await age(key, 'created_at', '31 days');
    await purge();
    for (const repeated of [body, { ...body, accountID: 'ANOTHER2' }, newConsent()]) {
      const { body: gone } = await api.request(repeated, key).expect(410);
      expect(gone).toMatchObject({ errorCode: 'ReplayExpired', errorMsg: expect.stringContaining(handle) });
    }
    expect(await effects()).toBe(before);
  });
});
