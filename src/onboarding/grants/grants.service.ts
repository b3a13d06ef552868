import { Inject, Injectable } from '@nestjs/common';
import type { Actor } from '../../audit/audit.service';
import { CONFIG } from '../../config/config.module';
import type { Config } from '../../config/config';
import { QuotasService } from '../../consumers/limits/quotas.service';
import { together } from '../../database/write';
import type { Caller } from '../../http/request/caller';
import { assertKeptAtIntent } from '../../privacy/subject-keys';
import { bothHooks } from '../../signed-http/intent';
import { CustomersService } from '../customers/customers.service';
import type { Customer } from '../customers/customer.entity';
import type { OnboardingGrant } from './onboarding-grant.entity';
import { GrantGate } from './grant-gate.service';
import { type Grantee, grantOf, type GrantWish, type GrantRecords, planDetail, planGrant } from './grant-plan';
import { GrantsRepository } from './grants.repository';
import { OneMoneyClient } from '../one-money/one-money.client';

const MAX_LISTED = 100;
const QUOTA = 'onboarding.grants';

/** Onboarding grants: one-time links that are valid for thirty minutes. A customer may have several. */
@Injectable()
export class GrantsService {
  constructor(
    private readonly customers: CustomersService,
    private readonly gate: GrantGate,
    private readonly oneMoney: OneMoneyClient,
    private readonly repository: GrantsRepository,
    @Inject(CONFIG) private readonly config: Config,
    private readonly quotas: QuotasService,
  ) {}

  /**
   * Requests a grant from 1Money; `linkId` is the durable link that was clicked. Throws Fault `grant-not-allowed` or
   * `quota-exceeded` before the request is sent.
   */
  async issue<R>(
    actor: Actor,
    { customer, key }: Grantee,
    wish: GrantWish,
    { hooks, detail, keep }: GrantRecords<R>,
    linkId: string | null = null,
  ): Promise<R> {
    const plan = planGrant(this.config, wish, linkId);
    await this.gate.assertGrantAllowed(actor, customer);
    const intent = {
      actor,
      action: 'onboarding.grant.create',
      subject: customer.subjectId,
      detail: { ...planDetail(customer, plan), ...detail },
      hooks: bothHooks(this.quotas.hooks(QUOTA, customer.subjectId), bothHooks(assertKeptAtIntent(key), hooks)),
    } as const;
    const request = { customerId: customer.customerId, redirectUrl: plan.vendorUrl, locale: plan.locale };
    const answer = await this.oneMoney
      .createGrant(intent, request)
      .catch((error: unknown) => this.gate.explain(actor, customer, this.quotas.explain(error, QUOTA)));
    return answer.settle(
      (issued, intentId) =>
        together(
          keep(issued, intentId),
          this.repository.add(grantOf(key, plan, issued)),
          this.customers.expectChange(customer),
        ),
      ({ expiresAt }) => ({
        customer_id: customer.customerId,
        grant_id: plan.grantId,
        expires_at: expiresAt.toISOString(),
      }),
    );
  }

  /** The customer as last confirmed, and its grants, newest first. */
  async list(caller: Caller, customerId: string): Promise<{ customer: Customer; grants: OnboardingGrant[] }> {
    const customer = await this.customers.get(caller, customerId);
    return { customer, grants: await this.repository.listBySubject(customer.subjectId, MAX_LISTED) };
  }
}
