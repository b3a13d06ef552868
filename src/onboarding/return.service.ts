import { Injectable } from '@nestjs/common';
import { AuditService, type Originator } from '../audit/audit.service';
import { Committer } from '../database/committer';
import { WriteRefused } from '../database/failure';
import { together } from '../database/write';
import { Fault } from '../errors';
import { hashOf } from '../privacy/one-time-token';
import { CustomerJourney } from './customer-journey';
import { CustomersRepository } from './customers.repository';
import type { Customer } from './entities/customer.entity';
import type { OnboardingGrant } from './entities/onboarding-grant.entity';
import { GrantsRepository, RETURN_REFUSED } from './grants.repository';
import { KybStatusService } from './kyb-status.service';

/** 256 bits in base64url, as one-time-token.ts makes them. */
const STATE = /^[A-Za-z0-9_-]{43}$/;

/** A browser that came back, and where it goes on; null when the consumer named no page. */
export interface Arrival {
  readonly customer: Customer;
  readonly redirectUrl: string | null;
}

/** The browser's way back from 1Money. Coming back proves nothing: the status is read at 1Money, and the address works once. */
@Injectable()
export class ReturnService {
  constructor(
    private readonly grants: GrantsRepository,
    private readonly customers: CustomersRepository,
    private readonly statuses: KybStatusService,
    private readonly journey: CustomerJourney,
    private readonly audit: AuditService,
    private readonly committer: Committer,
  ) {}

  /** Throws Fault `not-found` for an unknown state and `return-used` for a used one. */
  async arrive(requestId: string, state: unknown): Promise<Arrival> {
    const grant = typeof state === 'string' && STATE.test(state) ? await this.grants.findByReturnState(hashOf(state)) : null;
    const customer = grant && (await this.customers.findBySubject(grant.subjectId));
    if (!grant || !customer) throw new Fault('not-found', { detail: 'This return address does not exist.' });
    const browser: Originator = { requestId, clientId: null, actor: 'browser' };
    if (grant.returnedAt) return this.refuse(browser, grant, customer);
    const confirmed = await this.confirm(browser, customer);
    const now = confirmed ?? customer;
    try {
      await this.committer.commit(together(this.grants.markReturned(grant), this.event(browser, grant, now, 'SUCCEEDED', { is_confirmed: confirmed !== null }), this.journey.returned(now, grant.grantId)));
    } catch (error) {
      if (error instanceof WriteRefused && error.reason === RETURN_REFUSED) return this.refuse(browser, grant, customer);
      throw error;
    }
    return { customer: now, redirectUrl: grant.redirectUrl };
  }

  /** Null when 1Money cannot be asked: the user still goes on, with the status that it last confirmed. */
  private async confirm(browser: Originator, customer: Customer): Promise<Customer | null> {
    try {
      return (await this.statuses.observe(browser, customer)).customer;
    } catch (error) {
      if (error instanceof Fault && error.faultName !== 'database-unavailable') return null;
      throw error;
    }
  }

  private async refuse(browser: Originator, grant: OnboardingGrant, customer: Customer): Promise<never> {
    await this.committer.commit(this.event(browser, grant, customer, 'REFUSED'));
    throw new Fault('return-used');
  }

  private event(browser: Originator, { grantId }: OnboardingGrant, { subjectId, customerId, status }: Customer, result: 'SUCCEEDED' | 'REFUSED', rest: { is_confirmed?: boolean } = {}): ReturnType<AuditService['event']> {
    return this.audit.event(browser, { action: 'onboarding.return', subject: subjectId, detail: { customer_id: customerId, grant_id: grantId, status, ...rest } }, result);
  }
}
