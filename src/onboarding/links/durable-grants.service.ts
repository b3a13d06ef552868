import { Injectable } from '@nestjs/common';
import type { Caller } from '../../http/request/caller';
import { LinksService } from '../../links/links.service';
import type { Grantee } from '../customers/customers.service';
import type { GrantRecords, GrantWish } from '../grants/grant-issue.service';
import { KybStatusService } from '../kyb/kyb-status.service';

/** Answers a request for a grant with a durable link. 1Money is not called before a person clicks it. */
@Injectable()
export class DurableGrantsService {
  constructor(
    private readonly links: LinksService,
    private readonly statuses: KybStatusService,
  ) {}

  /** Throws Fault `bad-request` (link) or `grant-not-allowed`. */
  async issue<R>(
    caller: Caller,
    { customer, key }: Grantee,
    { redirectUrl, locale }: GrantWish,
    { hooks, keep }: GrantRecords<R>,
  ): Promise<R> {
    const link = this.links.issue(caller, {
      kind: 'onboarding',
      key,
      reference: customer.customerId,
      settings: { redirect_url: redirectUrl, locale },
    });
    await this.statuses.assertGrantAllowed(caller, customer);
    return this.links.commit(hooks, link, keep);
  }
}
