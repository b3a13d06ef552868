import { removedAfter, type TableLife } from '../retention/table-life';

const KEPT_DAYS = 30;

/** The history of each effect stays in the audit log. */
export const effectLives: readonly TableLife[] = [
  removedAfter(KEPT_DAYS, '30 days, once they have ended', {
    table: 'vendor_effects',
    key: ['intent_id'],
    place: 'intent_id',
    type: 'uuid',
    mayGo: 't.lease_expires_at IS NULL',
  }),
];
