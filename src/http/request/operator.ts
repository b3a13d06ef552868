import { applyDecorators, createParamDecorator, type ExecutionContext, SetMetadata } from '@nestjs/common';
import { ApiExtension } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';

/** What an operator may do. One operator may have several roles. */
export const ROLES = {
  operator: 'Runs Portico: stops and resumes, disables consumers, redelivers, asks vendors, sees personal data.',
  support: 'Finds journeys and says where they wait; never sees personal data, and changes nothing.',
  auditor: 'Reads and exports the whole audit log and makes evidence packs; changes nothing.',
} as const;

export type Role = keyof typeof ROLES;
export const ROLE_NAMES = Object.keys(ROLES) as readonly Role[];

/** The authenticated operator of one request. */
export interface OperatorCaller {
  readonly operatorId: string;
  readonly requestId: string;
  /** The role that allows the operation: the first of those that the operation names and the operator has. */
  readonly role: Role;
}

declare module 'fastify' {
  interface FastifyRequest {
    operator?: OperatorCaller;
  }
}

export const ROLES_METADATA = 'portico:roles';
/** The roles of an operation in the OpenAPI document of operators. */
export const ROLES_EXTENSION = 'x-roles';

/** For operators with one of these roles, and for no consumer. */
export const NeedsRole = (...roles: readonly Role[]): MethodDecorator & ClassDecorator =>
  applyDecorators(SetMetadata(ROLES_METADATA, roles), ApiExtension(ROLES_EXTENSION, roles));

/** The OperatorCaller that the guard authenticated. */
export const CurrentOperator = createParamDecorator((_: unknown, context: ExecutionContext): OperatorCaller => {
  const { operator } = context.switchToHttp().getRequest<FastifyRequest>();
  if (!operator) throw new Error('a protected route was reached without an operator');
  return operator;
});
