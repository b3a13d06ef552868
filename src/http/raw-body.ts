import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Fault } from '../errors';

/** Routes of pages with a form, and the most that a form sends, in bytes. */
const FORM_ROUTES = /^\/l\//;
const LARGEST_FORM = 1_024;

type Done = (error: Error | null, body?: Buffer) => void;

/**
 * A charset that is not UTF-8, nor the part of it that is ASCII. JSON knows no other (RFC 8259, 8.1), and guessing
 * would store wrong names.
 */
const OTHER_CHARSET = /;\s*charset\s*=\s*(?!"?(?:utf-?8|us-ascii)"?\s*(?:;|$))/i;

/**
 * Bodies are bytes: who signed them is checked on exactly these, and only then are they parsed (validation.ts). They
 * have arrived before the application sees the request (door.ts). JSON, and what a browser sends for a form where there
 * is one; other media types are refused.
 */
export function keepRawBodies(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('application/json', ({ raw, headers }, _payload, done: Done) => {
    if (OTHER_CHARSET.test(headers['content-type'] ?? ''))
      done(
        new Fault('unsupported-media-type', {
          detail: 'JSON is written in UTF-8 (RFC 8259, 8.1); the Content-Type names another charset.',
        }),
      );
    else done(null, raw.bodyBytes);
  });
  app.addContentTypeParser(
    'application/x-www-form-urlencoded',
    ({ routeOptions, raw }: FastifyRequest, _payload, done: Done) => {
      if (!FORM_ROUTES.test(routeOptions.url ?? '')) done(refusal(415));
      else if ((raw.bodyBytes?.length ?? 0) > LARGEST_FORM) done(refusal(413));
      else done(null, raw.bodyBytes);
    },
  );
}

const refusal = (statusCode: number): Error => Object.assign(new Error('the body was refused'), { statusCode });
