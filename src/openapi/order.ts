import type { Document } from './schemas';

/** The operations in the order of a journey: what makes something comes before what reads, lists and ends it. */
const ORDER: readonly string[] = [
  'echo',
  'echoMessage',
  'createHostedCustomer',
  'findHostedCustomer',
  'getHostedCustomer',
  'createOnboardingGrant',
  'listOnboardingGrants',
  'listCustomers',
  'requestConsent',
  'createConsentLink',
  'getConsentJourney',
  'listConsentReceipts',
  'listConsentJourneys',
  'listConsents',
  'decryptConsentReturn',
  'revokeConsent',
  'getJourney',
  'openDurableLink',
  'followDurableLink',
  'probeDurableLink',
  'getDurableLink',
  'listDurableLinks',
  'revokeDurableLink',
  'listEvents',
  'createWebhookSubscription',
  'listWebhookSubscriptions',
  'getWebhookSubscription',
  'listWebhookDeliveries',
  'redeliverWebhook',
  'rotateWebhookSecret',
  'disableWebhookSubscription',
  'listAuditEvents',
  'getAuditEvent',
  'getAuditEventProof',
  'getAuditCheckpoint',
  'getAuditConsistency',
  'createLightweightCustomer',
  'findLightweightCustomer',
  'getCustomer',
  'createOnboardingLink',
];

/** The groups of operations, in the order in which someone new meets them. */
export const TAGS: readonly (readonly [name: string, description: string])[] = [
  ['Credentials', 'Try your credentials or your signature first. Nothing is called, and nothing changes.'],
  ['Onboarding', "A business through 1Money's hosted KYB: these are the paths to use."],
  ['Consent', "A customer's consent through FinPro and the Account Aggregator."],
  ['Journeys', 'Where is my user stuck?'],
  ['Links', 'Durable links: they live for days, survive mail scanners, and lead a person to the vendor.'],
  ['Events', 'What happens in your journeys: to be asked for, or to be sent.'],
  ['Audit', 'What was asked of vendors and how it ended, with proofs that anybody can check.'],
  [
    'Onboarding, current paths',
    'The same customers and grants on the current paths of 1Money, for clients that were written for these.',
  ],
  ['Return addresses', 'Where the vendors send the browser back. For browsers, not for programs.'],
  ['Webhooks from vendors', 'Where the vendors tell that something happened. For vendors, not for consumers.'],
  ['Operation', 'Is it alive, is it ready?'],
];

/** The same in the document of operators. */
export const OPERATOR_TAGS: typeof TAGS = [
  ['Consumers', 'Who may call Portico; to disable a consumer is its kill switch.'],
  ['Kill switches', 'Stop everything new at a vendor, or all durable links, on all replicas within seconds.'],
  ['Journeys', 'Where a user of any consumer is stuck, and what can be done for one.'],
  ['Audit', 'The whole log, with receipts.'],
];

const indexOf = ({ operationId }: { readonly operationId: string }): number => {
  const index = ORDER.indexOf(operationId);
  return index < 0 ? ORDER.length : index;
};

/** Puts paths, and the methods of each path, into that order; operations that it does not name come last. */
export function sortOperations(document: Document): void {
  const items = Object.entries(document.paths).map(([path, item]) => {
    const methods = Object.entries(item).toSorted(([, a], [, b]) => indexOf(a) - indexOf(b));
    return { path, methods, first: Math.min(...methods.map(([, operation]) => indexOf(operation))) };
  });
  for (const path of Object.keys(document.paths)) delete document.paths[path];
  for (const { path, methods } of items.toSorted((a, b) => a.first - b.first))
    document.paths[path] = Object.fromEntries(methods);
}
