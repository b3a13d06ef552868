import { applyDecorators, createParamDecorator, type ExecutionContext, SetMetadata } from '@nestjs/common';
import { ApiExtension } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import type { VendorAccounts } from '../../config/vendor';

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

/** The authenticated consumer of one request. */
export interface Caller {
  readonly consumerId: string;
  readonly clientId: string;
  readonly requestId: string;
  readonly actor: 'consumer';
  readonly scopes: readonly Scope[];
  /** Origins that a user may be redirected back to. */
  readonly redirectOrigins: readonly string[];
  /** Where users are redirected when a request names no page; null: where the vendor sends them. */
  readonly defaultRedirectUrl: string | null;
  readonly organisationId: string;
  /** Which of the consumer's applications is calling. */
  readonly applicationId: string;
  /** Its account at each vendor, and those before. */
  readonly vendorAccounts: VendorAccounts;
  /** Templates of consents that the consumer may use. */
  readonly productIds: readonly string[];
}

declare module 'fastify' {
  interface FastifyRequest {
    caller?: Caller;
  }
}

export const SCOPE_METADATA = 'portico:scope';
export const PUBLIC_METADATA = 'portico:public';

/** How a caller authenticates, where it is not by the Authorization header. */
export const CREDENTIALS_METADATA = 'portico:credentials';

/** Here the caller authenticates with the four headers only (consumers/presented.ts). */
export const ByFourHeaders = (): MethodDecorator & ClassDecorator => SetMetadata(CREDENTIALS_METADATA, 'four-headers');

/** The scopes of an operation in the OpenAPI document: openapi/scopes.ts makes a sentence of them. */
export const SCOPES_EXTENSION = 'x-scopes';

/** One of these scopes is needed, which the guard checks and the OpenAPI document says. */
export const NeedsScope = (...scopes: readonly Scope[]): MethodDecorator & ClassDecorator =>
  applyDecorators(SetMetadata(SCOPE_METADATA, scopes), ApiExtension(SCOPES_EXTENSION, scopes));

/** Metadata of the operations that take `dry_run`: any other refuses it, so that none is carried out by mistake. */
export const DRY_RUN_METADATA = 'portico:dry-run';

/** Metadata of the operations that answer personal data in clear. */
export const PERSONAL_METADATA = 'portico:personal';

/** The answer has personal data in clear: that it was read is counted in the audit log. */
export const ReadsPersonalData = (): MethodDecorator => SetMetadata(PERSONAL_METADATA, true);

/** No authentication is needed here. */
export const Public = (): MethodDecorator & ClassDecorator => SetMetadata(PUBLIC_METADATA, true);

/** The Caller that the guard authenticated. */
export const CurrentCaller = createParamDecorator((_: unknown, context: ExecutionContext): Caller => {
  const { caller } = context.switchToHttp().getRequest<FastifyRequest>();
  if (!caller) throw new Error('a protected route was reached without a caller');
  return caller;
});
