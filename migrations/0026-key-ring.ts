import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * A record of the data keys, by which all replicas know which one seals, and which ones are retired. Only new tables and
 * triggers: a replica of the version before works beside, until the record says that values name their keys.
 */
export class KeyRing1790000000026 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const text of [KEYS, NAMED, ROTATE, FENCE, HANDOVERS, GRANTS]) await runner.query(text);
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only');
  }
}

/**
 * `opens_unnamed`: values of before this migration, which name no key, are under this one. `seals_unnamed`: it still seals such
 * values, for replicas of the version before. `check_sealed`: a value sealed under the key, by which a start knows the key.
 * `index_keys`: keys of HMACs that are stored and must stay valid when the data key changes; sealed under it.
 * `data_key_holders`: which keys each running replica holds.
 */
const KEYS = `
  CREATE TABLE portico.data_keys (
    key_id text CONSTRAINT data_keys_pkey PRIMARY KEY CONSTRAINT data_keys_key_id_check CHECK (key_id ~ '^[0-9a-f]{8}$'),
    state text NOT NULL CONSTRAINT data_keys_state_check CHECK (state IN ('SEALING', 'OPENING', 'RETIRING', 'RETIRED')),
    opens_unnamed boolean NOT NULL DEFAULT false,
    seals_unnamed boolean NOT NULL DEFAULT false,
    check_sealed bytea NOT NULL,
    made_at timestamptz NOT NULL DEFAULT now(),
    sealing_since timestamptz DEFAULT now(),
    retired_at timestamptz
  );
  CREATE UNIQUE INDEX data_keys_sealing_key ON portico.data_keys (state) WHERE state = 'SEALING';
  CREATE TABLE portico.index_keys (
    purpose text CONSTRAINT index_keys_pkey PRIMARY KEY,
    key_sealed bytea NOT NULL
  );
  CREATE TABLE portico.data_key_holders (
    replica_id uuid CONSTRAINT data_key_holders_pkey PRIMARY KEY,
    key_ids text[] NOT NULL,
    seen_at timestamptz NOT NULL DEFAULT now()
  );
`;

/** The id of the key that a sealed value names; 'unnamed' for a value of before. */
const NAMED = `
  CREATE FUNCTION portico.data_key_of(sealed bytea) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN sealed IS NULL THEN NULL WHEN octet_length(sealed) > 4 AND get_byte(sealed, 0) = 2 THEN encode(substring(sealed FROM 2 FOR 4), 'hex') ELSE 'unnamed' END
  $$;
`;

/**
 * Makes another key seal, whatever it was before unless it is retired. False when \`former\` does not seal. The check of the
 * version before gets a value that this version does not know, so that it does not start any more.
 */
const ROTATE = `
  CREATE FUNCTION portico.rotate_data_key(former text, next text, next_check bytea) RETURNS boolean LANGUAGE plpgsql AS $$
  BEGIN
    UPDATE portico.data_keys AS k SET state = 'OPENING', seals_unnamed = false WHERE k.key_id = former AND k.state = 'SEALING';
    IF NOT FOUND THEN
      RETURN false;
    END IF;
    INSERT INTO portico.data_keys AS k (key_id, state, check_sealed) VALUES (next, 'SEALING', next_check)
    ON CONFLICT ON CONSTRAINT data_keys_pkey DO UPDATE SET state = 'SEALING', sealing_since = now() WHERE k.state = 'OPENING';
    IF NOT FOUND THEN
      RAISE EXCEPTION USING ERRCODE = 'PT001', MESSAGE = 'data-keys.rotate';
    END IF;
    UPDATE portico.data_key_check SET sealed = next_check;
    RETURN true;
  END
  $$;
`;

const fence = (table: string, column: string, condition: string): string => `
  CREATE TRIGGER ${table}_no_retired_key AFTER INSERT OR UPDATE OF ${column} ON portico.${table}
  FOR EACH ROW WHEN (${condition}) EXECUTE FUNCTION portico.refuse_retired_key();`;

/**
 * Nothing new is sealed under a key that is being retired, also by a replica that does not know of it yet. The triggers run after
 * the row is written: their transaction has an id by then, which the command that retires the key waits for.
 */
const FENCE = `
  CREATE FUNCTION portico.refuse_retired_key() RETURNS trigger LANGUAGE plpgsql AS $$
  DECLARE
    named text;
  BEGIN
    CASE TG_TABLE_NAME
      WHEN 'subject_keys' THEN named := portico.data_key_of(NEW.wrapped_key);
      WHEN 'idempotency_keys' THEN named := portico.data_key_of(NEW.response_sealed);
      ELSE named := portico.data_key_of(NEW.secret_sealed);
    END CASE;
    IF EXISTS (SELECT FROM portico.data_keys AS k WHERE k.state IN ('RETIRING', 'RETIRED') AND (k.key_id = named OR k.opens_unnamed AND named = 'unnamed')) THEN
      RAISE EXCEPTION USING ERRCODE = '55000', MESSAGE = 'a value is sealed under a data key that is retired';
    END IF;
    RETURN NULL;
  END
  $$;
  ${fence('subject_keys', 'wrapped_key', 'NEW.wrapped_key IS NOT NULL')}
  ${fence('consumers', 'secret_sealed', 'true')}
  ${fence('webhook_subscriptions', 'secret_sealed', 'true')}
  ${fence('idempotency_keys', 'response_sealed', 'NEW.subject_id IS NULL AND NEW.response_sealed IS NOT NULL')}
`;

/**
 * Where the audit log was handed over to another key: the entry that says so, at which leaf index it must stand to hold (as many
 * leaves as \`size\` are before it), and the note in it that the former key signed.
 */
const HANDOVERS = `
  CREATE TABLE portico.audit_key_handovers (
    entry_id uuid CONSTRAINT audit_key_handovers_pkey PRIMARY KEY,
    origin text NOT NULL,
    size bigint NOT NULL,
    note text NOT NULL
  );
  CREATE INDEX audit_key_handovers_origin_size_idx ON portico.audit_key_handovers (origin, size);
  CREATE TRIGGER audit_key_handovers_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON portico.audit_key_handovers FOR EACH STATEMENT EXECUTE FUNCTION portico.refuse_change();
`;

const GRANTS = `
  GRANT SELECT, INSERT ON portico.audit_key_handovers TO portico_app;
  GRANT SELECT ON portico.audit_key_handovers TO portico_sequencer, portico_auditor;
  GRANT SELECT, INSERT, UPDATE ON portico.data_keys, portico.index_keys TO portico_app;
  GRANT SELECT, INSERT, UPDATE, DELETE ON portico.data_key_holders TO portico_app;
  GRANT UPDATE ON portico.data_key_check TO portico_app;
`;
