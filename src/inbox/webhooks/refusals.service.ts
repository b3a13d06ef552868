import { Injectable } from '@nestjs/common';
import { SampledAudit } from '../../audit/sampling/sampled-audit';
import type { Vendor } from '../../config/vendor';
import type { SignatureVerdict } from './webhook-signature';

type Refusal = Exclude<SignatureVerdict, 'genuine'>;

interface Tally {
  readonly vendor: Vendor;
  readonly verdict: Refusal;
  total: number;
}

/** Counts every webhook that was refused, for metrics and, in a bounded number of rows, for the audit log. */
@Injectable()
export class RefusalsService {
  private readonly tallies = new Map<string, Tally>();

  constructor(private readonly samples: SampledAudit) {}

  /** Resolves when the refusal is committed or left to be counted; the webhook is refused in both cases. */
  async note(requestId: string, vendor: Vendor, verdict: Refusal): Promise<void> {
    const tally = this.tallies.get(`${vendor} ${verdict}`) ?? { vendor, verdict, total: 0 };
    this.tallies.set(`${vendor} ${verdict}`, tally);
    tally.total += 1;
    await this.samples.note({ action: 'webhook.refused', actor: 'vendor', vendor, words: { verdict } }, { requestId });
  }

  /** Refusals since this process started. */
  counts(): { labels: { vendor: string; verdict: string }; value: number }[] {
    return [...this.tallies.values()].map(({ vendor, verdict, total }) => ({
      labels: { vendor, verdict },
      value: total,
    }));
  }
}
