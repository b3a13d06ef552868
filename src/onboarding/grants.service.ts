import { Inject, Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { CONFIG } from '../config/config.module';
import type { Config } from '../config/config';
import { QuotasService } from '../consumers/quotas.service';
import type { Caller } from '../http/caller';
import { CustomersService } from './customers.service';
import type { CreateGrantDto } from './dto/create-grant.dto';
import type { Customer } from './entities/customer.entity';
import { OnboardingGrant } from './entities/onboarding-grant.entity';
import { GrantsRepository } from './grants.repository';
import type { IssuedGrant } from './hosted-customer';
import { KybStatusService } from './kyb-status.service';
import { grantNotAllowed, mayGrant } from './kyb-status';
import { mayMeanStatus } from './one-money.answers';
import { OneMoneyClient } from './one-money.client';
import { planReturn, type ReturnPlan } from './return-plan';

const MOST_LISTED = 100;
const QUOTA = 'onboarding.grants';

interface GrantPlan extends ReturnPlan {
  readonly grantId: string;
  readonly locale: string | null;
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
    private readonly quotas: QuotasService,
  ) {}

  /** Throws Fault `not-found`, `bad-request` (redirect_url), `grant-not-allowed` or `quota-exceeded`, all before a grant is asked for. */
  async create(caller: Caller, dto: CreateGrantDto): Promise<IssuedGrant> {
    const customer = await this.customers.get(caller, dto.customer_id);
    const plan: GrantPlan = { ...planReturn(this.config, caller, dto.redirect_url), grantId: uuidv7(), locale: dto.locale ?? null };
    await this.assertGrantAllowed(caller, customer);
    const answer = await this.ask(caller, customer, plan);
    return answer.settle(
      (issued) => ({ ...this.repository.add(grantOf(customer, plan, issued)), result: issued }),
      ({ expiresAt }) => ({ customer_id: customer.customerId, grant_id: plan.grantId, expires_at: expiresAt.toISOString() }),
    );
  }

  /** The customer as last confirmed, and its grants, newest first. */
  async list(caller: Caller, customerId: string): Promise<{ customer: Customer; grants: OnboardingGrant[] }> {
    const customer = await this.customers.get(caller, customerId);
    return { customer, grants: await this.repository.listBySubject(customer.subjectId, MOST_LISTED) };
  }

  /** What we know may be old, so 1Money is asked before anybody is refused. */
  private async assertGrantAllowed(caller: Caller, customer: Customer): Promise<void> {
    if (mayGrant(customer.status)) return;
    const { customer: now } = await this.statuses.observe(caller, customer);
    if (!mayGrant(now.status)) throw grantNotAllowed(now.status);
  }

  private async ask(caller: Caller, customer: Customer, plan: GrantPlan): ReturnType<OneMoneyClient['createGrant']> {
    const { customerId, subjectId } = customer;
    const detail = { customer_id: customerId, grant_id: plan.grantId, locale: plan.locale, return_mode: plan.mode, redirect_origin: plan.redirectUrl && new URL(plan.redirectUrl).origin };
    try {
      return await this.oneMoney.createGrant({ originator: caller, action: 'onboarding.grant.create', subject: subjectId, detail, companions: this.quotas.companions(QUOTA, subjectId) }, { customerId, redirectUrl: plan.vendorUrl, locale: plan.locale });
    } catch (error) {
      if (mayMeanStatus(error)) await this.assertStillAllowed(caller, customer, error);
      throw this.quotas.explain(error, QUOTA);
    }
  }

  /** 1Money says no in several ways when the status does not allow a grant; the status itself tells. */
  private async assertStillAllowed(caller: Caller, customer: Customer, refusal: Error): Promise<void> {
    const observed = await this.statuses.observe(caller, customer).catch(() => {
      throw refusal;
    });
    if (!mayGrant(observed.customer.status)) throw grantNotAllowed(observed.customer.status);
  }
}

function grantOf({ subjectId }: Customer, { grantId, locale, redirectUrl, mode, stateHash }: GrantPlan, { issuedAt, expiresAt }: IssuedGrant): OnboardingGrant {
  return Object.assign(new OnboardingGrant(), { grantId, subjectId, locale, redirectUrl, returnMode: mode, returnStateHash: stateHash, issuedAt, expiresAt, returnedAt: null });
}
