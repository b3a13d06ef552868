const ID =
  "(lpad(to_hex((extract(epoch FROM $2::timestamptz) * 1000)::bigint), 12, '0') || '7' || " +
  "substr(replace(gen_random_uuid()::text, '-', ''), 14))::uuid";
const ROWS = 'FROM generate_series(1, $1::integer) AS n';

/**
 * For each table with a retention: inserts $1 rows of the instant $2. Foreign keys and triggers must be disabled
 * (session_replication_role = replica).
 */
export const OLD_ROWS: Readonly<Record<string, string>> = {
  audit_checkpoints: `INSERT INTO portico.audit_checkpoints (tree_size, root_hash, note, signed_at)
    SELECT (extract(epoch FROM $2::timestamptz) * 1000)::bigint + n, sha256(''), '', $2::timestamptz ${ROWS}`,
  consent_links: `INSERT INTO portico.consent_links (link_id, journey_ids, return_mode, issued_at) SELECT ${ID}, '{}',
    'direct', $2::timestamptz ${ROWS}`,
  consents: `INSERT INTO portico.consents (journey_id, subject_id, consumer_id, app_identifier, intent_id, product_id,
    party_identifier_type, party_identifier_sealed, vua_sealed, status, status_confirmed_at, requested_at, attempted_at)
    SELECT ${ID}, gen_random_uuid(), gen_random_uuid(), '', gen_random_uuid(), 'LOAN01', 'MOBILE', '', '', 'REFUSED',
    $2::timestamptz, $2::timestamptz, $2::timestamptz ${ROWS}`,
  console_sessions: `INSERT INTO portico.console_sessions (session_hash, operator_id, secret_hash, started_at,
    last_used_at, ends_at) SELECT sha256(gen_random_uuid()::text::bytea), '', '', $2::timestamptz, $2::timestamptz,
    $2::timestamptz ${ROWS}`,
  durable_links: `INSERT INTO portico.durable_links (link_id, consumer_id, kind, subject_id, reference, token_hash,
    issued_at, expires_at) SELECT ${ID}, gen_random_uuid(), 'consent', gen_random_uuid(), '',
    sha256(gen_random_uuid()::text::bytea), $2::timestamptz, $2::timestamptz ${ROWS}`,
  event_deliveries: `INSERT INTO portico.event_deliveries (subscription_id, event_id, state, due_at)
    SELECT gen_random_uuid(), ${ID}, CASE n % 2 WHEN 0 THEN 'DEAD' ELSE 'DELIVERED' END, NULL ${ROWS}`,
  events: `INSERT INTO portico.events (event_id, inserted, position, consumer_id, type, journey_id, occurred_at, data)
    SELECT ${ID}, n, (SELECT coalesce(max(position), 0) FROM portico.events) + n, gen_random_uuid(), 'consent.created',
    gen_random_uuid(), $2::timestamptz, '{}' ${ROWS}`,
  flow_counts: `INSERT INTO portico.flow_counts (day, journey, consumer_id, step, standing, journeys)
    SELECT $2::timestamptz::date, 'consent', gen_random_uuid(), 1, 'DONE', 1 ${ROWS}`,
  flow_journeys: `INSERT INTO portico.flow_journeys (journey_id, journey, consumer_id, day, step, standing, waits)
    SELECT ${ID}, 'consent', gen_random_uuid(), $2::timestamptz::date, 0, 'DONE', '{}' ${ROWS}`,
  flow_waits: `INSERT INTO portico.flow_waits (day, journey, consumer_id, step, seconds, journeys)
    SELECT $2::timestamptz::date, 'consent', gen_random_uuid(), 1, n, 1 ${ROWS}`,
  idempotency_keys: `INSERT INTO portico.idempotency_keys (consumer_id, operation, idempotency_key, fingerprint, state,
    intent_id, lease_expires_at, created_at) SELECT gen_random_uuid(), 'requestConsent', gen_random_uuid(), '', 'DONE',
    gen_random_uuid(), $2::timestamptz, $2::timestamptz ${ROWS}`,
  link_clicks: `INSERT INTO portico.link_clicks (link_id, nonce_hash, state, latest_request_id, claimed_at)
    SELECT gen_random_uuid(), int4send(n), 'HANDED_OUT', gen_random_uuid(), $2::timestamptz ${ROWS}`,
  onboarding_grants: `INSERT INTO portico.onboarding_grants (grant_id, subject_id, return_mode, issued_at, expires_at)
    SELECT ${ID}, gen_random_uuid(), 'direct', $2::timestamptz, $2::timestamptz ${ROWS}`,
  poll_repairs: `INSERT INTO portico.poll_repairs (repair_id, vendor, journey_id, from_state, to_state, webhook_came_at)
    SELECT ${ID}, 'finpro', gen_random_uuid(), 'PENDING', 'ACTIVE', CASE WHEN n <= 3 THEN $2::timestamptz END ${ROWS}`,
  quota_usage: `INSERT INTO portico.quota_usage (quota, subject, day, used, most) SELECT 'consent.requests',
    gen_random_uuid()::text, $2::timestamptz::date, n, n ${ROWS}`,
  vendor_effects: `INSERT INTO portico.vendor_effects (intent_id, request_id, action, subject, vendor, state, fence)
    SELECT ${ID}, gen_random_uuid(), 'consent.request', '', 'finpro', 'DONE', 1 ${ROWS}`,
  webhook_inbox: `INSERT INTO portico.webhook_inbox (webhook_id, vendor, dedupe_key, facts, state, settled_at)
    SELECT ${ID}, 'finpro', gen_random_uuid()::text, '{}', 'APPLIED', $2::timestamptz ${ROWS}`,
};
