import { Client } from 'pg';
import { dropIndexes } from './large-tables';

/** Rows per statement. */
const BATCH = 250_000;

/** SQL for a UUIDv7 of an instant, like the application's. */
const V7 = `
  CREATE OR REPLACE FUNCTION pg_temp.v7(at timestamptz) RETURNS uuid LANGUAGE sql VOLATILE
  RETURN (lpad(to_hex((extract(epoch FROM at) * 1000)::bigint), 12, '0') || '7' ||
    substr(replace(gen_random_uuid()::text, '-', ''), 14))::uuid`;

/** As shown-seconds.ts rounds: the campaign measures as many different values as there would be. */
const SHOWN = `
  CREATE OR REPLACE FUNCTION pg_temp.shown(s double precision) RETURNS integer LANGUAGE sql IMMUTABLE
  RETURN (SELECT (floor(s / u.unit) * u.unit)::integer FROM (SELECT CASE WHEN s < 120 THEN 1 WHEN s < 600 THEN 5
    WHEN s < 3600 THEN 30 WHEN s < 14400 THEN 120 WHEN s < 86400 THEN 600 WHEN s < 604800 THEN 3600
    WHEN s < 2592000 THEN 21600 ELSE 86400 END AS unit) AS u)`;

/** The journeys' times are spread over the last ninety days, in order. $1, $2: first and last; $3: all. */
const AT = "(now() - interval '90 days' + interval '90 days' * n / $3)";
const ROWS = 'generate_series($1::bigint, $2::bigint) AS n';
/** Of these consumers in turn: $4. */
const CONSUMER = '($4::uuid[])[1 + n % cardinality($4::uuid[])]';

const CUSTOMERS = `
  INSERT INTO portico.customers (subject_id, customer_id, consumer_id, idempotency_key, customer_type, status,
    status_as_received, status_confirmed_at, status_changed_at, vendor_created_at, vendor_updated_at, created_at)
  SELECT pg_temp.v7(${AT}), 'cus-' || n, ${CONSUMER}, gen_random_uuid(), 'BUSINESS', s.status, s.status, ${AT}, ${AT},
    '', '', ${AT}
  FROM ${ROWS} CROSS JOIN LATERAL (SELECT CASE WHEN n % 5 < 3 THEN 'INIT' WHEN n % 5 = 3 THEN 'UNDER_REVIEW'
    ELSE 'APPROVED' END AS status) AS s`;

const CONSENTS = `
  INSERT INTO portico.consents (journey_id, subject_id, consumer_id, app_identifier, intent_id, consent_handle,
    product_id, account_index, party_identifier_type, party_identifier_sealed, vua_sealed, status, status_confirmed_at,
    status_changed_at, requested_at, attempted_at)
  SELECT pg_temp.v7(${AT}), gen_random_uuid(), ${CONSUMER}, 'demo-app', gen_random_uuid(), gen_random_uuid(), 'LOAN01',
    sha256(n::text::bytea), 'MOBILE', '', '', CASE WHEN n % 5 < 3 THEN 'PENDING' WHEN n % 5 = 3 THEN 'REJECTED'
    ELSE 'ACTIVE' END, ${AT}, ${AT}, ${AT}, ${AT} FROM ${ROWS}`;

const ENTRIES = (table: string, id: string, begun: string, action: string): string => `
  INSERT INTO portico.audit_entries (entry_id, occurred_at, request_id, consumer, actor, action, subject, phase,
    intent_id, result, detail, leaf)
  SELECT entry_id, at, request_id, 'demo-consumer', 'consumer', '${action}', subject, phase, intent_id, result, detail,
    convert_to('portico.audit/v1' || chr(10) || jsonb_build_object('entry_id', entry_id, 'occurred_at', at,
      'request_id', request_id, 'consumer', 'demo-consumer', 'actor', 'consumer', 'action', '${action}', 'subject',
      subject, 'phase', phase, 'intent_id', intent_id, 'vendor', null, 'vendor_request_id', null, 'result', result,
      'detail', detail)::text, 'UTF8')
  FROM (SELECT pg_temp.v7(t.${begun}) AS entry_id, t.${begun} AS at, gen_random_uuid() AS request_id,
    t.subject_id::text AS subject, p.phase, CASE p.phase WHEN 'OUTCOME' THEN gen_random_uuid() END AS intent_id,
    CASE p.phase WHEN 'OUTCOME' THEN 'SUCCEEDED' END AS result, jsonb_build_object('journey_id', t.${id}) AS detail
    FROM portico.${table} AS t CROSS JOIN (VALUES ('INTENT'), ('OUTCOME')) AS p(phase)) AS r`;

