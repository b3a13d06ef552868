import { createParamDecorator, type ExecutionContext, SetMetadata } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';

export const SCOPES = [
  'onboarding:write',
  'onboarding:read',
  'consent:write',
  'consent:read',
  'events:read',
  'events:write',
  'audit:read',
] as const;

export type Scope = (typeof SCOPES)[number];

/** Who is asking, in this request. */
export interface Caller {
  readonly consumerId: string;
  readonly clientId: string;
  readonly requestId: string;
  readonly actor: 'consumer';
  readonly scopes: readonly Scope[];
  /** Origins that a user may be sent back to. */
  readonly redirectOrigins: readonly string[];
  /** Where users go on to when a request names no page; null: where the vendor sends them. */
  readonly defaultRedirectUrl: string | null;
  /** Which of the consumer's applications is calling. */
  readonly applicationId: string;
  /** FinPro templates that the consumer may use. */
  readonly productIds: readonly string[];
}

declare module 'fastify' {
  interface FastifyRequest {
    caller?: Caller;
  }
}

export const SCOPE_METADATA = 'portico:scope';
export const PUBLIC_METADATA = 'portico:public';

/** How a caller says who it is, where it is not the Authorization header. */
export const CREDENTIALS_METADATA = 'portico:credentials';

/** Here the caller says who it is with FinPro's four headers, and with nothing else. */
export const ByFourHeaders = (): MethodDecorator & ClassDecorator => SetMetadata(CREDENTIALS_METADATA, 'four-headers');

/** What the caller must be allowed to do here. */
export const NeedsScope = (scope: Scope): MethodDecorator & ClassDecorator => SetMetadata(SCOPE_METADATA, scope);

/** Nobody needs to say who they are here. */
export const Public = (): MethodDecorator & ClassDecorator => SetMetadata(PUBLIC_METADATA, true);

/** The Caller, as the guard found it. */
export const CurrentCaller = createParamDecorator((_: unknown, context: ExecutionContext): Caller => {
  const { caller } = context.switchToHttp().getRequest<FastifyRequest>();
  if (!caller) throw new Error('a protected route was reached without a caller');
  return caller;
});
