import { type BeforeApplicationShutdown, Inject, Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { CLOCK, type Clock } from '../config/clock';
import { CONFIG } from '../config/config.module';
import type { Config } from '../config/config';
import { DueWork } from '../database/due-work';
import { Rounds } from '../database/rounds';
import { Fault } from '../errors';
import { Transport, type WireAnswer } from '../signed-http/transport';
import type { Attempt, DueDelivery } from './deliveries.repository';
import { DeliveriesService } from './deliveries.service';
import { EventNumbering } from './event-numbering';
import { payloadOf } from './event-payload';
import { webhookHeaders } from './standard-webhook';
import { FORBIDDEN_TARGET, TargetPolicy } from './target-policy';

/** Deliveries at once on one replica, and to one subscription. */
const LIMITS = { most: 32, pauseMs: 1_000 };
const MOST_OF_ONE = 4;
const PURGE_MS = 3_600_000;
const LEASE_MARGIN_SECONDS = 15;

/** How a failed attempt is called, by the Fault that ended it. */
const PROBLEMS: Readonly<Record<string, string>> = { 'vendor-unreachable': 'unreachable', 'vendor-timeout': 'timeout', 'vendor-failed': 'connection-broken', 'vendor-nonsense': 'redirect-or-too-large' };

/** Sends events to the targets that consumers named. The answer of a target is a status and no more. */
@Injectable()
export class Delivery implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(Delivery.name);
  private readonly work: DueWork<DueDelivery>;
  private readonly purges = new Rounds(() => this.deliveries.purge().catch((error: unknown) => this.report(error)), PURGE_MS);
  private readonly underWay = new Map<string, number>();
  private readonly policy: TargetPolicy;

  constructor(
    private readonly deliveries: DeliveriesService,
    private readonly transport: Transport,
    private readonly numbering: EventNumbering,
    @Inject(CONFIG) private readonly config: Config,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {
    const { allowedTargets, deliveryTimeoutMs } = config.upkeep;
    this.policy = new TargetPolicy(allowedTargets, config.mode === 'sandbox');
    const leaseSeconds = deliveryTimeoutMs / 1000 + LEASE_MARGIN_SECONDS;
    this.work = new DueWork({ take: (most) => this.deliveries.take(most, MOST_OF_ONE, leaseSeconds, this.busy()), work: (due) => this.deliver(due), report: (error) => this.report(error) }, LIMITS);
  }

  onApplicationBootstrap(): void {
    this.numbering.onNumbered(() => this.work.wake());
    this.deliveries.onRedelivery(() => this.work.wake());
    this.work.start();
    this.purges.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await Promise.all([this.work.stop(), this.purges.stop()]);
  }

  private busy(): string[] {
    return [...this.underWay].filter(([, count]) => count >= MOST_OF_ONE).map(([subscriptionId]) => subscriptionId);
  }

  private async deliver(due: DueDelivery): Promise<void> {
    const { subscription_id } = due;
    this.underWay.set(subscription_id, (this.underWay.get(subscription_id) ?? 0) + 1);
    try {
      await this.deliveries.settle(due, await this.attempt(due));
    } finally {
      const left = this.underWay.get(subscription_id)! - 1;
      if (left > 0) this.underWay.set(subscription_id, left);
      else this.underWay.delete(subscription_id);
      if (left === MOST_OF_ONE - 1) this.work.wake();
    }
  }

  private async attempt(due: DueDelivery): Promise<Attempt & { retryAfter?: string | undefined }> {
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

  private send(due: DueDelivery, url: URL): Promise<WireAnswer> {
    const body = Buffer.from(JSON.stringify(payloadOf(due)));
    const signed = webhookHeaders(due.event_id, this.clock.now(), body, this.deliveries.secretsOf(due));
    return this.transport.send({
      origin: url.origin,
      method: 'POST',
      target: `${url.pathname}${url.search}`,
      headers: { 'Content-Type': 'application/json', 'User-Agent': 'portico/1', ...signed },
      body,
      timeoutMs: this.config.upkeep.deliveryTimeoutMs,
      lookup: this.policy.lookup,
    });
  }

  /** Without messages of other people's code: they may carry values. */
  private report(error: unknown): void {
    this.logger.warn({ msg: 'events could not be delivered', cause: error instanceof Fault ? error.faultName : error instanceof Error ? error.name : typeof error });
  }
}
