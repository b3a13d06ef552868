import type { Fault } from '../../errors';
import { HTML, PAGE_POLICY, stepPage } from '../pages/page';
import { problemOf, shown } from './problem';
import { SECURITY_HEADERS } from '../security-headers';

/** The shape in which errors are answered. */
export interface Envelope {
  readonly contentType: string;
  /** Headers in addition to those that every answer has. */
  readonly headersOf?: (fault: Fault) => Readonly<Record<string, string>>;
  /** The body. `instance` is the path without its query. */
  textOf(fault: Fault, instance: string, requestId: string): string;
}

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
  headersOf: () => ({ 'Content-Security-Policy': PAGE_POLICY }),
  textOf: ({ kind: { status, retryable } }, _instance, requestId) =>
    status >= 500 || retryable
      ? stepPage(
          'We cannot show this page right now',
          'It is not your fault. Wait a moment, then reload the page.',
          null,
          `Request ${requestId}`,
        )
      : stepPage(
          'This page cannot be shown',
          'Go on in the application that sent you here.',
          null,
          `Request ${requestId}`,
        ),
};

const PAGES = /^\/(?:l|return|errors|docs)(?:\/|$)/;

/** Whether a path is opened in a browser. */
export const isPage = (path: string): boolean => PAGES.test(path);

/** How errors on Portico's own paths are answered. `base` begins the `type` of problems; null: it is relative. */
export function ownEnvelopes(base: string | null): (path: string) => Envelope {
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
  constructor(private readonly envelopeFor: (path: string) => Envelope) {}

  /** `path` may have a query; the query and tokens are left out of the answer. */
  of(fault: Fault, path: string, requestId: string): ErrorAnswer {
    const instance = shown(path.split('?', 1)[0]!.slice(0, MAX_INSTANCE));
    const { contentType, headersOf, textOf } = this.envelopeFor(instance);
    const { status } = fault.kind;
    return {
      status,
      headers: {
        ...SECURITY_HEADERS,
        ...headersOf?.(fault),
        'Content-Type': contentType,
        'X-Request-Id': requestId,
        ...(status === 401 ? { 'WWW-Authenticate': CHALLENGE } : {}),
        ...(fault.retryAfterSeconds === undefined ? {} : { 'Retry-After': String(fault.retryAfterSeconds) }),
        ...fault.headers,
      },
      body: textOf(fault, instance, requestId),
    };
  }
}
