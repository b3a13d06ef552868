import { Injectable } from '@nestjs/common';
import type { Actor } from '../audit/audit.service';
import { nothing } from '../database/write';
import { ANY_UUID } from '../input/bounded-text';
import type { FoundJourney, Journey, JourneyRange, OverdueVisit } from '../journey-registry/journey';
import type { Cadence, Refreshed } from '../journey-registry/refreshed';
import { CustomerRecoveryService } from './customers/customer-recovery.service';
import type { Customer } from './customers/customer.entity';
import { CustomersRepository } from './customers/customers.repository';
import { GrantsRepository } from './grants/grants.repository';
import { customerFactsOf, kybAwaiting } from './kyb/customer-facts';
import { kybCadenceOf } from './kyb/kyb-status';
import { KybStatusService } from './kyb/kyb-status.service';
import { OnboardingLinksService } from './links/onboarding-links.service';

/** The journey of a business: a customer at 1Money, from its creation to the end of its KYB process. */
@Injectable()
export class OnboardingJourney implements Journey {
  readonly name = 'onboarding';
  readonly vendor = 'one-money';
  readonly scopes = { read: 'onboarding:read', write: 'onboarding:write' } as const;
  readonly begins = 'createHostedCustomer';
  readonly awaiting = kybAwaiting;
  readonly inquiries: Journey['inquiries'] = {
    'onboarding.customer.create': (effect) => this.recovery.inquire(effect),
    // A lost link cannot be looked up, and it does no harm, because no user received it.
    'onboarding.grant.create': async () => 'unknowable',
  };

  constructor(
    private readonly customers: CustomersRepository,
    private readonly grants: GrantsRepository,
    private readonly statuses: KybStatusService,
    private readonly recovery: CustomerRecoveryService,
    readonly link: OnboardingLinksService,
  ) {}

  async refresh(
    subjectId: string,
    confirmedBy: 'WEBHOOK' | 'POLL',
    actor: Actor,
    cadence: Cadence,
  ): Promise<Refreshed> {
    const known = await this.customers.findBySubject(subjectId);
    if (!known) throw new Error('a watched customer is missing');
    if (known.erasedAt) return { write: nothing(undefined), change: null, cadence: 'final' };
    const { customer, write, change } = await this.statuses.confirmStatus(actor, known, confirmedBy);
    return { write, change, cadence: kybCadenceOf(customer.status, cadence) };
  }

  /** By our id, by customer_id, or by the key of the creation. */
  async find(consumerId: string, reference: string): Promise<FoundJourney[]> {
    const isUuid = ANY_UUID.test(reference);
    const found = await Promise.all([
      this.customers.find(consumerId, reference),
      isUuid ? this.customers.findOwn(consumerId, reference.toLowerCase()) : null,
      isUuid ? this.customers.findByIdempotencyKey(consumerId, reference.toLowerCase()) : null,
    ]);
    const customers = new Map(found.flatMap((customer) => (customer ? [[customer.subjectId, customer]] : [])));
    return [...customers.values()].map((customer) => this.found(customer));
  }

  async findAnywhere(reference: string): Promise<FoundJourney[]> {
    const subjectId = ANY_UUID.test(reference) ? reference.toLowerCase() : null;
    return (await this.customers.findAnywhere(reference, subjectId)).map((customer) => this.found(customer));
  }

  async findAll(ids: readonly string[], subjects: readonly string[]): Promise<FoundJourney[]> {
    return (await this.customers.findBySubjects([...ids, ...subjects])).map((customer) => this.found(customer));
  }

  async ofSubject(subjectId: string): Promise<FoundJourney[]> {
    const customer = await this.customers.findBySubject(subjectId);
    return customer ? [this.found(customer)] : [];
  }

  async list(consumerId: string | null, range: JourneyRange): Promise<FoundJourney[]> {
    const customers = await this.customers.page(consumerId, { ...range, skipped: 0, status: null });
    return customers.map((customer) => this.found(customer));
  }

  async overdue(now: Date, most: number): Promise<OverdueVisit[]> {
    const grants = await this.grants.listOverdue(now, most);
    const customers = await Promise.all(grants.map(({ subjectId }) => this.customers.findBySubject(subjectId)));
    return grants.map((grant, index) => ({
      journey: this.found(customers[index]!),
      judged: this.grants.judge(grant),
    }));
  }

  private found(customer: Customer): FoundJourney {
    const { subjectId, consumerId, customerId, vendorAccount, createdAt, status } = customer;
    const { statusConfirmedBy: confirmedBy, statusConfirmedAt: asOf, statusStaleAfter: staleAfter } = customer;
    return {
      journeyId: subjectId,
      reference: customerId,
      vendorAccount,
      consumerId,
      subjectId,
      requestedAt: createdAt,
      validUntil: null,
      status,
      provenance: { confirmedBy, asOf, staleAfter },
      isAbout: () => true,
      facts: async (steps) => customerFactsOf(customer, await this.grants.listBySubject(subjectId), steps),
      renewal: async () => null,
    };
  }
}
