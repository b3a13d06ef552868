import { Injectable } from '@nestjs/common';
import { v5 as uuidv5, v7 as uuidv7 } from 'uuid';
import { together } from '../../database/write';
import { Fault } from '../../errors';
import type { Caller } from '../../http/request/caller';
import { type KeyLease, IdempotencyService, type Replayable } from '../../idempotency/idempotency.service';
import type { IdempotencyScope } from '../../idempotency/idempotency-scope';
import { CustomerRecords } from './customer-records';
import { creationScope, CustomerRecoveryService } from './customer-recovery.service';
import { CustomersRepository, KEY_UNUSED } from './customers.repository';
import type { CreateCustomerDto } from './dto/create-customer.dto';
import { OneMoneyClient } from '../one-money/one-money.client';

/** Namespace (RFC 9562, 5.5) of our keys at 1Money: to it all consumers are one client, and may choose the same key. */
const VENDOR_KEYS = 'b6f1c2d4-53a7-4d0e-9a3c-2f1f6a2c7e55';

const vendorKeyOf = ({ consumerId, key }: IdempotencyScope): string => uuidv5(`${consumerId}:${key}`, VENDOR_KEYS);

/** Creates customers at 1Money, one for each key, whatever request or answer is lost. */
@Injectable()
export class CustomerCreationService {
  constructor(
    private readonly repository: CustomersRepository,
    private readonly records: CustomerRecords,
    private readonly recovery: CustomerRecoveryService,
    private readonly oneMoney: OneMoneyClient,
    private readonly idempotency: IdempotencyService,
  ) {}

  /**
   * 201 with the customer; the same bytes again for a retry with the same key and body. After a day 1Money answers a
   * key that it has seen with 409 (general page "Idempotency"), and still has the customer.
   */
  async create(caller: Caller, key: string, dto: CreateCustomerDto): Promise<Replayable> {
    const scope = creationScope(caller, key);
    try {
      return await this.attempt(caller, scope, dto);
    } catch (error) {
      if (KEY_UNUSED.refused(error)) throw forgotten(key);
      const isOldKey = error instanceof Fault && error.faultName === 'vendor-conflict';
      if (!isOldKey || !(await this.recovery.recover(scope))) throw error;
      return this.attempt(caller, scope, dto);
    }
  }

  private attempt(caller: Caller, scope: IdempotencyScope, dto: CreateCustomerDto): Promise<Replayable> {
    return this.idempotency.run(scope, { ...dto }, async (lease) => {
      const subject = uuidv7();
      const detail = { idempotency_key: scope.key, customer_type: dto.customer_type };
      const customer = {
        email: dto.email,
        firstName: dto.first_name,
        lastName: dto.last_name,
        companyName: dto.company_name ?? null,
      };
      const intent = {
        actor: caller,
        action: 'onboarding.customer.create',
        subject,
        detail,
        hooks: this.hooks(lease),
      } as const;
      const vendorAccount = await this.recovery.accountFor(caller, scope);
      const answer = await this.oneMoney.createCustomer(vendorAccount, intent, vendorKeyOf(scope), customer);
      return answer.settle(
        (received, intentId) =>
          this.records.record(lease, { intentId, vendorAccount }, subject, received, dto.customer_type),
        ({ customerId, status }) => ({ customer_id: customerId, status }),
      );
    });
  }

  private hooks(lease: KeyLease): Pick<KeyLease, 'onIntent' | 'onRefused' | 'onUnknown'> {
    return {
      onIntent: (intentId) => together(lease.onIntent(intentId), this.repository.assertKeyUnused(lease.scope)),
      onRefused: (intentId) => lease.onRefused(intentId),
      onUnknown: (intentId) => lease.onUnknown(intentId),
    };
  }
}

/** The key was removed; its customer was not. */
const forgotten = (key: string): Fault =>
  new Fault('replay-expired', {
    detail: 'A customer was created with this Idempotency-Key; the answer is not kept any longer.',
    nextAction: `Read the customer with GET /v1/customers/hosted?idempotency_key=${key}.`,
  });
