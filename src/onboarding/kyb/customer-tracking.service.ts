import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import type { AuditStep } from '../../audit/history/audit-history.service';
import { CLOCK, type Clock } from '../../config/clock';
import type { JourneyFacts } from '../../journeys/journey-facts';
import { type FoundJourney, type JourneyKind, JourneyKinds, type OverdueVisit } from '../../journeys/journey-kinds';
import { durableEntryLink, latestEntryLink } from '../../journeys/entry-link';
import { LinksService } from '../../links/links.service';
import { failedGrantOf, oneTimeLinkOf, turnOf, visitOf } from './customer-turn';
import { CustomersRepository } from '../customers/customers.repository';
import type { Customer } from '../customers/customer.entity';
import { GrantsRepository } from '../grants/grants.repository';

const MAX_GRANTS = 100;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Makes the onboarding journey available to journey tracking. */
@Injectable()
export class CustomerTrackingService implements JourneyKind, OnModuleInit {
  readonly journey = 'onboarding';
  readonly vendor = 'one-money';
  readonly readScope = 'onboarding:read';
  readonly begins = 'createHostedCustomer';

  constructor(
    private readonly kinds: JourneyKinds,
    private readonly customers: CustomersRepository,
    private readonly grants: GrantsRepository,
    private readonly links: LinksService,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.kinds.register(this);
  }

  /** By our id, by customer_id, or by the key of the creation. */
  async find(consumerId: string, reference: string): Promise<FoundJourney[]> {
    const isUuid = UUID.test(reference);
    const found = await Promise.all([
      this.customers.find(consumerId, reference),
      isUuid ? this.customers.findOwn(consumerId, reference.toLowerCase()) : null,
      isUuid ? this.customers.findByIdempotencyKey(consumerId, reference.toLowerCase()) : null,
    ]);
    const customers = new Map(found.flatMap((customer) => (customer ? [[customer.subjectId, customer]] : [])));
    return [...customers.values()].map((customer) => this.found(customer));
  }

  async overdue(most: number): Promise<OverdueVisit[]> {
    const grants = await this.grants.listOverdue(this.clock.now(), most);
    const customers = await Promise.all(grants.map(({ subjectId }) => this.customers.findBySubject(subjectId)));
    return grants.map((grant, index) => ({
      journey: this.found(customers[index]!),
      judged: this.grants.judge(grant),
    }));
  }

  private found(customer: Customer): FoundJourney {
    const {
      subjectId,
      consumerId,
      customerId,
      createdAt,
      status,
      statusConfirmedAt,
      statusConfirmedBy,
      statusStaleAfter,
    } = customer;
    const claim = { confirmedBy: statusConfirmedBy, asOf: statusConfirmedAt, staleAfter: statusStaleAfter };
    return {
      journeyId: subjectId,
      reference: customerId,
      consumerId,
      subjectId,
      requestedAt: createdAt,
      status,
      claim,
      isAbout: () => true,
      facts: (steps) => this.factsOf(customer, steps),
    };
  }

  private async factsOf(
    { subjectId, status, statusAsReceived, statusChangedAt, statusConfirmedAt, createdAt, erasedAt }: Customer,
    steps: readonly AuditStep[],
  ): Promise<JourneyFacts> {
    const now = this.clock.now();
    const stand = { turn: turnOf(status, statusAsReceived), since: statusChangedAt };
    const [grants, links] = await Promise.all([
      this.grants.listBySubject(subjectId, MAX_GRANTS),
      this.links.survey(subjectId),
    ]);
    const oneTime = oneTimeLinkOf(grants, stand.since, now);
    return {
      journey: this.journey,
      now,
      erasedAt,
      request: { outcome: 'SUCCEEDED', fault: null, at: createdAt },
      stand,
      link: latestEntryLink([...(oneTime ? [oneTime] : []), ...links.map(durableEntryLink)]),
      visit: visitOf(grants, steps, stand.since, statusConfirmedAt),
      failedLink: failedGrantOf(steps, stand.since),
    };
  }
}
