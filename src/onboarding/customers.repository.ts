import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import type { Repository } from 'typeorm';
import { reading } from '../database/failure';
import { type Statement, write, type Write } from '../database/write';
import { Customer } from './entities/customer.entity';
import type { HostedCustomer } from './hosted-customer';
import { type KybStatus, kybStatusOf } from './kyb-status';

interface CustomerRow {
  readonly subject_id: string;
  readonly customer_id: string;
  readonly consumer_id: string;
  readonly idempotency_key: string;
  readonly customer_type: string;
  readonly status: KybStatus;
  readonly status_as_received: string;
  readonly status_confirmed_at: string;
  readonly vendor_created_at: string;
  readonly vendor_updated_at: string;
}

const ADD: Statement<CustomerRow> = {
  name: 'customers.add',
  text: `
    INSERT INTO portico.customers
      (subject_id, customer_id, consumer_id, idempotency_key, customer_type, status, status_as_received, status_confirmed_at, vendor_created_at, vendor_updated_at)
    SELECT r.subject_id, r.customer_id, r.consumer_id, r.idempotency_key, r.customer_type, r.status, r.status_as_received, r.status_confirmed_at,
      r.vendor_created_at, r.vendor_updated_at
    FROM json_to_recordset($rows) AS r(subject_id uuid, customer_id text, consumer_id uuid, idempotency_key uuid, customer_type text, status text,
      status_as_received text, status_confirmed_at timestamptz, vendor_created_at text, vendor_updated_at text)
    RETURNING 1`,
};

/** Keys are forgotten one day; a customer's key stays that customer's. */
const ASSERT_KEY_UNUSED: Statement<{ consumer_id: string; idempotency_key: string }> = {
  name: 'customers.key-unused',
  text: `
    SELECT 1 FROM json_to_recordset($rows) AS r(consumer_id uuid, idempotency_key uuid)
    WHERE NOT EXISTS (SELECT FROM portico.customers AS c WHERE c.consumer_id = r.consumer_id AND c.idempotency_key = r.idempotency_key)`,
};

export const KEY_HAS_CUSTOMER = ASSERT_KEY_UNUSED.name;

/** A later reading is never overwritten by an earlier one that arrives late; then the row stays, and still counts. */
const OBSERVE: Statement<Pick<CustomerRow, 'subject_id' | 'status' | 'status_as_received' | 'status_confirmed_at' | 'vendor_updated_at'>> = {
  name: 'customers.observe',
  text: `
    UPDATE portico.customers AS c
    SET status = CASE WHEN isNewer THEN r.status ELSE c.status END,
      status_as_received = CASE WHEN isNewer THEN r.status_as_received ELSE c.status_as_received END,
      vendor_updated_at = CASE WHEN isNewer THEN r.vendor_updated_at ELSE c.vendor_updated_at END,
      status_confirmed_at = greatest(c.status_confirmed_at, r.status_confirmed_at)
    FROM json_to_recordset($rows) AS r(subject_id uuid, status text, status_as_received text, status_confirmed_at timestamptz, vendor_updated_at text)
    WHERE c.subject_id = r.subject_id
    RETURNING 1`.replaceAll('isNewer', 'r.status_confirmed_at >= c.status_confirmed_at'),
};

@Injectable()
export class CustomersRepository {
  constructor(@InjectRepository(Customer) private readonly customers: Repository<Customer>) {}

  /** Another consumer's customer is none. */
  async find(consumerId: string, customerId: string): Promise<Customer | null> {
    return reading(() => this.customers.findOneBy({ consumerId, customerId }));
  }

  async findByIdempotencyKey(consumerId: string, idempotencyKey: string): Promise<Customer | null> {
    return reading(() => this.customers.findOneBy({ consumerId, idempotencyKey }));
  }

  async findBySubject(subjectId: string): Promise<Customer | null> {
    return reading(() => this.customers.findOneBy({ subjectId }));
  }

  add(subjectId: string, { consumerId, key }: { consumerId: string; key: string }, received: HostedCustomer): Write<Customer> {
    const customer: Customer = Object.assign(new Customer(), {
      subjectId,
      customerId: received.customerId,
      consumerId,
      idempotencyKey: key,
      customerType: received.customerType ?? 'BUSINESS',
      status: kybStatusOf(received.status),
      statusAsReceived: received.status,
      statusConfirmedAt: received.confirmedAt,
      vendorCreatedAt: received.createdAt,
      vendorUpdatedAt: received.updatedAt,
    });
    return write(ADD, rowOf(customer), customer);
  }

  /** Changes nothing. Refused (WriteRefused `customers.key-unused`) when a customer was created with the key. */
  assertKeyUnused({ consumerId, key }: { consumerId: string; key: string }): Write<void> {
    return write(ASSERT_KEY_UNUSED, { consumer_id: consumerId, idempotency_key: key }, undefined);
  }

  /** What 1Money says of the customer now. */
  observe(customer: Customer, received: HostedCustomer): Write<Customer> {
    const observed = Object.assign(new Customer(), customer, {
      status: kybStatusOf(received.status),
      statusAsReceived: received.status,
      statusConfirmedAt: received.confirmedAt,
      vendorUpdatedAt: received.updatedAt,
    });
    const { subject_id, status, status_as_received, status_confirmed_at, vendor_updated_at } = rowOf(observed);
    return write(OBSERVE, { subject_id, status, status_as_received, status_confirmed_at, vendor_updated_at }, observed);
  }
}

const rowOf = (customer: Customer): CustomerRow => ({
  subject_id: customer.subjectId,
  customer_id: customer.customerId,
  consumer_id: customer.consumerId,
  idempotency_key: customer.idempotencyKey,
  customer_type: customer.customerType,
  status: customer.status,
  status_as_received: customer.statusAsReceived,
  status_confirmed_at: customer.statusConfirmedAt.toISOString(),
  vendor_created_at: customer.vendorCreatedAt,
  vendor_updated_at: customer.vendorUpdatedAt,
});
