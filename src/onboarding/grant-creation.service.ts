import { Inject, Injectable } from '@nestjs/common';
import { CONFIG } from '../config/config.module';
import type { Config } from '../config/config';
import type { Caller } from '../http/caller';
import { LinksService } from '../links/links.service';
import { CustomersService } from './customers.service';
import type { CreateGrantDto } from './dto/create-grant.dto';
import { GrantsService } from './grants.service';
import type { IssuedGrant } from './hosted-customer';
import { judgeReturn } from './return-plan';

/** What a consumer gets for its customer: 1Money's one-time link, or a durable one of Portico's. */
@Injectable()
export class GrantCreationService {
  constructor(
    private readonly customers: CustomersService,
    private readonly grants: GrantsService,
    private readonly links: LinksService,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** Throws Fault `not-found`, `bad-request` (redirect_url, link) or `grant-not-allowed`, all before a grant is asked for. */
  async create(caller: Caller, dto: CreateGrantDto): Promise<IssuedGrant> {
    const customer = await this.customers.get(caller, dto.customer_id);
    const wish = { redirectUrl: judgeReturn(this.config, caller, dto.redirect_url), locale: dto.locale ?? null };
    if (dto.link !== 'durable') return this.grants.issue(caller, customer, wish);
    this.links.assertPossible();
    await this.grants.assertAllowed(caller, customer);
    return this.links.issueNow(caller, { kind: 'onboarding', subjectId: customer.subjectId, reference: customer.customerId, settings: { redirect_url: wish.redirectUrl, locale: wish.locale } });
  }
}
