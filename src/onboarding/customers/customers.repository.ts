import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { In, type Repository } from 'typeorm';
import { reading } from '../../database/failure';
import { sharedRead } from '../../database/shared-read';
import { insertOf } from '../../database/statements/insert-of';
import { allOf, preparedRead } from '../../database/statements/select-of';
import { wrappedKeyOf } from '../../privacy/subject-keys';
import { StatusReadings } from '../../inbox/readings/status-readings';
import { Statement, write, type Write } from '../../database/write';
import { descending, HIGHEST_ID, indexRange, LOWEST_ID } from '../../search/index-range';
import { EVERY_CONSUMER, SEARCHES, Searches } from '../../search/searches';
import { Customer } from './customer.entity';
import type { KybStatus } from '../kyb/kyb-status';

const ADD = insertOf(Customer, 'customers.add', { computed: { createdAt: 'now()' } });

/** Idempotency-Keys are removed after some time; the key of a customer's creation stays with the customer. */
export const KEY_UNUSED = new Statement<{ consumer_id: string; idempotency_key: string }>({
  name: 'customers.key-unused',
  text: `
    SELECT 1 FROM $rows AS r(consumer_id uuid, idempotency_key uuid)
    WHERE NOT EXISTS (SELECT FROM portico.customers AS c WHERE c.consumer_id = r.consumer_id
      AND c.idempotency_key = r.idempotency_key)`,
});

const READINGS = new StatusReadings(Customer, 'customers', {
  statusAsReceived: 'r."statusAsReceived"',
  vendorUpdatedAt: 'r."vendorUpdatedAt"',
});

/** A customer, and the wrapped key under which what is made for it is sealed; null once it is erased. */
interface KeyedCustomer extends Customer {
  readonly wrappedKey: Buffer | null;
}

/** By 1Money's id; every operation begins with this query. */
const BY_ID = preparedRead<KeyedCustomer>(
  'customers.by-id',
  `SELECT ${allOf(Customer, 'c')}, ${wrappedKeyOf('c.subject_id')} AS "wrappedKey"
    FROM portico.customers AS c WHERE c.customer_id = ANY ($1)`,
);

@Injectable()
export class CustomersRepository {
  private readonly findAny: (customerId: string) => Promise<KeyedCustomer | null>;

  constructor(
    @InjectRepository(Customer) private readonly customers: Repository<Customer>,
    @InjectRepository(Customer, SEARCHES) private readonly searched: Repository<Customer>,
    private readonly searches: Searches,
  ) {
    this.findAny = sharedRead(
      (ids) => BY_ID(this.customers, [ids]),
      ({ customerId }) => customerId,
    );
  }

  /** Another consumer's customer is not found. */
  async find(consumerId: string, customerId: string): Promise<KeyedCustomer | null> {
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

  async findBySubjects(subjectIds: readonly string[]): Promise<Customer[]> {
    return reading(() => this.customers.findBy({ subjectId: In([...subjectIds]) }));
  }

  /** Of any consumer, by Portico's id or by customer_id. */
  async findAnywhere(customerId: string, subjectId: string | null): Promise<Customer[]> {
    const bySubject = subjectId === null ? [] : [{ subjectId }];
    return reading(() => this.customers.findBy([...bySubject, { customerId }]));
  }

  /** Newest first, without erased customers. `consumerId`: null for those of every consumer. */
  async page(
    consumerId: string | null,
    {
      skipped,
      most,
      status,
      from = LOWEST_ID,
      before = HIGHEST_ID,
    }: { skipped: number; most: number; status: KybStatus | null; from?: string; before?: string },
  ): Promise<Customer[]> {
    const equal = [...(consumerId === null ? [] : ['consumerId']), ...(status ? ['status'] : [])];
    const columns = [...equal, 'subjectId'].map((column) => `c.${column}`);
    const bounds = equal.map((column) => `:${column}`);
    const range = indexRange(columns, bounds, ':from', ':before');
    const values = { consumerId, status, from, before };
    return this.searches.run(consumerId ?? EVERY_CONSUMER, () =>
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
    return write(ADD, customer, customer);
  }

  /** Changes nothing. Refused (`KEY_UNUSED`) when a customer was created with the key. */
  assertKeyUnused({ consumerId, key }: { consumerId: string; key: string }): Write<void> {
    return write(KEY_UNUSED, { consumer_id: consumerId, idempotency_key: key }, undefined);
  }

  /** The status differs from the one at the customer's revision. Refused (`isOvertaken`) when that has changed. */
  observe(customer: Customer, observed: Customer): Write<Customer> {
    return READINGS.change(customer, observed);
  }

  /** The status is the same, newly confirmed. */
  confirm(customer: Customer, observed: Customer): Write<Customer> {
    return READINGS.confirm(customer, observed);
  }

  /** Whether the error is that another process committed a change of the status first. */
  isOvertaken(error: unknown): boolean {
    return READINGS.isOvertaken(error);
  }
}
