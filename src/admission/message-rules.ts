import http, { type IncomingMessage } from 'node:http';
import { Fault } from '../errors';
import { hasBody } from './incoming-body';
import { isHost, readTarget } from './request-target';

/** The longest request target, in characters: RFC 9112, 3, asks for 8,000 at least. */
export const MAX_TARGET = 8_192;

/** Methods of HTTP itself (RFC 9110, 9.3; RFC 5789) but CONNECT, which names no path. Paths restrict them further. */
const METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'OPTIONS', 'TRACE', 'PATCH']);

declare module 'node:http' {
  interface IncomingMessage {
    /** The request target as it was sent, before normalisation. */
    sentTarget?: string;
  }
}

const unreadable = (detail: string): Fault =>
  new Fault('unreadable-request', {
    detail,
    nextAction: 'Correct the request, or use an HTTP client that follows RFC 9110 and RFC 9112.',
  });

/**
 * Checks what HTTP requires of any message and Node does not check, and normalises the target (request-target.ts).
 * Returns the fault of a message that can be read in different ways or needs what Portico does not do; null: none.
 */
export function breachOf(request: IncomingMessage): Fault | null {
  const { method = '', url = '', httpVersion } = request;
  if (httpVersion !== '1.1' && httpVersion !== '1.0') return new Fault('version-not-supported');
  if (url.length > MAX_TARGET) return new Fault('target-too-long');
  const read = readTarget(method, url);
  if ('flaw' in read) return unreadable(read.flaw);
  request.sentTarget = url;
  request.url = read.target;
  if (read.target === '*')
    return new Fault('method-not-allowed', {
      detail: 'OPTIONS is not answered, neither for the server nor for a path.',
      headers: { Allow: 'GET, HEAD, POST' },
    });
  const host = hostFlaw(request);
  if (host) return unreadable(host);
  if (!METHODS.has(method)) return new Fault('method-unknown');
  return hasBody(request) ? transferBreach(request) : null;
}

/** RFC 9112, 3.2: exactly one well-formed Host header, unless the client speaks HTTP/1.0. */
function hostFlaw({ headers, rawHeaders, httpVersion }: IncomingMessage): string | null {
  if (headers.host === undefined) return httpVersion === '1.0' ? null : 'The request has no Host header.';
  // Several Host headers are joined with a comma and a space (joinDuplicateHeaders), which is not a valid host.
  if (isHost(headers.host)) return null;
  const count = rawHeaders.filter((name, index) => index % 2 === 0 && name.toLowerCase() === 'host').length;
  return count > 1 ? 'The request has more than one Host header.' : 'The Host header names no host.';
}

function transferBreach({ headers, httpVersion }: IncomingMessage): Fault | null {
  const transfer = headers['transfer-encoding'];
  if (transfer !== undefined && httpVersion === '1.0')
    return unreadable('HTTP/1.0 knows no Transfer-Encoding (RFC 9112, 6.1).');
  return transfer !== undefined && transfer.toLowerCase() !== 'chunked' ? new Fault('transfer-coding-unknown') : null;
}

/** What a client expects, in lower case (RFC 9110, 5.6.1). HTTP/1.0 has no expectations, no 1xx responses (10.1.1). */
export const expectationsOf = ({ headers: { expect = '' }, httpVersion }: IncomingMessage): string[] =>
  httpVersion === '1.1'
    ? expect
        .toLowerCase()
        .split(',')
        .map((one) => one.trim())
        .filter(Boolean)
    : [];

export const isExpecting = (request: IncomingMessage): boolean => expectationsOf(request).length > 0;

/** Created once: in a flood of requests each new Fault would cost a stack trace. */
const VERSION = new Fault('version-not-supported');
const TOO_LONG = new Fault('target-too-long');
const METHOD = new Fault('method-unknown');
const NOT_HTTP = new Fault('unreadable-request');
/** Faults by the code of Node's parser error; any other code means that the bytes are not HTTP/1.1. */
const BY_CODE: Readonly<Record<string, Fault>> = {
  ERR_HTTP_REQUEST_TIMEOUT: new Fault('request-timeout'),
  HPE_HEADER_OVERFLOW: new Fault('headers-too-large'),
  HPE_CHUNK_EXTENSIONS_OVERFLOW: new Fault('too-large', {
    detail: 'The extensions of a chunk are larger than 16 KiB.',
  }),
};
/** The target of a request line that breaks a rule or is incomplete. */
const BEGUN_TARGET = /^(?:\r?\n)*[^\s]+[ \t]+([^\s]+)/;
const REQUEST_LINE = /^(?:\r?\n)*([!#$%&'*+.^`|~\w-]+) +([!-~]+) +HTTP\/(\d\.\d)\r?\n/;

/** What can be read from bytes that Node could not parse: the fault, and the path if they begin with a request line. */
export function unreadRequest(
  code: string | undefined,
  bytes: Buffer | undefined,
): { readonly fault: Fault; readonly path: string } {
  const begun = bytes?.toString('latin1', 0, 2 * MAX_TARGET) ?? '';
  const [, method = '', , version = '1.1'] = REQUEST_LINE.exec(begun) ?? [];
  const target = BEGUN_TARGET.exec(begun)?.[1] ?? '/';
  const path = pathOf(target);
  if (code === 'HPE_HEADER_OVERFLOW' && target.length > MAX_TARGET) return { fault: TOO_LONG, path };
  if (!/^1\.[01]$/.test(version)) return { fault: VERSION, path };
  if (code === 'HPE_INVALID_METHOD' && method !== '' && !http.METHODS.includes(method)) return { fault: METHOD, path };
  return { fault: BY_CODE[code ?? ''] ?? NOT_HTTP, path };
}

/** The normalised path, where the target can be normalised; without its query, host and user information. */
export function pathOf(sent: string): string {
  const read = readTarget('GET', sent);
  return ('target' in read ? read.target : sent.replace(/^\w+:\/\/[^/?#]*/, '')).split(/[?#]/, 1)[0] || '/';
}

/**
 * RFC 9110, 13.1.1: no request with entity tags in If-Match is carried out, since no resource here has one. This
 * matters only where the answer would be a success (13.2.1): checked before the first change (committer.ts) and on the
 * answer (conditions.ts). If-None-Match with tags always holds; conditions on a date are ignored (13.1.3, 13.1.4).
 */
export function failsCondition({ headers }: IncomingMessage): boolean {
  const wanted = headers['if-match'];
  return wanted !== undefined && wanted.trim() !== '*';
}
