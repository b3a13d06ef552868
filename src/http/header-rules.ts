import type { FastifyInstance } from 'fastify';
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { hasBody } from '../admission/incoming-body';
import { LARGEST_BODY } from '../admission/intake';
import { expectationsOf, isExpecting } from '../admission/message-rules';
import { Fault } from '../errors';
import { PathMethods } from './path-methods';
import { mediaFault } from './raw-body';

/** The fault of the credentials for a path, from the headers alone; null where the consumer has to be looked up. */
export type CredentialRule = (path: string, headers: IncomingHttpHeaders) => Fault | null;

/**
 * Checks the method, the target and the headers of a request, in the order in which faults are reported: path (404),
 * method (405), expectation (417), content (413, 415), credentials (401).
 */
export class HeaderRules {
  private readonly paths = new PathMethods();

  constructor(private readonly credentials: CredentialRule) {}

  /**
   * For a client that awaits an interim response before its content (RFC 9110, 10.1.1), and for content too large to be
   * read. Others are checked when all content has arrived, which keeps the connection. Null: read on.
   */
  early(request: IncomingMessage): Fault | null {
    return isExpecting(request) || isTooLarge(request.headers) ? this.faultOf(request) : null;
  }

  private faultOf(request: IncomingMessage): Fault | null {
    const { method = '', url = '', headers } = request;
    const path = pathOf(url);
    return (
      this.paths.faultOf(method, path) ??
      expectationFault(request) ??
      contentFault(method, path, headers) ??
      this.credentials(path, headers)
    );
  }

  /** To be called before routes are added. Checks path and method, then content; the consumer guard authenticates. */
  attach(app: FastifyInstance): void {
    this.paths.attach(app);
    app.addHook('onRequest', ({ is404, method, url, raw }, _reply, done) => {
      const path = pathOf(url);
      // A server may ignore Range (RFC 9110, 14.2), and this one does, also for files.
      delete raw.headers.range;
      const fault = is404 ? this.paths.refusal(method, path) : contentFault(method, path, raw.headers);
      done(fault ?? undefined);
    });
  }
}

const isTooLarge = (headers: IncomingHttpHeaders): boolean => Number(headers['content-length']) > LARGEST_BODY;

/** RFC 9110, 10.1.1. */
const expectationFault = (request: IncomingMessage): Fault | null =>
  expectationsOf(request).every((one) => one === '100-continue') ? null : new Fault('expectation-failed');

/** The content of GET and HEAD has no meaning (RFC 9110, 9.3.1), so it is not checked. */
function contentFault(method: string, path: string, headers: IncomingHttpHeaders): Fault | null {
  if (isTooLarge(headers)) return new Fault('too-large');
  if (method === 'GET' || method === 'HEAD' || !hasBody({ headers })) return null;
  const coding = headers['content-encoding'];
  if (coding === undefined || coding.toLowerCase() === 'identity') return mediaFault(path, headers);
  return new Fault('unsupported-media-type', {
    detail: 'The body has a Content-Encoding, and Portico decodes none.',
    nextAction: 'Send the body without Content-Encoding.',
    headers: { 'Accept-Encoding': 'identity' },
  });
}

const pathOf = (url: string): string => url.split('?', 1)[0]!;
