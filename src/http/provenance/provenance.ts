/** What confirmed a state: a returned browser (only a hint), or the vendor, asked after a webhook, poll or request. */
export const CONFIRMED_BY = ['REDIRECT_HINT', 'WEBHOOK', 'POLL', 'VENDOR_READ'] as const;

export type ConfirmedBy = (typeof CONFIRMED_BY)[number];

/** The provenance of a state: what confirmed it, when, and until when it can be relied on. */
export interface Provenance {
  readonly confirmedBy: ConfirmedBy;
  readonly asOf: Date;
  /** Null: never, the state is final. */
  readonly staleAfter: Date | null;
}
