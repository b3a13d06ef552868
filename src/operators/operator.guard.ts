import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';
import { AccessAudit } from '../audit/access/access-audit';
import { Fault, fieldFault } from '../errors';
import { type Role, ROLES_METADATA } from '../http/request/operator';
import { OperatorsService } from './operators.service';

/** On the routes of operators: authenticates (401) and checks the roles (403). Other routes are the consumers'. */
@Injectable()
export class OperatorGuard implements CanActivate {
  constructor(
    private readonly operators: OperatorsService,
    private readonly reflector: Reflector,
    private readonly access: AccessAudit,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const targets = [context.getHandler(), context.getClass()];
    const needed = this.reflector.getAllAndOverride<readonly Role[] | undefined>(ROLES_METADATA, targets);
    if (needed === undefined) return true;
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    try {
      return await this.admit(request, needed);
    } catch (error) {
      if (error instanceof Fault && (error.faultName === 'unauthorized' || error.faultName === 'role-missing'))
        this.access.note(request, {
          action: error.faultName === 'unauthorized' ? 'access.failed' : 'access.refused',
          actor: 'operator',
          reason: error.faultName,
          credential: this.operators.knownIn(request.headers.authorization),
        });
      throw error;
    }
  }

  private async admit(request: FastifyRequest, needed: readonly Role[]): Promise<boolean> {
    const { operatorId, roles } = await this.operators.authenticate(request.headers.authorization);
    const role = needed.find((one) => roles.includes(one));
    if (role === undefined)
      throw new Fault('role-missing', {
        detail: `This operation needs ${needed.length === 1 ? 'the role' : 'one of the roles'} ${needed.join(', ')}.`,
      });
    if (request.method !== 'GET' && 'dry_run' in Object(request.query))
      throw fieldFault('query/dry_run', 'unknown_member', 'This operation has no dry run; nothing was done.');
    request.operator = { operatorId, requestId: request.id, role };
    return true;
  }
}
