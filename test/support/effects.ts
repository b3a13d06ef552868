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

/** What the gateway knows of its effects at vendors, oldest first. */
export const effectRows = (database: TestDatabase): Promise<EffectRow[]> =>
  database.query<EffectRow>(
    'SELECT intent_id, action, state, fence, holder, vendor_key, lease_expires_at IS NOT NULL AS is_open FROM ' +
      'portico.vendor_effects ORDER BY intent_id',
  );

/** The time that leases have left passes, and so many seconds besides: open effects and keys in flight are nobody's. */
export async function passLeases(database: TestDatabase, seconds = 600): Promise<void> {
  await database.query("UPDATE portico.idempotency_keys SET lease_expires_at = now() - interval '1 second'");
  await database.query(
    "UPDATE portico.vendor_effects SET lease_expires_at = now() - interval '1 second', begun_at = begun_at - " +
      'make_interval(secs => $1) WHERE lease_expires_at IS NOT NULL',
    [seconds],
  );
}

/** How each intent ended so far, oldest first: `INTENT`, then its outcomes. */
export const auditTrail = async (database: TestDatabase): Promise<string[]> =>
  (
    await database.query<{ word: string }>(
      'SELECT coalesce(result, phase) AS word FROM portico.audit_entries ORDER BY entry_id',
    )
  ).map(({ word }) => word);
