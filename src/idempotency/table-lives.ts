import { removedAfter, removing, rowsOf, type TableLife } from '../retention/table-life';
import { IdempotencyKey } from './idempotency-key.entity';

/** Days that a key is remembered. */
export const KEPT_DAYS = 30;

/** An answer whose one-time URL has expired is erased; the record that there was one is not. */
const ERASE_EXPIRED = removing({
  ...rowsOf(IdempotencyKey, 'expiresAt'),
  among: 't.expires_at IS NOT NULL AND t.response_sealed IS NOT NULL',
  erase: 'response_sealed = NULL',
});

const keys = removedAfter(
  KEPT_DAYS,
  '30 days; an answer with a one-time URL until that has expired',
  rowsOf(IdempotencyKey, 'createdAt'),
);

export const keyLives: readonly TableLife[] = [
  { ...keys, removals: [{ days: 0, text: ERASE_EXPIRED }, ...keys.removals] },
];
