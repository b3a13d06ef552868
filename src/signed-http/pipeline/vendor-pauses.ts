import {
  type BeforeApplicationShutdown,
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { CONFIG } from '../../config/config.module';
import type { Config } from '../../config/config';
import { accountDetail, accountLabel } from '../../config/vendor';
import { Committer } from '../../database/committer';
import { PeriodicTask } from '../../database/work/periodic-task';
import { causeOf } from '../../errors';
import { inBackground } from '../../http/request/request-context';
import { VendorPausesService } from '../../vendors/pauses/vendor-pauses.service';
import type { AccountOf } from '../vendor-call';
import { VendorPipelines } from './vendor-pipelines';

/** Milliseconds between two reads of the pauses of other replicas. */
const REFRESH_MS = 1_000;

/**
 * The wait that a vendor asks for when its rate limit is reached, for all replicas: the one that was asked writes it,
 * the others read it once a second. A call neither reads nor writes a row.
 */
@Injectable()
export class VendorPauses implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(VendorPauses.name);
  private readonly rounds: PeriodicTask;
  private readonly isUsed: boolean;

  constructor(
    private readonly lines: VendorPipelines,
    private readonly pauses: VendorPausesService,
    private readonly committer: Committer,
    @Inject(CONFIG) { vendorPipeline, accounts }: Config,
  ) {
    this.isUsed = [vendorPipeline, ...[...accounts.values()].map((one) => one.vendorPipeline)].some(
      ({ honoursPauses }) => honoursPauses,
    );
    lines.onPause = (of, seconds) => inBackground(() => void this.tell(of, seconds));
    this.rounds = new PeriodicTask(
      () => this.refresh(),
      REFRESH_MS,
      (error) => this.logger.warn({ msg: 'the pauses of the vendors could not be read', cause: causeOf(error) }),
    );
  }

  onApplicationBootstrap(): void {
    if (this.isUsed) this.rounds.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.rounds.stop();
  }

  /** Reads the pauses that other replicas were asked for. */
  async refresh(): Promise<void> {
    for (const { label, seconds } of await this.pauses.current())
      this.lines
        .all()
        .find(({ vendor, account }) => accountLabel(vendor, account) === label)
        ?.line.pause(seconds);
  }

  private async tell({ vendor, account }: AccountOf, seconds: number): Promise<void> {
    const of = { vendor, ...accountDetail(account) };
    this.logger.warn({ msg: 'a vendor limits our rate: no call is sent for a while', ...of, seconds });
    await this.committer
      .record(this.pauses.pause(vendor, account, seconds))
      .catch((error: unknown) =>
        this.logger.warn({ msg: 'a pause could not be told to other replicas', ...of, cause: causeOf(error) }),
      );
  }
}
