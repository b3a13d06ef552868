import { Injectable } from '@nestjs/common';
import { Fault } from '../errors';
import type { Caller } from '../http/caller';
import { Bulkhead } from '../signed-http/bulkhead';
import { CustomersRepository } from './customers.repository';
import { CustomersService } from './customers.service';
import type { KybStatus } from './kyb-status';
import { OneMoneyClient } from './one-money.client';
import type { FullCustomer } from './one-money.full-customer';

/** Reads at 1Money that lists have under way at once, so that no list takes the places of other requests; reads that wait, and milliseconds that one waits. */
const READS = { places: 4, queue: 400, longestWaitMs: 10_000 };

export interface CustomerPage {
  readonly customers: readonly FullCustomer[];
  /** Customers of the consumer on this page, also those that are left out. */
  readonly total: number;
}

/** Lists a consumer's customers. Nothing of the full customer is kept, so each is read at 1Money. */
@Injectable()
export class CustomerListService {
  private readonly reads = new Bulkhead(READS);

  constructor(
    private readonly repository: CustomersRepository,
    private readonly customers: CustomersService,
    private readonly oneMoney: OneMoneyClient,
  ) {}

  /** Newest first. With a status: those that had it when 1Money was last asked, and have it now. */
  async list(caller: Caller, { skipped, most, status }: { skipped: number; most: number; status: KybStatus | null }): Promise<CustomerPage> {
    const found = await this.repository.page(caller.consumerId, { skipped, most, status });
    const read = await Promise.all(found.map(({ customerId }) => this.reads.run(() => this.read(caller, customerId), READS.longestWaitMs)));
    return { customers: read.filter((full): full is FullCustomer => full !== null && (status === null || full.status === status)), total: found.length };
  }

  /** Null for one of which 1Money says nothing that can be understood: it must not hide the others. */
  private async read(caller: Caller, customerId: string): Promise<FullCustomer | null> {
    try {
      return (await this.customers.getFull(caller, customerId)).full;
    } catch (error) {
      if (!(error instanceof Fault) || !LEFT_OUT.includes(error.faultName)) throw error;
      this.oneMoney.leaveOut(error.detail);
      return null;
    }
  }
}

/** What is the matter with one customer only; `subject-erased`: since the page was read. */
const LEFT_OUT: readonly string[] = ['not-found', 'vendor-nonsense', 'subject-erased'];
