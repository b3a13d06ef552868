/**
 * What made Portico believe a state: a browser that came back (a hint, no more), a webhook or a poll that made it ask,
 * or a request that did.
 */
export const CONFIRMED_BY = ['REDIRECT_HINT', 'WEBHOOK', 'POLL', 'VENDOR_READ'] as const;

export type ConfirmedBy = (typeof CONFIRMED_BY)[number];

/** A state is a claim: who confirmed it, when, and until when it may be relied on. */
export interface Provenance {
  readonly confirmedBy: ConfirmedBy;
  readonly asOf: Date;
  /** Null: never, the state is final. */
  readonly staleAfter: Date | null;
}
