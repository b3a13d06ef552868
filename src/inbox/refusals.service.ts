import { type BeforeApplicationShutdown, Inject, Injectable, Logger } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { AuditService } from '../audit/audit.service';
import { CLOCK, type Clock } from '../config/clock';
import { Committer } from '../database/committer';
import type { JourneyVendor } from './journey';
import type { Verdict } from './webhook-signature';

type Refusal = Exclude<Verdict, 'genuine'>;

/** Audit rows at once, and how many more a second: whoever can reach the door could otherwise fill the log, which nobody may empty. */
const BURST = 2_000;
const PER_SECOND = 5;

interface Tally {
  readonly vendor: JourneyVendor;
  readonly verdict: Refusal;
  total: number;
  /** Not written down yet. */
  untold: number;
}

/** Writes down every webhook that was refused. Under a flood, one row tells how many of a kind came since the last. */
@Injectable()
export class RefusalsService implements BeforeApplicationShutdown {
  private readonly logger = new Logger(RefusalsService.name);
  private readonly tallies = new Map<string, Tally>();
  private tokens = BURST;
  private filledAt: number;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly audit: AuditService,
    private readonly committer: Committer,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {
    this.filledAt = this.clock.now().getTime();
  }

  /** Resolves when it is committed, is left for later, or cannot be committed: the refusal stands either way. */
  async note(requestId: string, vendor: JourneyVendor, verdict: Refusal): Promise<void> {
    const tally = this.tallies.get(`${vendor} ${verdict}`) ?? { vendor, verdict, total: 0, untold: 0 };
    this.tallies.set(`${vendor} ${verdict}`, tally);
    tally.total += 1;
    tally.untold += 1;
    if (this.mayTell()) await this.tell(tally, requestId);
    else this.tellLater();
  }

  /** Since this process started. */
  counts(): { labels: { vendor: string; verdict: string }; value: number }[] {
    return [...this.tallies.values()].map(({ vendor, verdict, total }) => ({ labels: { vendor, verdict }, value: total }));
  }

  async beforeApplicationShutdown(): Promise<void> {
    clearTimeout(this.timer);
    await this.tellAll();
  }

  private tellLater(): void {
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      void this.tellAll();
    }, 1_000).unref();
  }

  private async tellAll(): Promise<void> {
    for (const tally of this.tallies.values()) if (tally.untold > 0) await this.tell(tally, uuidv7());
  }

  private async tell(tally: Tally, requestId: string): Promise<void> {
    const { vendor, verdict, untold: count } = tally;
    tally.untold = 0;
    try {
      await this.committer.commit(this.audit.event({ requestId, clientId: null, actor: 'vendor' }, { action: 'webhook.refused', subject: vendor, vendor, detail: { verdict, count } }, 'REFUSED'));
    } catch {
      tally.untold += count;
      this.logger.warn({ msg: 'refused webhooks could not be written down', vendor, count: tally.untold });
    }
  }

  private mayTell(): boolean {
    const now = this.clock.now().getTime();
    this.tokens = Math.min(BURST, this.tokens + (Math.max(0, now - this.filledAt) / 1000) * PER_SECOND);
    this.filledAt = now;
    if (this.tokens < 1) return false;
    this.tokens -= 1;
    return true;
  }
}
