import { removedAfter, removing, type TableLife } from '../retention/table-life';

/** Days that a key is remembered. */
export const KEPT_DAYS = 30;

const KEYS = { table: 'idempotency_keys', key: ['consumer_id', 'operation', 'idempotency_key'] } as const;

/** An answer whose one-time URL has expired is erased; the record that there was one is not. */
const ERASE_EXPIRED = removing({
  ...KEYS,
  place: 'expires_at',
  type: 'timestamptz',
  among: 't.expires_at IS NOT NULL AND t.response_sealed IS NOT NULL',
  erase: 'response_sealed = NULL',
});

const keys = removedAfter(KEPT_DAYS, '30 days; an answer with a one-time URL until that has expired', {
  ...KEYS,
  place: 'created_at',
  type: 'timestamptz',
});

export const keyLives: readonly TableLife[] = [
  { ...keys, removals: [{ days: 0, text: ERASE_EXPIRED }, ...keys.removals] },
];
