import { Injectable } from '@nestjs/common';
import type { Actor } from '../../audit/audit.service';
import { Fault } from '../../errors';
import type { Customer } from '../customers/customer.entity';
import { KybStatusService } from '../kyb/kyb-status.service';
import { mayGrant, nextActionWithoutGrant } from '../kyb/kyb-status';
import { mayMeanStatus } from '../one-money/one-money.answers';

/** Whether a customer may have a grant. */
@Injectable()
export class GrantGate {
  constructor(private readonly statuses: KybStatusService) {}

  /** The stored status may be old, so 1Money is asked before a grant is refused. Throws Fault `grant-not-allowed`. */
  async assertGrantAllowed(actor: Actor, customer: Customer): Promise<void> {
    if (mayGrant(customer.status)) return;
    const { customer: now } = await this.statuses.observe(actor, customer);
    if (!mayGrant(now.status)) throw notAllowed(now);
  }

  /**
   * 1Money refuses in several ways when the status does not allow a grant, so the status itself is read. Throws Fault
   * `grant-not-allowed`, or the refusal.
   */
  async explain(actor: Actor, customer: Customer, refusal: unknown): Promise<never> {
    if (!mayMeanStatus(refusal)) throw refusal;
    const observed = await this.statuses.observe(actor, customer).catch(() => {
      throw refusal;
    });
    throw mayGrant(observed.customer.status) ? refusal : notAllowed(observed.customer);
  }
}

function notAllowed({ status }: Customer): Fault {
  return new Fault('grant-not-allowed', {
    detail: `The KYB status is ${status}: a grant can be made in INIT, PENDING_RESPONSE and REJECTED only.`,
    nextAction: nextActionWithoutGrant(status),
  });
}
