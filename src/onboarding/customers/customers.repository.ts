import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Any, type Repository } from 'typeorm';
import { reading } from '../../database/failure';
import { sharedRead } from '../../database/shared-read';
import { type Statement, write, type Write } from '../../database/write';
import { descending, HIGHEST_ID, indexRange, LOWEST_ID } from '../../search/index-range';
import { SEARCHES, Searches } from '../../search/searches';
import type { ConfirmedBy } from '../../http/provenance/provenance';
import { Customer } from './customer.entity';
import type { KybStatus } from '../kyb/kyb-status';

interface CustomerRow {
  readonly subject_id: string;
  readonly customer_id: string;
  readonly consumer_id: string;
  readonly idempotency_key: string;
  readonly customer_type: string;
  readonly status: KybStatus;
  readonly status_as_received: string;
  readonly status_confirmed_at: string;
  readonly status_confirmed_by: ConfirmedBy;
  readonly status_stale_after: string | null;
  readonly vendor_created_at: string;
  readonly vendor_updated_at: string;
}

const ADD: Statement<CustomerRow> = {
  name: 'customers.add',
  text: `
    INSERT INTO portico.customers
      (subject_id, customer_id, consumer_id, idempotency_key, customer_type, status, status_as_received,
        status_confirmed_at, status_confirmed_by,
      status_changed_at, status_stale_after, vendor_created_at, vendor_updated_at)
    SELECT r.subject_id, r.customer_id, r.consumer_id, r.idempotency_key, r.customer_type, r.status,
      r.status_as_received, r.status_confirmed_at,
      r.status_confirmed_by, r.status_confirmed_at, r.status_stale_after, r.vendor_created_at, r.vendor_updated_at
    FROM json_to_recordset($rows) AS r(subject_id uuid, customer_id text, consumer_id uuid, idempotency_key uuid,
      customer_type text, status text,
      status_as_received text, status_confirmed_at timestamptz, status_confirmed_by text,
        status_stale_after timestamptz, vendor_created_at text,
      vendor_updated_at text)
    RETURNING 1`,
};

/** Idempotency-Keys are removed after some time; the key of a customer's creation stays with the customer. */
const ASSERT_KEY_UNUSED: Statement<{ consumer_id: string; idempotency_key: string }> = {
  name: 'customers.key-unused',
  text: `
    SELECT 1 FROM json_to_recordset($rows) AS r(consumer_id uuid, idempotency_key uuid)
    WHERE NOT EXISTS (SELECT FROM portico.customers AS c WHERE c.consumer_id = r.consumer_id
      AND c.idempotency_key = r.idempotency_key)`,
};

export const KEY_HAS_CUSTOMER = ASSERT_KEY_UNUSED.name;

type ObservedRow = Pick<
  CustomerRow,
  | 'subject_id'
  | 'status'
  | 'status_as_received'
  | 'status_confirmed_at'
  | 'status_confirmed_by'
  | 'status_stale_after'
  | 'vendor_updated_at'
> & { readonly revision: number };

const OBSERVED_COLUMNS = `
      subject_id uuid, status text, status_as_received text, status_confirmed_at timestamptz,
      status_confirmed_by text, status_stale_after timestamptz, vendor_updated_at text, revision integer`;

/**
 * Refused (no row) when the status has changed since it was read here: the caller then compares its reading with the
 * new row.
 */
const OBSERVE: Statement<ObservedRow> = {
  name: 'customers.observe',
  target: ({ subject_id }) => subject_id,
  text: `
    UPDATE portico.customers AS c
    SET status = r.status, status_as_received = r.status_as_received, status_confirmed_at = r.status_confirmed_at,
      status_confirmed_by = r.status_confirmed_by,
      status_stale_after = r.status_stale_after, status_changed_at = r.status_confirmed_at,
        status_revision = c.status_revision + 1, vendor_updated_at = r.vendor_updated_at
    FROM json_to_recordset($rows) AS r(${OBSERVED_COLUMNS})
    WHERE c.subject_id = r.subject_id AND c.status_revision = r.revision
    RETURNING 1`,
};

/**
 * The status is the known one. When it has changed meanwhile, or was confirmed later, the row is not changed and still
 * counts as written.
 */
