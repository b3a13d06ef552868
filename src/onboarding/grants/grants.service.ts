import { Injectable } from '@nestjs/common';
import type { Asked, Rules, WouldSend } from '../../dry-run/dry-run';
import type { Caller } from '../../http/request/caller';
import { answerUnder, type HeldKey, IdempotencyService, type Replayable } from '../../idempotency/idempotency.service';
import { ReturnsService } from '../../returns/returns.service';
import type { Customer } from '../customers/customer.entity';
import { CustomersService, type Grantee } from '../customers/customers.service';
import { DurableGrantsService } from '../links/durable-grants.service';
import { GrantIssueService, type GrantRecords, type GrantWish } from './grant-issue.service';
import { type CreateGrantDto, GrantDto } from './grant.dto';
import { GrantsRepository } from './grants.repository';
import { languageOf } from './language-tag';
import type { OnboardingGrant } from './onboarding-grant.entity';

const CREATED = 201;

/** 1Money's grants or durable links, once by key. 1Money makes one at every call: an unknown outcome is not retried. */
@Injectable()
export class GrantsService {
  constructor(
    private readonly customers: CustomersService,
    private readonly issuing: GrantIssueService,
    private readonly durable: DurableGrantsService,
    private readonly repository: GrantsRepository,
    private readonly returns: ReturnsService,
    private readonly idempotency: IdempotencyService,
  ) {}

  /**
   * 201 with the link; with a key the same bytes again, as long as the link is valid. Throws Fault `not-found`,
   * `bad-request` (redirect_url, link), `grant-not-allowed` or `quota-exceeded`.
   */
  async create(caller: Caller, { dto, key, rules }: Asked<CreateGrantDto>): Promise<Replayable> {
    const isDurable = dto.link === 'durable';
    return this.idempotency.answer(
      caller,
      { operation: 'createOnboardingGrant', key },
      { ...dto },
      async (lease) => {
        const { grantee, wish } = await this.judge(caller, dto, rules);
        const records = recordsOf({ lease, key: grantee.key });
        return (isDurable ? this.durable : this.issuing).issue(caller, grantee, wish, records);
      },
      { isRepeatable: isDurable },
    );
  }

  /** What `create` would send to 1Money; null for a durable link. Throws Fault `dry-run-refused`. */
  async dryRun(caller: Caller, { dto, rules }: Asked<CreateGrantDto>): Promise<WouldSend | null> {
    const { grantee, wish } = await this.judge(caller, dto, rules);
    return dto.link === 'durable' ? null : this.issuing.preview(grantee, wish);
  }

  /** The rules that the fields cannot express: customer, redirect_url, link, KYB status, quota. */
  private async judge(
    caller: Caller,
    dto: CreateGrantDto,
    rules: Rules,
  ): Promise<{ grantee: Grantee; wish: GrantWish }> {
    const isDurable = dto.link === 'durable';
    const grantee = rules.keep(['customer_id'], () => this.customers.getGrantee(caller, dto.customer_id));
    const redirectUrl = rules.keep(['redirect_url'], () =>
      this.returns.judge(caller, dto.redirect_url, 'redirect_url'),
    );
    if (isDurable) void rules.keep(['link'], () => this.durable.assertPossible());
    this.issuing.judge(caller, grantee, isDurable, rules);
    await rules.end();
    const wish = { redirectUrl: await redirectUrl, locale: dto.locale ? languageOf(dto.locale) : null };
    return { grantee: await grantee, wish };
  }

  /** The customer as last confirmed, and its grants, newest first. */
  async list(caller: Caller, customerId: string): Promise<{ customer: Customer; grants: OnboardingGrant[] }> {
    const customer = await this.customers.get(caller, customerId);
    return { customer, grants: await this.repository.listBySubject(customer.subjectId) };
  }
}

/** The answer is stored under the key as long as the link is valid. */
function recordsOf(held: HeldKey): GrantRecords<Replayable> {
  const { lease } = held;
  return {
    ...(lease ? { hooks: lease, detail: { idempotency_key: lease.scope.key } } : {}),
    keep: (issued, intentId) => answerUnder(held, intentId, CREATED, GrantDto.from(issued), issued.expiresAt),
  };
}
