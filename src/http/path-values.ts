import type { FastifyInstance } from 'fastify';
import { Fault } from '../errors';

/** Characters of a value in a path, decoded or not. */
export const MAX_PATH_VALUE = 200;

/**
 * A vendor may append what it brings to a return address with `&` alone, so that all of it is the value
 * (browser-return.ts).
 */
const RETURN_ADDRESSES = /^\/return\//;

/** Answers 400 to a longer value; for the router, every length that a request line can have is one. */
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
