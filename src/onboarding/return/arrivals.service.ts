import { Injectable } from '@nestjs/common';
import { SampledAudit } from '../../audit/sampling/sampled-audit.service';
import { Fault } from '../../errors';
import { hashOf } from '../../privacy/one-time-token';
import { SubjectKeys } from '../../privacy/subject-keys';
import { CustomersRepository } from '../customers/customers.repository';
import type { Customer } from '../customers/customer.entity';
import type { OnboardingGrant } from '../grants/onboarding-grant.entity';
import { redirectOf } from '../grants/grant-plan';
import { GrantsRepository } from '../grants/grants.repository';

/** A browser at one of Portico's return addresses. */
export interface Arrival {
  readonly grant: OnboardingGrant;
  readonly customer: Customer;
  /** The consumer's page; null when it named none. */
  readonly redirectUrl: string | null;
}

/** Finds the grant and customer of a return address. */
@Injectable()
export class ArrivalsService {
  constructor(
    private readonly grants: GrantsRepository,
    private readonly customers: CustomersRepository,
    private readonly subjectKeys: SubjectKeys,
    private readonly samples: SampledAudit,
  ) {}

  /** Throws Fault `not-found` for an unknown state, and `subject-erased`. */
  async find(state: string | null): Promise<Arrival> {
    const grant = state === null ? null : await this.grants.findByReturnState(hashOf(state));
    const customer = grant && (await this.customers.findBySubject(grant.subjectId));
    if (!grant || !customer) throw new Fault('not-found', { detail: 'This return address does not exist.' });
    return { grant, customer, redirectUrl: redirectOf(await this.subjectKeys.get(grant.subjectId), grant) };
  }

  /** For a return address that was used before. Throws Fault `return-used`. */
  async refuse(requestId: string, { grant, customer: { subjectId, customerId, status } }: Arrival): Promise<never> {
    await this.samples.note(
      { action: 'onboarding.return', actor: 'browser', vendor: 'one-money', words: { reason: 'used' } },
      { requestId, subject: subjectId, detail: { customer_id: customerId, grant_id: grant.grantId, status } },
    );
    throw new Fault('return-used');
  }
}
