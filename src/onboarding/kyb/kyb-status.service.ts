import { Injectable } from '@nestjs/common';
import { AuditService, type Actor } from '../../audit/audit.service';
import { Committer } from '../../database/committer';
import { whileOvertaken } from '../../database/failure';
import { nothing, together, type Write } from '../../database/write';
import { Fault } from '../../errors';
import type { ConfirmedBy } from '../../http/provenance/provenance';
import { PollSchedulesService } from '../../inbox/polling/poll-schedules.service';
import { CustomerChanges } from './customer-changes';
import { CustomersRepository } from '../customers/customers.repository';
import type { Customer } from '../customers/customer.entity';
import type { HostedCustomer } from '../one-money/hosted-customer';
import { kybCadenceOf, type KybStatus, kybStatusOf, mayGrant, nextActionWithoutGrant, pollOf } from './kyb-status';
import { mayMeanStatus } from '../one-money/one-money.answers';
import { OneMoneyClient } from '../one-money/one-money.client';
import { isNewerReading } from './reading-order';

/** A customer, and what 1Money has just reported of it. */
export interface ObservedCustomer {
  readonly customer: Customer;
  readonly received: HostedCustomer;
}

/** What 1Money reported, the change that it means, and the write to be committed for it. */
export interface Reading extends ObservedCustomer {
  /** Refused (`isOvertaken`) when another process committed a change first. */
  readonly write: Write<unknown>;
  readonly change: { readonly from: KybStatus; readonly to: KybStatus } | null;
}

/** How old a confirmation may be before a consumer's own reading renews it, in milliseconds. */
const RENEWED_AFTER_MS = 30_000;

/** Asks 1Money for the KYB status, and stores changes. A status is stored only through this service. */
@Injectable()
export class KybStatusService {
  constructor(
    private readonly oneMoney: OneMoneyClient,
    private readonly repository: CustomersRepository,
    private readonly journey: CustomerChanges,
    private readonly audit: AuditService,
    private readonly committer: Committer,
    private readonly polls: PollSchedulesService,
  ) {}

  /** `mayShare`: the answer may be that to the same read, which was sent a moment ago for another. */
  async observe(actor: Actor, customer: Customer, mayShare = false): Promise<ObservedCustomer> {
    const { value: received, vendorRequestId } = await this.oneMoney.getCustomer(customer, mayShare);
    return { customer: await this.keep(actor, customer, received, vendorRequestId), received };
  }

  /** Asks 1Money, and leaves the resulting write for the caller to commit. */
  async confirmStatus(actor: Actor, customer: Customer, confirmedBy: ConfirmedBy): Promise<Reading> {
    const { value: received, vendorRequestId } = await this.oneMoney.getCustomer(customer);
    return this.read(actor, customer, received, confirmedBy, vendorRequestId);
  }

  /** Stores what 1Money reported. Throws Fault `vendor-invalid-response` when that is about another customer. */
  async keep(
    actor: Actor,
    customer: Customer,
    received: HostedCustomer,
    vendorRequestId: string | null,
  ): Promise<Customer> {
    const isOvertaken = (error: unknown): boolean => this.repository.isOvertaken(error);
    return whileOvertaken(isOvertaken, async (attempt) => {
      const known = attempt === 1 ? customer : ((await this.repository.findBySubject(customer.subjectId)) ?? customer);
      const reading = this.read(actor, known, received, 'VENDOR_READ', vendorRequestId);
      const isFresh =
        reading.change === null &&
        received.confirmedAt.getTime() - known.statusConfirmedAt.getTime() < RENEWED_AFTER_MS;
      await this.committer.record(isFresh ? nothing(undefined) : reading.write);
      return reading.customer;
    });
  }

  /** As 1Money reports it now; nothing is stored. */
  private async peek(actor: Actor, customer: Customer): Promise<Customer> {
    return (await this.confirmStatus(actor, customer, 'VENDOR_READ')).customer;
  }

  /** For a dry run: 1Money judges the request for a grant itself. Throws Fault `grant-not-allowed`. */
  async foreseeGrantAllowed(actor: Actor, customer: Customer): Promise<void> {
    const now = await this.peek(actor, customer);
    if (!mayGrant(now.status)) throw grantNotAllowed(now);
  }

  /**
   * The stored status may be old, so 1Money is asked before a grant is refused; in a dry run, nothing is stored. Throws
   * Fault `grant-not-allowed`.
   */
  async assertGrantAllowed(actor: Actor, customer: Customer, isDryRun: boolean): Promise<void> {
    if (mayGrant(customer.status)) return;
    if (isDryRun) return this.foreseeGrantAllowed(actor, customer);
    const { customer: now } = await this.observe(actor, customer);
    if (!mayGrant(now.status)) throw grantNotAllowed(now);
  }

  /** Reads the status, because 1Money's refusals vary. Throws Fault `grant-not-allowed`, or the refusal. */
  async explainRefusal(actor: Actor, customer: Customer, refusal: unknown): Promise<never> {
    if (!mayMeanStatus(refusal)) throw refusal;
    const observed = await this.observe(actor, customer).catch(() => {
      throw refusal;
    });
    throw mayGrant(observed.customer.status) ? refusal : grantNotAllowed(observed.customer);
  }

  /** The user was given a link, so the status may change soon. */
  expectChange(customer: Customer): Write<void> {
    return this.polls.set(pollOf(customer), kybCadenceOf(customer.status, 'active'));
  }

  private read(
    actor: Actor,
    known: Customer,
    received: HostedCustomer,
    confirmedBy: ConfirmedBy,
    vendorRequestId: string | null,
  ): Reading {
    if (received.customerId !== known.customerId)
      throw new Fault('vendor-invalid-response', { detail: '1Money answered with another customer.' });
    if (!isNewerReading(known, received)) return { customer: known, received, write: nothing(undefined), change: null };
    if (received.status === known.statusAsReceived) {
      const confirmed = this.journey.confirm(known, received, confirmedBy);
      return { customer: confirmed.result, received, write: confirmed, change: null };
    }
    const change = { from: known.status, to: kybStatusOf(received.status) };
    const moved = this.journey.move(known, received, confirmedBy);
    const detail = { customer_id: known.customerId, ...change, confirmed_by: confirmedBy };
    const event = this.audit.event(
      actor,
      { action: 'onboarding.status.observed', subject: known.subjectId, vendor: 'one-money', detail },
      'SUCCEEDED',
      vendorRequestId,
    );
    return { customer: moved.result, received, write: together(moved, event), change };
  }
}

function grantNotAllowed({ status }: Customer): Fault {
  return new Fault('grant-not-allowed', {
    detail: `The KYB status is ${status}: a grant can be made in INIT, PENDING_RESPONSE and REJECTED only.`,
    nextAction: nextActionWithoutGrant(status),
  });
}
