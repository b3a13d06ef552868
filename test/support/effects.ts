import type { TestDatabase } from './database';

export interface EffectRow {
  readonly intent_id: string;
  readonly action: string;
  readonly state: string;
  readonly fence: number;
  readonly holder: string | null;
  readonly vendor_key: string | null;
  readonly is_open: boolean;
}

/** The gateway's rows of its effects at vendors, oldest first. */
export const effectRows = (database: TestDatabase): Promise<EffectRow[]> =>
  database.query<EffectRow>(
    'SELECT intent_id, action, state, fence, holder, vendor_key, lease_expires_at IS NOT NULL AS is_open FROM ' +
      'portico.vendor_effects ORDER BY intent_id',
  );

/** Ends all leases, and makes open effects so many seconds older; keys in flight are no longer held either. */
export async function passLeases(database: TestDatabase, seconds = 600): Promise<void> {
  await database.query("UPDATE portico.idempotency_keys SET lease_expires_at = now() - interval '1 second'");
  await database.query(
    "UPDATE portico.vendor_effects SET lease_expires_at = now() - interval '1 second', begun_at = begun_at - " +
      'make_interval(secs => $1) WHERE lease_expires_at IS NOT NULL',
    [seconds],
  );
}

/** Phases and results of the audit log, oldest first: `INTENT`, then its outcomes. */
export const auditTrail = async (database: TestDatabase): Promise<string[]> =>
  (
    await database.query<{ word: string }>(
      'SELECT coalesce(result, phase) AS word FROM portico.audit_entries ORDER BY entry_id',
    )
  ).map(({ word }) => word);
