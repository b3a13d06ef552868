import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { Actor } from '../../audit/audit.service';
import { nothing } from '../../database/write';
import type { Journey, Cadence, Refreshed } from '../../inbox/journey';
import { JourneysService } from '../../inbox/journeys.service';
import { cadenceOf } from '../consent-status';
import { ConsentStatusService } from './consent-status.service';
import { ConsentsRepository } from './consents.repository';

/** How webhooks and polls update a consent: by reading FinPro's consent list. */
@Injectable()
export class FinproJourney implements Journey, OnModuleInit {
  readonly vendor = 'finpro';

  constructor(
    private readonly journeys: JourneysService,
    private readonly consents: ConsentsRepository,
    private readonly statuses: ConsentStatusService,
  ) {}

  onModuleInit(): void {
    this.journeys.register(this);
  }

  async refresh(journeyId: string, confirmedBy: 'WEBHOOK' | 'POLL', actor: Actor, pace: Cadence): Promise<Refreshed> {
    const [known] = await this.consents.findByJourneys([journeyId]);
    if (!known?.consentHandle) throw new Error('a watched consent is missing');
    if (known.erasedAt) return { write: nothing(undefined), change: null, pace: 'final' };
    const { consent, write, change, isDoubtful } = await this.statuses.look(actor, known, confirmedBy);
    if (isDoubtful) throw new Error('a reading may be older than what is known: it has to be asked for again');
    return { write, change, pace: cadenceOf(consent.status, pace) };
  }
}
