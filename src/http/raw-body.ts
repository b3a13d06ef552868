import type { FastifyInstance } from 'fastify';

/** The largest body that any operation takes, in bytes. */
export const LARGEST_BODY = 65_536;

/** Routes of pages with a form, and the most that a form sends, in bytes. */
const FORM_ROUTES = /^\/l\//;
const LARGEST_FORM = 1_024;

/**
 * Bodies arrive as bytes: who signed them is checked on exactly these, and only then are they parsed (validation.ts).
 * JSON, and what a browser sends for a form where there is one; other media types are refused.
 */
export function keepRawBodies(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('application/json', { parseAs: 'buffer', bodyLimit: LARGEST_BODY }, (_request, body, done) => done(null, body));
  app.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'buffer', bodyLimit: LARGEST_FORM }, ({ routeOptions }, body, done) => {
    if (FORM_ROUTES.test(routeOptions.url ?? '')) done(null, body);
    else done(Object.assign(new Error('unsupported media type'), { statusCode: 415 }));
  });
}
