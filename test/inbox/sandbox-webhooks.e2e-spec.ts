import request from 'supertest';
import { ConsentApi, GivenConsents } from '../support/consent-api';
import { DEMO, type RunningGateway, startGateway } from '../support/gateway';
import { eventually } from '../support/eventually';
import { Given } from '../support/given';
import { WEBHOOK_SECRET } from '../support/vendor-webhooks';

/**
 * The sandbox signs and sends by its own reading of the vendors' pages: webhooks that the gateway accepts from it, it
 * accepts from the vendors.
 */
describe('webhooks as the vendors send them', () => {
  let gateway: RunningGateway;
  let given: Given;
  let consents: GivenConsents;
  beforeAll(async () => {
    gateway = await startGateway();
    [given, consents] = [new Given(gateway), new GivenConsents(gateway)];
    await tell('1money', gateway);
    await tell('finpro', gateway);
  });
  afterAll(() => gateway.close());

  const tell = (vendor: string, { url }: { url: string }, rest: object = {}): Promise<object> =>
    gateway.sandbox.control('/_sandbox/webhooks', {
      vendor,
      url: `${url}/webhooks/${vendor}`,
      secret: WEBHOOK_SECRET,
      ...rest,
    });
  const provenance = async (customerId: string): Promise<Record<string, unknown>> =>
    (await request(gateway.url).get(`/v1/customers/hosted/${customerId}/grants`).set('Authorization', DEMO).expect(200))
      .body;
  const journey = async (handle: string): Promise<Record<string, unknown>> =>
    (await new ConsentApi(gateway.url).journeys({ limit: '100' }).expect(200)).body.consents.find(
      (one: { consent_handle: string }) => one.consent_handle === handle,
    );

  it("report every step of an onboarding, with 1Money's own signature", async () => {
    const { customer_id } = await given.customer();
    for (const status of ['PENDING_REVIEW', 'UNDER_REVIEW', 'PENDING_RESPONSE', 'REJECTED', 'APPROVED'] as const) {
      await given.status(customer_id, status);
      expect(
        await eventually(
          () => provenance(customer_id),
          (body) => body.status === status,
        ),
      ).toMatchObject({ confirmed_by: 'WEBHOOK' });
    }
  });

  it('lead to the same final state when they arrive in reverse order', async () => {
    const { customer_id } = await given.customer();
    await gateway.sandbox.control('/_sandbox/webhooks/hold', { vendor: '1money' });
    for (const status of ['PENDING_REVIEW', 'UNDER_REVIEW', 'APPROVED'] as const)
      await given.status(customer_id, status);
    await gateway.sandbox.control('/_sandbox/webhooks/release', { vendor: '1money', order: 'reversed' });
    await eventually(
      () => provenance(customer_id),
      ({ status }) => status === 'APPROVED',
    );
    const settled = await eventually(
      () =>
        gateway.database.query<{ state: string }>('SELECT state FROM portico.webhook_inbox WHERE subject_ref = $1', [
          customer_id,
        ]),
      (rows) => rows.length === 3 && rows.every(({ state }) => state !== 'PENDING'),
    );
    expect(settled.map(({ state }) => state)).toEqual(['APPLIED', 'APPLIED', 'APPLIED']);
    expect(await provenance(customer_id)).toMatchObject({ status: 'APPROVED', confirmed_by: 'WEBHOOK' });
  });

  it.each(['basic', 'extended'])("report every step of a consent, in FinPro's %s payload", async (payload) => {
    await tell('finpro', gateway, { payload });
    const { handle } = await consents.consent();
    for (const [event, state] of [
      ['approve', 'APPROVED'],
      ['pause', 'PAUSED'],
      ['resume', 'APPROVED'],
      ['revoke', 'REVOKED'],
    ] as const) {
      await consents.happens(handle, event);
      expect(
        await eventually(
          () => journey(handle),
          (body) => body.state === state,
        ),
      ).toMatchObject({ confirmed_by: 'WEBHOOK' });
    }
  });

  it.each([
    ['base64', { FINPRO_WEBHOOK_ENCODING: 'base64' }],
    ['timestamp', { FINPRO_WEBHOOK_SIGNS: 'timestamp.body' }],
  ])('are accepted in mode %s where it is configured, and refused where it is not', async (mode, environment) => {
    const { database, sandbox } = gateway;
    const other = await startGateway({ database, sandbox, environment });
    const told = async (status: number): Promise<unknown> =>
      eventually(
        () => sandbox.control<{ deliveries: { last_status: number | null }[] }>('/_sandbox/webhooks?vendor=finpro'),
        ({ deliveries }) => deliveries.at(-1)?.last_status === status,
      );
    await tell('finpro', gateway, { mode });
    const { handle } = await consents.consent();
    await consents.happens(handle, 'approve');
    await told(401);
    await tell('finpro', other, { mode });
    await consents.happens(handle, 'pause');
    await told(200);
    expect(
      await eventually(
        () => journey(handle),
        ({ state }) => state === 'PAUSED',
      ),
    ).toMatchObject({ confirmed_by: 'WEBHOOK' });
    await other.close();
    await tell('finpro', gateway);
  });
});
