import { Inject, Injectable } from '@nestjs/common';
import { accountLabel, DEFAULT_ACCOUNT } from '../../config/vendor';
import { Metrics } from '../../operation/metrics';
import { VendorPipelines } from '../../signed-http/pipeline/vendor-pipelines';
import { KillSwitches } from '../../switches/kill-switches';
import { VendorPausesService } from '../../vendors/pauses/vendor-pauses.service';
import { type VendorProfile, VENDORS } from '../../vendors/vendor-profile';

/** One account at a vendor. What is not said to be of all replicas is this replica's, since it started. */
export interface VendorHealth {
  /** The vendor as people call it, and after a slash the account, unless it is `default`. */
  readonly name: string;
  readonly breaker: 'closed' | 'half-open' | 'open';
  readonly active: number;
  readonly queued: number;
  readonly calls: number;
  readonly failed: number;
  /** Seconds; upper bounds. */
  readonly median: number;
  readonly p95: number;
  /** Until the vendor's limit, as its last answer said; null: it does not say. */
  readonly callsLeft: number | null;
  /** Of all replicas: for how long the vendor asked not to be called; 0: it did not. */
  readonly pausedSeconds: number;
  /** Of all replicas: whether an operator has stopped it. */
  readonly isStopped: boolean;
}

const NO_CALLS = { calls: 0, failed: 0, median: 0, p95: 0 };

/** How the vendors do, account by account. */
@Injectable()
export class VendorHealthService {
  constructor(
    private readonly lines: VendorPipelines,
    private readonly metrics: Metrics,
    private readonly pauses: VendorPausesService,
    private readonly switches: KillSwitches,
    @Inject(VENDORS) private readonly profiles: readonly VendorProfile[],
  ) {}

  /** An account at a vendor, as people call it. */
  nameOf(vendor: string, account = DEFAULT_ACCOUNT): string {
    const title = this.profiles.find(({ name }) => name === vendor)?.webhooks.document.title ?? vendor;
    return account === DEFAULT_ACCOUNT ? title : `${title}/${account}`;
  }

  /** Whether an operator stopped the durable links, which lead to the vendors. */
  get areLinksStopped(): boolean {
    return this.switches.areLinksStopped;
  }

  async read(): Promise<VendorHealth[]> {
    const [figures, pauses, stopped] = await Promise.all([
      this.metrics.vendorFigures(),
      this.pauses.current(),
      this.switches.list(),
    ]);
    return this.lines.all().map(({ vendor, account, line }) => {
      const label = accountLabel(vendor, account);
      const { calls, failed, median, p95 } =
        figures.find((one) => one.vendor === vendor && one.account === account) ?? NO_CALLS;
      return {
        name: this.nameOf(vendor, account),
        breaker: line.breaker.state,
        active: line.bulkhead.active,
        queued: line.bulkhead.queued,
        calls,
        failed,
        median,
        p95,
        callsLeft: line.callsLeft,
        pausedSeconds: Math.ceil(pauses.find((one) => one.label === label)?.seconds ?? 0),
        isStopped: stopped.some((one) => one.target === 'vendor' && one.vendor === vendor && one.account === account),
      };
    });
  }
}
