import { Inject, Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import type { Json } from '../audit/canonical-json';
import { CONFIG } from '../config/config.module';
import type { Config } from '../config/config';
import { judgeRedirect } from '../consumers/redirect-policy';
import { Fault } from '../errors';
import type { Caller } from '../http/caller';
import { maskUrl } from '../privacy/mask';
import { newOneTimeToken } from '../privacy/one-time-token';
import { CustomersService } from './customers.service';
import type { CreateGrantDto } from './dto/create-grant.dto';
import type { Customer } from './entities/customer.entity';
import { OnboardingGrant } from './entities/onboarding-grant.entity';
import { GrantsRepository } from './grants.repository';
import { KybStatusService } from './kyb-status.service';
import { mayGrant, nextActionWithoutGrant } from './kyb-status';
import { mayMeanStatus } from './one-money.answers';
import { type IssuedGrant, OneMoneyClient } from './one-money.client';

const MOST_LISTED = 100;

/** Where the browser comes back to: through Portico (managed) or straight to the consumer (direct). */
interface ReturnPlan {
  readonly mode: 'managed' | 'direct';
  /** What 1Money is given. */
  readonly vendorUrl: string | null;
  readonly stateHash: Buffer | null;
}

/** Onboarding grants: one-time links that live thirty minutes. A customer may have several. */
@Injectable()
export class GrantsService {
  constructor(
    private readonly customers: CustomersService,
    private readonly statuses: KybStatusService,
    private readonly oneMoney: OneMoneyClient,
    private readonly repository: GrantsRepository,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** Throws Fault `not-found`, `bad-request` (redirect_url) or `grant-not-allowed`, all before a grant is asked for. */
  async create(caller: Caller, dto: CreateGrantDto): Promise<IssuedGrant> {
    const customer = await this.customers.get(caller, dto.customer_id);
    const redirectUrl = typeof dto.redirect_url === 'string' ? judgeRedirect(dto.redirect_url, caller.redirectOrigins, this.config.mode === 'sandbox', 'redirect_url') : null;
    await this.assertGrantAllowed(caller, customer);
    const plan = this.planReturn(redirectUrl);
    const grant = { grantId: uuidv7(), subjectId: customer.subjectId, locale: dto.locale ?? null, redirectUrl, returnMode: plan.mode, returnStateHash: plan.stateHash };
    const detail = { customer_id: customer.customerId, grant_id: grant.grantId, locale: grant.locale, return_mode: plan.mode, redirect_origin: redirectUrl && maskUrl(redirectUrl) };
    const answer = await this.ask(caller, customer, { ...plan, locale: grant.locale }, detail);
    return answer.settle(
      (issued) => ({ ...this.repository.add(Object.assign(new OnboardingGrant(), grant, { issuedAt: issued.issuedAt, expiresAt: issued.expiresAt, returnedAt: null })), result: issued }),
      ({ expiresAt }) => ({ customer_id: customer.customerId, grant_id: grant.grantId, expires_at: expiresAt.toISOString() }),
    );
  }

  /** The customer as last confirmed, and its grants, newest first. */
  async list(caller: Caller, customerId: string): Promise<{ customer: Customer; grants: OnboardingGrant[] }> {
    const customer = await this.customers.get(caller, customerId);
    return { customer, grants: await this.repository.listBySubject(customer.subjectId, MOST_LISTED) };
  }

  private planReturn(redirectUrl: string | null): ReturnPlan {
    const { publicBaseUrl } = this.config;
    if (publicBaseUrl === null) return { mode: 'direct', vendorUrl: redirectUrl, stateHash: null };
    const { token, hash } = newOneTimeToken();
    return { mode: 'managed', vendorUrl: `${publicBaseUrl}/return/onboarding?state=${token}`, stateHash: hash };
  }

  /** What we know may be old, so 1Money is asked before anybody is refused. */
  private async assertGrantAllowed(caller: Caller, customer: Customer): Promise<void> {
    if (mayGrant(customer.status)) return;
    const { customer: now } = await this.statuses.observe(caller, customer);
    if (!mayGrant(now.status)) throw notAllowed(now);
  }

  private async ask(caller: Caller, customer: Customer, plan: ReturnPlan & { locale: string | null }, detail: Readonly<Record<string, Json>>): ReturnType<OneMoneyClient['createGrant']> {
    try {
      const request = { customerId: customer.customerId, redirectUrl: plan.vendorUrl, locale: plan.locale };
      return await this.oneMoney.createGrant({ originator: caller, action: 'onboarding.grant.create', subject: customer.subjectId, detail }, request);
    } catch (error) {
      if (mayMeanStatus(error)) await this.assertStillAllowed(caller, customer, error);
      throw error;
    }
  }

  /** 1Money says no in several ways when the status does not allow a grant; the status itself tells. */
  private async assertStillAllowed(caller: Caller, customer: Customer, refusal: Fault): Promise<void> {
    const observed = await this.statuses.observe(caller, customer).catch(() => {
      throw refusal;
    });
    if (!mayGrant(observed.customer.status)) throw notAllowed(observed.customer);
  }
}

function notAllowed({ status }: Customer): Fault {
  return new Fault('grant-not-allowed', { detail: `The KYB status is ${status}: a grant can be made in INIT, PENDING_RESPONSE and REJECTED only.`, nextAction: nextActionWithoutGrant(status) });
}
