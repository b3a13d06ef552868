import type { FaultName } from '../errors';
import { VENDOR_FAULTS } from '../http/errors/faults.decorator';

export const EXAMPLE_CUSTOMER_ID = {
  name: 'customer_id',
  description: 'The id that 1Money gave the customer; opaque.',
  schema: { type: 'string' as const, example: '0b9f2c5e-6a1d-4d53-9a57-3f1f6a2c7e10' },
};

export const IDEMPOTENCY_KEY = {
  name: 'Idempotency-Key',
  description: 'A fresh UUID for each customer; the same one when the request is repeated.',
  required: true,
  schema: { type: 'string' as const, format: 'uuid', example: '7f3a1f0e-2c64-4b8e-9d0a-5b6c1e2d3f40' },
};

export const GRANT_KEY = {
  name: 'Idempotency-Key',
  description: 'A fresh UUID for each link; the same one when the request is repeated.',
  required: false,
  schema: { type: 'string' as const, format: 'uuid', example: '2b7c9d10-6e4f-4f0a-8a2d-9c3b1e5f7a60' },
};

export const ONBOARDING_REPLAYED = {
  'Idempotent-Replayed': {
    description: 'true when the answer is the one of the first request with this key',
    schema: { type: 'string' as const, enum: ['true'] },
  },
};
/** For a customer that was created, by this request or an earlier one. */
export const MADE = {
  ...ONBOARDING_REPLAYED,
  Location: { description: 'The path of the customer', schema: { type: 'string' as const, format: 'uri-reference' } },
};

export const NEW_CUSTOMER = {
  business: {
    summary: 'A business',
    value: {
      email: 'ops@acme.example',
      first_name: 'Zoë',
      last_name: 'Kim',
      company_name: 'Acme Robotics GmbH',
      customer_type: 'BUSINESS',
    },
  },
};

export const NEW_GRANT = {
  'with-return': {
    summary: 'The user comes back to your page',
    value: {
      customer_id: '0b9f2c5e-6a1d-4d53-9a57-3f1f6a2c7e10',
      redirect_url: 'https://app.example.com/kyb/return?state=abc123',
      locale: 'en-US',
    },
  },
  plain: { summary: 'The user stays on the last page', value: { customer_id: '0b9f2c5e-6a1d-4d53-9a57-3f1f6a2c7e10' } },
  durable: {
    summary: 'A link for a mail or a chat',
    value: {
      customer_id: '0b9f2c5e-6a1d-4d53-9a57-3f1f6a2c7e10',
      redirect_url: 'https://app.example.com/kyb/return?state=abc123',
      link: 'durable',
    },
  },
};

export const NEW_LINK = {
  'with-return': {
    summary: 'The user comes back to your page',
    value: { redirect_url: 'https://app.example.com/kyb/return?state=abc123', locale: 'en-US' },
  },
  plain: { summary: 'The user stays on the last page', value: {} },
  durable: {
    summary: 'A link for a mail or a chat',
    value: { redirect_url: 'https://app.example.com/kyb/return?state=abc123', link: 'durable' },
  },
};

/** The two kinds of links that a grant can have. */
export const GRANTED = {
  'one-time': {
    summary: "1Money's one-time link",
    value: {
      onboarding_url:
        'https://1money.example.com/onboarding/start?grant_token=og_5mZr3Qh0cV7nT1yXk2LwB9sD&locale=en-US',
      grant_token: 'og_5mZr3Qh0cV7nT1yXk2LwB9sD',
      expires_at: '2026-01-15T10:00:10.000Z',
    },
  },
  durable: {
    summary: 'A durable link, for a mail or a chat',
    value: {
      onboarding_url: 'https://portico.example.com/l/rJ0m3cQXo9m6q0n8H1s2u4w6y8A0C2E4G6I8K0M2O4Q',
      grant_token: 'rJ0m3cQXo9m6q0n8H1s2u4w6y8A0C2E4G6I8K0M2O4Q',
      expires_at: '2026-01-22T09:30:10.000Z',
    },
  },
};

/** The faults of operations that read at 1Money. */
export const READ_FAULTS: readonly FaultName[] = [
  'unauthorized',
  'scope-missing',
  'not-found',
  'subject-erased',
  ...VENDOR_FAULTS,
];

/** The faults of operations that create a customer. */
export const CREATION_FAULTS: readonly FaultName[] = [
  'bad-request',
  'vendor-refused',
  'unauthorized',
  'scope-missing',
  'vendor-conflict',
  'key-in-flight',
  'replay-expired',
  'subject-erased',
  'too-large',
  'unsupported-media-type',
  'key-reused',
  'vendor-stopped',
  ...VENDOR_FAULTS,
];

/** The faults of operations that ask for a grant. */
export const GRANT_FAULTS: readonly FaultName[] = [
  ...READ_FAULTS,
  'vendor-stopped',
  'links-stopped',
  'bad-request',
  'vendor-refused',
  'grant-not-allowed',
  'quota-exceeded',
  'vendor-conflict',
  'key-in-flight',
  'replay-expired',
  'answer-lost',
  'dry-run-refused',
  'too-large',
  'unsupported-media-type',
  'key-reused',
];
