import { type BeforeApplicationShutdown, Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { PeriodicTask } from '../../database/work/periodic-task';
import { DeliveriesRepository } from '../deliveries/deliveries.repository';
import { SubscriptionsRepository } from './subscriptions.repository';

const PAUSE_MS = 1_000;
/** How many disabled subscriptions of one consumer stay listed with their deliveries, and for how many days. */
const KEPT = 50;
const KEPT_DAYS = 30;
/** Subscriptions in one round, deliveries read by one statement, and deliveries deleted by one. */
const MAX_AT_ONCE = 1_000;
const MAX_WALKED = 5_000;
const MAX_FORGOTTEN = 1_000;
const FIRST = '00000000-0000-0000-0000-000000000000';

/**
 * Gives up the pending deliveries of disabled subscriptions, and later deletes both, in statements of bounded size
 * that block no other work. What was interrupted continues in the next round, on any replica.
 */
@Injectable()
export class SubscriptionCleanup implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(SubscriptionCleanup.name);
  private readonly rounds = new PeriodicTask(
    () => this.clean(),
    PAUSE_MS,
    () => this.logger.warn({ msg: 'disabled subscriptions could not be cleaned up' }),
  );
  /** Read here before their deliveries were complete (`lease_expired`); read once more when they are. */
  private walked = new Set<string>();
  private isStopping = false;

  constructor(
    private readonly subscriptions: SubscriptionsRepository,
    private readonly deliveries: DeliveriesRepository,
  ) {}

  onApplicationBootstrap(): void {
    this.rounds.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.isStopping = true;
    await this.rounds.stop();
  }

  /** One complete round. */
  async clean(): Promise<void> {
    await this.subscriptions.disableWithConsumers();
    const ending = await this.subscriptions.listEnding(MAX_AT_ONCE);
    this.walked = new Set(ending.map(({ subscription_id }) => subscription_id).filter((id) => this.walked.has(id)));
    for (const { subscription_id, lease_expired } of ending) {
      if (!lease_expired && this.walked.has(subscription_id)) continue;
      if (!(await this.giveUp(subscription_id))) return;
      if (lease_expired) await this.subscriptions.end(subscription_id);
      else this.walked.add(subscription_id);
    }
    for (const id of await this.subscriptions.listOutlived(KEPT, KEPT_DAYS, MAX_AT_ONCE)) await this.remove(id);
  }

  /** Whether it reached the end. */
  private async giveUp(subscriptionId: string): Promise<boolean> {
    for (
      let last: string | null = FIRST;
      last !== null;
      last = await this.deliveries.giveUpAfter(subscriptionId, last, MAX_WALKED)
    ) {
      if (this.isStopping) return false;
    }
    return true;
  }

  private async remove(subscriptionId: string): Promise<void> {
    while (!this.isStopping) {
      if ((await this.deliveries.forget(subscriptionId, MAX_FORGOTTEN)) < MAX_FORGOTTEN)
        return this.subscriptions.remove(subscriptionId);
    }
  }
}
