import { Inject, Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import type { Originator } from '../audit/audit.service';
import { CONFIG } from '../config/config.module';
import type { Config } from '../config/config';
import { Fault } from '../errors';
import type { Caller } from '../http/caller';
import { CustomersService } from './customers.service';
import type { Customer } from './entities/customer.entity';
import { OnboardingGrant } from './entities/onboarding-grant.entity';
import { GrantsRepository } from './grants.repository';
import type { IssuedGrant } from './hosted-customer';
import { KybStatusService } from './kyb-status.service';
import { mayGrant, nextActionWithoutGrant } from './kyb-status';
import { mayMeanStatus } from './one-money.answers';
import { OneMoneyClient } from './one-money.client';
import { planReturn, type ReturnPlan } from './return-plan';

const MOST_LISTED = 100;

/** What a consumer wants of a grant. */
interface GrantWish {
  /** The consumer's page, as judged. */
  readonly redirectUrl: string | null;
  readonly locale: string | null;
}

interface GrantPlan extends ReturnPlan {
  readonly grantId: string;
  readonly locale: string | null;
  readonly linkId: string | null;
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

  /** Asks 1Money for a grant; `linkId` is the durable link that was clicked. Throws Fault `grant-not-allowed`. */
  async issue(originator: Originator, customer: Customer, { redirectUrl, locale }: GrantWish, linkId: string | null = null): Promise<IssuedGrant> {
    const plan: GrantPlan = { ...planReturn(this.config, redirectUrl), grantId: uuidv7(), locale, linkId };
    await this.assertAllowed(originator, customer);
    const answer = await this.ask(originator, customer, plan);
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

  /** What we know may be old, so 1Money is asked before anybody is refused. Throws Fault `grant-not-allowed`. */
  async assertAllowed(originator: Originator, customer: Customer): Promise<void> {
    if (mayGrant(customer.status)) return;
    const { customer: now } = await this.statuses.observe(originator, customer);
    if (!mayGrant(now.status)) throw notAllowed(now);
  }

  private async ask(originator: Originator, customer: Customer, plan: GrantPlan): ReturnType<OneMoneyClient['createGrant']> {
    const { customerId, subjectId } = customer;
    const detail = { customer_id: customerId, grant_id: plan.grantId, locale: plan.locale, return_mode: plan.mode, redirect_origin: plan.redirectUrl && new URL(plan.redirectUrl).origin, ...(plan.linkId ? { link_id: plan.linkId } : {}) };
    try {
      return await this.oneMoney.createGrant({ originator, action: 'onboarding.grant.create', subject: subjectId, detail }, { customerId, redirectUrl: plan.vendorUrl, locale: plan.locale });
    } catch (error) {
      if (mayMeanStatus(error)) await this.assertStillAllowed(originator, customer, error);
      throw error;
    }
  }

  /** 1Money says no in several ways when the status does not allow a grant; the status itself tells. */
  private async assertStillAllowed(originator: Originator, customer: Customer, refusal: Fault): Promise<void> {
    const observed = await this.statuses.observe(originator, customer).catch(() => {
      throw refusal;
    });
    if (!mayGrant(observed.customer.status)) throw notAllowed(observed.customer);
  }
}

function grantOf({ subjectId }: Customer, { grantId, locale, redirectUrl, mode, stateHash, linkId }: GrantPlan, { issuedAt, expiresAt }: IssuedGrant): OnboardingGrant {
  return Object.assign(new OnboardingGrant(), { grantId, subjectId, locale, redirectUrl, returnMode: mode, returnStateHash: stateHash, issuedAt, expiresAt, returnedAt: null, linkId });
}

function notAllowed({ status }: Customer): Fault {
  return new Fault('grant-not-allowed', { detail: `The KYB status is ${status}: a grant can be made in INIT, PENDING_RESPONSE and REJECTED only.`, nextAction: nextActionWithoutGrant(status) });
}
