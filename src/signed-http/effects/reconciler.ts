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
import { PeriodicTask } from '../../database/work/periodic-task';
import { causeOf } from '../../errors';
import type { Finding } from '../../journey-registry/inquiry';
import { JourneyRegistry } from '../../journey-registry/journey-registry';
import { type EffectStanding, RecoveredEffects, type TakenEffect } from './recovered-effects';

const accountIn = ({ vendor, vendorAccount }: TakenEffect): string => `${vendor} ${vendorAccount}`;

/** Effects that are reconciled at once. */
const MAX_AT_ONCE = 16;

/**
 * Settles effects that their process did not settle: it died, or the answer was lost. Every replica runs one; the
 * replica that takes an effect over has it alone until the lease expires. The journeys say how their vendor is asked.
 */
@Injectable()
export class Reconciler implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(Reconciler.name);
  private readonly rounds: PeriodicTask;

  constructor(
    private readonly effects: RecoveredEffects,
    private readonly journeys: JourneyRegistry,
    @Inject(CONFIG) config: Config,
  ) {
    this.rounds = new PeriodicTask(
      () => this.round(),
      config.reconcileIntervalMs,
      (error) => this.logger.warn({ msg: 'open effects could not be looked after', cause: causeOf(error) }),
    );
  }

  onApplicationBootstrap(): void {
    this.rounds.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.rounds.stop();
  }

  /**
   * Ends one effect now, if no process holds it: with what was `found` (which counts also after the effect ended as a
   * failure), or otherwise by asking the vendor. Throws the Fault because of which the vendor could not be asked.
   */
  async settle(intentId: string, found?: Finding): Promise<void> {
    const effect = await this.effects.takeOne(intentId, found !== undefined);
    if (effect) await (found ? this.effects.close(effect, found) : this.inquire(effect));
  }

  /** Whether the vendor can be asked about an effect by now, for a caller that wants to retry it. */
  async standing(intentId: string): Promise<EffectStanding> {
    return this.effects.standing(intentId);
  }

  /** The account that an effect was made with; null: its row is gone. */
  async accountOf(intentId: string): Promise<string | null> {
    return this.effects.accountOf(intentId);
  }

  /** Handles all due effects. One of each account's is asked about first: while it cannot answer, the others wait. */
  async round(): Promise<void> {
    for (;;) {
      const taken = await this.effects.takeDue(MAX_AT_ONCE);
      const accounts = [...new Set(taken.map(accountIn))];
      await Promise.all(accounts.map((one) => this.askAbout(taken.filter((effect) => accountIn(effect) === one))));
      if (taken.length < MAX_AT_ONCE) return;
    }
  }

  private async askAbout([first, ...others]: readonly TakenEffect[]): Promise<void> {
    if (!first) return;
    try {
      await this.inquire(first);
    } catch (error) {
      this.report(error, first);
      await Promise.all(others.map((effect) => this.effects.close(effect, { verdict: 'unknown' })));
      return;
    }
    await Promise.all(
      others.map((effect) => this.inquire(effect).catch((error: unknown) => this.report(error, effect))),
    );
  }

  private async inquire(effect: TakenEffect): Promise<void> {
    let finding: Finding;
    try {
      const found = await this.journeys.inquiryOf(effect.action)(effect);
      finding = typeof found === 'string' ? { verdict: found } : found;
    } catch (error) {
      await this.effects.close(effect, { verdict: 'unknown' });
      throw error;
    }
    await this.effects.close(effect, finding);
  }

  /** Without the messages of errors from third-party code: they may contain values. */
  private report(error: unknown, { intentId, action, vendorAccount }: TakenEffect): void {
    this.logger.warn({
      msg: 'an effect could not be settled',
      intent_id: intentId,
      action,
      ...accountDetail(vendorAccount),
      cause: causeOf(error),
    });
  }
}
