import type { IncomingHttpHeaders } from 'node:http';
import type { Fault } from '../../errors';
import { type Words, wordsFor } from '../../words/words';
import { errorPage } from '../pages/error-page';
import { HTML, PAGE_POLICY } from '../pages/page';
import { problemOf, shown } from './problem';
import { SECURITY_HEADERS } from '../security-headers';

/** The shape in which errors are answered. */
export interface Envelope {
  readonly contentType: string;
  /** Headers in addition to those that every answer has. */
  readonly headersOf?: (fault: Fault, words: Words) => Readonly<Record<string, string>>;
  /** The body. `instance` is the path without its query; `words` are for pages, in the language of the person. */
  textOf(fault: Fault, instance: string, requestId: string, words: Words, request?: RefusedRequest): string;
}

/** A request that is answered with an error, as far as it was read. */
export interface RefusedRequest {
  readonly method?: string | undefined;
  readonly headers: IncomingHttpHeaders;
}

/** Which envelope a fault is answered in, on a path without its query. */
export type EnvelopeChoice = (path: string, fault: Fault) => Envelope;

/** For Nest: `(fault) => text`, the name of a fault where another envelope than problem details is used. */
export const OTHER_WORDS = Symbol('other words of faults');

/** RFC 9457 problem details: used except where a vendor's contract has another envelope, and on pages. */
const problemEnvelope = (base: string): Envelope => ({
  contentType: 'application/problem+json; charset=utf-8',
  textOf: (fault, instance, requestId) => JSON.stringify(problemOf(fault, instance, requestId, base)),
});

/** For people, who cannot correct a request. */
const PAGE: Envelope = {
  contentType: HTML,
  headersOf: (_fault, { lang }) => ({ 'Content-Security-Policy': PAGE_POLICY, 'Content-Language': lang }),
  textOf: (fault, _instance, requestId, words) => errorPage(fault, requestId, words),
};

const PAGES = /^\/(?:l|return|errors|docs|console)(?:\/|$)/;

/** Whether a path is opened in a browser. */
export const isPage = (path: string): boolean => PAGES.test(path);

/** Whether a person opened the address in a browser: it accepts HTML before all else, and sends no credentials. */
const isNavigation = ({ method, headers }: RefusedRequest): boolean =>
  (method === 'GET' || method === 'HEAD') &&
  /^\s*text\/html\s*(?:,|$)/i.test(headers.accept ?? '') &&
  headers.authorization === undefined &&
  headers.client_id === undefined;

/** How errors on Portico's own paths are answered. `base` begins the `type` of problems; null: it is relative. */
export function ownEnvelopes(base: string | null): EnvelopeChoice {
  const problem = problemEnvelope(base ?? '');
  return (path) => (isPage(path) ? PAGE : problem);
}

export interface ErrorAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Challenge for the Authorization header (RFC 9110, 11.6.1); a fault where other schemes are accepted has its own. */
const CHALLENGE = 'Bearer realm="portico", OneMoney-HMAC-SHA256';
/** Characters of a path that are shown in an answer. */
const MAX_INSTANCE = 200;

/** Makes all error responses: the application's (problem.filter.ts) and admission control's (admission-control.ts). */
export class ErrorAnswers {
  constructor(private readonly envelopeFor: EnvelopeChoice) {}

  /** `path` may have a query; the query and tokens are left out of the answer. No `request`: it could not be read. */
  of(fault: Fault, path: string, requestId: string, request?: RefusedRequest): ErrorAnswer {
    const instance = shown(path.split('?', 1)[0]!.slice(0, MAX_INSTANCE));
    const { contentType, headersOf, textOf } =
      request && isNavigation(request) && !isPage(instance) ? PAGE : this.envelopeFor(instance, fault);
    const words = wordsFor(null, request?.headers['accept-language']);
    const { status } = fault.kind;
    return {
      status,
      headers: {
        ...SECURITY_HEADERS,
        ...headersOf?.(fault, words),
        'Content-Type': contentType,
        'X-Request-Id': requestId,
        ...(status === 401 ? { 'WWW-Authenticate': CHALLENGE } : {}),
        ...(fault.retryAfterSeconds === undefined ? {} : { 'Retry-After': String(fault.retryAfterSeconds) }),
        ...fault.headers,
      },
      body: textOf(fault, instance, requestId, words, request),
    };
  }
}
