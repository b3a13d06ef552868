/** What goes wrong in journeys and is counted on the exceptions board, in its order. */
export const EXCEPTION_KINDS = [
  'expired-unused',
  'not-returned',
  'signatures',
  'redirects',
  'forged-webhooks',
] as const;

export type ExceptionKind = (typeof EXCEPTION_KINDS)[number];

/** Refusals that stand in the audit log: a kind, and the actions of its entries. */
export const REFUSED_ACTIONS = {
  signatures: ['access.failed'],
  redirects: ['onboarding.return', 'consent.return'],
  'forged-webhooks': ['webhook.refused'],
} as const satisfies Partial<Record<ExceptionKind, readonly string[]>>;

/** One exception, or a counted row of several. Nothing in it is personal. */
export interface ExceptionRow {
  readonly at: Date;
  /** A word of a closed list: a reason, a verdict, a kind of link. */
  readonly what: string;
  /** The vendor that it came from or was about; null: none. */
  readonly vendor: string | null;
  /** The route that was asked for; null where it does not matter. */
  readonly operation: string | null;
  readonly count: number;
  /** The consumer's client_id, or the id of an operator; null where none is known. */
  readonly consumer: string | null;
  /** Null where it is of no journey, or of several. */
  readonly journeyId: string | null;
  /** The audit entry; null where it is not in the log. */
  readonly entryId: string | null;
}
