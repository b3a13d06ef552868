import { Injectable } from '@nestjs/common';
import type { Actor } from '../../audit/audit.service';
import { together } from '../../database/write';
import { Fault } from '../../errors';
import { hashOf } from '../../privacy/one-time-token';
import { SubjectKeys } from '../../privacy/subject-keys';
import { ReturnsService } from '../../returns/returns.service';
import { orLastKnown } from '../../signed-http/last-known';
import { CustomersRepository } from '../customers/customers.repository';
import { grantRedirectAfter } from '../grants/grant-issue.service';
import type { OnboardingGrant } from '../grants/onboarding-grant.entity';
import { GrantsRepository } from '../grants/grants.repository';
import { CustomerChanges } from '../kyb/customer-changes';
import { KybStatusService } from '../kyb/kyb-status.service';

const ACTION = 'onboarding.return';
const unknownReturn = (): Fault => new Fault('not-found', { detail: 'This return address does not exist.' });

/** A return from 1Money proves nothing: the status is read at 1Money, and the address works once. */
@Injectable()
export class OnboardingReturnService {
  constructor(
    private readonly grants: GrantsRepository,
    private readonly customers: CustomersRepository,
    private readonly subjectKeys: SubjectKeys,
    private readonly statuses: KybStatusService,
    private readonly journey: CustomerChanges,
    private readonly returns: ReturnsService,
  ) {}

  /** The grant from whose visit the browser comes back. Throws Fault `not-found` for an unknown state. */
  async find(state: string | null): Promise<OnboardingGrant> {
    const grant = state === null ? null : await this.grants.findByReturnState(hashOf(state));
    if (!grant) throw unknownReturn();
    return grant;
  }

  /**
   * The consumer's page with customer_id and status, signed; null: it named no page. Throws Fault `return-used` or
   * `subject-erased`. When 1Money cannot be asked, the user is still sent on, with the last confirmed status.
   */
  async arrive(requestId: string, grant: OnboardingGrant): Promise<string | null> {
    const customer = await this.customers.findBySubject(grant.subjectId);
    if (!customer) throw unknownReturn();
    const { subjectId, customerId, status } = customer;
    const detail = { customer_id: customerId, grant_id: grant.grantId, status };
    const refused = { action: ACTION, vendor: 'one-money', subject: subjectId, detail } as const;
    const redirectUrl = grantRedirectAfter(await this.subjectKeys.get(subjectId), grant);
    if (grant.returnedAt) return this.returns.refuse(requestId, refused, 'return-used', 'used');
    const sign = await this.returns.signerOf(customer.consumerId);
    const browser: Actor = { requestId, clientId: null, actor: 'browser' };
    const confirmed = await orLastKnown(this.statuses.observe(browser, customer), null);
    const now = confirmed?.customer ?? customer;
    const happened = {
      action: ACTION,
      subject: subjectId,
      detail: { ...detail, status: now.status, is_confirmed: confirmed !== null },
    } as const;
    await this.returns.complete(
      browser,
      happened,
      together(this.grants.markReturned(grant), this.journey.returned(now, grant.grantId)),
      (error) => this.grants.isUsed(error),
      refused,
    );
    return redirectUrl && sign(redirectUrl, { customer_id: customerId, status: now.status });
  }
}
