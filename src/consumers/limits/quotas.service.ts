import { Inject, Injectable } from '@nestjs/common';
import { CLOCK, type Clock } from '../../config/clock';
import { CONFIG } from '../../config/config.module';
import type { Config } from '../../config/config';
import { nothing, type Write } from '../../database/write';
import { Fault } from '../../errors';
import { QuotasRepository } from './quotas.repository';

/** What is limited for one customer on one day (UTC), and the setting that holds the limit. */
const QUOTAS = {
  'onboarding.grants': { limit: 'grants', title: 'grants' },
  'consent.requests': { limit: 'consents', title: 'consent requests' },
} as const satisfies Record<string, { limit: keyof Config['quotas']; title: string }>;

export type QuotaName = keyof typeof QUOTAS;

/** Quotas by customer, in PostgreSQL for all replicas. `subject`: our id of it, or a name that does not reveal it. */
@Injectable()
export class QuotasService {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly repository: QuotasRepository,
  ) {}

  /** One unit is taken with the INTENT, refused (see `explain`) if none is left, and given back on refusal. */
  hooks(quota: QuotaName, subject: string): Record<'onIntent' | 'onRefused' | 'onUnknown', () => Write<void>> {
    return {
      onIntent: () => this.take(quota, subject),
      onRefused: () => this.giveBack(quota, subject),
      onUnknown: () => nothing(undefined),
    };
  }

  /** Commit it with the INTENT. */
  take(quota: QuotaName, subject: string): Write<void> {
    const most = this.most(quota);
    return most === 0 ? nothing(undefined) : this.repository.take({ quota, subject, most });
  }

  /** Commit it with the OUTCOME when the effect did not happen. */
  giveBack(quota: QuotaName, subject: string): Write<void> {
    const most = this.most(quota);
    return most === 0 ? nothing(undefined) : this.repository.giveBack({ quota, subject, most });
  }

  /** For a dry run: throws Fault `quota-exceeded` when no unit is left. */
  async assertLeft(quota: QuotaName, subject: string): Promise<void> {
    const most = this.most(quota);
    if (most > 0 && !(await this.repository.isLeft({ quota, subject, most }))) throw this.exceeded(quota);
  }

  /** The Fault `quota-exceeded` when the error means this; otherwise the error. */
  explain(error: unknown, quota: QuotaName): unknown {
    return this.repository.isUsedUp(error) ? this.exceeded(quota) : error;
  }

  private exceeded(quota: QuotaName): Fault {
    const detail = `Portico allows ${this.most(quota)} ${QUOTAS[quota].title} for one customer a day (UTC).`;
    return new Fault('quota-exceeded', { detail, retryAfterSeconds: untilMidnight(this.clock.now()) });
  }

  private most(quota: QuotaName): number {
    return this.config.quotas[QUOTAS[quota].limit];
  }
}

const DAY_SECONDS = 86_400;

const untilMidnight = (now: Date): number => DAY_SECONDS - (Math.floor(now.getTime() / 1000) % DAY_SECONDS);
