/** The state machine of a consent, and the actor of each event (finpro.md 4.1). */
export const CONSENT_TRANSITIONS = [
  ['PENDING', 'approve', 'ACTIVE', 'customer'],
  ['PENDING', 'reject', 'REJECTED', 'customer'],
  ['PENDING', 'expire', 'EXPIRED', 'clock'],
  ['ACTIVE', 'pause', 'PAUSED', 'customer'],
  ['PAUSED', 'resume', 'ACTIVE', 'customer'],
  ['ACTIVE', 'revoke', 'REVOKED', 'FIU or customer'],
  ['PAUSED', 'revoke', 'REVOKED', 'FIU or customer'],
  ['ACTIVE', 'expire', 'EXPIRED', 'clock'],
  ['PAUSED', 'expire', 'EXPIRED', 'clock'],
] as const;

export const CONSENT_STATUSES = ['PENDING', 'ACTIVE', 'REJECTED', 'REVOKED', 'EXPIRED', 'PAUSED'] as const;

export type ConsentStatus = (typeof CONSENT_STATUSES)[number];
export type ConsentEvent = (typeof CONSENT_TRANSITIONS)[number][1];

export const isConsentEvent = (word: unknown): word is ConsentEvent =>
  CONSENT_TRANSITIONS.some(([, event]) => event === word);

/** The states in which an event is possible, and the state that it leads to. */
export function stepOf(event: ConsentEvent): { readonly from: readonly ConsentStatus[]; readonly to: ConsentStatus } {
  const rows = CONSENT_TRANSITIONS.filter(([, name]) => name === event);
  return { from: rows.map(([from]) => from), to: rows[0]![2] };
}

/** The names of the events in the ledger of effects. */
export const EFFECT_KINDS: Readonly<Record<ConsentEvent, string>> = {
  approve: 'consent.approved',
  reject: 'consent.rejected',
  pause: 'consent.paused',
  resume: 'consent.resumed',
  revoke: 'consent.revoked',
  expire: 'consent.expired',
};
