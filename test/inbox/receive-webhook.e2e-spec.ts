import { randomUUID } from 'node:crypto';
import request from 'supertest';
import { InboxFiguresService } from '../../src/inbox/inbox-figures.service';
import { DEMO, type RunningGateway, startGateway } from '../support/gateway';
import { Given } from '../support/given';
import { eventually } from '../support/eventually';
import {
  deliver,
  finproWebhook,
  nowSeconds,
  oneMoneyWebhook,
  signedByFinpro,
  signedByOneMoney,
  type VendorWebhook,
} from '../support/vendor-webhooks';
import { startTcpProxy, through, type TcpProxy } from '../support/tcp-proxy';
import { createTestDatabase, type TestDatabase } from '../support/database';

interface Stored {
  readonly state: string;
  readonly event: string | null;
  readonly duplicates: number;
  readonly facts: Record<string, unknown>;
}

describe('POST /webhooks/1money and /webhooks/finpro', () => {
  let database: TestDatabase;
  let proxy: TcpProxy;
  let gateway: RunningGateway;
  let given: Given;
  beforeAll(async () => {
    database = await createTestDatabase();
    proxy = await startTcpProxy(Number(new URL(database.url).port));
    gateway = await startGateway({ database: { ...database, appUrl: through(database.appUrl, proxy) } });
    given = new Given(gateway);
  });
  afterAll(async () => {
    await gateway.close();
    await proxy.close();
    await database.drop();
  });

  const stored = (reference: string): Promise<Stored[]> =>
    database.query<Stored>(
      'SELECT state, event, duplicates, facts FROM portico.webhook_inbox WHERE subject_ref = $1 OR dedupe_key = ' +
        '$1 ORDER BY webhook_id',
      [reference],
    );
  const settled = (reference: string): Promise<Stored[]> =>
    eventually(
      () => stored(reference),
      (rows) => rows.length > 0 && rows.every(({ state }) => state !== 'PENDING'),
    );
  const statusOf = async (customerId: string): Promise<Record<string, unknown>> =>
    (await request(gateway.url).get(`/v1/customers/hosted/${customerId}/grants`).set('Authorization', DEMO).expect(200))
      .body;
  const readings = async (customerId: string): Promise<number> =>
    (await gateway.sandbox.requests(`/v1/customers/${customerId}`)).length;
  const refused = (): Promise<{ actor: string; subject: string; result: string; detail: { verdict: string } }[]> =>
    database.query(
      "SELECT actor, subject, result, detail FROM portico.audit_entries WHERE action = 'webhook.refused' ORDER " +
        'BY entry_id',
    );

  it('makes the gateway read the status at 1Money, confirmed_by WEBHOOK', async () => {
    const { customer_id } = await given.customer();
    await given.status(customer_id, 'APPROVED');
    expect(await deliver(gateway.url, oneMoneyWebhook(customer_id))).toEqual({ status: 200, text: '' });
    expect(await settled(customer_id)).toEqual([
      expect.objectContaining({ state: 'APPLIED', event: 'kyb.completed', duplicates: 0 }),
    ]);
    expect(await statusOf(customer_id)).toMatchObject({
      status: 'APPROVED',
      confirmed_by: 'WEBHOOK',
      stale_after: null,
    });
  });

  it('the status in the webhook is not used', async () => {
    const { customer_id } = await given.customer();
    await deliver(gateway.url, oneMoneyWebhook(customer_id, { status: 'APPROVED' }));
    await settled(customer_id);
    expect(await statusOf(customer_id)).toMatchObject({ status: 'INIT', confirmed_by: 'WEBHOOK' });
  });

  it('a late webhook does not move the status back', async () => {
    const { customer_id } = await given.customer();
    const early = oneMoneyWebhook(customer_id, { event: 'kyb.pending', status: 'PENDING_REVIEW' });
    await given.status(customer_id, 'APPROVED');
    await deliver(gateway.url, oneMoneyWebhook(customer_id));
    await settled(customer_id);
    await deliver(gateway.url, early);
    await settled(customer_id);
    expect(await statusOf(customer_id)).toMatchObject({ status: 'APPROVED' });
  });

  it('a repeated webhook is stored and applied once, and answered 200 each time', async () => {
    const { customer_id } = await given.customer();
    const webhook = oneMoneyWebhook(customer_id);
    const before = await readings(customer_id);
    const answers = await Promise.all(Array.from({ length: 20 }, () => deliver(gateway.url, webhook)));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    expect(await settled(customer_id)).toEqual([expect.objectContaining({ state: 'APPLIED', duplicates: 19 })]);
    expect(await readings(customer_id)).toBe(before + 1);
  });

  it('a webhook that arrives before the response to the creation is applied later', async () => {
    const key = randomUUID();
    const before = (await gateway.sandbox.effects('customer.created')).length;
    await gateway.sandbox.control('/_sandbox/faults', { vendor: '1money', kind: 'hold', when: 'after', times: 1 });
    const creation = request(gateway.url)
      .post('/v1/customers/hosted')
      .set('Authorization', DEMO)
      .set('Idempotency-Key', key)
      .send({ email: `canary-${key}@acme.example`, first_name: 'Zoë', last_name: 'Kim', customer_type: 'BUSINESS' })
      .then((answer) => answer);
    const { subject } = (
      await eventually(
        () => gateway.sandbox.effects('customer.created'),
        (effects) => effects.length > before,
      )
    ).at(-1)!;
    await deliver(gateway.url, oneMoneyWebhook(subject));
    await eventually(
      () =>
        database.query<{ attempts: number }>('SELECT attempts FROM portico.webhook_inbox WHERE subject_ref = $1', [
          subject,
        ]),
      ([row]) => (row?.attempts ?? 0) > 0,
    );
    await gateway.sandbox.control('/_sandbox/faults/release', {});
    expect((await creation).status).toBe(201);
    expect(await settled(subject)).toEqual([expect.objectContaining({ state: 'APPLIED' })]);
  });

  it.each([
    ['an unknown event', (id: string) => oneMoneyWebhook(id, { event: 'deposit.completed' })],
    ['no JSON at all', () => signedByOneMoney('not JSON')],
    ['an empty body', () => signedByOneMoney('')],
    [
      'an event of FinPro that does not concern a consent',
      (id: string) => finproWebhook(id, { eventType: 'DATA', eventStatus: 'DATA_READY' }),
    ],
  ])('stores %s, and answers 200', async (_what, make) => {
    const before = await database.query<{ count: string }>(
      "SELECT count(*) FROM portico.webhook_inbox WHERE state = 'KEPT'",
    );
    expect(await deliver(gateway.url, make(`c-${randomUUID()}`))).toEqual({ status: 200, text: '' });
    const after = await database.query<{ count: string }>(
      "SELECT count(*) FROM portico.webhook_inbox WHERE state = 'KEPT'",
    );
    expect(Number(after[0]!.count)).toBe(Number(before[0]!.count) + 1);
  });

  it("stores no personal data of FinPro's webhooks", async () => {
    const handle = randomUUID();
    await deliver(gateway.url, finproWebhook(handle, { eventMessage: 'canary' }));
    expect(await stored(handle)).toHaveLength(1);
    const [{ row } = { row: '' }] = await database.query<{ row: string }>(
      'SELECT w::text AS row FROM portico.webhook_inbox AS w WHERE subject_ref = $1',
      [handle],
    );
    expect(row).not.toMatch(/9876543210|canary/);
  });

  it.each([
    [
      'no signature',
      (id: string) => ({ ...oneMoneyWebhook(id), headers: { 'Content-Type': 'application/json' } }),
      'unsigned',
    ],
    ['another secret', (id: string) => oneMoneyWebhook(id, { secret: 'another-secret' }), 'forged'],
    ['an old timestamp', (id: string) => oneMoneyWebhook(id, { timestamp: nowSeconds() - 301 }), 'stale'],
    ['a timestamp in the future', (id: string) => oneMoneyWebhook(id, { timestamp: nowSeconds() + 310 }), 'stale'],
    ['the other vendor', (id: string) => ({ ...oneMoneyWebhook(id), path: '/webhooks/finpro' as const }), 'forged'],
    ['FinPro at the wrong path', () => ({ ...signedByFinpro('{}'), path: '/webhooks/1money' as const }), 'unsigned'],
  ])('refuses %s with 401, and audits the refusal', async (_what, make, verdict) => {
    const [before, id] = [await refused(), `c-${randomUUID()}`];
    const webhook = make(id);
    const answer = await fetch(gateway.url + webhook.path, {
      method: 'POST',
      headers: webhook.headers as Record<string, string>,
      body: webhook.body,
    });
    expect([answer.status, answer.headers.get('www-authenticate')]).toEqual([
      401,
      'Webhook-Signature realm="portico", header="x-webhook-signature"',
    ]);
    expect(await answer.json()).toMatchObject({
      type: '/errors#unauthorized',
      request_id: answer.headers.get('x-request-id'),
      instance: webhook.path,
    });
    expect((await refused()).slice(before.length)).toEqual([
      {
        actor: 'vendor',
        subject: expect.stringMatching(/one-money|finpro/),
        result: 'REFUSED',
        detail: { verdict, count: 1 },
      },
    ]);
    expect(await stored(id)).toEqual([]);
  });

  it('answers 412 where If-Match fails (RFC 9110, 13.1.1), but 401 first where the signature is wrong', async () => {
    const id = `c-${randomUUID()}`;
    const under = (webhook: VendorWebhook): VendorWebhook => ({
      ...webhook,
      headers: { ...webhook.headers, 'If-Match': '"x"' },
    });
    expect([
      (await deliver(gateway.url, under(oneMoneyWebhook(id, { event: 'deposit.completed' })))).status,
      (await deliver(gateway.url, under(oneMoneyWebhook(id, { secret: 'another-secret' })))).status,
    ]).toEqual([412, 401]);
    expect(await stored(id)).toEqual([]);
    expect((await deliver(gateway.url, oneMoneyWebhook(id, { event: 'deposit.completed' }))).status).toBe(200);
  });

  it('counts refused webhooks in a metric', async () => {
    const refusals = async (): Promise<number> =>
      Number(
        /^portico_webhooks_refused_total\{vendor="finpro",account="default",verdict="forged"\} (\d+)$/m.exec(
          await (await fetch(`${gateway.url}/metrics`)).text(),
        )?.[1] ?? 0,
      );
    const before = await refusals();
    await deliver(gateway.url, signedByFinpro('{}', { secret: 'another-secret' }));
    expect(await eventually(refusals, (count) => count > before)).toBe(before + 1);
  });

  it('answers 404 for an unknown vendor and 413 for too large a body', async () => {
    expect((await deliver(gateway.url, { ...oneMoneyWebhook('x'), path: '/webhooks/other' as never })).status).toBe(
      404,
    );
    expect((await deliver(gateway.url, signedByOneMoney(JSON.stringify({ pad: 'x'.repeat(70_000) })))).status).toBe(
      413,
    );
  });

  it('answers 503 while the webhook cannot be stored, and 200 when it is sent again', async () => {
    const { customer_id } = await given.customer({ status: 'REJECTED' });
    const webhook = oneMoneyWebhook(customer_id, { event: 'kyb.rejected' });
    proxy.set('cut');
    expect((await deliver(gateway.url, webhook)).status).toBe(503);
    expect((await deliver(gateway.url, oneMoneyWebhook(customer_id, { secret: 'another-secret' }))).status).toBe(401);
    proxy.set('open');
    expect(
      (
        await eventually(
          () => deliver(gateway.url, webhook),
          ({ status }) => status === 200,
        )
      ).text,
    ).toBe('');
    expect(await settled(customer_id)).toEqual([expect.objectContaining({ state: 'APPLIED' })]);
  });

  it('is applied after the Retry-After of 1Money, and not later', async () => {
    const { customer_id } = await given.customer();
    await gateway.sandbox.control('/_sandbox/faults', {
      vendor: '1money',
      kind: 'rate-limit',
      retry_after_seconds: 2,
      times: 1,
    });
    await given.status(customer_id, 'PENDING_REVIEW');
    await deliver(gateway.url, oneMoneyWebhook(customer_id, { event: 'kyb.pending' }));
    const [pause] = await eventually(
      () =>
        database.query<{ seconds: number }>(
          'SELECT extract(epoch FROM until - clock_timestamp())::double precision AS seconds FROM ' +
            "portico.vendor_pauses WHERE vendor = 'one-money'",
        ),
      (rows) => rows.length > 0,
    );
    expect(pause!.seconds).toBeLessThanOrEqual(2);
    expect(await settled(customer_id)).toEqual([expect.objectContaining({ state: 'APPLIED' })]);
    expect(await statusOf(customer_id)).toMatchObject({ status: 'PENDING_REVIEW', confirmed_by: 'WEBHOOK' });
  });

  it('no webhook is left unapplied, and no missed webhook was counted', async () => {
    await eventually(
      () => gateway.app.get(InboxFiguresService, { strict: false }).read(),
      ({ waiting }) => waiting <= 1,
    );
    expect((await gateway.app.get(InboxFiguresService, { strict: false }).read()).missedWebhooks).toEqual({});
  });
});
