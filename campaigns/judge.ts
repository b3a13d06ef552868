import type { TestDatabase } from '../test/support/database';
import type { Told } from './client';

/** Effects at the vendor, from the sandbox's table of effects; `at` in microseconds. */
interface LedgerRow {
  readonly subject: string;
  readonly kind: string;
  readonly idempotency_key: string | null;
  readonly at: string;
}

interface IntentRow {
  readonly intent_id: string;
  readonly vendor_key: string | null;
  readonly key: string | null;
  /** When the INTENT was committed, in microseconds of the same server's clock. */
  readonly committed_at: string;
  readonly succeeded: string[];
  readonly is_ended: boolean;
}

/** Violations, each with its first few cases. */
export interface Violations {
  /** Effects at the vendor without an intent that was committed before. */
  readonly effectWithoutIntent: readonly string[];
  /** Successes that a consumer was answered and that are not in the audit log. */
  readonly answerWithoutOutcome: readonly string[];
  /** Keys with several effects. */
  readonly keyWithSeveralEffects: readonly string[];
  /** Keys with several answers. */
  readonly keyWithSeveralAnswers: readonly string[];
  readonly intentWithoutOutcome: readonly string[];
}

/** By the commit time where the server records it (track_commit_timestamp), otherwise by the row's insertion time. */
const COMMITTED = { on: 'pg_xact_commit_timestamp(i.xmin)', off: 'min(e.begun_at)' } as const;

const intentsQuery = (committed: string): string => `
  SELECT i.entry_id AS intent_id, e.vendor_key, i.detail ->> 'idempotency_key' AS key,
    (extract(epoch FROM ${committed}) * 1000000)::bigint::text AS committed_at,
    array_remove(array_agg(CASE WHEN o.result = 'SUCCEEDED' THEN o.detail ->> 'customer_id' END), NULL) AS succeeded,
      count(o.entry_id) > 0 AS is_ended
  FROM portico.audit_entries AS i
  LEFT JOIN portico.vendor_effects AS e ON e.intent_id = i.entry_id
  LEFT JOIN portico.audit_entries AS o ON o.intent_id = i.entry_id
  WHERE i.phase = 'INTENT'
  GROUP BY 1, 2, 3, i.xmin`;

const LEDGER =
  'SELECT subject, kind, idempotency_key, (extract(epoch FROM at) * 1000000)::bigint::text AS at FROM ' +
  "sandbox.effects WHERE kind IN ('customer.created', 'grant.created')";

/** Intents without outcome, and effects that are leased. */
export async function countOpen(database: TestDatabase): Promise<number> {
  const [row] = await database.query<{ open: number }>(`
    SELECT (SELECT count(*)::int FROM portico.audit_entries AS i WHERE i.phase = 'INTENT' AND NOT EXISTS (SELECT
      FROM portico.audit_entries AS o WHERE o.intent_id = i.entry_id))
      + (SELECT count(*)::int FROM portico.vendor_effects WHERE state IN ('INTENT', 'SENT')) AS open`);
  return row!.open;
}

/** Compares the vendor's effects (from its own database), the gateway's database and the consumers' answers. */
export async function judge(
  database: TestDatabase,
  vendor: TestDatabase,
  told: readonly Told[],
): Promise<{ violations: Violations; effects: number; intents: number }> {
  const [kept] = await database.query<{ track_commit_timestamp: 'on' | 'off' }>('SHOW track_commit_timestamp');
  const intents = await database.query<IntentRow>(intentsQuery(COMMITTED[kept!.track_commit_timestamp]));
  const ledger = await vendor.query<LedgerRow>(LEDGER);
  const byVendorKey = grouped(intents, ({ vendor_key }) => vendor_key);
  const byKey = grouped(intents, ({ key }) => key);
  const keyOf = ({ idempotency_key }: LedgerRow): string | null =>
    byVendorKey.get(idempotency_key ?? '')?.[0]?.key ?? null;
  const isIntended = ({ idempotency_key, at }: LedgerRow): boolean =>
    (byVendorKey.get(idempotency_key ?? '') ?? []).some(({ committed_at }) => BigInt(committed_at) < BigInt(at));
  const isAudited = ({ key, customerId }: Told): boolean =>
    (byKey.get(key) ?? []).some(({ succeeded }) => succeeded.includes(customerId));
  return {
    effects: ledger.length,
    intents: intents.length,
    violations: {
      effectWithoutIntent: ledger
        .filter((effect) => !isIntended(effect))
        .map(({ kind, subject }) => `${kind} ${subject}`),
      answerWithoutOutcome: told.filter((one) => !isAudited(one)).map(({ kind, key }) => `${kind} ${key}`),
      keyWithSeveralEffects: several(
        grouped(ledger, keyOf),
        ({ subject, idempotency_key }) => `${subject} ${idempotency_key}`,
      ),
      keyWithSeveralAnswers: several(
        grouped(told, ({ key }) => key),
        ({ text }) => text,
      ),
      intentWithoutOutcome: intents.filter(({ is_ended }) => !is_ended).map(({ intent_id }) => intent_id),
    },
  };
}

function grouped<T>(items: readonly T[], keyOf: (item: T) => string | null): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    if (key !== null) groups.set(key, [...(groups.get(key) ?? []), item]);
  }
  return groups;
}

const several = <T>(groups: Map<string, T[]>, sign: (item: T) => string): string[] =>
  [...groups].filter(([, items]) => new Set(items.map(sign)).size > 1).map(([key]) => key);

/** Numbers instead of cases, for the result line. */
export const counted = (violations: Violations): Record<keyof Violations, number> =>
  Object.fromEntries(
    Object.entries(violations).map(([name, cases]) => [name, (cases as readonly string[]).length]),
  ) as Record<keyof Violations, number>;
