import type { FastifyInstance } from 'fastify';
import type { SandboxContext } from '../context';
import { control } from '../control/control-call';
import { controlBody } from '../control/control-input';
import { refuse, VENDOR } from '../control/control.routes';
import { WebhookSender } from './webhook-sender';
import { WEBHOOK_MODES } from './webhook-signature';
import { type Delivery, targetOf, type Vendor, VENDORS } from './webhooks';

const ENTITY = {
  type: 'string',
  description: 'One partner of 1Money, or one organisation of FinPro; without it: all.',
};

const shown = ({ body, ...delivery }: Delivery): object => ({ ...delivery, body: JSON.parse(body) as unknown });

/**
 * Sends the vendors' webhooks while the sandbox listens; and the control calls to set the receiver, list the webhooks,
 * and hold, drop, repeat and reorder them.
 */
export function registerWebhooks(app: FastifyInstance, { webhooks, db, log }: SandboxContext): void {
  const sender = new WebhookSender(db, webhooks, log);
  app.addHook('onListen', () => sender.start());
  app.addHook('onClose', () => sender.stop());

  const text = { type: 'string' };
  const filters = { vendor: VENDOR, subject: text, event: text };
  app.get(
    '/_sandbox/webhooks',
    control('Lists the webhooks and their targets', { query: filters }),
    async (request) => ({
      targets: webhooks.state(),
      deliveries: (await webhooks.list(request.query as { vendor?: string; subject?: string; event?: string })).map(
        shown,
      ),
    }),
  );

  const receiver = {
    vendor: VENDOR,
    entity: ENTITY,
    url: { type: ['string', 'null'], description: 'null: none are sent.' },
    secret: text,
    mode: { type: 'string', enum: WEBHOOK_MODES },
    payload: { type: 'string', enum: ['basic', 'extended'] },
  };
  const setting = control('Sets where a vendor sends its webhooks', { body: receiver, required: ['vendor', 'url'] });
  app.post('/_sandbox/webhooks', setting, async (request, reply) => {
    const json = controlBody(request.body);
    const vendor = VENDORS.find((one) => one === json.vendor);
    if (!vendor) return refuse(reply, 'vendor must be 1money or finpro');
    const target = json.url === null ? null : targetOf(vendor, json);
    if (typeof target === 'string') return refuse(reply, target);
    if (json.entity !== undefined && typeof json.entity !== 'string') return refuse(reply, 'entity must be a text');
    webhooks.setTarget(vendor, target, json.entity);
    return { targets: webhooks.state() };
  });

  const one = {
    vendor: VENDOR,
    entity: ENTITY,
  };
  app.post('/_sandbox/webhooks/hold', control('Holds webhooks back', { body: one }), async (request, reply) => {
    const whose = whoseIn(request.body);
    if (typeof whose === 'string') return refuse(reply, whose);
    webhooks.hold(...whose);
    return { targets: webhooks.state() };
  });
  const ordered = { ...one, order: { type: 'string', enum: ['kept', 'reversed'] } };
  app.post(
    '/_sandbox/webhooks/release',
    control('Sends the webhooks that were held', { body: ordered }),
    async (request, reply) => {
      const whose = whoseIn(request.body);
      const { order = 'kept' } = controlBody(request.body);
      if (typeof whose === 'string') return refuse(reply, whose);
      if (order !== 'kept' && order !== 'reversed') return refuse(reply, 'order must be kept or reversed');
      await webhooks.release(whose[0], order, whose[1]);
      return { targets: webhooks.state() };
    },
  );
  app.post(
    '/_sandbox/webhooks/drop',
    control('Drops the webhooks that were held', { body: one }),
    async (request, reply) => {
      const whose = whoseIn(request.body);
      return typeof whose === 'string' ? refuse(reply, whose) : { dropped: await webhooks.drop(...whose) };
    },
  );
  const repeating = control('Sends a webhook now, or again', { refuses: [404] });
  app.post<{ Params: { delivery_id: string } }>(
    '/_sandbox/webhooks/:delivery_id/repeat',
    repeating,
    async (request, reply) => {
      const repeated = await webhooks.repeat(request.params.delivery_id);
      return repeated ? shown(repeated) : reply.status(404).send({ error: 'no such delivery' });
    },
  );
}

/** The vendor that the call names, or both, and the entity; or what is wrong with them. */
function whoseIn(body: unknown): readonly [vendors: readonly Vendor[], entity: string | undefined] | string {
  const { vendor, entity } = controlBody(body);
  if (vendor !== undefined && !VENDORS.includes(vendor as Vendor)) return 'vendor must be 1money or finpro';
  if (entity !== undefined && typeof entity !== 'string') return 'entity must be a text';
  return [vendor === undefined ? VENDORS : [vendor as Vendor], entity];
}
