import { Injectable } from '@nestjs/common';
import { SampledAudit } from '../../audit/sampling/sampled-audit';
import { accountDetail, type Vendor } from '../../config/vendor';
import type { SignatureVerdict } from './webhook-signature';

type Refusal = Exclude<SignatureVerdict, 'genuine'>;

/** A webhook that was refused. */
interface RefusedWebhook {
  readonly vendor: Vendor;
  /** The account of the address. */
  readonly account: string;
  readonly verdict: Refusal;
}

interface Tally extends RefusedWebhook {
  total: number;
}

/** Counts every webhook that was refused, for metrics and, in a bounded number of rows, for the audit log. */
@Injectable()
export class RefusalsService {
  private readonly tallies = new Map<string, Tally>();

  constructor(private readonly samples: SampledAudit) {}

  /** Resolves when the refusal is committed or left to be counted; the webhook is refused in both cases. */
  async note(requestId: string, { vendor, account, verdict }: RefusedWebhook): Promise<void> {
    const key = `${vendor} ${account} ${verdict}`;
    const tally = this.tallies.get(key) ?? { vendor, account, verdict, total: 0 };
    this.tallies.set(key, tally);
    tally.total += 1;
    await this.samples.note(
      { action: 'webhook.refused', actor: 'vendor', vendor, words: { verdict, ...accountDetail(account) } },
      { requestId },
    );
  }

  /** Refusals since this process started. */
  counts(): { labels: { vendor: string; account: string; verdict: string }; value: number }[] {
    return [...this.tallies.values()].map(({ vendor, account, verdict, total }) => ({
      labels: { vendor, account, verdict },
      value: total,
    }));
  }
}
