import { Injectable } from '@nestjs/common';
import type { Json } from '../../audit/canonical-json';
import { together, type Write } from '../../database/write';
import { statusData } from '../../events/event-payload';
import { EventsService } from '../../events/events.service';
import type { ConfirmedBy } from '../../http/provenance/provenance';
import type { Cadence } from '../../journey-registry/refreshed';
import { PollSchedulesService } from '../../inbox/polling/poll-schedules.service';
import { CustomersRepository } from '../customers/customers.repository';
import { Customer } from '../customers/customer.entity';
import type { HostedCustomer } from '../one-money/hosted-customer';
import { kybCadenceOf, kybStatusOf, pollOf } from './kyb-status';
import { entityOf } from '../../database/entity-of';

/** A customer without the data observed at 1Money. */
type Unobserved = Omit<
  Customer,
  'status' | 'statusAsReceived' | 'statusConfirmedAt' | 'statusConfirmedBy' | 'statusStaleAfter' | 'vendorUpdatedAt'
>;

/** The writes of a change in a customer's journey: its row, an event for the consumer, and a poll schedule. */
@Injectable()
export class CustomerChanges {
  constructor(
    private readonly repository: CustomersRepository,
    private readonly events: EventsService,
    private readonly polls: PollSchedulesService,
  ) {}

  /** The customer exists at 1Money; `customerType` in the consumer's spelling. */
  begin(
    subjectId: string,
    { consumerId, key, vendorAccount }: Readonly<Record<'consumerId' | 'key' | 'vendorAccount', string>>,
    received: HostedCustomer,
    customerType: string,
  ): Write<Customer> {
    const fresh = {
      subjectId,
      customerId: received.customerId,
      consumerId,
      vendorAccount,
      idempotencyKey: key,
      customerType,
      vendorCreatedAt: received.createdAt,
      createdAt: received.confirmedAt,
      statusRevision: 0,
      erasedAt: null,
      statusChangedAt: received.confirmedAt,
    };
    const customer = this.observed(fresh, received, 'VENDOR_READ');
    return together(
      this.repository.add(customer),
      this.tell('onboarding.customer.created', customer, {}),
      this.schedule(customer, kybCadenceOf(customer.status)),
    );
  }

  /** The status has changed. */
  move(known: Customer, received: HostedCustomer, confirmedBy: ConfirmedBy): Write<Customer> {
    const changed = {
      ...known,
      statusRevision: known.statusRevision + 1,
      statusChangedAt: received.confirmedAt,
    };
    const observed = this.observed(changed, received, confirmedBy);
    return together(
      this.repository.observe(known, observed),
      this.tell('onboarding.customer.status_changed', observed, { previous_status: known.status }),
      this.schedule(observed, kybCadenceOf(observed.status)),
    );
  }

  /** The status is the known one. */
  confirm(known: Customer, received: HostedCustomer, confirmedBy: ConfirmedBy): Write<Customer> {
    return this.repository.confirm(known, this.observed(known, received, confirmedBy));
  }

  /** The user's browser came back. That changes no status. */
  returned(customer: Customer, grantId: string): Write<void> {
    return together(
      this.tell('onboarding.customer.returned', customer, { grant_id: grantId }),
      this.schedule(customer, kybCadenceOf(customer.status, 'active')),
    );
  }

  private observed(customer: Unobserved, received: HostedCustomer, confirmedBy: ConfirmedBy): Customer {
    const status = kybStatusOf(received.status);
    return entityOf(Customer, {
      ...customer,
      status,
      statusAsReceived: received.status,
      statusConfirmedAt: received.confirmedAt,
      statusConfirmedBy: confirmedBy,
      statusStaleAfter: this.polls.staleAfter(kybCadenceOf(status), customer.statusChangedAt, received.confirmedAt),
      vendorUpdatedAt: received.updatedAt,
    });
  }

  private schedule(customer: Customer, cadence: Cadence): Write<void> {
    return this.polls.set(pollOf(customer), cadence);
  }

  private tell(
    type: 'onboarding.customer.created' | 'onboarding.customer.status_changed' | 'onboarding.customer.returned',
    customer: Customer,
    rest: Readonly<Record<string, Json>>,
  ): Write<void> {
    const { consumerId, subjectId, customerId } = customer;
    return this.events.record({
      consumerId,
      type,
      journeyId: subjectId,
      data: { customer_id: customerId, ...statusData(customer, rest) },
    });
  }
}
