/** A vendor's complete response. */
export interface VendorAnswer {
  readonly status: number;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** Undefined when the body is not JSON. */
  readonly json: unknown;
  /** The vendor's own id of the exchange, if it is fit to be stored. */
  readonly requestId: string | null;
  readonly askedAt: Date;
  readonly receivedAt: Date;
  /** Our own texts that the vendor may repeat in its answer and that must not be shown. */
  readonly secrets: readonly string[];
}
