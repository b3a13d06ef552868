import type { FastifyInstance } from 'fastify';
import type { IncomingHttpHeaders } from 'node:http';
import { Fault } from '../errors';

/** Paths of pages with a form, and the most bytes that such a form sends. */
const FORMS: readonly (readonly [RegExp, number])[] = [
  [/^\/l\//, 1_024],
  [/^\/console\//, 16_384],
];

const JSON_TYPE = /^\s*application\/json\s*(?:;|$)/i;
const FORM_TYPE = /^\s*application\/x-www-form-urlencoded\s*(?:;|$)/i;
/** A charset other than UTF-8 and ASCII. JSON allows no other (RFC 8259, 8.1); guessing would store wrong names. */
const OTHER_CHARSET = /;\s*charset\s*=\s*(?!"?(?:utf-?8|us-ascii)"?\s*(?:;|$))/i;

/** Checks the media type of a body: JSON everywhere, form encoding only where there is a form. */
export function mediaFault(path: string, headers: IncomingHttpHeaders): Fault | null {
  const type = headers['content-type'] ?? '';
  if (JSON_TYPE.test(type))
    return OTHER_CHARSET.test(type)
      ? new Fault('unsupported-media-type', {
          detail: 'JSON is written in UTF-8 (RFC 8259, 8.1); the Content-Type names another charset.',
        })
      : null;
  const largest = FORMS.find(([paths]) => paths.test(path))?.[1];
  if (!FORM_TYPE.test(type) || largest === undefined) return new Fault('unsupported-media-type');
  return Number(headers['content-length']) > largest
    ? new Fault('too-large', { detail: `The form is larger than ${largest} bytes.` })
    : null;
}

/**
 * Keeps bodies as bytes: authentication is checked over exactly these bytes, and only then are they parsed
 * (validation.ts). They have arrived before the application sees the request (admission-control.ts), and their media
 * type has been checked (header-rules.ts).
 */
export function keepRawBodies(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser(['application/json', 'application/x-www-form-urlencoded'], ({ raw }, _payload, done) =>
    done(null, raw.bodyBytes),
  );
}
