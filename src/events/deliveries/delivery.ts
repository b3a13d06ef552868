import {
  type BeforeApplicationShutdown,
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { CLOCK, type Clock } from '../../config/clock';
import { CONFIG } from '../../config/config.module';
import type { Config } from '../../config/config';
import { LeasedWorker } from '../../database/work/leased-worker';
import { causeOf, Fault } from '../../errors';
import { Transport, type HttpAnswer } from '../../signed-http/transport';
import type { DeliveryAttempt, DueDelivery } from './deliveries.repository';
import { DeliveriesService } from './deliveries.service';
import { EventNumbering } from '../event-numbering';
import { payloadOf } from '../event-payload';
import { webhookHeaders } from '../../targets/standard-webhook';
import { FORBIDDEN_TARGET, TargetPolicy } from '../../targets/target-policy';

/** Deliveries at once on one replica, of one consumer, and to one subscription. */
const LIMITS = { most: 32, pauseMs: 1_000 };
const MAX_OF_CONSUMER = 8;
const MAX_OF_SUBSCRIPTION = 4;
const LEASE_MARGIN_SECONDS = 15;

/** The name of a failed attempt's problem, by the Fault that ended it. */
const PROBLEMS: Readonly<Record<string, string>> = {
  'vendor-unreachable': 'unreachable',
  'vendor-timeout': 'timeout',
  'vendor-failed': 'connection-broken',
  'vendor-invalid-response': 'redirect-or-too-large',
};

/** Deliveries under way, by consumer or subscription. */
class UnderWay {
  private readonly counts = new Map<string, number>();

  constructor(private readonly most: number) {}

  begin(whose: string): void {
    this.counts.set(whose, (this.counts.get(whose) ?? 0) + 1);
  }

  /** Whether there is room again after this one ended. */
  end(whose: string): boolean {
    const left = (this.counts.get(whose) ?? 1) - 1;
    if (left > 0) this.counts.set(whose, left);
    else this.counts.delete(whose);
    return left === this.most - 1;
  }

  /** The ids whose limit of deliveries under way is reached. */
  busy(): string[] {
    return [...this.counts].filter(([, count]) => count >= this.most).map(([whose]) => whose);
  }
}

/** Sends events to the targets that consumers registered. Only the status of a target's answer is used. */
@Injectable()
export class Delivery implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(Delivery.name);
  private readonly work: LeasedWorker<DueDelivery>;
  private readonly ofConsumer = new UnderWay(MAX_OF_CONSUMER);
  private readonly ofSubscription = new UnderWay(MAX_OF_SUBSCRIPTION);

  constructor(
    private readonly deliveries: DeliveriesService,
    private readonly transport: Transport,
    private readonly numbering: EventNumbering,
    private readonly policy: TargetPolicy,
    @Inject(CONFIG) private readonly config: Config,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {
    const leaseSeconds = config.upkeep.deliveryTimeoutMs / 1000 + LEASE_MARGIN_SECONDS;
    this.work = new LeasedWorker(
      {
        take: (most) => this.take(most, leaseSeconds),
        work: (due) => this.deliver(due),
        report: (error) => this.report(error),
      },
      LIMITS,
    );
  }

  onApplicationBootstrap(): void {
    this.numbering.onNumbered(() => this.work.wake());
    this.deliveries.onRedelivery(() => this.work.wake());
    this.work.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.work.stop();
  }

  private take(most: number, leaseSeconds: number): Promise<readonly DueDelivery[]> {
    return this.deliveries.take({
      most,
      mostOfConsumer: MAX_OF_CONSUMER,
      mostOfSubscription: MAX_OF_SUBSCRIPTION,
      leaseSeconds,
      busyConsumers: this.ofConsumer.busy(),
      busySubscriptions: this.ofSubscription.busy(),
    });
  }

  private async deliver(due: DueDelivery): Promise<void> {
    this.ofConsumer.begin(due.consumer_id);
    this.ofSubscription.begin(due.subscription_id);
    try {
      await this.deliveries.settle(due, await this.attempt(due));
    } finally {
      const isFree = [this.ofConsumer.end(due.consumer_id), this.ofSubscription.end(due.subscription_id)];
      if (isFree.includes(true)) this.work.wake();
    }
  }

  private async attempt(due: DueDelivery): Promise<DeliveryAttempt & { retryAfter?: string | undefined }> {
    const url = new URL(due.url);
    if (!this.policy.mayConnect(url.hostname)) return { status: null, problem: 'forbidden-address' };
    try {
      const { status, headers } = await this.send(due, url);
      return { status, problem: status >= 200 && status < 300 ? null : 'refused', retryAfter: headers['retry-after'] };
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      const isForbidden = (error.cause as { code?: unknown } | undefined)?.code === FORBIDDEN_TARGET;
      return { status: null, problem: isForbidden ? 'forbidden-address' : (PROBLEMS[error.faultName] ?? 'failed') };
    }
  }

  private send(due: DueDelivery, url: URL): Promise<HttpAnswer> {
    const body = Buffer.from(JSON.stringify(payloadOf(due)));
    const signed = webhookHeaders(due.event_id, this.clock.now(), body, this.deliveries.secretsOf(due));
    return this.transport.send({
      origin: url.origin,
      method: 'POST',
      target: `${url.pathname}${url.search}`,
      headers: { 'Content-Type': 'application/json', 'User-Agent': 'portico/1', ...signed },
      body,
      dropsBody: true,
      timeoutMs: this.config.upkeep.deliveryTimeoutMs,
      lookup: this.policy.lookup,
    });
  }

  /** Without the messages of errors from third-party code: they may contain values. */
  private report(error: unknown): void {
    this.logger.warn({ msg: 'events could not be delivered', cause: causeOf(error) });
  }
}
