import type { IncomingHttpHeaders } from 'node:http';

/** As one-time-token.ts makes them. */
const NONCE = /^[A-Za-z0-9_-]{43}$/;

/** The value that the page's form carries; null when there is none, or another thing than ours. */
export function nonceOf(body: unknown): string | null {
  const nonce = Buffer.isBuffer(body) ? new URLSearchParams(body.toString('latin1')).get('click') : null;
  return nonce !== null && NONCE.test(nonce) ? nonce : null;
}

/**
 * Whether a browser says that the form stood on a page of ours and that a person sent it: another site cannot press the
 * button, and what fetches ahead does not. Browsers that say nothing of it are taken at their word.
 */
export function isOwnForm(headers: IncomingHttpHeaders, publicBaseUrl: string | null): boolean {
  if (
    /prefetch|preview|prerender/i.test(
      [headers.purpose, headers['sec-purpose'], headers['x-purpose'], headers['x-moz']].join(' '),
    )
  )
    return false;
  const site = headers['sec-fetch-site'];
  if (site !== undefined) return site === 'same-origin' || site === 'none';
  return headers.origin === undefined || publicBaseUrl === null || headers.origin === new URL(publicBaseUrl).origin;
}
