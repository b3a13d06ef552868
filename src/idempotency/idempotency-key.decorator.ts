import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { fieldFault } from '../errors';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/i;

/** The Idempotency-Key header: required, a UUID (RFC 9562), in lower case. Throws a 400 that names the header. */
export const IdempotencyKeyHeader = createParamDecorator((_: unknown, context: ExecutionContext): string => {
  const key = context.switchToHttp().getRequest<FastifyRequest>().headers['idempotency-key'];
  if (typeof key !== 'string' || !UUID.test(key)) throw fieldFault('header/Idempotency-Key', 'uuid', key === undefined ? 'is required' : 'must be a UUID');
  return key.toLowerCase();
});
