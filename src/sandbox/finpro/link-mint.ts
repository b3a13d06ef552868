/** What a one-time link to the Account Aggregator's pages is about. */
export interface LinkRequest {
  readonly consentHandles: readonly string[];
  readonly vua: string;
  /** Absolute; where the browser comes back to. */
  readonly redirectUrl: string;
  /** Null: every FIP. */
  readonly fipIds: readonly string[] | null;
  readonly pan: string | null;
}

/** Makes links. */
export interface LinkMint {
  /** A fresh one-time URL with `ecreq`, `reqdate` and `fi`. */
  mint(request: LinkRequest): Promise<string>;
}
