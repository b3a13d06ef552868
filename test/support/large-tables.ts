import { Client } from 'pg';

/** Numbers of rows by kind; omitted kinds have none. */
export interface TableSizes {
  readonly consents?: number;
  readonly customers?: number;
  readonly auditEntries?: number;
  readonly events?: number;
  /** Deliveries of the named subscription. */
  readonly deliveries?: number;
  /** Disabled subscriptions. */
  readonly subscriptions?: number;
  readonly links?: number;
  readonly grants?: number;
  readonly keys?: number;
}

/** The owner of the rows, and their values. */
export interface Owner {
  readonly consumerId: string;
  readonly clientId: string;
  readonly subscriptionId: string;
  readonly deliveryState: 'PENDING' | 'DELIVERED';
}

/** Rows per statement. */
const BATCH = 250_000;

/** SQL for a UUIDv7 of an instant, like the application's. */
const V7 = `
  CREATE OR REPLACE FUNCTION pg_temp.v7(at timestamptz) RETURNS uuid LANGUAGE sql VOLATILE
  RETURN (lpad(to_hex((extract(epoch FROM at) * 1000)::bigint), 12, '0') || '7' ||
    substr(replace(gen_random_uuid()::text, '-', ''), 14))::uuid`;

/** The rows' times are spread over the last hour, in order. $1, $2: first and last of the batch; $3: all rows. */
const AT = "(now() - interval '1 hour' + interval '1 hour' * n / $3)";
const ROWS = 'generate_series($1::bigint, $2::bigint) AS n';

const FILLS: Readonly<Record<keyof TableSizes, (owner: Owner) => string>> = {
  customers: ({ consumerId }) => `
    INSERT INTO portico.customers (subject_id, customer_id, consumer_id, idempotency_key, customer_type, status,
      status_as_received, status_confirmed_at, vendor_created_at, vendor_updated_at)
    SELECT pg_temp.v7(${AT}), 'cus-' || n, '${consumerId}', gen_random_uuid(), 'BUSINESS', 'INIT', 'INIT', ${AT}, '', ''
      FROM ${ROWS}`,
  consents: ({ consumerId }) => `
    INSERT INTO portico.consents (journey_id, subject_id, consumer_id, app_identifier, intent_id, consent_handle,
      product_id, account_index, party_identifier_type, party_identifier_sealed, vua_sealed,
      status, status_confirmed_at, requested_at, attempted_at)
    SELECT pg_temp.v7(${AT}), gen_random_uuid(), '${consumerId}', 'demo-app', gen_random_uuid(), gen_random_uuid(),
      'LOAN01', sha256(n::text::bytea), 'MOBILE', '', '', 'PENDING', ${AT}, ${AT}, ${AT} FROM ${ROWS}`,
  auditEntries: ({ clientId }) => `
    INSERT INTO portico.audit_entries (entry_id, occurred_at, request_id, consumer, actor, action, subject, phase,
      intent_id, result, detail, leaf)
    SELECT entry_id, at, request_id, consumer, 'consumer', 'consent.request', subject, phase, intent_id, result, '{}',
      convert_to('portico.audit/v1' || chr(10) || jsonb_build_object('entry_id', entry_id, 'occurred_at', at,
        'request_id', request_id, 'consumer', consumer, 'actor', 'consumer', 'action', 'consent.request', 'subject',
        subject, 'phase', phase, 'intent_id', intent_id, 'vendor', null, 'vendor_request_id', null, 'result', result,
        'detail', jsonb_build_object())::text, 'UTF8')
      FROM (SELECT pg_temp.v7(${AT}) AS entry_id, ${AT} AS at, gen_random_uuid() AS request_id,
        CASE WHEN n % 10 < 9 THEN '${clientId}' END AS consumer, 'subject-' || n / 4 AS subject,
        CASE n % 2 WHEN 0 THEN 'INTENT' ELSE 'OUTCOME' END AS phase,
        CASE n % 2 WHEN 1 THEN gen_random_uuid() END AS intent_id, CASE n % 2 WHEN 1 THEN 'SUCCEEDED' END AS result
        FROM ${ROWS}) AS r`,
  events: ({ consumerId }) => `
    INSERT INTO portico.events (event_id, inserted, position, consumer_id, type, journey_id, occurred_at, data)
    SELECT pg_temp.v7(${AT}), nextval('portico.event_insertions'), (SELECT coalesce(max(e.position), 0)
      FROM portico.events AS e) + n - $1 + 1, '${consumerId}', 'consent.created', gen_random_uuid(), ${AT}, '{}'
      FROM ${ROWS}`,
  deliveries: ({ subscriptionId, deliveryState }) => `
    INSERT INTO portico.event_deliveries (subscription_id, event_id, state, due_at)
    SELECT '${subscriptionId}', pg_temp.v7(${AT}), '${deliveryState}', CASE '${deliveryState}'
      WHEN 'PENDING' THEN now() END FROM ${ROWS}`,
  subscriptions: ({ consumerId }) => `
    INSERT INTO portico.webhook_subscriptions (subscription_id, consumer_id, url, event_types, secret_sealed,
      disabled_at, disabled_because)
    SELECT pg_temp.v7(${AT}), '${consumerId}', 'https://hooks.example.com/', '{}', '', now(), 'CONSUMER' FROM ${ROWS}`,
  links: ({ consumerId }) => `
    INSERT INTO portico.durable_links (link_id, consumer_id, kind, subject_id, reference, token_hash, settings_sealed,
      issued_at, expires_at)
    SELECT pg_temp.v7(${AT}), '${consumerId}', 'consent', gen_random_uuid(), 'ref-' || n, sha256(n::text::bytea), '',
      ${AT}, ${AT} + interval '7 days' FROM ${ROWS}`,
  grants: () => `
    INSERT INTO portico.onboarding_grants (grant_id, subject_id, return_mode, return_state_hash, issued_at, expires_at)
    SELECT pg_temp.v7(${AT}), gen_random_uuid(), 'managed', sha256(n::text::bytea), ${AT}, ${AT} + interval '30 minutes'
      FROM ${ROWS}`,
  keys: ({ consumerId }) => `
    INSERT INTO portico.idempotency_keys (consumer_id, operation, idempotency_key, fingerprint, state, intent_id,
      lease_expires_at, created_at)
    SELECT '${consumerId}', 'createHostedCustomer', gen_random_uuid(), '', 'DONE', gen_random_uuid(), ${AT}, ${AT}
      FROM ${ROWS}`,
};

