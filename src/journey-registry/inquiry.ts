import type { Action } from '../audit/actions';
import type { Json } from '../audit/canonical-json';
import type { Write } from '../database/write';

/** An effect whose outcome is not recorded. */
export interface OpenEffect {
  readonly intentId: string;
  readonly action: Action;
  readonly subject: string;
  /** The consumer's client_id. */
  readonly consumer: string | null;
  readonly requestId: string;
  readonly vendor: string;
  /** The account that it was made with. */
  readonly vendorAccount: string;
  /** What the vendor can be asked by: the Idempotency-Key that it was sent, or the id of what the effect changes. */
  readonly vendorKey: string | null;
  readonly ageSeconds: number;
  /** Whether the vendor's longest processing time is over; before, it may still create what it does not show yet. */
  readonly leaseExpired: boolean;
}

/** What became of an effect. `unknown`: not yet known, ask again. `unknowable`: the vendor cannot be asked; closed. */
export type Verdict = 'done' | 'failed' | 'unknown' | 'unknowable';

export interface Finding {
  readonly verdict: Verdict;
  /** Committed with the OUTCOME. When this write is refused, neither is committed, and the vendor is asked again. */
  readonly write?: Write<unknown> | undefined;
  /** Masked detail for the OUTCOME. */
  readonly detail?: Readonly<Record<string, Json>>;
}

/** Asks the vendor what became of an effect. An error that it throws means that this cannot be known yet. */
export type Inquiry = (effect: OpenEffect) => Promise<Finding | Verdict>;
