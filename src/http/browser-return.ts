import type { FastifyReply, FastifyRequest } from 'fastify';
import { Fault } from '../errors';
import { HTML, messagePage, PAGE_POLICY } from './page';

/** Browsers and mail scanners that fetch ahead say so, and HEAD is safe (RFC 9110, 9.2.1): that is no visit. */
const isNoVisit = ({ method, headers }: FastifyRequest): boolean => method === 'HEAD' || /prefetch|preview|prerender/i.test([headers.purpose, headers['sec-purpose'], headers['x-purpose'], headers['x-moz']].join(' '));

/** Where a browser that came back goes on to, and what it tells there; `redirectUrl` is null when the consumer named no page. */
export interface WayOn {
  readonly redirectUrl: string | null;
  readonly parameters: Readonly<Record<string, string>>;
}

/** Answers a browser that came back from a vendor: on to the consumer's page (303), or a page of our own that says what is the matter. */
export async function answerReturn(request: FastifyRequest, reply: FastifyReply, arrive: () => Promise<WayOn>): Promise<void> {
  if (isNoVisit(request)) return show(reply, 200, 'Nearly there', 'Open this page to go on.');
  try {
    const { redirectUrl, parameters } = await arrive();
    if (redirectUrl === null) return await show(reply, 200, 'Thank you', 'You can close this page and go on where you came from.');
    await reply.status(303).header('Location', withQuery(redirectUrl, parameters)).send();
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    if (error.retryAfterSeconds !== undefined) void reply.header('Retry-After', String(error.retryAfterSeconds));
    await show(reply, error.kind.status, error.kind.title, `${error.detail} ${error.nextAction}`);
  }
}

/** Adds parameters to a URL without touching the ones that are there. */
export function withQuery(href: string, parameters: Readonly<Record<string, string>>): string {
  const [whole, fragment] = href.split('#', 2) as [string, string?];
  return `${whole}${whole.includes('?') ? '&' : '?'}${new URLSearchParams(parameters)}${fragment === undefined ? '' : `#${fragment}`}`;
}

async function show(reply: FastifyReply, status: number, title: string, text: string): Promise<void> {
  await reply.status(status).header('Content-Type', HTML).header('Content-Security-Policy', PAGE_POLICY).send(messagePage(title, text));
}

/** An answer with a page, for the OpenAPI document. */
export const htmlResponse = (description: string): { description: string; content: Record<string, { schema: { type: 'string' } }> } => ({ description, content: { 'text/html': { schema: { type: 'string' } } } });
