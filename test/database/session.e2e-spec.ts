import { Client } from 'pg';
import { DataSource } from 'typeorm';
import { loadConfig } from '../../src/config/config';
import { dataSourceOptions } from '../../src/database/data-source';
import { poolOf } from '../../src/database/pool';
import { eventually } from '../support/eventually';
import { createTestDatabase, type TestDatabase } from '../support/database';
import { DATA_KEY, DEMO, startGateway } from '../support/gateway';
import { Given } from '../support/given';
import { hasPgBouncer, type PgBouncer, startPgBouncer } from '../support/pgbouncer';
import type { RunningSandbox } from '../support/sandbox';

/** The session settings of the gateway, for any login, database, URL and pooler. */
const SESSION = {
  current_user: 'portico_app',
  search_path: 'portico, pg_temp',
  statement_timeout: '4s',
  lock_timeout: '0',
  synchronous_commit: 'on',
  enable_seqscan: 'off',
  jit: 'off',
  plan_cache_mode: 'force_generic_plan',
  datestyle: 'ISO, YMD',
  timezone: 'UTC',
  session_replication_role: 'origin',
};
const READ = `SELECT current_user, ${Object.keys(SESSION)
  .slice(1)
  .map((name) => `current_setting('${name}') AS ${name}`)
  .join(', ')}`;

/** Defaults that a login or the database may have: each would change a setting that the gateway relies on. */
const DEFAULTS = [
  'statement_timeout = 0',
  "search_path = 'public'",
  'synchronous_commit = off',
  'enable_seqscan = on',
  'jit = on',
  'plan_cache_mode = force_custom_plan',
  "datestyle = 'SQL, DMY'",
  "timezone = 'Asia/Kolkata'",
  'lock_timeout = 1',
];

describe('the session of every connection to the database', () => {
  let database: TestDatabase;
  const opened: DataSource[] = [];
  beforeAll(async () => {
    database = await createTestDatabase();
    for (const setting of DEFAULTS) await database.query(`ALTER DATABASE ${nameOf(database)} SET ${setting}`);
  });
  afterEach(async () => {
    for (const source of opened.splice(0)) await source.destroy();
  });
  afterAll(() => database.drop());

  const open = async (url: string, poolSize = 1): Promise<DataSource> => {
    const source = await new DataSource(dataSourceOptions({ url, poolSize, role: 'application' })).initialize();
    opened.push(source);
    return source;
  };
  const seen = async (url: string): Promise<unknown> => ((await (await open(url)).query(READ)) as unknown[])[0];

  it.each(['the application', 'a superuser'])('has the role portico_app for a login of %s', async (login) => {
    expect(await seen(login === 'a superuser' ? database.url : database.appUrl)).toEqual(SESSION);
  });

  it('is set on every connection of the pool, before the first statement', async () => {
    const pool = poolOf(await open(database.url, 4));
    const clients = await Promise.all([1, 2, 3, 4].map(async () => pool.connect()));
    const roles = await Promise.all(
      clients.map(
        async (client) => (await client.query<{ current_user: string }>('SELECT current_user')).rows[0]!.current_user,
      ),
    );
    for (const client of clients) client.release();
    expect(roles).toEqual(Array(4).fill('portico_app'));
    await expect(pool.query('DELETE FROM portico.audit_entries')).rejects.toMatchObject({ code: '42501' });
  });

  it('costs one query for each connection', async () => {
    const pool = poolOf(await open(database.appUrl, 2));
    const held = await pool.connect();
    const query = jest.spyOn(Client.prototype, 'query');
    (await pool.connect()).release();
    expect(query).toHaveBeenCalledTimes(1);
    query.mockRestore();
    held.release();
  });

  /** Every parameter that pg lets a URL override, and unknown ones. */
  it.each([
    'options=-c%20search_path%3Dpublic',
    'statement_timeout=0',
    'query_timeout=0',
    'lock_timeout=1',
    'idle_in_transaction_session_timeout=1',
    'replication=database',
    'client_encoding=SQL_ASCII',
    'max=1',
    'sessions=1',
    'Client=1',
    'database=other',
    'keepAlive=false',
    'onConnect=x',
    'anything=1',
  ])('cannot be changed by a URL: ?%s', (parameter) => {
    const name = parameter.split('=')[0]!;
    const url = `${database.url}?${parameter}`;
    expect(() => dataSourceOptions({ url, poolSize: 1, role: 'application' })).toThrow(
      `DATABASE_URL must not have the parameter ${name}`,
    );
    expect(() =>
      loadConfig({
        DATABASE_URL: url,
        SEQUENCER_DATABASE_URL: url,
        PORTICO_DATA_KEY: DATA_KEY,
        PORTICO_SANDBOX_URL: 'http://localhost',
      }),
    ).toThrow(
      new RegExp(
        `- DATABASE_URL must not have the parameter ${name}:[^]*- SEQUENCER_DATABASE_URL must not have the ` +
          `parameter ${name}:`,
      ),
    );
  });
});

/** The vendor's address is not used: the gateway does not start. */
const NO_SANDBOX = { url: 'http://localhost:1' } as RunningSandbox;

/** Starts a gateway that must refuse to start, and returns its error. */
async function refusal(database: TestDatabase, environment: NodeJS.ProcessEnv): Promise<string> {
  const started = await startGateway({ database, sandbox: NO_SANDBOX, environment }).catch((error: Error) => error);
  if (started instanceof Error) return started.message;
  await started.close();
  return 'it started';
}

