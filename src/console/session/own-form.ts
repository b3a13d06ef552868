import type { IncomingHttpHeaders } from 'node:http';

/**
 * By the browser's headers: a form of a page of this origin, and of no other. Browsers send Sec-Fetch-Site to https and
 * to this machine, and Origin with every form; what has neither is no browser.
 */
export function isOfOwnOrigin({ 'sec-fetch-site': site, origin, host }: IncomingHttpHeaders): boolean {
  if (site !== undefined) return site === 'same-origin';
  return origin !== undefined && host !== undefined && (origin === `https://${host}` || origin === `http://${host}`);
}

/** The fields of a posted form; of fields with one name the first counts. */
export const formIn = (body: unknown): URLSearchParams =>
  new URLSearchParams(Buffer.isBuffer(body) ? body.toString('utf8') : '');

/** Where to go after a login: a page of the console, or the first. */
export const pageIn = (next: string): string => (NEXT.test(next) ? next : '/console');

const NEXT = /^\/console(?:\/[A-Za-z0-9_-]{1,100}){0,5}(?:\?[A-Za-z0-9=&%_.+-]{0,400})?$/;
