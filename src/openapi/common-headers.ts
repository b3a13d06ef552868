import type { CredentialKind } from '../consumers/presented';
import { credentialKindOf } from './security';
import type { Document } from './schemas';

type HeaderName =
  'RequestId' | 'WwwAuthenticate' | 'RateLimit' | 'RateLimitPolicy' | 'LimitOfMinute' | 'Remaining' | 'Reset';

const header = (description: string, type: 'string' | 'integer', example: string | number): object => ({
  description,
  schema: { type, example },
});

const HEADERS: Readonly<Record<HeaderName, object>> = {
  RequestId: header(
    'The id of the request: in the log, in the audit log, and as request_id in errors.',
    'string',
    '019abf6e-21c4-7a35-9b1e-3c0f6f0f2a11',
  ),
  WwwAuthenticate: header('The schemes of Authorization (RFC 9110, 11.6.1).', 'string', 'Bearer realm="portico"'),
  RateLimit: header(
    'Requests that are left, and seconds until there are more; where the consumer has a limit.',
    'string',
    '"minute";r=59;t=60',
  ),
  RateLimitPolicy: header('Requests in a minute; where the consumer has a limit.', 'string', '"minute";q=60;w=60'),
  LimitOfMinute: header('Requests in a minute, where the consumer has a limit.', 'integer', 60),
  Remaining: header('Requests that are left, where the consumer has a limit.', 'integer', 59),
  Reset: header('When there are more, in Unix seconds; where the consumer has a limit.', 'integer', 1_768_473_060),
};

/** Header names as they are sent, by the kind of credentials that a path requires. */
const LIMITS: Readonly<Record<CredentialKind, Readonly<Record<string, HeaderName>>>> = {
  none: {},
  operator: {},
  authorization: { RateLimit: 'RateLimit', 'RateLimit-Policy': 'RateLimitPolicy' },
  'four-headers': {
    RateLimit: 'RateLimit',
    'RateLimit-Policy': 'RateLimitPolicy',
    'X-RateLimit-Limit': 'LimitOfMinute',
    'X-RateLimit-Remaining': 'Remaining',
    'X-RateLimit-Reset': 'Reset',
  },
};

const referred = (headers: Readonly<Record<string, HeaderName>>): Record<string, object> =>
  Object.fromEntries(Object.entries(headers).map(([name, of]) => [name, { $ref: `#/components/headers/${of}` }]));

/** Adds to every response the headers that it has besides those of its own operation. */
export function addCommonHeaders(document: Document): void {
  const ids = referred({ 'X-Request-Id': 'RequestId' });
  for (const response of Object.values(document.components.responses ?? {})) addTo(response, ids);
  for (const [path, item] of Object.entries(document.paths)) {
    const limits = referred(LIMITS[credentialKindOf(path)]);
    for (const { responses } of Object.values(item)) {
      for (const [status, response] of Object.entries(responses)) {
        const isCounted = status.startsWith('2') || status === '429';
        const challenge = referred(status === '401' ? { 'WWW-Authenticate': 'WwwAuthenticate' } : {});
        if (!('$ref' in response)) addTo(response, { ...ids, ...challenge, ...(isCounted ? limits : {}) });
      }
    }
  }
  document.components.responses = usedIn(document, 'responses', document.components.responses ?? {});
  document.components.headers = usedIn(document, 'headers', HEADERS);
}

/** Those of the named parts that are referred to below `paths` or `responses`. */
function usedIn<T>(document: Document, section: 'headers' | 'responses', parts: Readonly<Record<string, T>>) {
  const text = JSON.stringify([document.paths, section === 'headers' ? document.components.responses : null]);
  const isUsed = (name: string): boolean => text.includes(`"#/components/${section}/${name}"`);
  return Object.fromEntries(Object.entries(parts).filter(([name]) => isUsed(name)));
}

function addTo(response: object, headers: Record<string, object>): void {
  const own = response as { headers?: Record<string, object> };
  own.headers = { ...headers, ...own.headers };
}
