import type { AuditService } from '../audit/audit.service';
import type { Json } from '../audit/canonical-json';
import type { Leaf } from '../audit/leaf';
import type { Committer } from '../database/committer';
import { together, type Write } from '../database/write';

/** The vendor has answered; nothing of the answer is ours until it is settled. */
export class Answer<T> {
  readonly #value: T;

  constructor(
    value: T,
    private readonly audit: AuditService,
    private readonly committer: Committer,
    private readonly intent: Leaf,
    private readonly vendorRequestId: string | null,
  ) {
    this.#value = value;
  }

  /** Commits what `record` makes of the value together with the OUTCOME row, and answers what that amounts to. `detail` is masked detail for the row. */
  async settle<R>(record: (value: T, intentId: string) => Write<R>, detail: (value: T) => Readonly<Record<string, Json>>): Promise<R> {
    const outcome = this.audit.outcome(this.intent, { result: 'SUCCEEDED', vendorRequestId: this.vendorRequestId, detail: detail(this.#value) });
    return this.committer.commit(together(record(this.#value, this.intent.entry_id), outcome));
  }
}
