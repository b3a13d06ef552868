import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { fieldFault } from '../errors';
import { ANY_UUID } from '../input/bounded-text';

const POINTER = 'header/Idempotency-Key';

/** Idempotency-Key: a UUID (RFC 9562) in lower case; null without one. Throws a 400 that names the header. */
export const keyIn = ({ headers }: FastifyRequest): string | null => {
  const key = headers['idempotency-key'];
  if (key === undefined) return null;
  if (typeof key !== 'string' || !ANY_UUID.test(key)) throw fieldFault(POINTER, 'wrong_format', 'must be a UUID');
  return key.toLowerCase();
};

/** The key as a parameter. */
export const OptionalIdempotencyKeyHeader = createParamDecorator(
  (_: unknown, context: ExecutionContext): string | null => keyIn(context.switchToHttp().getRequest<FastifyRequest>()),
);

/** The same where it is required. */
export const IdempotencyKeyHeader = createParamDecorator((_: unknown, context: ExecutionContext): string => {
  const key = keyIn(context.switchToHttp().getRequest<FastifyRequest>());
  if (key === null) throw fieldFault(POINTER, 'required');
  return key;
});
