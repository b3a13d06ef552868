import { Injectable } from '@nestjs/common';
import { AuditHistory } from '../../audit/history/audit-history';
import { accountOf, everyAccountOf } from '../../config/vendor';
import { Fault } from '../../errors';
import type { Caller } from '../../http/request/caller';
import type { IdempotencyScope } from '../../idempotency/idempotency-scope';
import { IdempotencyService } from '../../idempotency/idempotency.service';
import type { Finding, OpenEffect } from '../../journey-registry/inquiry';
import { Reconciler } from '../../signed-http/effects/reconciler';
import { CustomerRecords } from './customer-records';
import { CustomersRepository } from './customers.repository';
import type { Customer } from './customer.entity';
import type { HostedCustomer } from '../one-money/hosted-customer';
import { OneMoneyClient } from '../one-money/one-money.client';

/** The idempotency scope of the key of a creation. */
export const creationScope = (caller: Caller, key: string): IdempotencyScope => ({
  consumerId: caller.consumerId,
  operation: 'createHostedCustomer',
  key,
});

/** Recovers creations with a lost answer or a dead process: asks 1Money by key, and records the customer it has. */
@Injectable()
export class CustomerRecoveryService {
  constructor(
    private readonly repository: CustomersRepository,
    private readonly records: CustomerRecords,
    private readonly oneMoney: OneMoneyClient,
    private readonly idempotency: IdempotencyService,
    private readonly reconciler: Reconciler,
    private readonly history: AuditHistory,
  ) {}

  /**
   * The consumer's account. After that was changed, a key that was used before stays in the account of its unanswered
   * attempt, which may have created the customer there.
   */
  async accountFor({ vendorAccounts }: Caller, scope: IdempotencyScope): Promise<string> {
    const isMoved = everyAccountOf(vendorAccounts, 'one-money').length > 1;
    const attempted = isMoved ? await this.idempotency.findAttempt(scope) : null;
    return (attempted && (await this.reconciler.accountOf(attempted))) ?? accountOf(vendorAccounts, 'one-money');
  }

  /** At once, because a consumer asks. Null: no unanswered creation with this key, or 1Money has no customer. */
  async recover(scope: IdempotencyScope): Promise<Customer | null> {
    const open = await this.idempotency.findUnanswered(scope);
    if (!open) return null;
    await this.reconciler.settle(open.intentId);
    return this.repository.findByIdempotencyKey(scope.consumerId, scope.key);
  }

  /** Not at 1Money after its longest processing time: it never arrived. A later attempt under its key decides. */
  async inquire({ intentId, subject, vendorKey, vendorAccount, leaseExpired }: OpenEffect): Promise<Finding> {
    const received = vendorKey === null ? null : await this.findAtVendor(vendorAccount, vendorKey);
    const attempted = await this.idempotency.findByIntent(intentId);
    if (attempted === 'held' || (!received && !leaseExpired)) return { verdict: 'unknown' };
    if (!received)
      return {
        verdict: 'failed',
        write: attempted?.intentId === intentId ? attempted.lease.onRefused(intentId) : undefined,
      };
    const detail = { customer_id: received.customerId, status: received.status };
    return {
      verdict: 'done',
      detail,
      write: attempted
        ? this.records.record(
            attempted.lease,
            { intentId: attempted.intentId, vendorAccount },
            subject,
            received,
            await this.spellingOf(attempted.intentId),
          )
        : undefined,
    };
  }

  /** As the consumer wrote it; older intents do not contain it. */
  private async spellingOf(intentId: string): Promise<string> {
    const intent = await this.history.find(intentId);
    return intent?.detail.customer_type === 'Business' ? 'Business' : 'BUSINESS';
  }

  private async findAtVendor(account: string, vendorKey: string): Promise<HostedCustomer | null> {
    try {
      return await this.oneMoney.findByIdempotencyKey(account, vendorKey);
    } catch (error) {
      if (error instanceof Fault && error.faultName === 'not-found') return null;
      throw error;
    }
  }
}
