import { ACTION } from './job.mjs';

/** The rows of an INTENT and of an OUTCOME, as JSON. */
const ENTRY = `entry_id uuid, at timestamptz, request uuid, consumer text, subject text, phase text, intent_id uuid,
  result text, leaf text`;
const KEYED = 'key uuid, fingerprint text';

/** The entries, and one row with the ids and hashes of all of them. PostgreSQL hashes, as RFC 9162 has it: 0x00, leaf. */
const APPEND = `
  entries AS (INSERT INTO limit_audit_entries
    SELECT entry_id, at, request, consumer, '${ACTION}', subject, phase, intent_id, result, convert_to(leaf, 'UTF8')
    FROM r),
  unsequenced AS (INSERT INTO limit_unsequenced (entry_ids, leaf_hashes)
    SELECT array_agg(entry_id), array_agg(sha256('\\x00'::bytea || convert_to(leaf, 'UTF8'))) FROM r)`;

export const FINDS = `
  SELECT c.* FROM limit_customers AS c
  WHERE c.customer_id = ANY (ARRAY(SELECT id FROM json_to_recordset($1) AS r(id text)))`;

const intents = (keyed) => `
  WITH r AS (SELECT * FROM json_to_recordset($1) AS r(${ENTRY}, vendor_key text, holder uuid${keyed ? `, ${KEYED}` : ''})),
  ${APPEND},
  effects AS (INSERT INTO limit_effects (intent_id, request_id, consumer, action, subject, vendor_key, state, fence,
      holder, lease_expires_at)
    SELECT entry_id, request, consumer, '${ACTION}', subject, vendor_key, 'INTENT', 1, holder, now() + interval '25 s'
    FROM r),
  ${
    keyed
      ? `keys AS (INSERT INTO limit_keys
    SELECT consumer, key, decode(fingerprint, 'hex'), entry_id, NULL FROM r),`
      : ''
  }
  quotas AS (INSERT INTO limit_quotas AS q SELECT subject, (now() AT TIME ZONE 'UTC')::date, count(*) FROM r GROUP BY 1
    ON CONFLICT (subject, day) DO UPDATE SET used = q.used + excluded.used RETURNING 1)
  SELECT 1`;

/** An OUTCOME without a grant_id is a failure. Fails when the effect is not this process's any more. */
const outcomes = (keyed) => `
  WITH r AS (SELECT * FROM json_to_recordset($1) AS r(${ENTRY}, grant_id uuid, locale text, sealed text, state text,
    expires timestamptz${keyed ? ', key uuid, answer text' : ''})),
  ${APPEND},
  effects AS (UPDATE limit_effects AS e
    SET state = CASE WHEN r.grant_id IS NULL THEN 'FAILED' ELSE 'DONE' END, holder = NULL, lease_expires_at = NULL,
      ended_at = now()
    FROM r WHERE e.intent_id = r.intent_id AND e.fence = 1 AND e.lease_expires_at IS NOT NULL RETURNING 1),
  grants AS (INSERT INTO limit_grants
    SELECT grant_id, subject::uuid, locale, decode(sealed, 'base64'), decode(state, 'base64'), at, expires
    FROM r WHERE grant_id IS NOT NULL),
  ${
    keyed
      ? `keys AS (UPDATE limit_keys AS k SET answer_sealed = decode(r.answer, 'base64')
    FROM r WHERE k.consumer = r.consumer AND k.idempotency_key = r.key),`
      : ''
  }
  polls AS (INSERT INTO limit_polls AS p
    SELECT DISTINCT subject::uuid, 'active', now(), now() + interval '1 hour', 1 FROM r WHERE grant_id IS NOT NULL
    ON CONFLICT (subject_id) DO UPDATE SET since = now(), due_at = excluded.due_at, turn = p.turn + 1)
  SELECT 1 / ((SELECT count(*) FROM effects) = (SELECT count(*) FROM r))::integer`;

export const INTENTS = intents(false);
export const INTENTS_WITH_KEYS = intents(true);
export const OUTCOMES = outcomes(false);
export const OUTCOMES_WITH_KEYS = outcomes(true);
