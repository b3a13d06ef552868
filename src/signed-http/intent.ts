import type { AuditedAction, Actor } from '../audit/audit.service';
import { together, type Write } from '../database/write';
import type { FaultName } from '../errors';

/** What must be committed beside the audit rows of an effect, by how it goes. */
export interface EffectHooks {
  /** With the INTENT, before the call. When it is refused, nothing is sent. */
  readonly onIntent: (intentId: string) => Write<unknown>;
  /** With the OUTCOME of a call that certainly had no effect. */
  readonly onRefused: (intentId: string) => Write<unknown>;
  /** With the OUTCOME of a call whose effect cannot be known. */
  readonly onUnknown: (intentId: string) => Write<unknown>;
}

/** An effect that somebody wants at a vendor. */
export interface Intent extends AuditedAction {
  readonly actor: Actor;
  readonly hooks?: EffectHooks;
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

/** Two kinds of hooks, committed together. */
export function bothHooks(some: EffectHooks, others: EffectHooks | undefined): EffectHooks {
  if (!others) return some;
  const both = (when: keyof EffectHooks) => (intentId: string) =>
    together(some[when](intentId), others[when](intentId));
  return { onIntent: both('onIntent'), onRefused: both('onRefused'), onUnknown: both('onUnknown') };
}
