import {
  type BeforeApplicationShutdown,
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { accountDetail } from '../../config/vendor';
import { CONFIG } from '../../config/config.module';
import type { Config } from '../../config/config';
import { Committer } from '../../database/committer';
import { LeasedWorker } from '../../database/work/leased-worker';
import { nothing, together } from '../../database/write';
import { causeOf, Fault } from '../../errors';
import { inBackground } from '../../http/request/request-context';
import { VendorPausesService } from '../../vendors/pauses/vendor-pauses.service';
import { RefreshService } from '../refresh.service';
import { PollSchedulesRepository } from '../polling/poll-schedules.repository';
import { SETTLE, type WaitingWebhooks, WebhooksRepository } from './webhooks.repository';

/** Subjects at once; the pause between checks while no webhook arrives at this replica (another may have died). */
const LIMITS = { most: 16, pauseMs: 1_000 };
/** Seconds until a retry: for a vendor that cannot be asked; for an unknown subject (its creation may be under way). */
const RETRIES = [2, 10, 30, 120, 600, 1_800, 3_600];
const UNMATCHED_RETRIES = [1, 5, 30, 300];

/** Applies stored webhooks: reads the status from the vendor, and settles the webhook in the same commit. */
@Injectable()
export class WebhookWork implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(WebhookWork.name);
  private readonly work: LeasedWorker<WaitingWebhooks>;

  constructor(
    private readonly webhooks: WebhooksRepository,
    private readonly polls: PollSchedulesRepository,
    private readonly refreshes: RefreshService,
    private readonly pauses: VendorPausesService,
    private readonly committer: Committer,
    @Inject(CONFIG) config: Config,
  ) {
    const leaseSeconds = (4 * config.vendorDeadlineMs) / 1000 + 10;
    this.work = new LeasedWorker(
      {
        take: (most) => this.webhooks.take(most, leaseSeconds),
        work: (waiting) => this.apply(waiting),
        report: (error) => this.report(error),
      },
      LIMITS,
    );
  }

  onApplicationBootstrap(): void {
    this.work.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.work.stop();
  }

  /** A webhook was stored. */
  wake(): void {
    inBackground(() => this.work.wake());
  }

  private async apply(waiting: WaitingWebhooks): Promise<void> {
    const { vendor, vendorAccount, subjectRef: reference, webhookIds } = waiting;
    const poll = await this.polls.findByReference({ vendor, vendorAccount, reference });
    if (!poll) return this.leaveUnmatched(waiting);
    const { journeyId, cadence } = poll;
    try {
      await this.refreshes.refresh({ journeyId, vendor, cadence }, 'WEBHOOK', [SETTLE], ({ change }) =>
        together(
          this.webhooks.settle(webhookIds, 'APPLIED'),
          change ? nothing(undefined) : this.polls.webhookCameLate(journeyId),
        ),
      );
    } catch (error) {
      if (SETTLE.refused(error)) return;
      await this.postpone(waiting, error);
    }
  }

  private async leaveUnmatched({ webhookIds, attempts }: WaitingWebhooks): Promise<void> {
    const seconds = UNMATCHED_RETRIES[attempts - 1];
    await this.committer.commit(
      seconds === undefined
        ? this.webhooks.settle(webhookIds, 'UNMATCHED')
        : this.webhooks.postpone(webhookIds, seconds),
    );
  }

  private async postpone(waiting: WaitingWebhooks, error: unknown): Promise<void> {
    const { webhookIds, attempts } = waiting;
    this.report(error, waiting);
    const asked = error instanceof Fault && error.faultName === 'vendor-busy' ? error.retryAfterSeconds : undefined;
    const seconds = Math.max(asked ?? 0, RETRIES[Math.min(attempts, RETRIES.length) - 1]!);
    await this.committer.commit(
      together(
        this.webhooks.postpone(webhookIds, seconds),
        asked ? this.pauses.pause(waiting.vendor, waiting.vendorAccount, asked) : nothing(undefined),
      ),
    );
  }

  /** Without the messages of errors from third-party code: they may contain values. */
  private report(error: unknown, waiting?: WaitingWebhooks): void {
    const of = waiting && { vendor: waiting.vendor, ...accountDetail(waiting.vendorAccount) };
    this.logger.warn({ msg: 'a webhook could not be applied yet', ...of, cause: causeOf(error) });
  }
}
