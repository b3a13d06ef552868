import { Injectable } from '@nestjs/common';
import { lowestIdAt } from '../../audit/entry-id';
import { Fault } from '../../errors';
import type { Caller } from '../../http/request/caller';
import { LOWEST_ID } from '../../search/index-range';
import { Bulkhead } from '../../signed-http/pipeline/bulkhead';
import { CustomersRepository } from '../customers/customers.repository';
import { CustomersService } from '../customers/customers.service';
import type { KybStatus } from '../kyb/kyb-status';
import { OneMoneyClient } from '../one-money/one-money.client';
import type { FullCustomer } from '../one-money/one-money.full-customer';

/** Reads of lists at 1Money: at once (few, to leave places to other requests), waiting, and milliseconds of waiting. */
const READS = { maxConcurrent: 4, queue: 400, longestWaitMs: 10_000 };

/** Which customers, newest first. */
export interface CustomerSelection {
  readonly skipped: number;
  readonly most: number;
  readonly status: KybStatus | null;
  /** Inclusive: when the customer was created. */
  readonly since: Date | null;
}

export interface CustomerPage {
  readonly customers: readonly FullCustomer[];
  /** Customers of the consumer on this page, including those that are left out. */
  readonly total: number;
}

/** Lists a consumer's customers. The full customer is not stored, so each is read at 1Money. */
@Injectable()
export class CustomerListService {
  private readonly reads = new Bulkhead(READS);

  constructor(
    private readonly repository: CustomersRepository,
    private readonly customers: CustomersService,
    private readonly oneMoney: OneMoneyClient,
  ) {}

  /** Newest first. With a status: the customers that had it when 1Money was last asked, and still have it now. */
  async list(caller: Caller, { skipped, most, status, since }: CustomerSelection): Promise<CustomerPage> {
    const from = since ? lowestIdAt(since) : LOWEST_ID;
    const found = await this.repository.page(caller.consumerId, { skipped, most, status, from });
    const read = await Promise.all(
      found.map(({ customerId }) =>
        this.reads.run(() => this.read(caller, customerId), READS.longestWaitMs, caller.consumerId),
      ),
    );
    const invalid = read.filter(
      (one): one is Fault => one instanceof Fault && one.faultName === 'vendor-invalid-response',
    );
    // No customer could be read: an empty page would mean that there are no customers.
    if (invalid.length > 0 && invalid.length === read.length) throw invalid[0]!;
    return {
      customers: read.filter(
        (one): one is FullCustomer => !(one instanceof Fault) && (status === null || one.status === status),
      ),
      total: found.length,
    };
  }

  /** The fault of a customer that is left out, so that it does not hide the others. */
  private async read(caller: Caller, customerId: string): Promise<FullCustomer | Fault> {
    try {
      return (await this.customers.getFull(caller, customerId)).full;
    } catch (error) {
      if (!(error instanceof Fault) || !LEFT_OUT.includes(error.faultName)) throw error;
      this.oneMoney.leaveOut(error.detail);
      return error;
    }
  }
}

/** Faults that concern a single customer; `subject-erased`: it was erased after the page was read. */
const LEFT_OUT: readonly string[] = ['not-found', 'vendor-invalid-response', 'subject-erased'];
