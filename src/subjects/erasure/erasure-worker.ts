import {
  type BeforeApplicationShutdown,
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import type { Actor } from '../../audit/audit.service';
import { CONFIG } from '../../config/config.module';
import type { Config } from '../../config/config';
import { LeasedWorker } from '../../database/work/leased-worker';
import { causeOf } from '../../errors';
import { JourneyRegistry } from '../../journey-registry/journey-registry';
import type { Withdrawn } from '../../journey-registry/withdrawal';
import { type DueErasure, ErasuresRepository } from './erasures.repository';
import { ErasuresService } from './erasures.service';

/** Erasures at once; milliseconds between two looks; seconds until a vendor that could not be told is asked again. */
const MAX_AT_ONCE = 2;
const PAUSE_MS = 1_000;
const AGAIN_SECONDS = 5;

/** Who asked for the erasure; Portico where the version before did not write that down. */
const actorOf = ({ operator, reason }: Pick<DueErasure, 'operator' | 'reason'>): Actor => ({
  requestId: uuidv7(),
  clientId: null,
  ...(operator === null ? { actor: 'portico' } : { actor: 'operator', operator: { id: operator, role: null, reason } }),
});

/** Carries out the erasures that were asked for: first the vendors are told, then the key is destroyed. */
@Injectable()
export class ErasureWorker implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(ErasureWorker.name);
  private readonly work: LeasedWorker<DueErasure>;

  constructor(
    private readonly repository: ErasuresRepository,
    private readonly erasures: ErasuresService,
    private readonly journeys: JourneyRegistry,
    @Inject(CONFIG) { vendorDeadlineMs }: Config,
  ) {
    const leaseSeconds = (8 * vendorDeadlineMs) / 1000 + 10;
    this.work = new LeasedWorker(
      {
        take: (most) => this.repository.take(most, leaseSeconds),
        work: (due) => this.erase(due),
        report: (error) => this.logger.warn({ msg: 'a subject could not be erased yet', cause: causeOf(error) }),
      },
      { most: MAX_AT_ONCE, pauseMs: PAUSE_MS },
    );
  }

  onApplicationBootstrap(): void {
    this.work.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.work.stop();
  }

  private async erase({ subject_id: subjectId, told: before, is_last: isLast, ...asked }: DueErasure): Promise<void> {
    const actor = actorOf(asked);
    const now: Withdrawn[] = [];
    for (const vendor of this.journeys.withdrawals) now.push(...(await vendor.withdraw(actor, subjectId)));
    const isIn = ({ vendor, reference }: Withdrawn): boolean =>
      now.some((one) => one.vendor === vendor && one.reference === reference);
    // What was not over before is among what is not over now, unless it has ended by itself.
    const told = [...before.filter((one) => one.outcome === 'REVOKED' && !isIn(one)), ...now];
    if (now.some(({ outcome }) => outcome === 'NOT_REVOKED') && !isLast)
      return this.repository.later(subjectId, told, AGAIN_SECONDS);
    await this.erasures.finish(actor, subjectId, told);
  }
}
