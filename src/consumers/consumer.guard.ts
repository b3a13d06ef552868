import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';
import { Fault } from '../errors';
import { type Caller, PUBLIC_METADATA, type Scope, SCOPE_METADATA } from '../http/caller';
import { ConsumersService } from './consumers.service';

/** Who is asking (401), and may they (403)? Every route is protected unless it says Public. */
@Injectable()
export class ConsumerGuard implements CanActivate {
  constructor(
    private readonly consumers: ConsumersService,
    private readonly reflector: Reflector,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const places = [context.getHandler(), context.getClass()];
    if (this.reflector.getAllAndOverride<boolean>(PUBLIC_METADATA, places)) return true;
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    request.caller = await this.identify(request);
    const scope = this.reflector.getAllAndOverride<Scope | undefined>(SCOPE_METADATA, places);
    if (scope && !request.caller.scopes.includes(scope)) throw new Fault('scope-missing', { detail: `This operation needs the scope ${scope}.` });
    return true;
  }

  private async identify(request: FastifyRequest): Promise<Caller> {
    const consumer = await this.consumers.authenticate({
      authorization: request.headers.authorization,
      omDate: single(request.headers['x-om-date']),
      method: request.method,
      url: request.url,
      body: Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0),
    });
    return {
      consumerId: consumer.consumerId,
      clientId: consumer.clientId,
      requestId: request.id,
      actor: 'consumer',
      scopes: consumer.scopes as Scope[],
      redirectOrigins: consumer.redirectOrigins,
    };
  }
}

const single = (header: string | string[] | undefined): string | undefined => (typeof header === 'string' ? header : undefined);
