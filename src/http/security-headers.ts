import type { FastifyInstance } from 'fastify';

/** Headers of every answer, unless it sets its own. */
export const SECURITY_HEADERS: Readonly<Record<string, string>> = {
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  'Referrer-Policy': 'no-referrer',
  'Cache-Control': 'no-store',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
};

/** Swagger UI needs its own scripts, styles and images, and connections to this origin; nothing else. */
const DOCS_POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src " +
  "'self'; connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'";

/** Sets on every answer: no sniffing, framing, caching or referrer, since answers may carry one-time URLs. */
export function addSecurityHeaders(app: FastifyInstance): void {
  app.addHook('onRequest', (request, reply, done) => {
    reply.headers(SECURITY_HEADERS);
    if (/^\/docs(?:[/?-]|$)/.test(request.url)) reply.header('Content-Security-Policy', DOCS_POLICY);
    done();
  });
}
