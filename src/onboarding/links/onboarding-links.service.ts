import { Injectable } from '@nestjs/common';
import type { Actor } from '../../audit/audit.service';
import { nothing } from '../../database/write';
import { Rules } from '../../dry-run/rules';
import { Fault } from '../../errors';
import type { JourneyLinks, LinkStanding, LinkTarget } from '../../journey-registry/journey-links';
import type { InWords } from '../../words/words';
import { CustomersRepository } from '../customers/customers.repository';
import type { Customer } from '../customers/customer.entity';
import { GrantIssueService } from '../grants/grant-issue.service';
import { mayGrant } from '../kyb/kyb-status';
import { GRANT_LINK_WORDS } from './link-words';

/** The durable links of the onboarding journey: each click leads to a fresh grant of the same customer. */
@Injectable()
export class OnboardingLinksService implements JourneyLinks {
  readonly goesTo: InWords = ({ onboarding }) => onboarding.goesTo;

  constructor(
    private readonly customers: CustomersRepository,
    private readonly grants: GrantIssueService,
  ) {}

  journeyIdOf({ key }: LinkTarget): string {
    return key.subjectId;
  }

  async standing({ key }: LinkTarget): Promise<LinkStanding> {
    const { customerId, status } = await this.get(key.subjectId);
    return {
      isOpen: mayGrant(status),
      words: ({ onboarding }) => onboarding[GRANT_LINK_WORDS[status]],
      parameters: { customer_id: customerId, status },
    };
  }

  async request(actor: Actor, { linkId, key, settings }: LinkTarget): Promise<string> {
    const wish = { redirectUrl: settings.redirect_url ?? null, locale: settings.locale ?? null };
    const grantee = { customer: await this.get(key.subjectId), key };
    const rules = new Rules(false);
    this.grants.judge(actor, Promise.resolve(grantee), false, rules);
    await rules.end();
    return this.grants.issue(actor, grantee, wish, { keep: ({ url }) => nothing(url) }, linkId);
  }

  private async get(subjectId: string): Promise<Customer> {
    const customer = await this.customers.findBySubject(subjectId);
    if (!customer) throw new Fault('not-found', { detail: 'The customer of this link is gone.' });
    return customer;
  }
}
