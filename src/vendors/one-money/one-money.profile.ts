import type { OneMoneyConfig } from '../../config/config';
import { parseJson } from '../json';
import type { VendorConnection, VendorProfile } from '../vendor-profile';
import { digestOf, factsIn, idIn, objectIn, type WebhookEvent, type WebhookHeaders, wordIn } from '../webhook-event';
import { isLimited, waitSecondsOf } from '../retry-after';
import { oneMoneyBearer, oneMoneySigner } from './one-money.signer';

/** 1Money, for the code that is shared by the vendors. */
export const ONE_MONEY: VendorProfile = {
  name: 'one-money',
  connection: ({ oneMoney }) => oneMoney && connectionOf(oneMoney),
  // Also answered with a 200 whose body is the envelope of a 429.
  isRateLimit: (answer) => isLimited(answer, 'status', 'code'),
  retryAfter: (answer) => waitSecondsOf(answer, 'detail', 'message'),
  webhooks: {
    path: '1money',
    read: oneMoneyEvent,
    document: {
      operationId: 'receiveOneMoneyWebhook',
      accountOperationId: 'receiveOneMoneyAccountWebhook',
      title: '1Money',
      about: '1Money',
      reads: 'the KYB status at 1Money',
      isTimed: true,
      example: {
        id: 'evt_5d1f0c8e7a3b4c2d9e6f',
        event_name: 'kyb.completed',
        created_at: '2026-01-15T09:41:12.301Z',
        resource: { type: 'customer', id: '0b9f2c5e-6a1d-4d53-9a57-3f1f6a2c7e10' },
        data: { customer: { id: '0b9f2c5e-6a1d-4d53-9a57-3f1f6a2c7e10', status: 'APPROVED' } },
      },
    },
  },
};

function connectionOf({ baseUrl, accessKey, secretKey, auth }: OneMoneyConfig): VendorConnection {
  const sign = auth === 'bearer' ? oneMoneyBearer(accessKey) : oneMoneySigner(accessKey, secretKey);
  return { baseUrl, sign, credentials: [auth, accessKey, secretKey], secrets: [accessKey, secretKey] };
}

/**
 * A webhook of 1Money (section "Webhooks"). Its id is the one in the body, which is signed, otherwise the one in the
 * header. The customer is in one of three members. `names`: events that concern a journey, besides `kyb.*`.
 */
export function oneMoneyEvent(body: Buffer, headers: WebhookHeaders, names: readonly string[]): WebhookEvent {
  const json = objectIn(parseJson(body));
  const [resource, data] = [objectIn(json.resource), objectIn(json.data)];
  const customer = objectIn(data.customer);
  const event =
    wordIn(json.event_name) ?? wordIn(headers['x-webhook-event-type']) ?? wordIn(headers['x-webhook-event-name']);
  const isCustomer = resource.type === undefined || String(resource.type).toLowerCase() === 'customer';
  const subjectRef = (isCustomer ? idIn(resource.id) : null) ?? idIn(customer.id) ?? idIn(data.customer_id);
  const name = event?.toLowerCase() ?? '';
  const id = wordIn(json.id) ?? wordIn(headers['x-webhook-event-id']);
  return {
    dedupeKey: id ?? digestOf(body),
    event,
    subjectRef,
    isOfJourney: subjectRef !== null && (name.startsWith('kyb.') || names.includes(name)),
    facts: factsIn(json, {
      id,
      resource_type: wordIn(resource.type),
      created_at: wordIn(json.created_at),
      told_status: wordIn(customer.status),
    }),
  };
}
