import { Injectable } from '@nestjs/common';
import type { Actor } from '../../audit/audit.service';
import type { Finding, OpenEffect } from '../../journey-registry/inquiry';
import type { Cadence, Refreshed } from '../../journey-registry/refreshed';
import { consentCadenceOf } from '../consent-status';
import { hasHandle } from '../consent.entity';
import { ConsentStatusService } from './consent-status.service';
import { ConsentWithdrawalService } from './consent-withdrawal.service';
import { ConsentsRepository } from './consents.repository';

/** Asks FinPro about a consent because of a poll or a webhook, and about revocations whose answer was lost. */
@Injectable()
export class ConsentRefreshService {
  constructor(
    private readonly consents: ConsentsRepository,
    private readonly statuses: ConsentStatusService,
    private readonly withdrawals: ConsentWithdrawalService,
  ) {}

  /** That of an erased person is revoked where it is in force. */
  async refresh(
    journeyId: string,
    confirmedBy: 'WEBHOOK' | 'POLL',
    actor: Actor,
    cadence: Cadence,
  ): Promise<Refreshed> {
    const [known] = await this.consents.findByJourneys([journeyId]);
    if (!known || !hasHandle(known)) throw new Error('a watched consent is missing');
    if (known.erasedAt) return this.withdrawals.end(actor, known, cadence);
    const { consent, write, change, isDoubtful } = await this.statuses.confirmStatus(actor, known, confirmedBy);
    if (isDoubtful) throw new Error('a reading may be older than what is known: it has to be asked for again');
    return { write, change, cadence: consentCadenceOf(consent.status, cadence) };
  }

  inquireRevocation(effect: OpenEffect): Promise<Finding> {
    return this.statuses.inquireRevocation(effect);
  }
}
