import { Injectable } from '@nestjs/common';
import type { Actor } from '../../audit/audit.service';
import { entityOf } from '../../database/entity-of';
import { nothing } from '../../database/write';
import { Fault } from '../../errors';
import type { Cadence, Refreshed } from '../../journey-registry/refreshed';
import type { Withdrawal, Withdrawn } from '../../journey-registry/withdrawal';
import { Reconciler } from '../../signed-http/effects/reconciler';
import { consentCadenceOf, isInForce } from '../consent-status';
import { Consent, type ConsentWithHandle, hasHandle } from '../consent.entity';
import { ConsentLookupsRepository } from './consent-lookups.repository';
import { ConsentStatusService } from './consent-status.service';
import { RevocationService } from './revocation.service';

type Outcome = Pick<Withdrawn, 'outcome' | 'fault'>;

/**
 * Ends the consents of a person who is to be erased, and those of an erased person: each one that is in force at FinPro
 * is revoked. FinPro cannot revoke one that is pending: it is polled, and revoked once it is in force.
 */
@Injectable()
export class ConsentWithdrawalService implements Withdrawal {
  readonly vendor = 'finpro' as const;

  constructor(
    private readonly consents: ConsentLookupsRepository,
    private readonly statuses: ConsentStatusService,
    private readonly revocations: RevocationService,
    private readonly reconciler: Reconciler,
  ) {}

  async withdraw(actor: Actor, subjectId: string): Promise<readonly Withdrawn[]> {
    const withdrawn: Withdrawn[] = [];
    for (const consent of await this.consents.findNotOver(subjectId)) {
      const outcome = hasHandle(consent) ? await this.outcomeOf(actor, consent) : await this.outcomeInFlight(consent);
      const reference = consent.consentHandle ?? consent.journeyId;
      if (outcome) withdrawn.push({ vendor: this.vendor, reference, ...outcome });
    }
    return withdrawn;
  }

  /**
   * Reads the status of an erased person's consent, and revokes it where it is in force. Without an event for the
   * consumer. Throws the Fault for which that is to be tried again.
   */
  async end(actor: Actor, consent: ConsentWithHandle, cadence: Cadence): Promise<Refreshed> {
    const { status } = await this.endNow(actor, consent);
    return { write: nothing(undefined), change: null, cadence: consentCadenceOf(status, cadence) };
  }

  private async endNow(actor: Actor, known: ConsentWithHandle): Promise<ConsentWithHandle> {
    const isKnown = isInForce(known.status) && known.consentId !== null;
    const consent = isKnown ? known : (await this.statuses.observe(actor, [known]))[0]!.consent;
    if (!isInForce(consent.status)) return consent;
    if (consent.consentId === null) throw new Fault('consent-id-unknown');
    await this.revocations.end(actor, consent.appIdentifier, consent, consent.consentId);
    return entityOf(Consent, { ...consent, status: 'REVOKED' as const });
  }

  /** Null: it was over already. */
  private async outcomeOf(actor: Actor, consent: ConsentWithHandle): Promise<Outcome | null> {
    try {
      const { status } = await this.endNow(actor, consent);
      if (status === 'PENDING' || status === 'UNRECOGNISED') return { outcome: 'PENDING', fault: null };
      return status === 'REVOKED' ? { outcome: 'REVOKED', fault: null } : null;
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      return { outcome: 'NOT_REVOKED', fault: error.faultName };
    }
  }

  /** Of a request whose answer has not come. Null: it has ended, and there is no consent. */
  private async outcomeInFlight({ intentId }: Consent): Promise<Outcome | null> {
    const { isOpen } = await this.reconciler.standing(intentId);
    return isOpen ? { outcome: 'NOT_REVOKED', fault: 'request-in-flight' } : null;
  }
}
