import { applyDecorators, createParamDecorator, type ExecutionContext, SetMetadata } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { OperatorCaller, Role } from '../../http/request/operator';

/** Who may use a route of the console, and what it is for: docs/roles.md is printed from it. */
export interface ConsoleAccess {
  /** `anyone`: without a session, too. */
  readonly roles: readonly Role[] | 'anyone';
  /** What it shows or does, in a few words. */
  readonly what: string;
}

/** The operator of one request to the console. */
export interface ConsoleCaller extends OperatorCaller {
  readonly roles: readonly Role[];
  /** Stands in every form of a page, and is compared when the form is posted; bound to the session. */
  readonly formToken: string;
  /** Whether there is a session, which can be ended; null in an open console. */
  readonly session: string | null;
  /** The fields of the form that was posted; empty for a GET. */
  readonly form: URLSearchParams;
}

declare module 'fastify' {
  interface FastifyRequest {
    console?: ConsoleCaller;
  }
}

export const CONSOLE_METADATA = 'portico:console';

/** A route of the console, for operators with one of these roles. */
export const ConsoleRoute = (what: string, ...roles: readonly Role[]): MethodDecorator =>
  applyDecorators(SetMetadata(CONSOLE_METADATA, { what, roles } satisfies ConsoleAccess));

/** A route of the console that needs no session. */
export const OpenConsoleRoute = (what: string): MethodDecorator =>
  applyDecorators(SetMetadata(CONSOLE_METADATA, { what, roles: 'anyone' } satisfies ConsoleAccess));

/** The ConsoleCaller that the guard admitted. */
export const CurrentConsole = createParamDecorator((_: unknown, context: ExecutionContext): ConsoleCaller => {
  const { console: caller } = context.switchToHttp().getRequest<FastifyRequest>();
  if (!caller) throw new Error('a page of the console was reached without an operator');
  return caller;
});

/** Whether the operator has one of the roles. */
export const hasRole = ({ roles }: Pick<ConsoleCaller, 'roles'>, ...any: readonly Role[]): boolean =>
  any.some((role) => roles.includes(role));
