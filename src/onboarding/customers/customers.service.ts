import { Injectable } from '@nestjs/common';
import { Fault } from '../../errors';
import type { Caller } from '../../http/request/caller';
import { type SubjectKey, SubjectKeys } from '../../privacy/subject-keys';
import { creationScope, CustomerRecoveryService } from './customer-recovery.service';
import { CustomersRepository } from './customers.repository';
import type { Customer } from './customer.entity';
import { KybStatusService, type ObservedCustomer } from '../kyb/kyb-status.service';
import { OneMoneyClient } from '../one-money/one-money.client';
import type { FullCustomer } from '../one-money/one-money.full-customer';

/** The customer for whom a grant is created, with its key; an erased customer has none. */
export interface Grantee {
  readonly customer: Customer;
  readonly key: SubjectKey;
}

/** Finds customers. A customer belongs to the consumer that created it; other consumers get `not-found`. */
@Injectable()
export class CustomersService {
  constructor(
    private readonly repository: CustomersRepository,
    private readonly statuses: KybStatusService,
    private readonly recovery: CustomerRecoveryService,
    private readonly oneMoney: OneMoneyClient,
    private readonly subjectKeys: SubjectKeys,
  ) {}

  /** As last confirmed. Throws Fault `not-found` or `subject-erased`. */
  async get(caller: Caller, customerId: string): Promise<Customer> {
    return this.find(caller, customerId);
  }

  /** The customer for a grant or a link, with its key. Throws Fault `not-found` or `subject-erased`. */
  async getGrantee(caller: Caller, customerId: string): Promise<Grantee> {
    const { wrappedKey, ...customer } = await this.find(caller, customerId);
    return { customer, key: this.subjectKeys.unwrap(customer.subjectId, wrappedKey) };
  }

  private async find(caller: Caller, customerId: string) {
    const customer = /^[A-Za-z0-9_-]{1,64}$/.test(customerId)
      ? await this.repository.find(caller.consumerId, customerId)
      : null;
    if (!customer) throw new Fault('not-found', { detail: 'No customer of yours has this id.' });
    return kept(customer);
  }

  /** As 1Money reports it now. */
  async observe(caller: Caller, customerId: string): Promise<ObservedCustomer> {
    return this.statuses.observe(caller, await this.get(caller, customerId), true);
  }

  /** With the flagged items, read at 1Money; only its status is stored. */
  async getFull(caller: Caller, customerId: string): Promise<{ customer: Customer; full: FullCustomer }> {
    const customer = await this.get(caller, customerId);
    const { value, vendorRequestId } = await this.oneMoney.getFullCustomer(customer);
    return { customer: await this.statuses.keep(caller, customer, value.received, vendorRequestId), full: value.full };
  }

  /** By its creation's key, also when the answer was lost. Throws Fault `not-found` or `subject-erased`. */
  async observeByIdempotencyKey(caller: Caller, key: string): Promise<ObservedCustomer> {
    const customer =
      (await this.repository.findByIdempotencyKey(caller.consumerId, key)) ??
      (await this.recovery.recover(creationScope(caller, key)));
    if (!customer)
      throw new Fault('not-found', { detail: 'No customer of yours was created with this Idempotency-Key.' });
    return this.statuses.observe(caller, kept(customer));
  }
}

/** For an erased customer, nothing is read at 1Money. */
function kept<Found extends Customer>(customer: Found): Found {
  if (customer.erasedAt) throw new Fault('subject-erased');
  return customer;
}
