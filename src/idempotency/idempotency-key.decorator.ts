import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { fieldFault } from '../errors';

const POINTER = 'header/Idempotency-Key';
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/i;

const keyIn = (context: ExecutionContext): string | null => {
  const key = context.switchToHttp().getRequest<FastifyRequest>().headers['idempotency-key'];
  if (key === undefined) return null;
  if (typeof key !== 'string' || !UUID.test(key)) throw fieldFault(POINTER, 'uuid', 'must be a UUID');
  return key.toLowerCase();
};

/** The Idempotency-Key header: a UUID (RFC 9562), in lower case; null when there is none. Throws a 400 that names the header. */
export const OptionalIdempotencyKeyHeader = createParamDecorator((_: unknown, context: ExecutionContext): string | null => keyIn(context));

/** The same where it is required. */
export const IdempotencyKeyHeader = createParamDecorator((_: unknown, context: ExecutionContext): string => {
  const key = keyIn(context);
  if (key === null) throw fieldFault(POINTER, 'uuid', 'is required');
  return key;
});
