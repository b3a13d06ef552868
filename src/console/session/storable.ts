import type { FastifyRequest } from 'fastify';
import { fieldFault } from '../../errors';

/** PostgreSQL stores no NUL in a text. Lone surrogates come by no form and no address: decoding replaces them. */
const NOT_STORABLE = /\0/;

/** Throws Fault `bad-request`, with the field, for a character that cannot be stored in what a browser sent. */
export function assertStorable(
  { params, query }: Pick<FastifyRequest, 'params' | 'query'>,
  form: URLSearchParams,
): void {
  assertIn('path', Object.entries(params as Readonly<Record<string, unknown>>));
  assertIn('query', Object.entries(query as Readonly<Record<string, unknown>>));
  assertIn('', form);
}

function assertIn(part: string, fields: Iterable<readonly [string, unknown]>): void {
  for (const [name, value] of fields)
    for (const one of [value].flat())
      if (typeof one === 'string' && NOT_STORABLE.test(one)) throw fieldFault(`${part}/${name}`, 'nul_character');
}
