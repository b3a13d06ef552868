import type { AuditedAction, Originator } from '../audit/audit.service';
import { together, type Write } from '../database/write';
import type { FaultName } from '../errors';

/** What must be committed beside the audit rows of an effect, by how it goes. */
export interface Companions {
  /** With the INTENT, before the call. When it is refused, nothing is sent. */
  readonly atIntent: (intentId: string) => Write<unknown>;
  /** With the OUTCOME of a call that certainly had no effect. */
  readonly atRefusal: (intentId: string) => Write<unknown>;
  /** With the OUTCOME of a call whose effect cannot be known. */
  readonly atUnknown: (intentId: string) => Write<unknown>;
}

/** An effect that somebody wants at a vendor. */
export interface Intent extends AuditedAction {
  readonly originator: Originator;
  readonly companions?: Companions;
  /**
   * The id of what the effect changes, where the vendor can be asked about it by that and is sent no Idempotency-Key.
   */
  readonly vendorKey?: string;
  /** Faults that leave open whether the vendor acted, beside those that always do. */
  readonly openFaults?: readonly FaultName[];
  /**
   * Whether another attempt has to wait until the end of this one can be known (`settleSeconds`), because the vendor
   * would act twice.
   */
  readonly isRepeatedLater?: boolean;
}

/** Makes a judged value whole, with further reads at the vendor. */
export type Completion<T> = (value: T, intentId: string) => Promise<T>;

/** Two kinds of companions, committed together. */
export function alongside(some: Companions, others: Companions | undefined): Companions {
  if (!others) return some;
  const both = (when: keyof Companions) => (intentId: string) => together(some[when](intentId), others[when](intentId));
  return { atIntent: both('atIntent'), atRefusal: both('atRefusal'), atUnknown: both('atUnknown') };
}
