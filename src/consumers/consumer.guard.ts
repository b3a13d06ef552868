import { type CanActivate, type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AccessAudit } from '../audit/access/access-audit';
import { CLOCK, type Clock } from '../config/clock';
import { CONFIG } from '../config/config.module';
import type { Config } from '../config/config';
import { Fault, fieldFault } from '../errors';
import {
  type Caller,
  CREDENTIALS_METADATA,
  PERSONAL_METADATA,
  PUBLIC_METADATA,
  type Scope,
  DRY_RUN_METADATA,
  SCOPE_METADATA,
} from '../http/request/caller';
import { ROLES_METADATA } from '../http/request/operator';
import { ConsumersService } from './consumers.service';
import type { Consumer } from './consumer.entity';
import { resetHeaders, rateHeaders, ratePolicyHeaders } from './limits/rate-headers';
import { RequestRates } from './limits/request-rates';

/** The consumer that the credentials authenticate, and which of its applications is calling. */
interface Proved {
  readonly consumer: Consumer;
  readonly applicationId: string;
}

/** Authenticates (401), counts against the rate limit (429), checks the scopes (403): on the consumers' routes. */
@Injectable()
export class ConsumerGuard implements CanActivate {
  constructor(
    private readonly consumers: ConsumersService,
    private readonly reflector: Reflector,
    private readonly rates: RequestRates,
    @Inject(CONFIG) private readonly config: Config,
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly access: AccessAudit,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const targets = [context.getHandler(), context.getClass()];
    if (this.reflector.getAllAndOverride<boolean>(PUBLIC_METADATA, targets)) return true;
    // The operators' own guard, beside this one, decides on their routes: no consumer's credentials count there.
    if (this.reflector.getAllAndOverride<unknown>(ROLES_METADATA, targets) !== undefined) return true;
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    try {
      const isAdmitted = await this.admit(context, request, targets);
      if (this.reflector.get<unknown>(PERSONAL_METADATA, context.getHandler())) this.countRead(context, request);
      return isAdmitted;
    } catch (error) {
      if (error instanceof Fault && (error.faultName === 'unauthorized' || error.faultName === 'scope-missing'))
        this.access.note(request, {
          action: error.faultName === 'unauthorized' ? 'access.failed' : 'access.refused',
          actor: 'consumer',
          reason: error.faultName,
          credential: request.caller?.clientId ?? this.consumers.knownIn(request.headers),
        });
      throw error;
    }
  }

  /** Once it is answered with a success. */
  private countRead(context: ExecutionContext, request: FastifyRequest): void {
    const { raw } = context.switchToHttp().getResponse<FastifyReply>();
    const credential = request.caller!.clientId;
    raw.once('finish', () => {
      if (raw.statusCode < 300)
        this.access.note(request, { action: 'access.personal', actor: 'consumer', reason: 'read', credential });
    });
  }

  private async admit(
    context: ExecutionContext,
    request: FastifyRequest,
    targets: Parameters<Reflector['getAllAndOverride']>[1],
  ): Promise<boolean> {
    const byFourHeaders =
      this.reflector.getAllAndOverride<string | undefined>(CREDENTIALS_METADATA, targets) === 'four-headers';
    const { consumer, applicationId } = await (byFourHeaders
      ? this.byFourHeaders(request)
      : this.byAuthorization(request));
    request.caller = callerOf(consumer, applicationId, request.id);
    if (request.work) request.work.consumerId = consumer.consumerId;
    await this.count(consumer, context.switchToHttp().getResponse<FastifyReply>(), byFourHeaders);
    const scopes = this.reflector.getAllAndOverride<readonly Scope[] | undefined>(SCOPE_METADATA, targets) ?? [];
    if (scopes.length > 0 && !scopes.some((scope) => request.caller!.scopes.includes(scope)))
      throw new Fault('scope-missing', {
        detail: `This operation needs ${scopes.length === 1 ? 'the scope' : 'one of the scopes'} ${scopes.join(', ')}.`,
      });
    if (
      request.method !== 'GET' &&
      'dry_run' in Object(request.query) &&
      !this.reflector.get(DRY_RUN_METADATA, context.getHandler())
    )
      throw fieldFault('query/dry_run', 'unknown_member', 'This operation has no dry run; nothing was done.');
    return true;
  }

  private async byAuthorization(request: FastifyRequest): Promise<Proved> {
    const consumer = await this.consumers.authenticate({
      headers: request.headers,
      method: request.method,
      url: request.url,
      sentTarget: request.raw.sentTarget,
      body: Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0),
    });
    return { consumer, applicationId: consumer.applicationId };
  }

  private async byFourHeaders({ headers }: FastifyRequest): Promise<Proved> {
    return this.consumers.authenticateByHeaders(headers);
  }

  /** By consumer, not address. With four headers, also sent in that contract's headers; for a 429, in its envelope. */
  private async count(
    { consumerId, rateLimitPerMinute }: Consumer,
    reply: FastifyReply,
    hasFourHeaders: boolean,
  ): Promise<void> {
    const most = rateLimitPerMinute ?? this.config.rateLimitPerMinute;
    if (most === 0) return;
    void reply.headers(ratePolicyHeaders(most));
    if (hasFourHeaders) void reply.header('X-RateLimit-Limit', String(most));
    try {
      const { remaining, resetSeconds } = await this.rates.take(consumerId, most);
      void reply.headers(rateHeaders(remaining, resetSeconds));
      if (hasFourHeaders) void reply.headers(resetHeaders(remaining, resetSeconds, this.clock.now()));
    } catch (error) {
      if (error instanceof Fault && error.faultName === 'too-many-requests')
        void reply.headers(rateHeaders(0, error.retryAfterSeconds ?? 1));
      throw error;
    }
  }
}

const callerOf = (consumer: Consumer, applicationId: string, requestId: string): Caller => ({
  consumerId: consumer.consumerId,
  clientId: consumer.clientId,
  requestId,
  actor: 'consumer',
  scopes: consumer.scopes as Scope[],
  redirectOrigins: consumer.redirectOrigins,
  defaultRedirectUrl: consumer.defaultRedirectUrl,
  organisationId: consumer.organisationId,
  applicationId,
  vendorAccounts: consumer.vendorAccounts,
  productIds: consumer.productIds,
});
