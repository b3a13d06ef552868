import type { MigrationInterface, QueryRunner } from 'typeorm';

/** An index for every documented filter, and what it takes to remove old rows of every table in small batches. */
export class FiltersAndRetention1790000000011 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const text of [
      AUDIT_FILTERS,
      LINK_FILTERS,
      EVENT_FILTERS,
      OVERDUE,
      OLD_ROWS,
      REPAIR_TOTALS,
      CHECKPOINTS,
      GRANTS,
    ])
      await runner.query(text);
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only');
  }
}

/**
 * The columns of the filter lead, the order of the page ends: PostgreSQL before 18 cannot skip through an index. Of the
 * results only the rare ones are indexed; among those of a consumer that succeeded nearly every second entry is a hit.
 */
const AUDIT_FILTERS = `
  CREATE INDEX audit_entries_consumer_action_idx ON portico.audit_entries (consumer, action, entry_id) WHERE consumer IS NOT NULL;
  CREATE INDEX audit_entries_consumer_result_idx ON portico.audit_entries (consumer, result, entry_id) WHERE result IN ('REFUSED', 'FAILED', 'UNKNOWN');
  CREATE INDEX audit_entries_subject_consumer_idx ON portico.audit_entries (subject, consumer) WHERE consumer IS NOT NULL;
`;

const LINK_FILTERS = `
  CREATE INDEX durable_links_kind_idx ON portico.durable_links (consumer_id, kind, link_id);
  CREATE INDEX durable_links_reference_idx ON portico.durable_links (consumer_id, kind, reference, link_id);
  DROP INDEX portico.durable_links_consumer_id_idx;
`;

const EVENT_FILTERS = `
  CREATE INDEX events_consumer_id_type_idx ON portico.events (consumer_id, type, position);
  CREATE INDEX event_deliveries_state_idx ON portico.event_deliveries (subscription_id, state, event_id);
`;

/** In the mode 'direct' the browser does not come back through Portico, so such a row would wait in the index for ever. */
const OVERDUE = `
  DROP INDEX portico.onboarding_grants_overdue_idx;
  CREATE INDEX onboarding_grants_overdue_idx ON portico.onboarding_grants (expires_at) WHERE return_mode = 'managed' AND returned_at IS NULL AND stall_judged_at IS NULL;
  DROP INDEX portico.consent_links_overdue_idx;
  CREATE INDEX consent_links_overdue_idx ON portico.consent_links (issued_at) WHERE return_mode = 'managed' AND returned_at IS NULL AND stall_judged_at IS NULL;
`;

/** Old rows are found in the order of an index, and what refers to a row is found without reading the others. */
const OLD_ROWS = `
  DROP INDEX portico.idempotency_keys_created_at_idx;
  CREATE INDEX idempotency_keys_created_at_idx ON portico.idempotency_keys (created_at);
  CREATE INDEX event_deliveries_event_id_idx ON portico.event_deliveries (event_id);
  CREATE INDEX quota_usage_day_idx ON portico.quota_usage (day);
  CREATE INDEX durable_links_expires_at_idx ON portico.durable_links (expires_at);
  CREATE INDEX onboarding_grants_link_id_idx ON portico.onboarding_grants (link_id) WHERE link_id IS NOT NULL;
  CREATE FUNCTION portico.instant_of_id(id uuid) RETURNS timestamptz LANGUAGE sql IMMUTABLE
  RETURN to_timestamp(('x' || translate(left(id::text, 13), '-', ''))::bit(48)::bigint / 1000.0);
`;

/** Repairs that are no longer kept one by one: a counter must not go down. */
const REPAIR_TOTALS = `
  CREATE TABLE portico.poll_repair_totals (
    vendor text CONSTRAINT poll_repair_totals_pkey PRIMARY KEY,
    lost bigint NOT NULL,
    late bigint NOT NULL
  );
`;

/**
 * A checkpoint may go when it is older than thirty days and the next one was signed on the same day (UTC): the last one of
 * each day stays, and covers every leaf of those before it. Nothing else about a checkpoint can be changed.
 */
const CHECKPOINTS = `
  CREATE FUNCTION portico.may_thin_checkpoint(size bigint, signed timestamptz) RETURNS boolean LANGUAGE sql VOLATILE SET search_path = pg_catalog AS $$
    SELECT signed < now() - interval '30 days' AND coalesce((
      SELECT date_trunc('day', n.signed_at AT TIME ZONE 'UTC') = date_trunc('day', signed AT TIME ZONE 'UTC')
      FROM portico.audit_checkpoints AS n WHERE n.tree_size > size ORDER BY n.tree_size LIMIT 1), false)
  $$;
  CREATE FUNCTION portico.refuse_needed_checkpoint() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
  BEGIN
    IF portico.may_thin_checkpoint(OLD.tree_size, OLD.signed_at) THEN
      RETURN OLD;
    END IF;
    RAISE EXCEPTION 'the checkpoint over % leaves is needed', OLD.tree_size USING ERRCODE = 'insufficient_privilege';
  END
  $$;
  DROP TRIGGER audit_checkpoints_append_only ON portico.audit_checkpoints;
  CREATE TRIGGER audit_checkpoints_append_only BEFORE UPDATE OR TRUNCATE ON portico.audit_checkpoints FOR EACH STATEMENT EXECUTE FUNCTION portico.refuse_change();
  CREATE TRIGGER audit_checkpoints_thin_only BEFORE DELETE ON portico.audit_checkpoints FOR EACH ROW EXECUTE FUNCTION portico.refuse_needed_checkpoint();
  CREATE FUNCTION portico.thin_checkpoints(days integer, most integer, since bigint, OUT looked integer, OUT gone integer, OUT last bigint)
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
  DECLARE
    sizes bigint[];
  BEGIN
    SELECT array_agg(c.tree_size ORDER BY c.tree_size) INTO sizes FROM (
      SELECT k.tree_size FROM portico.audit_checkpoints AS k
      WHERE k.tree_size >= coalesce(since, 0) AND k.signed_at < now() - make_interval(days => greatest(days, 30)) ORDER BY k.tree_size LIMIT most) AS c;
    looked := coalesce(cardinality(sizes), 0);
    last := sizes[looked];
    DELETE FROM portico.audit_checkpoints AS k WHERE k.tree_size = ANY (sizes) AND portico.may_thin_checkpoint(k.tree_size, k.signed_at);
    GET DIAGNOSTICS gone = ROW_COUNT;
  END
  $$;
`;

const GRANTS = `
  GRANT DELETE ON portico.events, portico.poll_repairs, portico.consent_links, portico.onboarding_grants, portico.durable_links TO portico_app;
  GRANT SELECT, INSERT, UPDATE ON portico.poll_repair_totals TO portico_app;
  REVOKE ALL ON FUNCTION portico.thin_checkpoints(integer, integer, bigint), portico.may_thin_checkpoint(bigint, timestamptz) FROM PUBLIC;
  GRANT EXECUTE ON FUNCTION portico.thin_checkpoints(integer, integer, bigint) TO portico_app;
`;
