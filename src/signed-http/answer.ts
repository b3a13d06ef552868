import type { Json } from '../audit/canonical-json';
import type { Write } from '../database/write';
import type { HeldEffect, VendorEffects } from './effects/vendor-effects.service';

/** The vendor has answered; nothing of the answer is ours until it is settled. */
export class Answer<T> {
  readonly #value: T;

  constructor(
    value: T,
    private readonly effects: VendorEffects,
    private readonly held: HeldEffect,
    private readonly vendorRequestId: string | null,
  ) {
    this.#value = value;
  }

  /**
   * Commits what `record` makes of the value together with the OUTCOME row, and answers what that amounts to. `detail`
   * is masked detail for the row. Throws Fault `vendor-timeout` when the effect was taken over meanwhile.
   */
  async settle<R>(
    record: (value: T, intentId: string) => Write<R>,
    detail: (value: T) => Readonly<Record<string, Json>>,
  ): Promise<R> {
    const ending = { result: 'SUCCEEDED', vendorRequestId: this.vendorRequestId, detail: detail(this.#value) } as const;
    return this.effects.end(this.held, ending, record(this.#value, this.held.intent.entry_id));
  }
}
