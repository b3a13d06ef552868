import { randomUUID } from 'node:crypto';
import { oneMoneySigner } from '../src/vendors/one-money/one-money.signer';
import { pick } from './campaign';

/** A request byte by byte, which no HTTP client can send. */
export interface HttpRequest {
  readonly method: string;
  readonly target: string;
  readonly headers: readonly (readonly [string, string])[];
  readonly body: string;
}

/** A server that accepts signed requests only. */
export interface SignedTarget {
  readonly name: string;
  /** An accepted request, and the statuses that show it. `skewSeconds`: the error of its clock. */
  genuine(random: () => number, skewSeconds?: number): HttpRequest;
  readonly taken: readonly number[];
  /** Tolerated clock skew in seconds, either way. */
  readonly forgivenSkew: number;
  /** Headers with signed values or the signature; each of their bytes counts. */
  readonly signedHeaders: readonly string[];
  /** The position of the hex signature in its header. */
  readonly signature: { readonly header: string; readonly pattern: RegExp };
  /** The same request under another method or path that exists as well. */
  moved(request: HttpRequest, random: () => number): HttpRequest;
  /** The same request, signed with an empty key, or by an unknown consumer. */
  keyless(request: HttpRequest, random: () => number): HttpRequest;
}

const SECRET = 'ZGVtby1jb25zdW1lci1zZWNyZXQtMDAwMDAwMDAwMDA';
const POSTS = ['/v1/customers/hosted', '/v1/customers/lightweight', '/v1/customers/onboarding/grants'] as const;

function signedBy(clientId: string, secret: string, request: Omit<HttpRequest, 'headers'>, at: Date): HttpRequest {
  const proof = oneMoneySigner(clientId, secret)(
    { method: request.method, path: request.target.split('?', 1)[0]!, body: Buffer.from(request.body) },
    at,
  );
  const json: [string, string][] =
    request.body === ''
      ? []
      : [
          ['Content-Type', 'application/json'],
          ['Content-Length', String(Buffer.byteLength(request.body))],
        ];
  return {
    ...request,
    headers: [['Host', 'localhost'], ...Object.entries(proof), ['Idempotency-Key', randomUUID()], ...json],
  };
}

/**
 * The consumers' OneMoney-HMAC-SHA256. Bodies are such that nothing is created: an accepted request is answered 400 or
 * 404.
 */
export const CONSUMER_HMAC: SignedTarget = {
  name: 'consumer-hmac',
  taken: [400, 404],
  forgivenSkew: 300,
  signedHeaders: ['Authorization', 'X-OM-Date'],
  signature: { header: 'Authorization', pattern: /[0-9a-f]{64}$/ },
  genuine(random, skewSeconds = 0) {
    const isRead = random() < 0.3;
    const body = isRead
      ? ''
      : JSON.stringify({
          email: `canary-${Math.floor(random() * 1e9)}@acme.example`,
          first_name: 'Zo\u00eb',
          locale: pick(['en-US', 'ja'], random),
          unknown: Math.floor(random() * 1e6),
        });
    const target = isRead ? `/v1/customers/hosted/${Math.floor(random() * 1e9)}` : pick(POSTS, random);
    return signedBy(
      'demo-consumer',
      SECRET,
      { method: isRead ? 'GET' : 'POST', target, body },
      new Date(Date.now() + skewSeconds * 1000),
    );
  },
  moved(request, random) {
    if (request.method === 'GET')
      return {
        ...request,
        target: `${request.target}${pick(['1', '0', '/grants', '?x=1&'], random)}`.replace('?x=1&', '9?x=1'),
      };
    if (request.target === '/v1/customers/hosted' && random() < 0.3) return { ...request, method: 'GET' };
    return {
      ...request,
      target: pick(
        POSTS.filter((path) => path !== request.target),
        random,
      ),
    };
  },
  keyless(request, random) {
    const bare = { method: request.method, target: request.target, body: request.body };
    const at = new Date();
    const made = pick(
      [
        () => signedBy('demo-consumer', '', bare, at),
        () => signedBy('', SECRET, bare, at),
        () => signedBy('', '', bare, at),
        () => signedBy('absent', Buffer.alloc(32).toString('base64url'), bare, at),
      ],
      random,
    )();
    const missing = pick(['Authorization', 'X-OM-Date'], random);
    return random() < 0.8 ? made : { ...request, headers: request.headers.filter(([name]) => name !== missing) };
  },
};
