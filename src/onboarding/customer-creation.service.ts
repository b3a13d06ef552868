import { Injectable } from '@nestjs/common';
import { v5 as uuidv5, v7 as uuidv7 } from 'uuid';
import { AuditService } from '../audit/audit.service';
import { Committer } from '../database/committer';
import { WriteRefused } from '../database/failure';
import { together, type Write } from '../database/write';
import { Fault } from '../errors';
import type { Caller } from '../http/caller';
import { type Claim, IdempotencyService, type Replayable } from '../idempotency/idempotency.service';
import type { KeyPlace } from '../idempotency/key-place';
import { maskEmail } from '../privacy/mask';
import { SubjectKeys } from '../privacy/subject-keys';
import { CustomerJourney } from './customer-journey';
import type { CreateCustomerDto } from './dto/create-customer.dto';
import { CustomerDto } from './dto/customer.dto';
import type { HostedCustomer } from './hosted-customer';
import { OneMoneyClient } from './one-money.client';

const ACTION = 'onboarding.customer.create';
const CREATED = 201;
/** Namespace (RFC 9562, 5.5) of our keys at 1Money, which sees all consumers as one: two of them may choose the same key. */
const VENDOR_KEYS = 'b6f1c2d4-53a7-4d0e-9a3c-2f1f6a2c7e55';

const vendorKeyOf = ({ consumerId, key }: KeyPlace): string => uuidv5(`${consumerId}:${key}`, VENDOR_KEYS);
const placeOf = (caller: Caller, key: string): KeyPlace => ({ consumerId: caller.consumerId, operation: 'createHostedCustomer', key });

/** Creates customers at 1Money, each key once, whatever gets lost on the way. */
@Injectable()
export class CustomerCreationService {
  constructor(
    private readonly journey: CustomerJourney,
    private readonly oneMoney: OneMoneyClient,
    private readonly idempotency: IdempotencyService,
    private readonly subjectKeys: SubjectKeys,
    private readonly audit: AuditService,
    private readonly committer: Committer,
  ) {}

  /**
   * 201 with the customer; the same bytes again for a repetition with the same key and body. After a day 1Money answers a
   * key that it has seen with 409 (general page "Idempotency"), and still has the customer.
   */
  async create(caller: Caller, key: string, dto: CreateCustomerDto): Promise<Replayable> {
    try {
      return await this.attempt(caller, key, dto);
    } catch (error) {
      const isOldKey = error instanceof Fault && error.faultName === 'vendor-conflict';
      if (!isOldKey || !(await this.recover(caller, key))) throw error;
      return this.attempt(caller, key, dto);
    }
  }

  /**
   * Finds what became of a creation whose answer was lost: 1Money is asked by key, and a customer that it has becomes ours,
   * with the OUTCOME of the intent that was left open. Null when no creation with this key is unanswered, or 1Money never got it.
   */
  async recover(caller: Caller, key: string): Promise<HostedCustomer | null> {
    const place = placeOf(caller, key);
    const open = await this.idempotency.findUnanswered(place);
    const received = open && (await this.findAtVendor(place));
    if (!open || !received) return null;
    const subject = uuidv7();
    const outcome = this.audit.lateOutcome(caller, { action: ACTION, subject, vendor: 'one-money', detail: {} }, open.intentId, { result: 'SUCCEEDED', vendorRequestId: null, detail: { ...outcomeDetail(received), recovered: true } });
    await this.committer.commit(together(this.record(open.claim, open.intentId, subject, received), outcome)).catch(unlessRefused);
    return received;
  }

  private attempt(caller: Caller, key: string, dto: CreateCustomerDto): Promise<Replayable> {
    const place = placeOf(caller, key);
    return this.idempotency.run(place, { ...dto }, async (claim) => {
      const subject = uuidv7();
      const detail = { idempotency_key: key, email: maskEmail(dto.email) };
      const customer = { email: dto.email, firstName: dto.first_name, lastName: dto.last_name, companyName: dto.company_name ?? null };
      const answer = await this.oneMoney.createCustomer({ originator: caller, action: ACTION, subject, detail, companions: claim }, vendorKeyOf(place), customer);
      return answer.settle((received, intentId) => this.record(claim, intentId, subject, received), outcomeDetail);
    });
  }

  private record(claim: Claim, intentId: string, subject: string, received: HostedCustomer): Write<Replayable> {
    const subjectKey = this.subjectKeys.create(subject);
    const customer = this.journey.begin(subject, claim.place, received);
    return together(claim.complete(intentId, subjectKey.result, CREATED, CustomerDto.from(customer.result, received.email)), subjectKey, customer);
  }

  private async findAtVendor(place: KeyPlace): Promise<HostedCustomer | null> {
    try {
      return await this.oneMoney.findByIdempotencyKey(vendorKeyOf(place));
    } catch (error) {
      if (error instanceof Fault && error.faultName === 'not-found') return null;
      throw error;
    }
  }
}

/** Refused: somebody else recorded the same at the same moment. */
const unlessRefused = (error: unknown): void => {
  if (!(error instanceof WriteRefused)) throw error;
};

const outcomeDetail = ({ customerId, status }: HostedCustomer): { customer_id: string; status: string } => ({ customer_id: customerId, status });
