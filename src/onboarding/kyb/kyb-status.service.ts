import { Injectable } from '@nestjs/common';
import { AuditService, type Actor } from '../../audit/audit.service';
import { Committer } from '../../database/committer';
import { nothing, together, type Write } from '../../database/write';
import { Fault } from '../../errors';
import type { ConfirmedBy } from '../../http/provenance/provenance';
import { CustomerChanges } from './customer-changes';
import { CustomersRepository } from '../customers/customers.repository';
import type { Customer } from '../customers/customer.entity';
import type { HostedCustomer } from '../one-money/hosted-customer';
import { type KybStatus, kybStatusOf } from './kyb-status';
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
/** Attempts with the newly read row, when another process commits a change at the same moment. */
const MAX_TRIES = 4;

/** Asks 1Money for the KYB status, and stores changes. A status is stored only through this service. */
@Injectable()
export class KybStatusService {
  constructor(
    private readonly oneMoney: OneMoneyClient,
    private readonly repository: CustomersRepository,
    private readonly journey: CustomerChanges,
    private readonly audit: AuditService,
    private readonly committer: Committer,
  ) {}

  async observe(actor: Actor, customer: Customer): Promise<ObservedCustomer> {
    const { value: received, vendorRequestId } = await this.oneMoney.getCustomer(customer.customerId);
    return { customer: await this.keep(actor, customer, received, vendorRequestId), received };
  }

  /** Asks 1Money, and leaves the resulting write for the caller to commit. */
  async look(actor: Actor, customer: Customer, confirmedBy: ConfirmedBy): Promise<Reading> {
    const { value: received, vendorRequestId } = await this.oneMoney.getCustomer(customer.customerId);
    return this.read(actor, customer, received, confirmedBy, vendorRequestId);
  }

  /**
   * Stores what 1Money reported of the customer: a row and an event when the status has changed. Throws Fault
   * `vendor-invalid-response` when the report is about another customer.
   */
  async keep(
    actor: Actor,
    customer: Customer,
    received: HostedCustomer,
    vendorRequestId: string | null,
  ): Promise<Customer> {
    let known = customer;
    for (let tried = 1; ; tried++) {
      const reading = this.read(actor, known, received, 'VENDOR_READ', vendorRequestId);
      const isFresh =
        reading.change === null &&
        received.confirmedAt.getTime() - known.statusConfirmedAt.getTime() < RENEWED_AFTER_MS;
      try {
        await this.committer.record(isFresh ? nothing(undefined) : reading.write);
        return reading.customer;
      } catch (error) {
        if (!this.repository.isOvertaken(error) || tried === MAX_TRIES) throw error;
        known = (await this.repository.findBySubject(customer.subjectId)) ?? known;
      }
    }
  }

  /** The user was given a link, so the status may change soon. */
  expectChange(customer: Customer): Write<void> {
    return this.journey.attend(customer);
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
