// Written by `npm run openapi` from openapi.json; do not edit.

/** operationId → method, path, credentials, and whether it takes an Idempotency-Key. */
export const OPERATIONS = {
  echo: ['GET', '/echo', 'authorization', false],
  echoMessage: ['POST', '/echo', 'authorization', false],
  createHostedCustomer: ['POST', '/v1/customers/hosted', 'authorization', true],
  findHostedCustomer: ['GET', '/v1/customers/hosted', 'authorization', false],
  getHostedCustomer: ['GET', '/v1/customers/hosted/{customer_id}', 'authorization', false],
  createOnboardingGrant: ['POST', '/v1/customers/onboarding/grants', 'authorization', true],
  listOnboardingGrants: ['GET', '/v1/customers/hosted/{customer_id}/grants', 'authorization', false],
  listCustomers: ['GET', '/v1/customers', 'authorization', false],
  requestConsent: ['POST', '/v3/requestconsent', 'four-headers', true],
  createConsentLink: ['POST', '/webRedirection/getEncryptedUrl', 'four-headers', true],
  getConsentJourney: ['GET', '/v1/consents/{consent_handle}', 'authorization', false],
  listConsentReceipts: ['GET', '/v1/consents/{consent_handle}/receipts', 'authorization', false],
  listConsentJourneys: ['GET', '/v1/consents', 'authorization', false],
  listConsents: ['POST', '/v3/getconsentslist', 'four-headers', false],
  decryptConsentReturn: ['POST', '/webRedirection/decryptUrl', 'four-headers', false],
  revokeConsent: ['POST', '/revokeconsent', 'four-headers', false],
  getJourney: ['GET', '/v1/journeys/{reference}', 'authorization', false],
  getDurableLink: ['GET', '/v1/links/{link_id}', 'authorization', false],
  listDurableLinks: ['GET', '/v1/links', 'authorization', false],
  revokeDurableLink: ['POST', '/v1/links/{link_id}/revoke', 'authorization', false],
  listEvents: ['GET', '/v1/events', 'authorization', false],
  createWebhookSubscription: ['POST', '/v1/webhook_subscriptions', 'authorization', true],
  listWebhookSubscriptions: ['GET', '/v1/webhook_subscriptions', 'authorization', false],
  getWebhookSubscription: ['GET', '/v1/webhook_subscriptions/{subscription_id}', 'authorization', false],
  listWebhookDeliveries: ['GET', '/v1/webhook_subscriptions/{subscription_id}/deliveries', 'authorization', false],
  redeliverWebhook: ['POST', '/v1/webhook_subscriptions/{subscription_id}/deliveries/{event_id}/redeliver', 'authorization', true],
  rotateWebhookSecret: ['POST', '/v1/webhook_subscriptions/{subscription_id}/rotate_secret', 'authorization', true],
  disableWebhookSubscription: ['POST', '/v1/webhook_subscriptions/{subscription_id}/disable', 'authorization', false],
  listAuditEvents: ['GET', '/v1/audit/events', 'authorization', false],
  getAuditEvent: ['GET', '/v1/audit/events/{entry_id}', 'authorization', false],
  getAuditEventProof: ['GET', '/v1/audit/events/{entry_id}/proof', 'authorization', false],
  getAuditCheckpoint: ['GET', '/v1/audit/checkpoint', 'authorization', false],
  getAuditConsistency: ['GET', '/v1/audit/consistency', 'authorization', false],
  createLightweightCustomer: ['POST', '/v1/customers/lightweight', 'authorization', true],
  findLightweightCustomer: ['GET', '/v1/customers/lightweight', 'authorization', false],
  getCustomer: ['GET', '/v1/customers/{customer_id}', 'authorization', false],
  createOnboardingLink: ['POST', '/v1/customers/{customer_id}/onboarding_links', 'authorization', true],
  listJourneys: ['GET', '/v1/journeys', 'authorization', false],
} as const;

/** The last part of a problem's `type`. More may come. */
export type ProblemType =
  | 'answer-lost'
  | 'bad-request'
  | 'consent-handle-missing'
  | 'consent-handle-unknown'
  | 'consent-handles-differ'
  | 'consent-id-unknown'
  | 'consent-status-forbids'
  | 'database-unavailable'
  | 'deadline-passed'
  | 'dry-run-refused'
  | 'expectation-failed'
  | 'grant-not-allowed'
  | 'headers-too-large'
  | 'internal'
  | 'invalid-aa'
  | 'invalid-fip-id'
  | 'invalid-party-identifier'
  | 'invalid-product-id'
  | 'invalid-redirect-url'
  | 'key-in-flight'
  | 'key-reused'
  | 'links-stopped'
  | 'method-not-allowed'
  | 'method-unknown'
  | 'not-found'
  | 'not-provable-yet'
  | 'outcome-unknown'
  | 'overloaded'
  | 'precondition-failed'
  | 'quota-exceeded'
  | 'replay-expired'
  | 'request-in-flight'
  | 'request-timeout'
  | 'return-refused'
  | 'return-used'
  | 'role-missing'
  | 'scope-missing'
  | 'stopping'
  | 'subject-erased'
  | 'subscription-disabled'
  | 'target-too-long'
  | 'too-large'
  | 'too-many-requests'
  | 'too-many-waiting'
  | 'transfer-coding-unknown'
  | 'unauthorized'
  | 'unreadable-request'
  | 'unsupported-media-type'
  | 'vendor-busy'
  | 'vendor-circuit-open'
  | 'vendor-conflict'
  | 'vendor-credentials'
  | 'vendor-failed'
  | 'vendor-invalid-response'
  | 'vendor-not-configured'
  | 'vendor-out-of-service'
  | 'vendor-refused'
  | 'vendor-saturated'
  | 'vendor-stopped'
  | 'vendor-timeout'
  | 'vendor-unreachable'
  | 'version-not-supported';
