import type { Action } from '../audit/actions';
import type { AuditStep } from '../audit/history/audit-history';
import type { FoundJourney } from './journey';
import type { FailedLinkFacts } from './journey-facts';

/** Audit rows of this journey; a person may have several. A failed intent's OUTCOME is included by its intent. */
export function stepsOf({ isAbout }: Pick<FoundJourney, 'isAbout'>, steps: readonly AuditStep[]): AuditStep[] {
  const own = new Set(steps.filter((step) => isAbout(step)).map(({ entryId }) => entryId));
  return steps.filter(({ entryId, intentId }) => own.has(entryId) || (intentId !== null && own.has(intentId)));
}

/** The name of the fault in which a step ended. */
export const faultOf = (step: AuditStep | undefined): string | null =>
  typeof step?.detail.fault === 'string' ? step.detail.fault : null;

/** The last request for a vendor's link (`action`) since `since`, when it failed. */
export function failedLinkOf(steps: readonly AuditStep[], action: Action, since: Date): FailedLinkFacts | null {
  const last = steps.findLast((step) => step.action === action && step.phase === 'OUTCOME');
  if (!last || last.result === 'SUCCEEDED' || last.occurredAt < since) return null;
  return { outcome: last.result ?? 'UNKNOWN', fault: faultOf(last), at: last.occurredAt };
}
