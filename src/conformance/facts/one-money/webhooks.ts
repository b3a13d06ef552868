import { createHmac } from 'node:crypto';
import { anObject, fits, holds, ISO_TIME, members, same } from '../../expectation';
import { type Fact, factsInGroup } from '../../fact';
import { Listener, LISTENER_SECRET, type Told } from '../../vendors/listener';
import type { World } from '../../world';

const { stated, open } = factsInGroup('1money');
const NEEDS = ['effects', 'status', 'listener'] as const;

const EVENTS: Readonly<Record<string, string>> = {
  PENDING_REVIEW: 'kyb.pending',
  PENDING_RESPONSE: 'kyb.additional_info_required',
  APPROVED: 'kyb.completed',
  REJECTED: 'kyb.rejected',
};
const IN_REVIEW = ['UNDER_REVIEW', 'ESCALATED', 'PENDING_APPROVAL', 'PROVISIONING'] as const;

interface Heard {
  readonly told: readonly Told[];
  readonly customerId: string;
  readonly key: string;
}

/** A customer that is set to these statuses, and the webhooks about it. */
async function heard(
  { oneMoney, sandbox }: World,
  statuses: readonly string[],
  count = statuses.length,
): Promise<Heard> {
  const { customer_id, key } = await oneMoney.customer();
  return Listener.during(sandbox, '1money', {}, async (listener) => {
    for (const status of statuses) await sandbox.status(customer_id, status);
    return { told: await listener.count(count), customerId: customer_id, key };
  });
}

const signedBy = (secret: string | Buffer, timestamp: string, body: string): string =>
  createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex');

