import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import type { Vendor } from '../config/vendor';
import { Committer } from '../database/committer';
import { isRefusedBy, WriteRefused } from '../database/failure';
import { type Statement, together, type Write } from '../database/write';
import { JourneyRegistry } from '../journey-registry/journey-registry';
import type { Cadence, Refreshed } from '../journey-registry/refreshed';

/** Attempts at reading a status and committing it, when another process commits a change at the same moment. */
const MAX_TRIES = 4;

/** The update of a journey that no consumer asked for. */
@Injectable()
export class RefreshService {
  constructor(
    private readonly journeys: JourneyRegistry,
    private readonly committer: Committer,
  ) {}

  /** The vendors that can be asked. */
  get vendors(): readonly Vendor[] {
    return this.journeys.all.map(({ vendor }) => vendor);
  }

  /** Reads the status, commits it with `alongWrite`'s write. Throws the read's Fault; WriteRefused by one of `own`. */
  async refresh(
    { journeyId, vendor, cadence }: { journeyId: string; vendor: Vendor; cadence: Cadence },
    confirmedBy: 'WEBHOOK' | 'POLL',
    own: readonly Statement<never>[],
    alongWrite: (refreshed: Refreshed) => Write<unknown>,
  ): Promise<Refreshed> {
    const journey = this.journeys.ofVendor(vendor);
    for (let tried = 1; ; tried++) {
      const actor = { requestId: uuidv7(), clientId: null, actor: 'portico' } as const;
      const refreshed = await journey.refresh(journeyId, confirmedBy, actor, cadence);
      try {
        await this.committer.commit(together(refreshed.write, alongWrite(refreshed)));
        return refreshed;
      } catch (error) {
        if (!(error instanceof WriteRefused) || isRefusedBy(error, ...own) || tried === MAX_TRIES) throw error;
      }
    }
  }
}
