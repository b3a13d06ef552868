import type { FastifyInstance } from 'fastify';
import { Fault } from '../errors';

/** The most characters of a value in a path, before or after decoding. */
export const MAX_PATH_VALUE = 200;

/** A vendor may append its parameters with `&` alone, which makes them part of the value (browser-return.ts). */
const RETURN_ADDRESSES = /^\/return\//;

/** Answers 400 to a longer value; the router itself accepts any length that fits in a request line. */
export function boundPathValues(app: FastifyInstance): void {
  app.addHook('onRequest', async ({ params, url }) => {
    if (RETURN_ADDRESSES.test(url)) return;
    for (const value of Object.values(params as Record<string, string>)) {
      if (value.length > MAX_PATH_VALUE)
        throw new Fault('bad-request', {
          detail: `A value in the path is longer than ${MAX_PATH_VALUE} characters.`,
        });
    }
  });
}
