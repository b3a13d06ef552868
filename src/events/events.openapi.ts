import { CONFIRMED_BY } from '../http/provenance/provenance';
import { EVENT_TYPES, type EventType } from './event-types';

type Schema = Readonly<Record<string, unknown>>;

const text = (example: string, rest: Schema = {}): Schema => ({ type: 'string', example, ...rest });
const instant = (example: string): Schema => text(example, { format: 'date-time' });

const PROVENANCE = {
  confirmed_by: {
    type: 'string',
    enum: [...CONFIRMED_BY],
    description: 'What made Portico ask the vendor.',
    example: 'WEBHOOK',
  },
  as_of: { ...instant('2026-01-15T09:41:12.301Z'), description: 'When the vendor said so.' },
  stale_after: {
    type: ['string', 'null'],
    format: 'date-time',
    description: 'From then on the status is not reliable; null: it is final.',
    example: '2026-01-15T09:43:12.301Z',
  },
};
const CREATED = { revision: 0, confirmed_by: 'VENDOR_READ' };

/** The members of an event about a customer or a consent; `example` replaces examples by member. */
const status = (id: Readonly<Record<string, Schema>>, meaning: string, example: Readonly<Record<string, unknown>>) => {
  const members: Readonly<Record<string, Schema>> = {
    ...id,
    status: text('', { description: meaning }),
    revision: {
      type: 'integer',
      description: 'Grows by one with each change of the status: the higher one is the later.',
      example: 1,
    },
    ...PROVENANCE,
  };
  return Object.fromEntries(
    Object.entries(members).map(([name, schema]) => [
      name,
      name in example ? { ...schema, example: example[name] } : schema,
    ]),
  );
};
const customer = (example: Readonly<Record<string, unknown>>) =>
  status(
    { customer_id: text('0b9f2c5e-6a1d-4d53-9a57-3f1f6a2c7e10', { description: "The vendor's id of the customer." }) },
    'The KYB status at the vendor.',
    example,
  );
const consent = (example: Readonly<Record<string, unknown>>) =>
  status(
    {
      consent_handle: text('3a3f2d96-fc3b-42e5-804f-e65d10a4be98', {
        description: "The vendor's handle of the consent.",
      }),
      consent_id: {
        type: ['string', 'null'],
        description: "The vendor's id of the consent; null until it is approved.",
        example: 'bf0cda0b-776c-4104-a4f8-5bcd69764125',
      },
    },
    'The status of the consent at the vendor.',
    example,
  );
const previous = (word: string) => ({
  previous_status: text(word, { description: 'The last status known before; steps between may be missing.' }),
});

const neighbour = (description: string, example: string | null): Schema => ({
  type: ['string', 'null'],
  description,
  example,
});
const ONE_JOURNEY = {
  journey: text('onboarding', { enum: ['onboarding', 'consent'], description: 'Which journey it is.' }),
  reference: text('0b9f2c5e-6a1d-4d53-9a57-3f1f6a2c7e10', {
    description: "The vendor's id of the customer or consent.",
  }),
};
const ONE_LINK = {
  ...ONE_JOURNEY,
  link_id: text('01890a5d-ac96-774b-bcce-b302099a8057', { format: 'uuid', description: 'The durable link.' }),
};

/** The content of `data`, by type. Consumers must accept new members. */
const DATA: Readonly<Record<EventType, Readonly<Record<string, Schema>>>> = {
  'onboarding.customer.created': customer({ status: 'INIT', ...CREATED }),
  'onboarding.customer.status_changed': { ...customer({ status: 'PENDING_REVIEW' }), ...previous('INIT') },
  'onboarding.customer.returned': {
    ...customer({ status: 'PENDING_REVIEW', confirmed_by: 'VENDOR_READ' }),
    grant_id: text('01890a5d-ac96-774b-bcce-b302099a8057', {
      format: 'uuid',
      description: 'The grant whose return address was used.',
    }),
  },
  'consent.created': consent({ status: 'PENDING', consent_id: null, ...CREATED }),
  'consent.status_changed': { ...consent({ status: 'ACTIVE' }), ...previous('PENDING') },
  'consent.returned': consent({ status: 'ACTIVE', confirmed_by: 'VENDOR_READ' }),
  'consent.expiring': {
    ...consent({ status: 'ACTIVE', revision: 1 }),
    expires_at: { ...instant('2026-01-29T09:41:12.000Z'), description: 'When the consent ends.' },
    within_days: {
      type: 'integer',
      enum: [14, 3, 1],
      description: 'Within how many days it ends; each is told once, and after a pause only the nearest.',
      example: 14,
    },
    renews: neighbour('The handle of the consent that this one renews.', null),
    renewed_by: neighbour(
      'The handle of the consent that renews this one, pending or approved; null: there is none yet.',
      'c3f3a0a4-5a53-4a8f-9c0f-6f1d1f4a8b21',
    ),
  },
  'link.opened': ONE_LINK,
  'link.left': ONE_LINK,
  'journey.stalled': {
    ...ONE_JOURNEY,
    since: { ...instant('2026-01-15T09:30:10.000Z'), description: 'When the user was last known to be at it.' },
    reason: text('LEFT_AT_VENDOR', {
      enum: ['LEFT_AT_VENDOR', 'NOT_OPENED_OR_LEFT'],
      description:
        'A guess: after a click on a durable link the user went to the vendor; whether a one-time link was opened ' +
        'is not known.',
    }),
  },
};

const exampleOf = (properties: Readonly<Record<string, Schema>>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(properties).map(([name, { example }]) => [name, example]));

const header = (name: string, description: string, example: string): object => ({
  name,
  in: 'header',
  required: true,
  description,
  schema: { type: 'string' },
  example,
});

const HEADERS = [
  header('webhook-id', 'The id of the event; the same in every attempt.', '019bc0f7-5d6e-7c35-a1b2-0f6f2a11c9d4'),
  header('webhook-timestamp', 'When the attempt was made, Unix time in seconds.', '1768470072'),
  header(
    'webhook-signature',
    'v1 and the HMAC-SHA256 over id, timestamp and body, joined by full stops; two of them while a secret is replaced.',
    'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
  ),
];

function webhook(type: EventType): object {
  const properties = DATA[type];
  const example = {
    id: '019bc0f7-5d6e-7c35-a1b2-0f6f2a11c9d4',
    type,
    timestamp: '2026-01-15T09:41:12.340Z',
    data: exampleOf(properties),
  };
  const schema = {
    type: 'object',
    required: ['id', 'type', 'timestamp', 'data'],
    properties: {
      id: { type: 'string', format: 'uuid' },
      type: { type: 'string', const: type },
      timestamp: { type: 'string', format: 'date-time' },
      data: { type: 'object', required: Object.keys(properties), properties },
    },
  };
  return {
    post: {
      operationId: `on_${type.replaceAll('.', '_')}`,
      summary: EVENT_TYPES[type],
      description:
        'Sent to subscriptions. Any 2xx takes it; 410 ends the subscription; everything else is tried again.',
      tags: ['Events'],
      security: [],
      parameters: HEADERS,
      requestBody: { required: true, content: { 'application/json': { schema, example } } },
      responses: { '204': { description: 'Taken.' }, '410': { description: 'Send nothing more here.' } },
    },
  };
}

/** The `webhooks` section of the OpenAPI document: each type of event, its payload and its headers. */
export function eventWebhooks(): Record<string, object> {
  return Object.fromEntries((Object.keys(EVENT_TYPES) as EventType[]).map((type) => [type, webhook(type)]));
}
