import type { AuditedAction, Actor } from '../audit/audit.service';
import { together, type Write } from '../database/write';
import type { FaultName } from '../errors';

/** What must be committed with the audit rows of an effect, by how the effect ends. */
export interface EffectHooks {
  /** With the INTENT, before the call. When this write is refused, nothing is sent. */
  onIntent(intentId: string): Write<unknown>;
  /** With the OUTCOME of a call that certainly had no effect. */
  onRefused(intentId: string): Write<unknown>;
  /** With the OUTCOME of a call whose effect cannot be known. */
  onUnknown(intentId: string): Write<unknown>;
}

/** An effect that is to be made at a vendor. */
export interface Intent extends AuditedAction {
  readonly actor: Actor;
  readonly hooks?: EffectHooks;
  /** The id of what the effect changes, where the vendor can be asked by it and is sent no Idempotency-Key. */
  readonly vendorKey?: string;
  /** Faults after which it is open whether the vendor acted, besides those for which this is always so. */
  readonly openFaults?: readonly FaultName[];
  /** Whether a retry waits until the outcome can be known (`settleSeconds`): the vendor would otherwise act twice. */
  readonly isRepeatedLater?: boolean;
}

/** Completes a judged value with further reads at the vendor. */
export type Completion<Judged, Completed = Judged> = (value: Judged, intentId: string) => Promise<Completed>;

/** Two kinds of hooks, committed together. */
export function bothHooks(some: EffectHooks, others: EffectHooks | undefined): EffectHooks {
  if (!others) return some;
  const both = (when: keyof EffectHooks) => (intentId: string) =>
    together(some[when](intentId), others[when](intentId));
  return { onIntent: both('onIntent'), onRefused: both('onRefused'), onUnknown: both('onUnknown') };
}
