import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { Actor } from '../../audit/audit.service';
import { nothing } from '../../database/write';
import type { Journey, Cadence, Refreshed } from '../../inbox/journey';
import { JourneysService } from '../../inbox/journeys.service';
import { CustomersRepository } from '../customers/customers.repository';
import { KybStatusService } from './kyb-status.service';
import { cadenceOf } from './kyb-status';

/** How webhooks and polls update a customer: by reading its KYB status at 1Money. */
@Injectable()
export class OnboardingJourney implements Journey, OnModuleInit {
  readonly vendor = 'one-money';

  constructor(
    private readonly journeys: JourneysService,
    private readonly customers: CustomersRepository,
    private readonly statuses: KybStatusService,
  ) {}

  onModuleInit(): void {
    this.journeys.register(this);
  }

  async refresh(subjectId: string, confirmedBy: 'WEBHOOK' | 'POLL', actor: Actor, pace: Cadence): Promise<Refreshed> {
    const known = await this.customers.findBySubject(subjectId);
    if (!known) throw new Error('a watched customer is missing');
    if (known.erasedAt) return { write: nothing(undefined), change: null, pace: 'final' };
    const { customer, write, change } = await this.statuses.look(actor, known, confirmedBy);
    return { write, change, pace: cadenceOf(customer.status, pace) };
  }
}
