/** The state machine of the KYB status, and the actor of each step: the published graph, and what follows from it. */
export const KYB_TRANSITIONS = [
  ['INIT', 'submit', 'PENDING_REVIEW', 'end user'],
  ['PENDING_REVIEW', 'pick up', 'UNDER_REVIEW', 'compliance'],
  ['UNDER_REVIEW', 'flag', 'PENDING_RESPONSE', 'compliance'],
  ['UNDER_REVIEW', 'reject', 'REJECTED', 'compliance'],
  ['UNDER_REVIEW', 'approve', 'APPROVED', 'compliance'],
  ['UNDER_REVIEW', 'escalate', 'ESCALATED', 'compliance'],
  ['ESCALATED', 'hand back', 'UNDER_REVIEW', 'compliance'],
  ['ESCALATED', 'hand on', 'PENDING_APPROVAL', 'compliance'],
  ['PENDING_APPROVAL', 'approve', 'APPROVED', 'compliance'],
  ['PENDING_APPROVAL', 'reject', 'REJECTED', 'compliance'],
  ['PENDING_APPROVAL', 'provision', 'PROVISIONING', 'compliance'],
  ['PROVISIONING', 'finish', 'APPROVED', '1Money'],
  ['PENDING_RESPONSE', 'submit', 'PENDING_REVIEW', 'end user'],
  ['REJECTED', 'submit', 'PENDING_REVIEW', 'end user'],
] as const;

export const KYB_STATUSES = [
  'INIT',
  'PENDING_REVIEW',
  'UNDER_REVIEW',
  'PENDING_RESPONSE',
  'REJECTED',
  'APPROVED',
  'ESCALATED',
  'PENDING_APPROVAL',
  'PROVISIONING',
] as const;

export type KybStatus = (typeof KYB_STATUSES)[number];

export const isKybStatus = (word: unknown): word is KybStatus => (KYB_STATUSES as readonly unknown[]).includes(word);

/** Statuses in which the end user may fill in the form, and the partner may make a link to it. */
export const EDITABLE: readonly KybStatus[] = KYB_TRANSITIONS.filter(([, event]) => event === 'submit').map(
  ([from]) => from,
);

export const isEditable = (status: KybStatus): boolean => EDITABLE.includes(status);

/** Where a customer can get from `status` in one step. */
export const stepsFrom = (status: KybStatus): KybStatus[] =>
  KYB_TRANSITIONS.flatMap(([from, , to]) => (from === status ? [to] : []));

export const mayMove = (from: KybStatus, to: KybStatus): boolean =>
  KYB_TRANSITIONS.some(([start, , end]) => start === from && end === to);
