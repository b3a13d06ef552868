import type { Json } from '../audit/canonical-json';
import type { Write } from '../database/write';
import type { HeldEffect, VendorEffects } from './effects/vendor-effects';

/** A vendor's answer to an effect. Its value can only be had by settling it. */
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
   * Commits `record`'s write together with the OUTCOME row (`detail`: masked), and returns the write's result. Throws
   * Fault `vendor-timeout` when another process has taken the effect over meanwhile.
   */
  async settle<R>(
    record: (value: T, intentId: string) => Write<R>,
    detail: (value: T) => Readonly<Record<string, Json>>,
  ): Promise<R> {
    const ending = { result: 'SUCCEEDED', vendorRequestId: this.vendorRequestId, detail: detail(this.#value) } as const;
    return this.effects.end(this.held, ending, record(this.#value, this.held.intent.entry_id));
  }
}
