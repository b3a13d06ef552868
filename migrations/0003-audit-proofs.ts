import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The audit log in months, and the Merkle tree over it. */
export class AuditProofs1790000000003 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const text of [SEQUENCE, QUEUE, PARTITIONED, MONTHS, MOVE, RETENTION, DROP, GRANTS]) await runner.query(text);
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only');
  }
}

/** The tree: leaves in their order, every eighth level of complete subtrees, and what was signed. All of it append-only. */
const SEQUENCE = `
  CREATE TABLE portico.audit_sequence (
    leaf_index bigint CONSTRAINT audit_sequence_pkey PRIMARY KEY,
    entry_id uuid NOT NULL CONSTRAINT audit_sequence_entry_id_key UNIQUE,
    leaf_hash bytea NOT NULL CONSTRAINT audit_sequence_leaf_hash_check CHECK (octet_length(leaf_hash) = 32)
  );
  CREATE TABLE portico.audit_subtrees (
    height smallint NOT NULL,
    position bigint NOT NULL,
    hash bytea NOT NULL CONSTRAINT audit_subtrees_hash_check CHECK (octet_length(hash) = 32),
    CONSTRAINT audit_subtrees_pkey PRIMARY KEY (height, position)
  );
  CREATE TABLE portico.audit_checkpoints (
    tree_size bigint CONSTRAINT audit_checkpoints_pkey PRIMARY KEY,
    root_hash bytea NOT NULL CONSTRAINT audit_checkpoints_root_hash_check CHECK (octet_length(root_hash) = 32),
    note text NOT NULL,
    signed_at timestamptz NOT NULL
  );
  CREATE TRIGGER audit_sequence_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON portico.audit_sequence FOR EACH STATEMENT EXECUTE FUNCTION portico.refuse_change();
  CREATE TRIGGER audit_subtrees_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON portico.audit_subtrees FOR EACH STATEMENT EXECUTE FUNCTION portico.refuse_change();
  CREATE TRIGGER audit_checkpoints_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON portico.audit_checkpoints FOR EACH STATEMENT EXECUTE FUNCTION portico.refuse_change();
`;

/**
 * Entries that have no place in the tree yet, some of one statement in a row. They become visible with the entries, whenever
 * their transaction commits, so an entry that commits late is never passed over. The leaf is hashed here, at once.
 */
const QUEUE = `
  CREATE TABLE portico.audit_unsequenced (
    batch_id bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT audit_unsequenced_pkey PRIMARY KEY,
    queued_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    entry_ids uuid[] NOT NULL,
    leaf_hashes bytea[] NOT NULL
  ) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000);
  CREATE FUNCTION portico.queue_for_sequencing() RETURNS trigger
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
  BEGIN
    INSERT INTO portico.audit_unsequenced (entry_ids, leaf_hashes)
    SELECT array_agg(n.entry_id ORDER BY n.place), array_agg(sha256('\\x00'::bytea || n.leaf) ORDER BY n.place)
    FROM (SELECT a.entry_id, a.leaf, row_number() OVER () - 1 AS place FROM added AS a) AS n
    GROUP BY n.place / 32
    ORDER BY n.place / 32;
    RETURN NULL;
  END
  $$;
`;

/** The same table, cut into months by the time in the entry's id. What belongs to no month goes to audit_entries_other, so that an insert never fails for want of one. */
const PARTITIONED = `
  ALTER TABLE portico.audit_entries RENAME TO audit_entries_whole;
  ALTER INDEX portico.audit_entries_pkey RENAME TO audit_entries_whole_pkey;
  ALTER INDEX portico.audit_entries_subject_idx RENAME TO audit_entries_whole_subject_idx;
  ALTER INDEX portico.audit_entries_intent_id_idx RENAME TO audit_entries_whole_intent_id_idx;
  CREATE TABLE portico.audit_entries (
    entry_id uuid NOT NULL,
    occurred_at timestamptz NOT NULL,
    request_id uuid NOT NULL,
    consumer text,
    actor text NOT NULL,
    action text NOT NULL,
    subject text NOT NULL,
    phase text NOT NULL CONSTRAINT audit_entries_phase_check CHECK (phase IN ('INTENT', 'OUTCOME')),
    intent_id uuid,
    vendor text,
    vendor_request_id text,
    result text CONSTRAINT audit_entries_result_check CHECK (result IN ('SUCCEEDED', 'REFUSED', 'FAILED', 'UNKNOWN')),
    detail jsonb NOT NULL,
    leaf bytea NOT NULL,
    CONSTRAINT audit_entries_pkey PRIMARY KEY (entry_id),
    CONSTRAINT audit_entries_result_by_phase_check CHECK ((phase = 'INTENT') = (result IS NULL))
  ) PARTITION BY RANGE (entry_id);
  CREATE INDEX audit_entries_subject_idx ON portico.audit_entries (subject, entry_id);
  CREATE INDEX audit_entries_intent_id_idx ON portico.audit_entries (intent_id) WHERE intent_id IS NOT NULL;
  CREATE INDEX audit_entries_consumer_idx ON portico.audit_entries (consumer, entry_id) WHERE consumer IS NOT NULL;
  CREATE TRIGGER audit_entries_append_only BEFORE UPDATE OR DELETE ON portico.audit_entries FOR EACH ROW EXECUTE FUNCTION portico.refuse_change();
  CREATE TRIGGER audit_entries_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON portico.audit_entries FOR EACH STATEMENT EXECUTE FUNCTION portico.refuse_change();
  CREATE TRIGGER audit_entries_queue AFTER INSERT ON portico.audit_entries REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION portico.queue_for_sequencing();
  CREATE TABLE portico.audit_entries_other PARTITION OF portico.audit_entries DEFAULT;
  CREATE TRIGGER audit_entries_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON portico.audit_entries_other FOR EACH STATEMENT EXECUTE FUNCTION portico.refuse_change();
`;

