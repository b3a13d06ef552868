/** Who moves a consent from one state to the next, and by what (finpro.md 4.1). */
export const TRANSITIONS = [
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
export type ConsentEvent = (typeof TRANSITIONS)[number][1];

export const isConsentEvent = (word: unknown): word is ConsentEvent => TRANSITIONS.some(([, event]) => event === word);

/** The states in which an event can happen, and the one it leads to. */
export function stepOf(event: ConsentEvent): { readonly from: readonly ConsentStatus[]; readonly to: ConsentStatus } {
  const rows = TRANSITIONS.filter(([, name]) => name === event);
  return { from: rows.map(([from]) => from), to: rows[0]![2] };
}

/** How the ledger of effects names what happened. */
export const EFFECT_KINDS: Readonly<Record<ConsentEvent, string>> = {
  approve: 'consent.approved',
  reject: 'consent.rejected',
  pause: 'consent.paused',
  resume: 'consent.resumed',
  revoke: 'consent.revoked',
  expire: 'consent.expired',
};
