import { Injectable } from '@nestjs/common';
import { together, type Write } from '../../database/write';
import type { KeyLease, Replayable } from '../../idempotency/idempotency.service';
import { SubjectKeys } from '../../privacy/subject-keys';
import { CustomerChanges } from '../kyb/customer-changes';
import { CustomerDto } from './dto/customer.dto';
import type { HostedCustomer } from '../one-money/hosted-customer';

const CREATED = 201;

/** Records a customer that 1Money has created: its row, its subject's key, and the stored answer, in one change. */
@Injectable()
export class CustomerRecords {
  constructor(
    private readonly journey: CustomerChanges,
    private readonly subjectKeys: SubjectKeys,
  ) {}

  record(
    lease: KeyLease,
    { intentId, vendorAccount }: { readonly intentId: string; readonly vendorAccount: string },
    subject: string,
    received: HostedCustomer,
    customerType: string,
  ): Write<Replayable> {
    const subjectKey = this.subjectKeys.create(subject);
    const customer = this.journey.begin(subject, { ...lease.scope, vendorAccount }, received, customerType);
    return together(
      lease.complete(intentId, subjectKey.result, CREATED, CustomerDto.from(customer.result, received.email)),
      subjectKey,
      customer,
    );
  }
}
