import { createHmac } from 'node:crypto';
import { pino } from 'pino';
import { createSandbox } from '../../src/sandbox/app';
import { type ConsentWorld, givenConsent, move, sandboxWorld } from '../support/finpro-api';
import { type Receiver, startReceiver } from '../support/receiver';
import { type RunningSandbox, startSandbox } from '../support/sandbox';
import { Partner } from '../support/visitor';

const SECRET = 'whsec_of_the_tests';
const DAY_SECONDS = 86_400;
const HANDLE = /^[0-9a-f-]{36}$/;

interface Delivery {
  readonly delivery_id: string;
  readonly event: string;
  readonly status: string;
  readonly attempts: number;
  readonly next_attempt_at: string;
  readonly last_status: number | null;
  readonly last_error: string | null;
  readonly body: Record<string, unknown>;
}

describe('webhooks of the vendors', () => {
  let sandbox: RunningSandbox;
  let receiver: Receiver;
  let world: ConsentWorld;
  beforeAll(async () => {
    sandbox = await startSandbox();
    world = sandboxWorld(sandbox);
  });
  beforeEach(async () => {
    receiver = await startReceiver();
    await sandbox.control('/_sandbox/reset', {});
    await listen({});
  });
  afterEach(async () => {
    await sandbox.control('/_sandbox/webhooks/hold', {});
    await receiver.close();
  });
  afterAll(() => sandbox.close());

  const listen = (how: object): Promise<unknown> =>
    sandbox.control('/_sandbox/webhooks', { vendor: 'finpro', url: receiver.url, secret: SECRET, ...how });
  const deliveries = async (filter = ''): Promise<Delivery[]> =>
    (await sandbox.control<{ deliveries: Delivery[] }>(`/_sandbox/webhooks?${filter}`)).deliveries;
  const bodies = (): Record<string, unknown>[] =>
    receiver.received.map(({ body }) => JSON.parse(body) as Record<string, unknown>);
  const events = (): unknown[] => bodies().map(({ eventStatus }) => eventStatus);
  /** The first delivery of the filter, once it satisfies the condition. */
  const until = async (filter: string, polls: Partial<Delivery>): Promise<Delivery> => {
    const deadline = Date.now() + 15_000;
    for (;;) {
      const [delivery] = await deliveries(filter);
      if (delivery && Object.entries(polls).every(([name, value]) => delivery[name as keyof Delivery] === value))
        return delivery;
      if (Date.now() > deadline) throw new Error(`never ${JSON.stringify(polls)}, but ${JSON.stringify(delivery)}`);
    }
  };

  describe('FinPro 5.2', () => {
    it('reports every transition of a consent, once, in order', async () => {
      const { handle } = await givenConsent(world, {}, 'approve', 'pause', 'resume', 'revoke');
      await receiver.count(4);
      expect(events()).toEqual(['CONSENT_APPROVED', 'CONSENT_PAUSED', 'CONSENT_RESUMED', 'CONSENT_REVOKED']);
      expect((await deliveries(`subject=${handle}`)).map(({ attempts }) => attempts)).toEqual([1, 1, 1, 1]);
    });

    it('is not sent for a request, nor for a transition that did not happen', async () => {
      const { handle } = await givenConsent(world, {}, 'reject');
      await fetch(`${sandbox.url}/_sandbox/finpro/consents/${handle}/approve`, { method: 'POST' });
      await receiver.count(1);
      expect((await deliveries()).map(({ event }) => event)).toEqual(['CONSENT_REJECTED']);
    });

    it('is held, dropped and released for one organisation alone', async () => {
      const theirs = { ...world, api: world.other };
      expect(
        await sandbox.control('/_sandbox/webhooks/hold', { vendor: 'finpro', entity: 'sandbox-org' }),
      ).toMatchObject({ targets: { finpro: { held: false, held_entities: ['sandbox-org'] } } });
      const [mine, other] = [await givenConsent(world, {}, 'reject'), await givenConsent(theirs, {}, 'reject')];
      await until(`subject=${other.handle}`, { status: 'delivered' });
      expect(await deliveries(`subject=${mine.handle}`)).toMatchObject([{ status: 'waiting', attempts: 0 }]);
      expect(await sandbox.control('/_sandbox/webhooks/drop', { entity: 'other-sandbox-org' })).toEqual({ dropped: 0 });
      await sandbox.control('/_sandbox/webhooks/release', { vendor: 'finpro', entity: 'sandbox-org' });
      await until(`subject=${mine.handle}`, { status: 'delivered', attempts: 1 });
    });

    it('the basic payload, signed over its bytes', async () => {
      const { handle, body } = await givenConsent(world, {}, 'approve');
      const [told] = await receiver.count(1);
      const { consent_id, modified_at } = await sandbox.control<{ consent_id: string; modified_at: string }>(
        `/_sandbox/finpro/consents/${handle}`,
      );
      expect(JSON.parse(told!.body)).toEqual({
        timestamp: modified_at,
        consentHandle: handle,
        eventType: 'CONSENT',
        eventStatus: 'CONSENT_APPROVED',
        consentId: consent_id,
        vua: body.vua,
        eventMessage: `Consent approved for consent id ${consent_id}`,
      });
      expect(told!.headers).toMatchObject({
        'content-type': 'application/json',
        'x-webhook-signature': createHmac('sha256', SECRET).update(told!.body).digest('hex'),
      });
      expect(told!.headers).not.toHaveProperty('x-webhook-timestamp');
    });

    it('the extended payload masks the VUA and has more fields', async () => {
      await listen({ payload: 'extended', mode: 'timestamp' });
      const { handle, body } = await givenConsent(world, { productID: 'WEALTH01' }, 'reject');
      const [told] = await receiver.count(1);
      expect(JSON.parse(told!.body)).toEqual({
        timestamp: expect.any(String),
        consentHandle: handle,
        eventType: 'CONSENT',
        eventStatus: 'CONSENT_REJECTED',
        consentId: '<NULL>',
        vua: `XXXXXXX${body.partyIdentifierValue.slice(-3)}@onemoney`,
        eventMessage: 'Consent rejected',
        productID: 'WEALTH01',
        accountID: body.accountID,
        fetchType: 'PERIODIC',
        consentExpiry: expect.stringMatching(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/),
      });
      const timestamp = told!.headers['x-webhook-timestamp'] as string;
      expect(Math.abs(Number(timestamp) - Date.now() / 1000)).toBeLessThan(5);
      expect(told!.headers['x-webhook-signature']).toBe(
        createHmac('sha256', SECRET).update(`${timestamp}.${told!.body}`).digest('hex'),
      );
    });

    it('the expiry of a consent is reported after the clock was advanced', async () => {
      await givenConsent(world);
      await sandbox.control('/_sandbox/clock/advance', { seconds: 31 * DAY_SECONDS });
      await receiver.count(1);
      expect(bodies()[0]).toMatchObject({
        eventStatus: 'CONSENT_EXPIRED',
        consentId: '',
        eventMessage: 'Consent expired',
      });
    });
  });

  describe('1Money 5', () => {
    it('reports a changed KYB status, with all its headers', async () => {
      await sandbox.control('/_sandbox/webhooks', { vendor: '1money', url: receiver.url, secret: SECRET });
      const customer = await new Partner(sandbox).customer();
      await sandbox.control(`/_sandbox/1money/customers/${customer}/status`, { status: 'PENDING_RESPONSE' });
      const [told] = await receiver.count(1);
      const { headers, body } = told!;
      const event = JSON.parse(body) as { id: string; resource: { idempotency_key: string } };
      expect(event).toEqual({
        id: expect.stringMatching(/^evt_[0-9a-f]{24}$/),
        event_name: 'kyb.additional_info_required',
        created_at: expect.any(String),
        resource: { type: 'customer', id: customer, idempotency_key: expect.stringMatching(HANDLE) },
        data: { customer: { id: customer, status: 'PENDING_RESPONSE' } },
      });
      expect(headers).toMatchObject({
        'x-webhook-event-id': event.id,
        'x-webhook-event-type': 'kyb.additional_info_required',
        'x-webhook-event-name': 'kyb.additional_info_required',
        'x-webhook-delivery-id': expect.stringMatching(HANDLE),
      });
      expect(headers['x-webhook-signature']).toBe(
        createHmac('sha256', SECRET).update(`${headers['x-webhook-timestamp']}.${body}`).digest('hex'),
      );
    });

    it('each status but the first has its event', async () => {
      await sandbox.control('/_sandbox/webhooks', { vendor: '1money', url: receiver.url, secret: SECRET });
      const customer = await new Partner(sandbox).customer();
      for (const status of [
        'PENDING_REVIEW',
        'UNDER_REVIEW',
        'ESCALATED',
        'PENDING_APPROVAL',
        'PROVISIONING',
        'REJECTED',
        'INIT',
        'APPROVED',
      ])
        await sandbox.control(`/_sandbox/1money/customers/${customer}/status`, { status });
      await receiver.count(7);
      expect(bodies().map(({ event_name }) => event_name)).toEqual([
        ...Array<string>(5).fill('kyb.pending'),
        'kyb.rejected',
        'kyb.completed',
      ]);
    });

    it('a repeated attempt has the same event, and another delivery id', async () => {
      await sandbox.control('/_sandbox/webhooks', { vendor: '1money', url: receiver.url, secret: SECRET });
      await sandbox.control(`/_sandbox/1money/customers/${await new Partner(sandbox).customer()}/status`, {
        status: 'APPROVED',
      });
      await receiver.count(1);
      const { delivery_id } = await until('vendor=1money', { status: 'delivered', attempts: 1 });
      await sandbox.control(`/_sandbox/webhooks/${delivery_id}/repeat`, {});
      const [first, second] = await receiver.count(2);
      expect(second!.body).toBe(first!.body);
      expect(second!.headers['x-webhook-event-id']).toBe(first!.headers['x-webhook-event-id']);
      expect(second!.headers['x-webhook-delivery-id']).not.toBe(first!.headers['x-webhook-delivery-id']);
    });
  });

  describe('delivery', () => {
    const wait = ({ next_attempt_at }: Delivery): number => (Date.parse(next_attempt_at) - Date.now()) / 1000;

    it.each([[500], [401], [302]])(
      'a response of %i is no acknowledgement: the same bytes are sent again, after 5 seconds and after 25 more',
      async (status) => {
        receiver.answerWith(status);
        const { handle } = await givenConsent(world, {}, 'reject');
        await receiver.count(1);
        const failed = await until(`subject=${handle}`, { status: 'waiting', attempts: 1 });
        expect(failed.last_status).toBe(status);
        expect(Math.round(wait(failed))).toBe(5);
        await sandbox.control(`/_sandbox/webhooks/${failed.delivery_id}/repeat`, {});
        const [first, second] = await receiver.count(2);
        expect(second).toMatchObject({
          body: first!.body,
          headers: { 'x-webhook-signature': first!.headers['x-webhook-signature'] },
        });
        expect(Math.round(wait(await until(`subject=${handle}`, { status: 'waiting', attempts: 2 })))).toBe(25);
      },
    );

    it('is repeated without a control call, and ends when it is acknowledged', async () => {
      receiver.answerWith(503);
      const { handle } = await givenConsent(world, {}, 'reject');
      await until(`subject=${handle}`, { status: 'waiting', attempts: 1 });
      receiver.answerWith(204);
      await until(`subject=${handle}`, { status: 'delivered', attempts: 2, last_status: 204 });
      expect(receiver.received).toHaveLength(2);
    }, 20_000);

    it('gives up after the last attempt', async () => {
      receiver.answerWith(500);
      const { handle } = await givenConsent(world, {}, 'reject');
      for (let attempt = 1; attempt <= 5; attempt += 1) {
        const { delivery_id } = await until(`subject=${handle}`, {
          status: attempt < 5 ? 'waiting' : 'dead',
          attempts: attempt,
        });
        if (attempt < 5) await sandbox.control(`/_sandbox/webhooks/${delivery_id}/repeat`, {});
      }
    });

    it('can be held, and released in the order of the events or in reverse', async () => {
      await sandbox.control('/_sandbox/webhooks/hold', { vendor: 'finpro' });
      await givenConsent(world, {}, 'approve', 'pause', 'revoke');
      expect((await deliveries()).map(({ status }) => status)).toEqual(['waiting', 'waiting', 'waiting']);
      await sandbox.control('/_sandbox/webhooks/release', { order: 'reversed' });
      await receiver.count(3);
      expect(events()).toEqual(['CONSENT_REVOKED', 'CONSENT_PAUSED', 'CONSENT_APPROVED']);
    });

    it('can be dropped', async () => {
      await sandbox.control('/_sandbox/webhooks/hold', {});
      const { handle } = await givenConsent(world, {}, 'approve', 'pause');
      expect(await sandbox.control('/_sandbox/webhooks/drop', {})).toEqual({ dropped: 2 });
      await sandbox.control('/_sandbox/webhooks/release', {});
      await move(sandbox, handle, 'revoke');
      await receiver.count(1);
      expect(events()).toEqual(['CONSENT_REVOKED']);
      expect((await deliveries()).map(({ status }) => status)).toEqual(['dropped', 'dropped', expect.any(String)]);
    });

    it('is off without a target, and can be switched off by null', async () => {
      await sandbox.control('/_sandbox/webhooks', { vendor: 'finpro', url: null });
      await givenConsent(world, {}, 'approve');
      expect(await deliveries()).toEqual([]);
    });

    it('pending deliveries are sent by the next sandbox after one ends', async () => {
      await sandbox.control('/_sandbox/webhooks/hold', {});
      const { handle } = await givenConsent(world, {}, 'approve');
      const { targets } = await sandbox.control<{ targets: Record<string, object> }>('/_sandbox/webhooks');
      expect(targets.finpro).toEqual({
        url: receiver.url,
        mode: 'hex',
        payload: 'basic',
        held: true,
        held_entities: [],
      });
      const next = await createSandbox(
        {
          ...sandbox.sandbox.context.config,
          webhooks: { finpro: { url: receiver.url, secret: SECRET, mode: 'hex', payload: 'basic' } },
        },
        pino({ level: 'silent' }),
      );
      await next.listen();
      await receiver.count(1);
      await next.close();
      expect(bodies()[0]).toMatchObject({ consentHandle: handle });
    });

    it.each([
      [{ vendor: 'x' }, 'vendor must be 1money or finpro'],
      [{ url: 'http://app.example.com' }, 'url must be an https URL, or http on this machine'],
      [{ secret: '' }, 'secret must be a text'],
      [{ mode: 'md5' }, 'mode must be one of hex, base64, timestamp'],
      [{ vendor: '1money', mode: 'hex' }, 'mode must be timestamp for 1money'],
      [{ payload: 3 }, 'payload must be basic or extended'],
    ])('refuses %j', async (change, error) => {
      const answer = await fetch(`${sandbox.url}/_sandbox/webhooks`, {
        method: 'POST',
        body: JSON.stringify({ vendor: 'finpro', url: receiver.url, secret: SECRET, ...change }),
      });
      expect([answer.status, await answer.json()]).toEqual([400, { error }]);
    });
  });
});
