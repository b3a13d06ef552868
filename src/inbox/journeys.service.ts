import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { Committer } from '../database/committer';
import { isRefusedBy, WriteRefused } from '../database/failure';
import { type Statement, together, type Write } from '../database/write';
import type { Journey, JourneyVendor, Cadence, Refreshed } from './journey';

/** Attempts at reading a status and committing it, when another process commits a change at the same moment. */
const MAX_TRIES = 4;

/** The registered kinds of journey, and the update of a journey that no consumer asked for. */
@Injectable()
export class JourneysService {
  private readonly journeys = new Map<JourneyVendor, Journey>();

  constructor(private readonly committer: Committer) {}

  /** Called by a journey's module when the application starts. */
  register(journey: Journey): void {
    this.journeys.set(journey.vendor, journey);
  }

  get vendors(): readonly JourneyVendor[] {
    return [...this.journeys.keys()];
  }

  has(vendor: JourneyVendor): boolean {
    return this.journeys.has(vendor);
  }

  /**
   * Reads the status from the vendor and commits it together with the write of `beside`. Throws the Fault because of
   * which it could not be read, and WriteRefused when a statement of `beside` (one of `own`) refused.
   */
  async refresh(
    subject: { journeyId: string; vendor: JourneyVendor; pace: Cadence },
    confirmedBy: 'WEBHOOK' | 'POLL',
    own: readonly Statement<never>[],
    beside: (refreshed: Refreshed) => Write<unknown>,
  ): Promise<Refreshed> {
    const journey = this.journeys.get(subject.vendor);
    if (!journey) throw new Error(`no journey of ${subject.vendor} is registered`);
    for (let tried = 1; ; tried++) {
      const refreshed = await journey.refresh(
        subject.journeyId,
        confirmedBy,
        { requestId: uuidv7(), clientId: null, actor: 'portico' },
        subject.pace,
      );
      try {
        await this.committer.commit(together(refreshed.write, beside(refreshed)));
        return refreshed;
      } catch (error) {
        if (!(error instanceof WriteRefused) || isRefusedBy(error, ...own) || tried === MAX_TRIES) throw error;
      }
    }
  }
}
