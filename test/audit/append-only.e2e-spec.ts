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

/** Statements that would rewrite the log. */
const REWRITES = [
  "UPDATE portico.audit_entries SET result = 'SUCCEEDED'",
  'UPDATE portico.audit_entries SET leaf = leaf WHERE false OR true',
  'DELETE FROM portico.audit_entries',
  'DELETE FROM ONLY portico.audit_entries',
  'TRUNCATE portico.audit_entries',
  'TRUNCATE portico.audit_entries CASCADE',
  'INSERT INTO portico.audit_entries SELECT * FROM portico.audit_entries ON CONFLICT ON CONSTRAINT ' +
    "audit_entries_pkey DO UPDATE SET result = 'FAILED'",
  'MERGE INTO portico.audit_entries a USING portico.audit_entries b ON a.entry_id = b.entry_id WHEN MATCHED THEN ' +
    'DELETE',
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
    [app, owner] = [
      new Client({ connectionString: database.appUrl }),
      new Client({ connectionString: database.ownerUrl }),
    ];
    await Promise.all([app.connect(), owner.connect()]);
    const pool = createPool(database.appUrl);
    await new Committer(pool).commit(new AuditRepository().append(LEAF));
    await pool.end();
  });
  afterEach(async () => {
    expect(
      await database.query(
        'SELECT encode(leaf, $$hex$$) AS leaf, result FROM portico.audit_entries WHERE entry_id = $1',
        [LEAF.entry_id],
      ),
    ).toEqual([{ leaf: leafBytes(LEAF).toString('hex'), result: null }]);
  });
  afterAll(async () => {
    await Promise.all([app.end(), owner.end()]);
    await database.drop();
  });

  it.each(REWRITES)('for the application: %s', async (statement) => {
    await expect(app.query(statement)).rejects.toMatchObject({ code: '42501' });
  });

  it.each(REWRITES)('for the owner, by trigger: %s', async (statement) => {
    await expect(owner.query(statement)).rejects.toMatchObject({
      code: '42501',
      message: 'audit entries are append-only',
    });
  });

  it.each(DISARMAMENTS)('the application cannot disable that: %s', async (statement) => {
    await expect(app.query(statement)).rejects.toMatchObject({ code: '42501' });
  });

  it('the application cannot grant itself more rights', async () => {
    await app.query('GRANT UPDATE, DELETE, TRUNCATE, TRIGGER ON portico.audit_entries TO portico_app, PUBLIC');
    const rights = ['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'REFERENCES', 'TRIGGER', 'MAINTAIN'];
    const [held] = await database.query<{ rights: string[] }>(
      "SELECT array(SELECT r FROM unnest($1::text[]) r WHERE has_table_privilege('portico_app', " +
        "'portico.audit_entries', r)) AS rights",
      [rights],
    );
    expect(held!.rights).toEqual(['SELECT', 'INSERT']);
  });

  it('the auditor reads it and cannot write to it', async () => {
    const client = new Client({ connectionString: database.auditorUrl });
    await client.connect();
    try {
      await expect(client.query('SELECT FROM portico.audit_entries')).resolves.toMatchObject({ rowCount: 1 });
      for (const statement of ['INSERT INTO portico.audit_entries SELECT * FROM portico.audit_entries', ...REWRITES])
        await expect(client.query(statement)).rejects.toMatchObject({ code: '42501' });
    } finally {
      await client.end();
    }
  });

  it('the sequencer cannot read entries: it needs their hashes only', async () => {
    const client = new Client({ connectionString: database.sequencerUrl });
    await client.connect();
    try {
      for (const statement of ['SELECT FROM portico.audit_entries', ...REWRITES])
        await expect(client.query(statement)).rejects.toMatchObject({ code: '42501' });
    } finally {
      await client.end();
    }
  });

  it('control: the application can append', async () => {
    await app.query('BEGIN');
    await expect(
      app.query(
        "INSERT INTO portico.audit_entries SELECT '019abf6e-21c4-7a35-9b1e-3c0f6f0f2aff' AS entry_id, " +
          'occurred_at, request_id, consumer, actor, action, subject, phase, intent_id, vendor, vendor_request_id, ' +
          'result, detail, leaf FROM portico.audit_entries',
      ),
    ).resolves.toMatchObject({ rowCount: 1 });
    await app.query('ROLLBACK');
  });

  it('the columns have the values of the leaf', async () => {
    const [row] = await database.query<Record<string, unknown> & { leaf: Buffer; occurred_at: Date }>(
      'SELECT * FROM portico.audit_entries WHERE entry_id = $1',
      [LEAF.entry_id],
    );
    const { leaf, occurred_at, ...columns } = row!;
    expect(leaf).toEqual(leafBytes(LEAF));
    const [format, json] = leaf.toString().split('\n');
    expect(format).toBe('portico.audit/v1');
    expect({ ...columns, occurred_at: occurred_at.toISOString() }).toEqual(JSON.parse(json!));
  });
});

