import { removedAfter, rowsOf, type TableLife } from '../retention/table-life';
import { VendorEffect } from './effects/vendor-effect.entity';

const KEPT_DAYS = 30;

/** The history of each effect stays in the audit log. */
export const effectLives: readonly TableLife[] = [
  removedAfter(KEPT_DAYS, '30 days, once they have ended', {
    ...rowsOf(VendorEffect, 'intentId'),
    mayGo: 't.lease_expires_at IS NULL',
  }),
];
