import request from 'supertest';
import { ConsentApi, GivenConsents } from '../support/consent-api';
import { DEMO, type RunningGateway, startGateway } from '../support/gateway';
import { eventually } from '../support/eventually';
import { deliver, finproWebhook } from '../support/vendor-webhooks';

interface ConsentEvent {
  readonly type: string;
  readonly data: {
    consent_handle: string;
    status: string;
    previous_status?: string;
    revision: number;
    confirmed_by: string;
    stale_after: string | null;
  };
}

describe('a consent is kept up to date', () => {
  let gateway: RunningGateway;
  let api: ConsentApi;
  let given: GivenConsents;
  beforeAll(async () => {
    gateway = await startGateway({ environment: { POLL_INTERVAL_SECONDS: '0.2' } });
    [api, given] = [new ConsentApi(gateway.url), new GivenConsents(gateway)];
  });
  afterAll(() => gateway.close());

  /** The state that FinPro last confirmed, read without a call to FinPro. */
  const provenance = async (handle: string): Promise<Record<string, unknown>> =>
    (await api.journeys({ limit: '100' }).expect(200)).body.consents.find(
      (one: { consent_handle: string }) => one.consent_handle === handle,
    );
  const events = async (handle: string): Promise<ConsentEvent[]> => {
    const { body } = await request(gateway.url)
      .get('/v1/events')
      .query({ limit: 500 })
      .set('Authorization', DEMO)
      .expect(200);
    return (body.events as ConsentEvent[]).filter(({ data }) => data.consent_handle === handle);
  };
  /** Webhooks only, no polling. */
  const stopPolling = (handle: string): Promise<object[]> =>
    gateway.database.query('UPDATE portico.journey_watches SET due_at = NULL, turn = turn + 1 WHERE reference = $1', [
      handle,
    ]);

  it('by a webhook, which only makes the gateway ask FinPro', async () => {
    const { handle } = await given.consent();
    await stopPolling(handle);
    expect(await deliver(gateway.url, finproWebhook(handle, { eventStatus: 'CONSENT_REVOKED' }))).toEqual({
      status: 200,
      text: '',
    });
    await eventually(
      () => gateway.database.query('SELECT FROM portico.webhook_inbox WHERE due_at IS NOT NULL'),
      (rows) => rows.length === 0,
    );
    expect(await provenance(handle)).toMatchObject({
      state: 'PENDING',
      consent_status: 'PENDING',
      confirmed_by: 'WEBHOOK',
    });
    await given.happens(handle, 'approve');
    await deliver(gateway.url, finproWebhook(handle));
    expect(
      await eventually(
        () => provenance(handle),
        ({ state }) => state === 'APPROVED',
      ),
    ).toMatchObject({ confirmed_by: 'WEBHOOK', consent_id: expect.any(String), stale_after: expect.any(String) });
    await given.happens(handle, 'revoke');
    await deliver(gateway.url, finproWebhook(handle, { eventStatus: 'CONSENT_PAUSED' }));
    expect(
      await eventually(
        () => provenance(handle),
        ({ state }) => state === 'REVOKED',
      ),
    ).toMatchObject({ stale_after: null });
    await deliver(gateway.url, finproWebhook(handle));
    const told = await eventually(
      () => events(handle),
      (found) => found.length === 3,
    );
    expect(told.map(({ type, data }) => [type, data.previous_status, data.status, data.revision])).toEqual([
      ['consent.created', undefined, 'PENDING', 0],
      ['consent.status_changed', 'PENDING', 'ACTIVE', 1],
      ['consent.status_changed', 'ACTIVE', 'REVOKED', 2],
    ]);
    expect(JSON.stringify(told)).not.toMatch(/@|vua/);
  });

  it('by polling, when every webhook is lost', async () => {
    const { handle } = await given.consent();
    await given.happens(handle, 'reject');
    expect(
      await eventually(
        () => provenance(handle),
        ({ state }) => state === 'REJECTED',
      ),
    ).toMatchObject({ confirmed_by: 'POLL', stale_after: null });
    const rows = await gateway.database.query(
      'SELECT from_state, to_state, webhook_came_at FROM portico.poll_repairs AS r JOIN portico.consents AS c ' +
        'USING (journey_id) WHERE c.consent_handle = $1',
      [handle],
    );
    expect(rows).toEqual([{ from_state: 'PENDING', to_state: 'REJECTED', webhook_came_at: null }]);
  });

  it('by its own revocation, which makes one event', async () => {
    const { handle } = await given.consent();
    const { consent_id } = await given.happens(handle, 'approve');
    await eventually(
      () => provenance(handle),
      ({ state }) => state === 'APPROVED',
    );
    await stopPolling(handle);
    await api.revoke(consent_id!).expect(200);
    await deliver(gateway.url, finproWebhook(handle, { eventStatus: 'CONSENT_REVOKED' }));
    await eventually(
      () => gateway.database.query('SELECT FROM portico.webhook_inbox WHERE due_at IS NOT NULL'),
      (rows) => rows.length === 0,
    );
    const told = await eventually(
      () => events(handle),
      (found) => found.length === 3,
    );
    expect(told.map(({ data }) => data.status)).toEqual(['PENDING', 'ACTIVE', 'REVOKED']);
  });
});