/** Every table of the log: the months of the entries, the tree, the signed checkpoints, and their settings. */
const TABLES = [
  'audit_entries',
  'audit_entries_other',
  'audit_entries_2*',
  'audit_sequence',
  'audit_subtrees',
  'audit_checkpoints',
  'audit_unsequenced',
  'audit_retention',
  'audit_dropped_months',
  'audit_logs',
] as const;
const RIGHTS = ['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'REFERENCES', 'TRIGGER', 'MAINTAIN'] as const;

/** The rights of each role on each table; none where none are listed. */
const MAY: Readonly<
  Record<'app' | 'sequencer' | 'auditor', Partial<Record<(typeof TABLES)[number], readonly (typeof RIGHTS)[number][]>>>
> = {
  app: {
    audit_entries: ['SELECT', 'INSERT'],
    audit_sequence: ['SELECT'],
    audit_subtrees: ['SELECT'],
    audit_checkpoints: ['SELECT'],
    audit_unsequenced: ['SELECT'],
  },
  sequencer: {
    audit_sequence: ['SELECT', 'INSERT'],
    audit_subtrees: ['SELECT', 'INSERT'],
    audit_checkpoints: ['SELECT', 'INSERT'],
    audit_unsequenced: ['SELECT', 'DELETE'],
    audit_logs: ['SELECT'],
  },
  auditor: {
    audit_entries: ['SELECT'],
    audit_sequence: ['SELECT'],
    audit_subtrees: ['SELECT'],
    audit_checkpoints: ['SELECT'],
    audit_unsequenced: ['SELECT'],
    audit_retention: ['SELECT'],
    audit_dropped_months: ['SELECT'],
    audit_logs: ['SELECT'],
  },
};
const ROLES = ['app', 'sequencer', 'auditor'] as const;

describe("the rights on the log's tables", () => {
  let database: TestDatabase;
  let month: string;
  const clients = {} as Record<'owner' | (typeof ROLES)[number], Client>;
  beforeAll(async () => {
    database = await createTestDatabase();
    for (const role of ['owner', ...ROLES] as const) {
      clients[role] = new Client({ connectionString: database[`${role}Url`] });
      await clients[role].connect();
    }
    [{ month }] = (await database.query<{ month: string }>(
      "SELECT relname AS month FROM pg_class WHERE relname LIKE 'audit\\_entries\\_2%' AND relkind = 'r' ORDER " +
        'BY relname LIMIT 1',
    )) as [{ month: string }];
  });
  afterAll(async () => {
    for (const client of Object.values(clients)) await client.end();
    await database.drop();
  });

  const named = (table: string): string => (table === 'audit_entries_2*' ? month : table);

  it.each(ROLES.flatMap((role) => TABLES.map((table) => [role, table] as const)))(
    '%s, %s: exactly the listed rights',
    async (role, table) => {
      const [held] = await database.query<{ rights: string[] }>(
        'SELECT array(SELECT r FROM unnest($1::text[]) r WHERE has_table_privilege($2, $3, r)) AS rights',
        [RIGHTS, `portico_${role}`, `portico.${named(table)}`],
      );
      expect(held!.rights).toEqual(MAY[role][table] ?? []);
    },
  );

  it.each(ROLES.flatMap((role) => TABLES.map((table) => [role, table] as const)))(
    '%s, %s: other rights are refused, and the table cannot be altered',
    async (role, table) => {
      const name = `portico.${named(table)}`;
      const allowed = MAY[role][table] ?? [];
      const statements = [
        ...(allowed.includes('DELETE') ? [] : [`DELETE FROM ${name}`]),
        `TRUNCATE ${name}`,
        `ALTER TABLE ${name} DISABLE TRIGGER ALL`,
        `ALTER TABLE ${name} DISABLE TRIGGER USER`,
        `ALTER TABLE ${name} ADD COLUMN mine text`,
        `ALTER TABLE ${name} OWNER TO portico_${role}`,
        `ALTER TABLE ${name} RENAME TO gone`,
        `DROP TABLE ${name}`,
        `CREATE TRIGGER mine BEFORE INSERT ON ${name} FOR EACH ROW EXECUTE FUNCTION portico.refuse_change()`,
        `CREATE RULE mine AS ON INSERT TO ${name} DO INSTEAD NOTHING`,
      ];
      for (const statement of statements)
        await expect(clients[role].query(statement)).rejects.toMatchObject({ code: '42501' });
      const column = (
        await database.query<{ attname: string }>(
          'SELECT attname FROM pg_attribute WHERE attrelid = $1::regclass AND attnum = 2',
          [name],
        )
      )[0]!.attname;
      await expect(clients[role].query(`UPDATE ${name} SET ${column} = ${column}`)).rejects.toMatchObject({
        code: '42501',
      });
    },
  );

  it.each(TABLES.filter((table) => !['audit_unsequenced', 'audit_retention'].includes(table)))(
    'the owner, %s: cannot change rows, whether there are any or not',
    async (table) => {
      const name = `portico.${named(table)}`;
      const column = (
        await database.query<{ attname: string }>(
          'SELECT attname FROM pg_attribute WHERE attrelid = $1::regclass AND attnum = 2',
          [name],
        )
      )[0]!.attname;
      // Old checkpoints may be removed; a row trigger refuses the others, so without a row there is no refusal.
      const deletion = table === 'audit_checkpoints' ? [] : [`DELETE FROM ${name}`];
      for (const statement of [
        `UPDATE ${name} SET ${column} = ${column}`,
        ...deletion,
        `TRUNCATE ${name}`,
        `TRUNCATE ${name} CASCADE`,
      ]) {
        await expect(clients.owner.query(statement)).rejects.toMatchObject({
          code: '42501',
          message: 'audit entries are append-only',
        });
      }
    },
  );

  it.each(ROLES)("%s may not call the owner's functions, nor become another role", async (role) => {
    const calls = [
      "SELECT portico.drop_audit_month('2020-01-01')",
      "SELECT portico.add_audit_month('2020-01-01')",
      'SELECT portico.queue_for_sequencing()',
      ...(role === 'sequencer' ? [] : ['SELECT portico.create_audit_months(1)']),
    ];
    const others = ['owner', ...ROLES.filter((other) => other !== role)].map((other) => `SET ROLE portico_${other}`);
    for (const statement of [...calls, ...others])
      await expect(clients[role].query(statement)).rejects.toMatchObject({ code: '42501' });
  });
});