/** Webhooks (1money.md 5). */
export const ONE_MONEY_WEBHOOKS: readonly Fact[] = [
  stated(
    'webhook.vector',
    '5.1',
    'code',
    'test vector: HMAC-SHA256 over <timestamp>.<body>, under the secret as text',
    [],
    async () => {
      const body =
        '{"id":"evt_0001","event_name":"kyb.completed","resource":{"type":"customer","id":"0b9f2c5e-6a1d-4d53-9a57-3f1f6a2c7e10"},"data":{"customer":{"id":"0b9f2c5e-6a1d-4d53-9a57-3f1f6a2c7e10","status":"APPROVED"}}}';
      same('bytes', Buffer.byteLength(body), 207);
      same(
        'signature',
        signedBy('whsec_test_01', '1768469460', body),
        '118a2632d09f3e4b805890cb0d43477ac89e2e55e1d54e16aade586989d45207',
      );
    },
  ),
  stated(
    'webhook.signature',
    '5.1',
    'code',
    'X-Webhook-Signature is lower-case hexadecimal over <X-Webhook-Timestamp>.<body>',
    NEEDS,
    async (world) => {
      const {
        told: [first],
      } = await heard(world, ['APPROVED']);
      const timestamp = fits(
        'X-Webhook-Timestamp',
        first!.headers['x-webhook-timestamp'],
        /^\d{10}$/,
        'Unix time in seconds',
      );
      same('signature', first!.headers['x-webhook-signature'], signedBy(LISTENER_SECRET, timestamp, first!.body));
      holds('X-Webhook-Timestamp', Math.abs(Date.now() / 1000 - Number(timestamp)) < 60, 'now', 'another time');
    },
  ),
  stated(
    'webhook.headers',
    '5.1',
    'code',
    'the id of the event, its name and the id of the delivery stand in headers',
    NEEDS,
    async (world) => {
      const {
        told: [first],
      } = await heard(world, ['APPROVED']);
      fits('X-Webhook-Delivery-Id', first!.headers['x-webhook-delivery-id'], /\S/);
      same('X-Webhook-Event-Id', first!.headers['x-webhook-event-id'], first!.json.id);
      fits('Content-Type', first!.headers['content-type'], /^application\/json/);
    },
  ),
  open(
    'webhook.event-header',
    '5.1',
    'which header names the event',
    NEEDS,
    'both X-Webhook-Event-Type and X-Webhook-Event-Name',
    async (world) => {
      const {
        told: [first],
      } = await heard(world, ['APPROVED']);
      return ['type', 'name'].every((word) => first!.headers[`x-webhook-event-${word}`] === 'kyb.completed')
        ? 'both X-Webhook-Event-Type and X-Webhook-Event-Name'
        : 'not both';
    },
  ),
  ...Object.entries(EVENTS).map(([status, event]) =>
    stated(`webhook.${event}`, '5.2', 'integrators', `${status} is told as ${event}`, NEEDS, async (world) => {
      const {
        told: [first],
      } = await heard(world, [status]);
      same('event_name', first!.json.event_name, event);
    }),
  ),
  ...IN_REVIEW.map((status) =>
    open(`webhook.in-${status}`, '5.2', `what ${status} is told as`, NEEDS, 'kyb.pending', async (world) =>
      String((await heard(world, [status])).told[0]!.json.event_name),
    ),
  ),
  open(
    'webhook.body',
    '5.3',
    'the members of the body',
    NEEDS,
    'id, event_name, created_at, resource, data.customer',
    async (world) => {
      const {
        told: [first],
        customerId,
        key,
      } = await heard(world, ['PENDING_RESPONSE']);
      const body = members('the body', first!.json, ['id', 'event_name', 'created_at', 'resource', 'data']);
      fits('created_at', body.created_at, ISO_TIME);
      same('resource', body.resource, { type: 'customer', id: customerId, idempotency_key: key });
      same('data', body.data, { customer: { id: customerId, status: 'PENDING_RESPONSE' } });
      return 'id, event_name, created_at, resource, data.customer';
    },
  ),
  stated(
    'webhook.resource',
    '5.3',
    'integrators',
    'resource.type and resource.id name the customer',
    NEEDS,
    async (world) => {
      const {
        told: [first],
        customerId,
      } = await heard(world, ['APPROVED']);
      const { type, id } = anObject('resource', first!.json.resource);
      same('resource', [type, id], ['customer', customerId]);
    },
  ),
  stated(
    'webhook.each-once',
    '5.4',
    'page',
    'each change is told once, with an event id of its own',
    NEEDS,
    async (world) => {
      const { told } = await heard(world, ['PENDING_REVIEW', 'UNDER_REVIEW', 'APPROVED']);
      same('event ids', new Set(told.map(({ json }) => json.id)).size, 3);
    },
  ),
  stated(
    'webhook.repeated',
    '5.4',
    'page',
    'a repeated delivery has the same event id and body, a new delivery id, and a fresh signature',
    NEEDS,
    async ({ oneMoney, sandbox }) => {
      const { customer_id } = await oneMoney.customer();
      await Listener.during(sandbox, '1money', {}, async (listener) => {
        await sandbox.status(customer_id, 'APPROVED');
        await listener.count(1);
        await sandbox.call(`/_sandbox/webhooks/${(await sandbox.delivery(customer_id)).delivery_id}/repeat`, {});
        const [first, second] = await listener.count(2);
        same('body', second!.body, first!.body);
        same('event id', second!.headers['x-webhook-event-id'], first!.headers['x-webhook-event-id']);
        holds(
          'delivery id',
          second!.headers['x-webhook-delivery-id'] !== first!.headers['x-webhook-delivery-id'],
          'a new one',
          'the same',
        );
        same(
          'signature',
          second!.headers['x-webhook-signature'],
          signedBy(LISTENER_SECRET, String(second!.headers['x-webhook-timestamp']), second!.body),
        );
      });
    },
  ),
  ...[200, 204].map((status) =>
    stated(
      `webhook.acknowledged-${status}`,
      '5.4',
      'page',
      `any 2xx is an acknowledgement: ${status}`,
      NEEDS,
      async (world) => same('the delivery', await afterAnswering(world, status), 'delivered'),
    ),
  ),
  open(
    'webhook.retry',
    '5.4',
    'when it comes again after answers that are no 2xx, from each attempt to the next',
    NEEDS,
    '10 s, 50 s, 240 s, 1500 s, 5400 s, dead',
    async ({ oneMoney, sandbox }) => {
      const { customer_id } = await oneMoney.customer();
      return Listener.during(sandbox, '1money', {}, async (listener) => {
        listener.answerWith(500);
        await sandbox.status(customer_id, 'APPROVED');
        return sandbox.schedule(customer_id, [10, 50, 240, 1_500, 5_400], (count) => listener.count(count));
      });
    },
  ),
];

/** The state of a webhook that is answered with this status. */
async function afterAnswering({ oneMoney, sandbox }: World, answer: number): Promise<string> {
  const { customer_id } = await oneMoney.customer();
  return Listener.during(sandbox, '1money', {}, async (listener) => {
    listener.answerWith(answer);
    await sandbox.status(customer_id, 'APPROVED');
    await listener.count(1);
    return (await sandbox.delivery(customer_id)).status;
  });
}
