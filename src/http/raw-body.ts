import type { FastifyInstance } from 'fastify';

/** The largest body that any operation takes, in bytes. */
export const LARGEST_BODY = 65_536;

/** Bodies arrive as bytes: who signed them is checked on exactly these, and only then are they parsed (validation.ts). Other media types are refused. */
export function keepRawBodies(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('application/json', { parseAs: 'buffer', bodyLimit: LARGEST_BODY }, (_request, body, done) => done(null, body));
}