const CONFIRM: Statement<ObservedRow> = {
  name: 'customers.confirm',
  target: ({ subject_id }) => subject_id,
  text: `
    UPDATE portico.customers AS c
    SET status_confirmed_at = CASE WHEN isStillSo THEN r.status_confirmed_at ELSE c.status_confirmed_at END,
      status_confirmed_by = CASE WHEN isStillSo THEN r.status_confirmed_by ELSE c.status_confirmed_by END,
      status_stale_after = CASE WHEN isStillSo THEN r.status_stale_after ELSE c.status_stale_after END,
      vendor_updated_at = CASE WHEN isStillSo THEN r.vendor_updated_at ELSE c.vendor_updated_at END
    FROM json_to_recordset($rows) AS r(${OBSERVED_COLUMNS})
    WHERE c.subject_id = r.subject_id
    RETURNING 1`.replaceAll(
    'isStillSo',
    'c.status_revision = r.revision AND c.status_confirmed_at <= r.status_confirmed_at',
  ),
};

export const OBSERVE_REFUSED = OBSERVE.name;

@Injectable()
export class CustomersRepository {
  /** By 1Money's id; every operation begins with this query. */
  private readonly findAny: (customerId: string) => Promise<Customer | null>;

  constructor(
    @InjectRepository(Customer) private readonly customers: Repository<Customer>,
    @InjectRepository(Customer, SEARCHES) private readonly searched: Repository<Customer>,
    private readonly searches: Searches,
  ) {
    this.findAny = sharedRead(
      (ids) => this.customers.findBy({ customerId: Any(ids) }),
      ({ customerId }) => customerId,
    );
  }

  /** Another consumer's customer is not found. */
  async find(consumerId: string, customerId: string): Promise<Customer | null> {
    const found = await reading(() => this.findAny(customerId));
    return found?.consumerId === consumerId ? found : null;
  }

  async findByIdempotencyKey(consumerId: string, idempotencyKey: string): Promise<Customer | null> {
    return reading(() => this.customers.findOneBy({ consumerId, idempotencyKey }));
  }

  async findOwn(consumerId: string, subjectId: string): Promise<Customer | null> {
    return reading(() => this.customers.findOneBy({ consumerId, subjectId }));
  }

  async findBySubject(subjectId: string): Promise<Customer | null> {
    return reading(() => this.customers.findOneBy({ subjectId }));
  }

  /** Newest first, without erased customers. */
  async page(
    consumerId: string,
    { skipped, most, status }: { skipped: number; most: number; status: KybStatus | null },
  ): Promise<Customer[]> {
    const columns = ['c.consumerId', ...(status ? ['c.status'] : []), 'c.subjectId'];
    const range = indexRange(columns, [':consumerId', ...(status ? [':status'] : [])], ':from', ':before');
    const values = { consumerId, status, from: LOWEST_ID, before: HIGHEST_ID };
    return this.searches.run(consumerId, () =>
      this.searched
        .createQueryBuilder('c')
        .where(range, values)
        .andWhere('c.erasedAt IS NULL')
        .orderBy(descending(columns))
        .offset(skipped)
        .limit(most)
        .getMany(),
    );
  }

  add(customer: Customer): Write<Customer> {
    return write(ADD, rowOf(customer), customer);
  }

  /** Changes nothing. Refused (WriteRefused `customers.key-unused`) when a customer was created with the key. */
  assertKeyUnused({ consumerId, key }: { consumerId: string; key: string }): Write<void> {
    return write(ASSERT_KEY_UNUSED, { consumer_id: consumerId, idempotency_key: key }, undefined);
  }

  /** The status differs from the one at the customer's revision. */
  observe(customer: Customer, observed: Customer): Write<Customer> {
    return write(OBSERVE, observedRowOf(customer, observed), observed);
  }

  /** The status is the same, newly confirmed. */
  confirm(customer: Customer, observed: Customer): Write<Customer> {
    return write(CONFIRM, observedRowOf(customer, observed), observed);
  }
}

function observedRowOf({ statusRevision }: Customer, observed: Customer): ObservedRow {
  const {
    subject_id,
    status,
    status_as_received,
    status_confirmed_at,
    status_confirmed_by,
    status_stale_after,
    vendor_updated_at,
  } = rowOf(observed);
  return {
    subject_id,
    status,
    status_as_received,
    status_confirmed_at,
    status_confirmed_by,
    status_stale_after,
    vendor_updated_at,
    revision: statusRevision,
  };
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
  status_confirmed_by: customer.statusConfirmedBy,
  status_stale_after: customer.statusStaleAfter?.toISOString() ?? null,
  vendor_created_at: customer.vendorCreatedAt,
  vendor_updated_at: customer.vendorUpdatedAt,
});
