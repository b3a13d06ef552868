import { Injectable } from '@nestjs/common';
import { AuditService, type Originator } from '../audit/audit.service';
import { Committer } from '../database/committer';
import { together } from '../database/write';
import { Fault } from '../errors';
import { CustomersRepository } from './customers.repository';
import type { Customer } from './entities/customer.entity';
import type { HostedCustomer } from './hosted-customer';
import { OneMoneyClient } from './one-money.client';

/** A customer, and what 1Money said of it just now. */
export interface ObservedCustomer {
  readonly customer: Customer;
  readonly received: HostedCustomer;
}

/** Asks 1Money for the KYB status, and keeps what changed: the only way by which a status becomes ours. */
@Injectable()
export class KybStatusService {
  constructor(
    private readonly oneMoney: OneMoneyClient,
    private readonly repository: CustomersRepository,
    private readonly audit: AuditService,
    private readonly committer: Committer,
  ) {}

  async observe(originator: Originator, customer: Customer): Promise<ObservedCustomer> {
    const { value: received, vendorRequestId } = await this.oneMoney.getCustomer(customer.customerId);
    return { customer: await this.keep(originator, customer, received, vendorRequestId), received };
  }

  /** Keeps what 1Money said of the customer: a row and an event when the status is another. Throws Fault `vendor-nonsense` when it spoke of somebody else. */
  async keep(originator: Originator, customer: Customer, received: HostedCustomer, vendorRequestId: string | null): Promise<Customer> {
    if (received.customerId !== customer.customerId) throw new Fault('vendor-nonsense', { detail: '1Money answered with another customer.' });
    const observed = this.repository.observe(customer, received);
    if (received.status !== customer.statusAsReceived) {
      const detail = { customer_id: customer.customerId, from: customer.status, to: observed.result.status };
      const event = this.audit.event(originator, { action: 'onboarding.status.observed', subject: customer.subjectId, vendor: 'one-money', detail }, 'SUCCEEDED', vendorRequestId);
      await this.committer.commit(together(observed, event));
    }
    return observed.result;
  }
}