/** A row trigger on the parent reaches every month by itself; statement triggers (an empty DELETE, TRUNCATE) have to be made for each. */
const MONTHS = `
  CREATE FUNCTION portico.lowest_entry_id(at timestamptz) RETURNS uuid LANGUAGE sql IMMUTABLE
  RETURN (lpad(to_hex(floor(extract(epoch FROM at) * 1000)::bigint), 12, '0') || '00000000000000000000')::uuid;

  CREATE FUNCTION portico.add_audit_month(month date) RETURNS void LANGUAGE plpgsql SET search_path = pg_catalog AS $$
  DECLARE
    name text := 'audit_entries_' || to_char(month, 'YYYY_MM');
  BEGIN
    EXECUTE format('CREATE TABLE portico.%I (LIKE portico.audit_entries INCLUDING CONSTRAINTS)', name);
    EXECUTE format('CREATE TRIGGER audit_entries_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON portico.%I FOR EACH STATEMENT EXECUTE FUNCTION portico.refuse_change()', name);
    EXECUTE format('ALTER TABLE portico.audit_entries ATTACH PARTITION portico.%I FOR VALUES FROM (%L) TO (%L)', name,
      portico.lowest_entry_id(month::timestamp AT TIME ZONE 'UTC'), portico.lowest_entry_id((month + interval '1 month') AT TIME ZONE 'UTC'));
  END
  $$;

  CREATE FUNCTION portico.create_audit_months(ahead integer) RETURNS integer
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog SET lock_timeout = '1s' AS $$
  DECLARE
    first date := date_trunc('month', now() AT TIME ZONE 'UTC')::date;
    month date;
    made integer := 0;
  BEGIN
    FOR month IN SELECT (first + make_interval(months => n))::date FROM generate_series(0, least(ahead, 24)) AS n LOOP
      CONTINUE WHEN to_regclass('portico.audit_entries_' || to_char(month, 'YYYY_MM')) IS NOT NULL;
      BEGIN
        PERFORM portico.add_audit_month(month);
        made := made + 1;
      EXCEPTION WHEN check_violation THEN
        RAISE WARNING 'entries of % are in audit_entries_other already, and stay there', month;
      END;
    END LOOP;
    RETURN made;
  END
  $$;
`;

const MOVE = `
  DO $$
  BEGIN
    PERFORM portico.add_audit_month(m.month) FROM (
      SELECT generate_series(date_trunc('month', min(occurred_at AT TIME ZONE 'UTC')), date_trunc('month', now() AT TIME ZONE 'UTC') - interval '1 month', interval '1 month')::date AS month
      FROM portico.audit_entries_whole
    ) AS m;
    PERFORM portico.create_audit_months(3);
  END
  $$;
  INSERT INTO portico.audit_entries (entry_id, occurred_at, request_id, consumer, actor, action, subject, phase, intent_id, vendor, vendor_request_id, result, detail, leaf)
  SELECT entry_id, occurred_at, request_id, consumer, actor, action, subject, phase, intent_id, vendor, vendor_request_id, result, detail, leaf
  FROM portico.audit_entries_whole ORDER BY entry_id;
  DROP TABLE portico.audit_entries_whole;
`;

/** How long entries of a kind (the first part of the action) are kept at least; '*' stands for every kind that is not named. */
const RETENTION = `
  CREATE TABLE portico.audit_retention (
    kind text CONSTRAINT audit_retention_pkey PRIMARY KEY,
    keep_months integer NOT NULL CONSTRAINT audit_retention_keep_months_check CHECK (keep_months >= 1),
    reason text NOT NULL
  );
  INSERT INTO portico.audit_retention (kind, keep_months, reason) VALUES
    ('onboarding', 84, 'customer due diligence: five years after the end of the relationship, and two in reserve'),
    ('consent', 84, 'records of consent: seven years'),
    ('audit', 120, 'what was done to the log itself'),
    ('privacy', 120, 'that a person was erased'),
    ('*', 24, 'everything else');
  CREATE TABLE portico.audit_dropped_months (
    month date CONSTRAINT audit_dropped_months_pkey PRIMARY KEY,
    entry_count bigint NOT NULL,
    dropped_at timestamptz NOT NULL,
    dropped_by text NOT NULL
  );
  CREATE TRIGGER audit_dropped_months_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON portico.audit_dropped_months FOR EACH STATEMENT EXECUTE FUNCTION portico.refuse_change();
`;

