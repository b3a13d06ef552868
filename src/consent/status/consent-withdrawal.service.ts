import { Injectable } from '@nestjs/common';
import type { Actor } from '../../audit/audit.service';
import { Fault } from '../../errors';
import type { Withdrawal, Withdrawn } from '../../journey-registry/withdrawal';
import { ConsentLookupsRepository } from './consent-lookups.repository';
import { RevocationService } from './revocation.service';

/** Tells FinPro that a person is erased: each consent that is in force is revoked. */
@Injectable()
export class ConsentWithdrawalService implements Withdrawal {
  readonly vendor = 'finpro' as const;

  constructor(
    private readonly consents: ConsentLookupsRepository,
    private readonly revocations: RevocationService,
  ) {}

  async withdraw(actor: Actor, subjectId: string): Promise<readonly Withdrawn[]> {
    const withdrawn: Withdrawn[] = [];
    for (const consent of await this.consents.findInForce(subjectId)) {
      const told = { vendor: this.vendor, reference: consent.consentHandle };
      try {
        if (consent.consentId === null) throw new Fault('consent-id-unknown');
        await this.revocations.end(actor, consent.appIdentifier, consent, consent.consentId);
        withdrawn.push({ ...told, outcome: 'REVOKED', fault: null });
      } catch (error) {
        if (!(error instanceof Fault)) throw error;
        withdrawn.push({ ...told, outcome: 'NOT_REVOKED', fault: error.faultName });
      }
    }
    return withdrawn;
  }
}
