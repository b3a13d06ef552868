import type { FastifyInstance } from 'fastify';
import { Fault } from '../errors';

/** The most characters of a value in a path, before or after decoding. */
export const MAX_PATH_VALUE = 200;

/** A vendor may append its parameters with `&` alone, which makes them part of the value (browser-return.ts). */
const RETURN_ADDRESSES = /^\/return\//;

const TOO_LONG = `A value in the path is longer than ${MAX_PATH_VALUE} characters.`;

/** Answers 400 to a longer value; the router itself accepts any length that fits in a request line. */
export function boundPathValues(app: FastifyInstance): void {
  app.addHook('onRequest', ({ params, url }, _reply, done) => {
    const isTooLong = Object.values(params as Record<string, string>).some((value) => value.length > MAX_PATH_VALUE);
    done(isTooLong && !RETURN_ADDRESSES.test(url) ? new Fault('bad-request', { detail: TOO_LONG }) : undefined);
  });
}
