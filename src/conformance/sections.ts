import type { TestedVendor } from './needs';

/** Part of a contract: its subject, and the path of the vendor's page about it on its site; null: no page. */
export type Section = readonly [about: string, page: string | null];

export const SITES: Readonly<Record<TestedVendor, string>> = {
  '1money': 'https://developer.1money.com',
  finpro: 'https://developer.moneyone.in',
};

/** The parts by number: the vendors' pages have no section numbers, so these are Portico's. */
export const SECTIONS: Readonly<Record<TestedVendor, Readonly<Record<string, Section>>>> = {
  '1money': {
    '1.1': ['credentials', '/reference/create_onboarding_grant'],
    '1.2': ['request headers', '/reference/create_lightweight_customer'],
    '1.3': ['signatures', null],
    '1.4': ['how signatures are judged', null],
    '1.5': ['test vectors and echo', null],
    '2': ['both generations of paths', '/reference/create_lightweight_customer'],
    '2.1': ['creating a customer', '/reference/create_lightweight_customer'],
    '2.2': ['finding a customer by its key', '/reference/retrieve_lightweight_customer_by_idempotency_key'],
    '2.3': ['onboarding links', '/reference/create_onboarding_link'],
    '2.4': ['onboarding grants', '/reference/create_onboarding_grant'],
    '2.5': ['reading a customer', '/reference/get_hosted_customer'],
    '2.6': ['listing customers', null],
    '3.1': ['KYB statuses', '/reference/get_hosted_customer'],
    '3.2': ['steps from status to status', '/reference/get_hosted_customer'],
    '3.3': ['what a status allows', '/reference/create_onboarding_grant'],
    '3.4': ['review issues', '/reference/get_customer'],
    '4.1': ['error envelope', null],
    '4.2': ['statuses and codes of errors', null],
    '4.3': ['rate limit', null],
    '4.4': ['request id', null],
    '5.1': ['signatures of webhooks', '/docs/configure-webhooks'],
    '5.2': ['events', '/changelog/v1029'],
    '5.3': ['bodies of webhooks', '/changelog/v1029'],
    '5.4': ['delivery of webhooks', '/docs/configure-webhooks'],
    '6.1': ["the vendor's sandbox", '/reference/create_customer-1'],
    '6.2': ['idempotency', '/reference'],
    '6.3': ['versions', '/changelog/v1029'],
    '6.4': ['hosted pages', '/reference/create_onboarding_link'],
    '7.1': ['form: company', '/docs/businesses'],
    '7.3': ['form: persons', '/docs/businesses'],
    '7.4': ['form: intermediaries', '/docs/businesses'],
    '7.5': ['form: documents', '/docs/businesses'],
  },
  finpro: {
    '1.1': ['credentials', '/api-reference/consent/request-v3'],
    '1.2': ['base URL', null],
    '1.3': ['versions of paths', '/api-reference/consent/request-v4'],
    '1.4': ['envelopes', '/api-reference/misc/product-list'],
    '2.1': ['requesting a consent: fields', '/api-reference/consent/request-v3'],
    '2.2': ['requesting a consent: forms of values', '/api-reference/consent/request-v3'],
    '2.3': ['requesting a consent: success', '/api-reference/consent/request-v3'],
    '2.4': ['requesting a consent: errors', '/api-reference/consent/request-v3'],
    '2.5': ['other versions of requestconsent', '/api-reference/consent/request-v2'],
    '2.6': ['orchestration', '/guides/orchestration-integration'],
    '3.1': ['links', '/api-reference/consent/request-v3'],
    '3.2': ['what a link carries', null],
    '3.3': ['how long and how often a link opens', '/api-reference/consent/request-v3'],
    '3.4': ['coming back', '/api-reference/web-redirection/decryption'],
    '3.5': ['encryption of web redirection', null],
    '3.6': ['getEncryptedUrl', '/api-reference/web-redirection/encryption'],
    '3.7': ['decryptUrl', '/api-reference/web-redirection/decryption'],
    '4.1': ['life of a consent', '/api-reference/consent/revoke'],
    '4.2': ['consent lists', '/api-reference/consent/list-v3'],
    '4.3': ['revokeconsent', '/api-reference/consent/revoke'],
    '5.1': ['signatures of webhooks', '/api-reference/webhooks/overview'],
    '5.2': ['events', '/api-reference/webhooks/consent-events'],
    '5.3': ['delivery of webhooks', '/api-reference/webhooks/overview'],
    '6.1': ['financial data', '/api-reference/data/fi-request'],
    '6.3': ['FIPs and templates', '/api-reference/misc/fip-list'],
    '6.4': ['what a template says', '/guides/quickstart'],
    '7': ['limits and idempotency', '/api-reference/data/fi-request-status'],
  },
};

export const sectionOf = (vendor: TestedVendor, number: string): Section => SECTIONS[vendor][number]!;