const TABLES: Readonly<Record<keyof TableSizes, string>> = {
  customers: 'customers',
  consents: 'consents',
  auditEntries: 'audit_entries',
  events: 'events',
  deliveries: 'event_deliveries',
  subscriptions: 'webhook_subscriptions',
  links: 'durable_links',
  grants: 'onboarding_grants',
  keys: 'idempotency_keys',
};

/** Drops the indexes without a constraint, for faster inserts. Returns the statements that create them again. */
export async function dropIndexes(client: Client, table: string): Promise<string[]> {
  const { rows } = await client.query<{ name: string; definition: string }>(
    `
    SELECT c.relname AS name, pg_get_indexdef(i.indexrelid) AS definition FROM pg_index AS i JOIN pg_class AS c
      ON c.oid = i.indexrelid
    WHERE i.indrelid = $1::regclass AND NOT EXISTS (SELECT FROM pg_constraint AS k WHERE k.conindid = i.indexrelid)`,
    [`portico.${table}`],
  );
  for (const { name } of rows) await client.query(`DROP INDEX portico.${name}`);
  return rows.map(({ definition }) => definition.replace(' ON ONLY ', ' ON '));
}

/**
 * Fills tables by set-based statements, as the superuser of `url`, without triggers and foreign keys: referenced rows
 * do not exist, and no entry is sequenced.
 */
export async function fillTables(url: string, owner: Owner, sizes: TableSizes): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query('SET session_replication_role = replica');
    await client.query(V7);
    for (const [kind, count] of Object.entries(sizes) as [keyof TableSizes, number][]) {
      const indexes = count > BATCH ? await dropIndexes(client, TABLES[kind]) : [];
      for (let first = 1; first <= count; first += BATCH)
        await client.query(FILLS[kind](owner), [first, Math.min(first + BATCH - 1, count), count]);
      for (const definition of indexes) await client.query(definition);
    }
    await client.query('ANALYZE');
  } finally {
    await client.end();
  }
}