/** Five standings in turn, and waiting times from a second to two weeks, evenly by order of magnitude. */
const FLOW = (journey: string, table: string, id: string, standings: readonly string[]): string => `
  INSERT INTO portico.flow_journeys (journey_id, journey, consumer_id, day, step, standing, waits)
  SELECT k.id, '${journey}', k.consumer_id, (k.at AT TIME ZONE 'UTC')::date, k.n % 5,
    ('{${standings.join(',')}}'::text[])[1 + k.n % 5],
    CASE WHEN k.n % 5 = 0 THEN '{}' ELSE (SELECT array_agg(pg_temp.shown(1209600 ^ random())) FROM
      generate_series(1, k.n % 5) AS g WHERE k.n > 0) END
  FROM (SELECT t.${id} AS id, t.consumer_id, portico.instant_of_id(t.${id}) AS at,
    row_number() OVER (ORDER BY t.${id}) AS n FROM portico.${table} AS t) AS k`;

const COUNTS = `
  INSERT INTO portico.flow_counts (day, journey, consumer_id, step, standing, journeys)
  SELECT f.day, f.journey, f.consumer_id, f.step, f.standing, count(*) FROM portico.flow_journeys AS f
  GROUP BY f.day, f.journey, f.consumer_id, f.step, f.standing`;

const WAITS = `
  INSERT INTO portico.flow_waits (day, journey, consumer_id, step, seconds, journeys)
  SELECT f.day, f.journey, o.consumer_id, w.step, w.seconds, count(*) FROM portico.flow_journeys AS f
    CROSS JOIN LATERAL unnest(f.waits) WITH ORDINALITY AS w(seconds, step)
    CROSS JOIN LATERAL (VALUES (f.consumer_id), ('00000000-0000-0000-0000-000000000000'::uuid)) AS o(consumer_id)
  GROUP BY f.day, f.journey, o.consumer_id, w.step, w.seconds`;

/**
 * So many journeys, half of each kind, with two audit entries each and as the flow would have counted them: without
 * triggers and foreign keys, as the superuser of `url`. No entry is sequenced.
 */
export async function fillJourneys(url: string, consumerIds: readonly string[], journeys: number): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query('SET session_replication_role = replica');
    await client.query(V7);
    await client.query(SHOWN);
    const half = Math.floor(journeys / 2);
    const indexes: string[] = [];
    for (const table of ['customers', 'consents', 'audit_entries', 'flow_journeys'])
      if (journeys > BATCH) indexes.push(...(await dropIndexes(client, table)));
    for (const text of [CUSTOMERS, CONSENTS])
      for (let first = 1; first <= half; first += BATCH)
        await client.query(text, [first, Math.min(first + BATCH - 1, half), half, consumerIds]);
    await client.query(ENTRIES('customers', 'subject_id', 'created_at', 'onboarding.customer.create'));
    await client.query(ENTRIES('consents', 'journey_id', 'requested_at', 'consent.request'));
    const ends = ['LINK_MISSING', 'LINK_EXPIRED', 'REVIEW', 'DONE'];
    await client.query(FLOW('onboarding', 'customers', 'subject_id', ['REQUEST_FAILED', ...ends]));
    await client.query(FLOW('consent', 'consents', 'journey_id', ['REQUEST_REFUSED', ...ends]));
    for (const definition of indexes) await client.query(definition);
    await client.query(COUNTS);
    await client.query(WAITS);
    await client.query('UPDATE portico.flow_progress SET as_of = now()');
    await client.query('VACUUM ANALYZE');
  } finally {
    await client.end();
  }
}
