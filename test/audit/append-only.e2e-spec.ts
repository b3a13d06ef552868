import { Client } from 'pg';
import { AuditRepository } from '../../src/audit/audit.repository';
import { type Leaf, leafBytes } from '../../src/audit/leaf';
import { Committer } from '../../src/database/committer';
import { createPool } from '../support/pool';
import { createTestDatabase, type TestDatabase } from '../support/database';

const LEAF: Leaf = {
  entry_id: '019abf6e-21c4-7a35-9b1e-3c0f6f0f2a11',
  occurred_at: '2026-01-15T09:30:00.512Z',
  request_id: '019abf6e-21c4-7a35-9b1e-3c0f6f0f2a12',
  consumer: 'demo-consumer',
  actor: 'consumer',
  action: 'onboarding.grant.create',
  subject: '019abf6e-21c4-7a35-9b1e-3c0f6f0f2a13',
  phase: 'INTENT',
  intent_id: null,
  vendor: 'one-money',
  vendor_request_id: null,
  result: null,
  detail: { locale: null, customer_id: '0b9f2c5e', text: 'Zo\u00eb \u{1f600} "\\' },
};

/** How somebody could try to rewrite history. */
const REWRITES = [
  "UPDATE portico.audit_entries SET result = 'SUCCEEDED'",
  'UPDATE portico.audit_entries SET leaf = leaf WHERE false OR true',
  'DELETE FROM portico.audit_entries',
  'DELETE FROM ONLY portico.audit_entries',
  'TRUNCATE portico.audit_entries',
  'TRUNCATE portico.audit_entries CASCADE',
  "INSERT INTO portico.audit_entries SELECT * FROM portico.audit_entries ON CONFLICT ON CONSTRAINT audit_entries_pkey DO UPDATE SET result = 'FAILED'",
  "MERGE INTO portico.audit_entries a USING portico.audit_entries b ON a.entry_id = b.entry_id WHEN MATCHED THEN DELETE",
] as const;

const DISARMAMENTS = [
  'ALTER TABLE portico.audit_entries DISABLE TRIGGER ALL',
  'ALTER TABLE portico.audit_entries DISABLE TRIGGER audit_entries_append_only',
  'ALTER TABLE portico.audit_entries DROP COLUMN leaf',
  'DROP TRIGGER audit_entries_append_only ON portico.audit_entries',
  'DROP TABLE portico.audit_entries',
  'ALTER TABLE portico.audit_entries RENAME TO gone',
  'ALTER TABLE portico.audit_entries OWNER TO portico_app',
  'CREATE OR REPLACE FUNCTION portico.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$',
  "SET session_replication_role = 'replica'",
  'SET ROLE portico_owner',
  'SELECT lo_import($$/etc/passwd$$)',
] as const;

describe('the audit log is append-only', () => {
  let database: TestDatabase;
  let app: Client;
  let owner: Client;
  beforeAll(async () => {
    database = await createTestDatabase();
    [app, owner] = [new Client({ connectionString: database.appUrl }), new Client({ connectionString: database.ownerUrl })];
    await Promise.all([app.connect(), owner.connect()]);
    const pool = createPool(database.appUrl);
    await new Committer(pool).commit(new AuditRepository().append(LEAF));
    await pool.end();
  });
  afterEach(async () => {
    expect(await database.query('SELECT encode(leaf, $$hex$$) AS leaf, result FROM portico.audit_entries WHERE entry_id = $1', [LEAF.entry_id])).toEqual([{ leaf: leafBytes(LEAF).toString('hex'), result: null }]);
  });
  afterAll(async () => {
    await Promise.all([app.end(), owner.end()]);
    await database.drop();
  });

  it.each(REWRITES)('for the application: %s', async (statement) => {
    await expect(app.query(statement)).rejects.toMatchObject({ code: '42501' });
  });

  it.each(REWRITES)('for the owner, by trigger: %s', async (statement) => {
    await expect(owner.query(statement)).rejects.toMatchObject({ code: '42501', message: 'audit entries are append-only' });
  });

  it.each(DISARMAMENTS)('and the application cannot disarm it: %s', async (statement) => {
    await expect(app.query(statement)).rejects.toMatchObject({ code: '42501' });
  });

  it('the application cannot give itself more', async () => {
    await app.query('GRANT UPDATE, DELETE, TRUNCATE, TRIGGER ON portico.audit_entries TO portico_app, PUBLIC');
    const rights = ['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'REFERENCES', 'TRIGGER', 'MAINTAIN'];
    const [held] = await database.query<{ rights: string[] }>("SELECT array(SELECT r FROM unnest($1::text[]) r WHERE has_table_privilege('portico_app', 'portico.audit_entries', r)) AS rights", [rights]);
    expect(held!.rights).toEqual(['SELECT', 'INSERT']);
  });

  it.each(['sequencer', 'auditor'] as const)('the %s reads it and cannot write to it', async (role) => {
    const client = new Client({ connectionString: database[`${role}Url`] });
    await client.connect();
    try {
      await expect(client.query('SELECT FROM portico.audit_entries')).resolves.toMatchObject({ rowCount: 1 });
      for (const statement of ['INSERT INTO portico.audit_entries SELECT * FROM portico.audit_entries', ...REWRITES]) await expect(client.query(statement)).rejects.toMatchObject({ code: '42501' });
    } finally {
      await client.end();
    }
  });

  it('the application can append, else none of this would mean anything', async () => {
    await app.query('BEGIN');
    await expect(app.query("INSERT INTO portico.audit_entries SELECT '019abf6e-21c4-7a35-9b1e-3c0f6f0f2aff' AS entry_id, occurred_at, request_id, consumer, actor, action, subject, phase, intent_id, vendor, vendor_request_id, result, detail, leaf FROM portico.audit_entries")).resolves.toMatchObject({ rowCount: 1 });
    await app.query('ROLLBACK');
  });

  it('the columns say what the leaf says', async () => {
    const [row] = await database.query<Record<string, unknown> & { leaf: Buffer; occurred_at: Date }>('SELECT * FROM portico.audit_entries WHERE entry_id = $1', [LEAF.entry_id]);
    const { leaf, occurred_at, ...columns } = row!;
    expect(leaf).toEqual(leafBytes(LEAF));
    const [format, json] = leaf.toString().split('\n');
    expect(format).toBe('portico.audit/v1');
    expect({ ...columns, occurred_at: occurred_at.toISOString() }).toEqual(JSON.parse(json!));
  });
});