/** Months go whole, for the owner only, and leave an entry behind. Their leaf hashes stay, so the proofs of all others hold. */
const DROP = `
  CREATE FUNCTION portico.drop_audit_month(month date) RETURNS bigint
  LANGUAGE plpgsql SET search_path = pg_catalog SET lock_timeout = '5s' AS $$
  DECLARE
    name text := 'audit_entries_' || to_char(month, 'YYYY_MM');
    keep integer;
    entries bigint;
    open bigint;
    entry_id uuid := (lpad(to_hex(floor(extract(epoch FROM clock_timestamp()) * 1000)::bigint), 12, '0') || '7' || substr(replace(gen_random_uuid()::text, '-', ''), 14))::uuid;
    request_id uuid := gen_random_uuid();
    occurred_at timestamptz := date_trunc('milliseconds', clock_timestamp());
    detail text;
  BEGIN
    IF month <> date_trunc('month', month)::date OR to_regclass('portico.' || name) IS NULL THEN
      RAISE EXCEPTION 'there is no month %: give its first day', month;
    END IF;
    EXECUTE format($q$
      SELECT count(*), max(coalesce(r.keep_months, d.keep_months)), count(*) FILTER (WHERE s.entry_id IS NULL)
      FROM portico.%I AS e
      CROSS JOIN (SELECT keep_months FROM portico.audit_retention WHERE kind = '*') AS d
      LEFT JOIN portico.audit_retention AS r ON r.kind = split_part(e.action, '.', 1)
      LEFT JOIN portico.audit_sequence AS s ON s.entry_id = e.entry_id$q$, name) INTO entries, keep, open;
    IF (month + interval '1 month' + make_interval(months => coalesce(keep, 0))) AT TIME ZONE 'UTC' > now() THEN
      RAISE EXCEPTION 'the month % has entries that must be kept for % months', month, coalesce(keep, 0) USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF open > 0 THEN
      RAISE EXCEPTION 'the month % has % entries that are not in the tree yet', month, open;
    END IF;
    EXECUTE format('ALTER TABLE portico.audit_entries DETACH PARTITION portico.%I', name);
    EXECUTE format('DROP TABLE portico.%I', name);
    INSERT INTO portico.audit_dropped_months (month, entry_count, dropped_at, dropped_by) VALUES (month, entries, occurred_at, session_user);
    detail := format('{"entries":%s,"month":"%s"}', entries, to_char(month, 'YYYY-MM'));
    INSERT INTO portico.audit_entries (entry_id, occurred_at, request_id, actor, action, subject, phase, result, detail, leaf)
    VALUES (entry_id, occurred_at, request_id, 'portico', 'audit.month.dropped', to_char(month, 'YYYY-MM'), 'OUTCOME', 'SUCCEEDED', detail::jsonb, convert_to(
      'portico.audit/v1' || chr(10) || format('{"action":"audit.month.dropped","actor":"portico","consumer":null,"detail":%s,"entry_id":"%s","intent_id":null,"occurred_at":"%s","phase":"OUTCOME","request_id":"%s","result":"SUCCEEDED","subject":"%s","vendor":null,"vendor_request_id":null}',
        detail, entry_id, to_char(occurred_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), request_id, to_char(month, 'YYYY-MM')), 'UTF8'));
    RETURN entries;
  END
  $$;
`;

const GRANTS = `
  REVOKE ALL ON FUNCTION portico.queue_for_sequencing(), portico.add_audit_month(date), portico.create_audit_months(integer), portico.drop_audit_month(date) FROM PUBLIC;
  GRANT SELECT, INSERT ON portico.audit_entries TO portico_app;
  GRANT SELECT ON portico.audit_sequence, portico.audit_subtrees, portico.audit_checkpoints, portico.audit_unsequenced TO portico_app;
  GRANT SELECT, INSERT ON portico.audit_sequence, portico.audit_subtrees, portico.audit_checkpoints TO portico_sequencer;
  GRANT SELECT, DELETE ON portico.audit_unsequenced TO portico_sequencer;
  GRANT EXECUTE ON FUNCTION portico.create_audit_months(integer), portico.require_rows(text, bigint, bigint) TO portico_sequencer;
  GRANT SELECT ON portico.audit_entries, portico.audit_sequence, portico.audit_subtrees, portico.audit_checkpoints, portico.audit_unsequenced,
    portico.audit_retention, portico.audit_dropped_months TO portico_auditor;
`;
