import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';
import { Fault } from '../errors';
import { type Caller, CREDENTIALS_METADATA, PUBLIC_METADATA, type Scope, SCOPE_METADATA } from '../http/caller';
import { ConsumersService } from './consumers.service';
import type { Consumer } from './entities/consumer.entity';

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
    const byFourHeaders = this.reflector.getAllAndOverride<string | undefined>(CREDENTIALS_METADATA, places) === 'four-headers';
    request.caller = callerOf(await (byFourHeaders ? this.byFourHeaders(request) : this.byAuthorization(request)), request.id);
    const scope = this.reflector.getAllAndOverride<Scope | undefined>(SCOPE_METADATA, places);
    if (scope && !request.caller.scopes.includes(scope)) throw new Fault('scope-missing', { detail: `This operation needs the scope ${scope}.` });
    return true;
  }

  private async byAuthorization(request: FastifyRequest): Promise<Consumer> {
    return this.consumers.authenticate({
      authorization: request.headers.authorization,
      omDate: single(request.headers['x-om-date']),
      method: request.method,
      url: request.url,
      body: Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0),
    });
  }

  private async byFourHeaders({ headers }: FastifyRequest): Promise<Consumer> {
    return this.consumers.authenticateByHeaders({
      clientId: single(headers.client_id),
      clientSecret: single(headers.client_secret),
      organisationId: single(headers.organisationid),
      appIdentifier: single(headers.appidentifier),
    });
  }
}

const callerOf = (consumer: Consumer, requestId: string): Caller => ({
  consumerId: consumer.consumerId,
  clientId: consumer.clientId,
  requestId,
  actor: 'consumer',
  scopes: consumer.scopes as Scope[],
  redirectOrigins: consumer.redirectOrigins,
  applicationId: consumer.applicationId,
  productIds: consumer.productIds,
});

const single = (header: string | string[] | undefined): string | undefined => (typeof header === 'string' ? header : undefined);