describe('a login with more or fewer rights than its role', () => {
  let database: TestDatabase;
  beforeEach(async () => {
    database = await createTestDatabase();
  });
  afterEach(() => database.drop());

  it.each(['DATABASE_URL', 'SEQUENCER_DATABASE_URL'])(
    'is refused at the start, and the variable is named, when it may not become the role: %s',
    async (variable) => {
      expect(await refusal(database, { [variable]: database.sandboxUrl })).toMatch(
        new RegExp(`^${variable} must be a login that is, or may become, the role portico_(app|sequencer)`),
      );
    },
  );

  const ELSEWHERE: Readonly<Record<string, [change: (url: string) => string, says: string]>> = {
    'a wrong password': [
      (url) => Object.assign(new URL(url), { password: 'not-the-password' }).href,
      'must have the right user and password',
    ],
    'a wrong password at each of several servers': [
      (url) =>
        Object.assign(new URL(url), { password: 'not-the-password' }).href.replace(/@([^/]+)/, '@127.0.0.1:1,$1'),
      'must have the right user and password',
    ],
    'no password': [(url) => Object.assign(new URL(url), { password: '' }).href, 'must have a password'],
    'a database that is not there': [
      (url) => Object.assign(new URL(url), { pathname: '/not-there' }).href,
      'must name a database that the server has',
    ],
    'encryption that the server does not have': [
      (url) => `${url}?sslmode=verify-full`,
      'must lead to a server whose encryption can be trusted',
    ],
  };
  it.each(
    Object.keys(ELSEWHERE).flatMap(
      (what) =>
        [
          ['DATABASE_URL', what],
          ['SEQUENCER_DATABASE_URL', what],
        ] as const,
    ),
  )('is refused at the start, and the variable is named: %s with %s', async (variable, what) => {
    const [change, says] = ELSEWHERE[what]!;
    const said = await refusal(database, {
      [variable]: change(variable === 'DATABASE_URL' ? database.appUrl : database.sequencerUrl),
    });
    expect(said).toMatch(new RegExp(`^${variable} ${says}`));
    expect(said).not.toContain('not-the-password');
  });

  it.each(['UPDATE', 'DELETE', 'TRUNCATE', 'TRIGGER', 'UPDATE (result)'])(
    'is refused when the role may change the audit log: %s',
    async (right) => {
      await database.query(`GRANT ${right} ON portico.audit_entries TO portico_app`);
      expect(await refusal(database, {})).toMatch(/^DATABASE_URL must not be able to change the audit log/);
    },
  );

  it.each(['audit_sequence', 'audit_subtrees', 'audit_checkpoints'])(
    'is refused when the sequencer may change its entries: %s',
    async (table) => {
      await database.query(`GRANT UPDATE ON portico.${table} TO portico_sequencer`);
      expect(await refusal(database, {})).toMatch(/^SEQUENCER_DATABASE_URL must not be able to change the audit log/);
    },
  );

  it('leads to a 503, and runs no statement with other rights, when the rights change later', async () => {
    const gateway = await startGateway({ database });
    await database.query('GRANT DELETE ON portico.audit_entries TO portico_app');
    await database.query(
      'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND usename = ' +
        "'portico_app'",
    );
    const answer = await fetch(`${gateway.url}/v1/customers/hosted/0b9f2c5e-8f43-4c6e-9d6a-2f8f1f0c9a11`, {
      headers: { Authorization: DEMO },
    });
    expect([answer.status, ((await answer.json()) as { type: string }).type]).toEqual([
      503,
      '/errors#database-unavailable',
    ]);
    await gateway.close();
  });
});

(hasPgBouncer ? describe : describe.skip)('behind PgBouncer (skipped without the package pgbouncer)', () => {
  let database: TestDatabase;
  let bouncer: PgBouncer | undefined;
  beforeAll(async () => {
    database = await createTestDatabase();
  });
  afterEach(async () => {
    await bouncer?.stop();
    bouncer = undefined;
  });
  afterAll(() => database.drop());

  it('works in session mode: the role, the limits, the seal', async () => {
    bouncer = await startPgBouncer([database.appUrl, database.sequencerUrl], 'session');
    const gateway = await startGateway({
      database,
      environment: {
        DATABASE_URL: bouncer.through(database.appUrl),
        SEQUENCER_DATABASE_URL: bouncer.through(database.sequencerUrl),
      },
    });
    const { customer_id: id } = await new Given(gateway).customer();
    await new Given(gateway).grant(id);
    expect((await gateway.app.get(DataSource).query<unknown[]>(READ))[0]).toEqual(SESSION);
    await eventually(
      async () => database.query('SELECT FROM portico.audit_unsequenced'),
      (rows) => rows.length === 0,
    );
    expect(await (await fetch(`${gateway.url}/health/ready`)).json()).toMatchObject({ status: 'ok' });
    await gateway.close();
  });

  it.each<Readonly<Record<string, string>>>([{}, { server_round_robin: '1' }, { server_reset_query_always: '1' }])(
    'is refused in transaction mode, by name: %j',
    async (settings) => {
      bouncer = await startPgBouncer([database.appUrl, database.sequencerUrl], 'transaction', settings);
      const through = {
        DATABASE_URL: bouncer.through(database.appUrl),
        SEQUENCER_DATABASE_URL: bouncer.through(database.sequencerUrl),
      };
      expect(await refusal(database, { DATABASE_URL: through.DATABASE_URL })).toBe(
        'DATABASE_URL must not lead through a pooler in transaction mode: use session mode (PgBouncer: pool_mode ' +
          '= session)',
      );
      expect(await refusal(database, { SEQUENCER_DATABASE_URL: through.SEQUENCER_DATABASE_URL })).toBe(
        'SEQUENCER_DATABASE_URL must not lead through a pooler in transaction mode: use session mode (PgBouncer: ' +
          'pool_mode = session)',
      );
    },
  );
});

const nameOf = (database: TestDatabase): string => new URL(database.url).pathname.slice(1);
