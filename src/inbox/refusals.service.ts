import { Inject, Injectable, Logger } from '@nestjs/common';
import { AuditService } from '../audit/audit.service';
import { CLOCK, type Clock } from '../config/clock';
import { Committer } from '../database/committer';
import type { JourneyVendor } from './journey';
import type { Verdict } from './webhook-signature';

/** Audit rows at once, and how many more a second: whoever can reach the door could otherwise fill the log, which nobody may empty. */
const BURST = 2_000;
const PER_SECOND = 5;

/** Writes down every webhook that was refused. Under a flood, one row tells how many came since the last. */
@Injectable()
export class RefusalsService {
  private readonly logger = new Logger(RefusalsService.name);
  private tokens = BURST;
  private filledAt: number;
  private untold = 0;

  constructor(
    private readonly audit: AuditService,
    private readonly committer: Committer,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {
    this.filledAt = this.clock.now().getTime();
  }

  /** Resolves when it is committed, or cannot be: the refusal stands either way. */
  async note(requestId: string, vendor: JourneyVendor, verdict: Exclude<Verdict, 'genuine'>): Promise<void> {
    this.untold += 1;
    if (!this.mayTell()) return;
    const count = this.untold;
    this.untold = 0;
    try {
      await this.committer.commit(this.audit.event({ requestId, clientId: null, actor: 'vendor' }, { action: 'webhook.refused', subject: vendor, vendor, detail: { verdict, count } }, 'REFUSED'));
    } catch {
      this.untold += count;
      this.logger.warn({ msg: 'refused webhooks could not be written down', count: this.untold });
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
