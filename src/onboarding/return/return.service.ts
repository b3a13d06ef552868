import { Injectable } from '@nestjs/common';
import { AuditService, type Actor } from '../../audit/audit.service';
import { Committer } from '../../database/committer';
import { together } from '../../database/write';
import { Fault } from '../../errors';
import { type Arrival, ArrivalsService } from './arrivals.service';
import { CustomerChanges } from '../kyb/customer-changes';
import type { Customer } from '../customers/customer.entity';
import type { OnboardingGrant } from '../grants/onboarding-grant.entity';
import { GrantsRepository } from '../grants/grants.repository';
import { KybStatusService } from '../kyb/kyb-status.service';

/**
 * The browser's return from 1Money. A return proves nothing: the status is read at 1Money, and the address works once.
 */
@Injectable()
export class ReturnService {
  constructor(
    private readonly arrivals: ArrivalsService,
    private readonly grants: GrantsRepository,
    private readonly statuses: KybStatusService,
    private readonly journey: CustomerChanges,
    private readonly audit: AuditService,
    private readonly committer: Committer,
  ) {}

  /** Throws Fault `not-found` for an unknown state, `return-used` for a used one, and `subject-erased`. */
  async arrive(requestId: string, state: string | null): Promise<Pick<Arrival, 'customer' | 'redirectUrl'>> {
    const arrival = await this.arrivals.find(state);
    const { grant, customer, redirectUrl } = arrival;
    if (grant.returnedAt) return this.arrivals.refuse(requestId, arrival);
    const browser: Actor = { requestId, clientId: null, actor: 'browser' };
    const confirmed = await this.confirm(browser, customer);
    const now = confirmed ?? customer;
    try {
      await this.committer.commit(
        together(
          this.grants.markReturned(grant),
          this.event(browser, grant, now, confirmed !== null),
          this.journey.returned(now, grant.grantId),
        ),
      );
    } catch (error) {
      if (this.grants.isUsed(error)) return this.arrivals.refuse(requestId, arrival);
      throw error;
    }
    return { customer: now, redirectUrl };
  }

  /** Null when 1Money cannot be asked: the user is still sent on, with the status that was last confirmed. */
  private async confirm(browser: Actor, customer: Customer): Promise<Customer | null> {
    try {
      return (await this.statuses.observe(browser, customer)).customer;
    } catch (error) {
      if (error instanceof Fault && error.faultName !== 'database-unavailable') return null;
      throw error;
    }
  }

  private event(
    browser: Actor,
    { grantId }: OnboardingGrant,
    { subjectId, customerId, status }: Customer,
    isConfirmed: boolean,
  ): ReturnType<AuditService['event']> {
    return this.audit.event(
      browser,
      {
        action: 'onboarding.return',
        subject: subjectId,
        detail: { customer_id: customerId, grant_id: grantId, status, is_confirmed: isConfirmed },
      },
      'SUCCEEDED',
    );
  }
}
