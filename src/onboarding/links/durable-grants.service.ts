import { Injectable } from '@nestjs/common';
import type { Caller } from '../../http/request/caller';
import { LinksService } from '../../links/links.service';
import type { Grantee } from '../customers/customers.service';
import type { GrantRecords, GrantWish } from '../grants/grant-issue.service';

/** Answers a request for a grant with a durable link. 1Money is not called before a person clicks it. */
@Injectable()
export class DurableGrantsService {
  constructor(private readonly links: LinksService) {}

  /** Throws a 400 that names `link` where browsers cannot reach Portico. */
  assertPossible(): void {
    this.links.assertPossible();
  }

  /** The customer's state was judged before (`GrantIssueService.judge`). Throws like `assertPossible`. */
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
    return this.links.commit(hooks, link, keep);
  }
}
