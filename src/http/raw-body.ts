import type { FastifyInstance, FastifyRequest } from 'fastify';

/** Routes of pages with a form, and the most that a form sends, in bytes. */
const FORM_ROUTES = /^\/l\//;
const LARGEST_FORM = 1_024;

type Done = (error: Error | null, body?: Buffer) => void;

/**
 * Bodies are bytes: who signed them is checked on exactly these, and only then are they parsed (validation.ts). They have
 * arrived before the application sees the request (door.ts). JSON, and what a browser sends for a form where there is one;
 * other media types are refused.
 */
export function keepRawBodies(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('application/json', ({ raw }, _payload, done: Done) => done(null, raw.bodyBytes));
  app.addContentTypeParser('application/x-www-form-urlencoded', ({ routeOptions, raw }: FastifyRequest, _payload, done: Done) => {
    if (!FORM_ROUTES.test(routeOptions.url ?? '')) done(refusal(415));
    else if ((raw.bodyBytes?.length ?? 0) > LARGEST_FORM) done(refusal(413));
    else done(null, raw.bodyBytes);
  });
}

const refusal = (statusCode: number): Error => Object.assign(new Error('the body was refused'), { statusCode });
