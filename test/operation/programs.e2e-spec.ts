import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { startEmbeddedPostgres } from '../../src/local-postgres/embedded-postgres';
import { createTestDatabase, type TestDatabase } from '../support/database';
import { eventually } from '../support/eventually';
import { DATA_KEY, freePort, SIGNING_KEY, startGateway } from '../support/gateway';
import { Given } from '../support/given';

const ROOT_SHARE = '/var/lib/portico';

/** Programs that an operator starts, and their output when they have found database and keys. */
const PROGRAMS: readonly [name: string, args: readonly string[], status: number, says: RegExp][] = [
  ['consumers', ['scripts/consumers.mjs', 'list'], 0, /^demo-consumer\t/],
  ['operators', ['scripts/operators.mjs', 'list'], 0, /^demo-auditor\tauditor\t/],
  ['subjects', ['scripts/subjects.mjs', 'erase', randomUUID(), '--reason', 'INC-9'], 1, /There is no subject/],
  ['audit verify', ['scripts/audit-verify.cjs'], 0, /^verified: [1-9]\d* leaves/],
  [
    'audit export',
    ['scripts/audit-export.cjs', '--from', '2020-01-01', '--to', '2100-01-01'],
    0,
    /[1-9]\d* entries, each with its receipt/,
  ],
  ['migrate', ['scripts/migrate.mjs'], 0, /^The schema was up to date\.\n$/],
  ['migrate --check', ['scripts/migrate.mjs', '--check'], 0, /^The schema is up to date\.\n$/],
];

interface OpenApi {
  readonly paths: object;
  readonly components: { readonly schemas: object };
}
const partsOf = ({ paths, components }: OpenApi): string[][] => [
  Object.keys(paths).toSorted(),
  Object.keys(components.schemas).toSorted(),
];

describe("the operator's programs", () => {
  let database: TestDatabase;
  let folder: string;
  const started: ChildProcess[] = [];
  beforeAll(async () => {
    database = await createTestDatabase();
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'portico-programs-'));
    const gateway = await startGateway({ database });
    await new Given(gateway).customer();
    await eventually(
      async () => database.query('SELECT FROM portico.audit_unsequenced'),
      (rows) => rows.length === 0,
    );
    await gateway.close();
  });
  afterAll(async () => {
    for (const child of started) child.kill('SIGKILL');
    fs.rmSync(folder, { recursive: true });
    await database.drop();
  });

  /** The variables, each in a file of its own. */
  const inFiles = (values: Readonly<Record<string, string>>): NodeJS.ProcessEnv =>
    Object.fromEntries(
      Object.entries(values).map(([name, value]) => {
        fs.writeFileSync(path.join(folder, name), `${value}\n`);
        return [`${name}_FILE`, path.join(folder, name)];
      }),
    );
  const bare = (): NodeJS.ProcessEnv => ({ PATH: process.env.PATH, PORTICO_HOME: path.join(folder, 'home') });

  it.each(PROGRAMS)('%s reads variables from files', (_name, args, status, says) => {
    const environment = {
      ...bare(),
      ...inFiles({ DATABASE_URL: database.url, PORTICO_DATA_KEY: DATA_KEY, AUDIT_SIGNING_KEY: SIGNING_KEY }),
    };
    const ended = spawnSync(process.execPath, args, { env: environment, encoding: 'utf8' });
    expect(ended.stdout + ended.stderr).toMatch(says);
    expect(ended.status).toBe(status);
  });

  it.each([
    ['consumers', 'DATABASE_URL', ['scripts/consumers.mjs', 'list']],
    ['operators', 'DATABASE_URL', ['scripts/operators.mjs', 'list']],
    ['subjects', 'DATABASE_URL', ['scripts/subjects.mjs', 'erase', randomUUID(), '--reason', 'INC-9']],
    ['audit verify', 'AUDIT_DATABASE_URL', ['scripts/audit-verify.cjs']],
    ['audit export', 'DATABASE_URL', ['scripts/audit-export.cjs', '--from', '2020-01-01', '--to', '2100-01-01']],
    ['audit checkpoints', 'AUDIT_DATABASE_URL', ['scripts/audit-checkpoints.cjs', '--to', 'never-made']],
    ['audit recover', 'MIGRATION_DATABASE_URL', ['scripts/audit-recover.cjs', '--checkpoints', 'package.json']],
    ['migrate', 'MIGRATION_DATABASE_URL', ['scripts/migrate.mjs']],
    ['migrate --check', 'MIGRATION_DATABASE_URL', ['scripts/migrate.mjs', '--check']],
    ['npm start', 'MIGRATION_DATABASE_URL', ['scripts/start.mjs']],
    ['npm start', 'DATABASE_URL', ['scripts/start.mjs']],
  ])('%s names the variable with the wrong password, and prints no password: %s', async (_name, variable, args) => {
    const wrong = Object.assign(new URL(database.appUrl), { password: 'not-the-password' }).href;
    const environment = {
      ...bare(),
      PORTICO_DATA_KEY: DATA_KEY,
      AUDIT_SIGNING_KEY: SIGNING_KEY,
      ...(variable === 'MIGRATION_DATABASE_URL' ? { DATABASE_URL: database.appUrl } : {}),
      [variable]: wrong,
    };
    const started =
      args[0] === 'scripts/start.mjs'
        ? { PORTICO_SANDBOX: 'on', PORT: String(await freePort()), SANDBOX_PORT: String(await freePort()) }
        : {};
    const { status, stdout, stderr } = spawnSync(process.execPath, args, {
      env: { ...environment, ...started },
      encoding: 'utf8',
    });
    expect(status).not.toBe(0);
    expect(stdout + stderr).toContain(`${variable} must have the right user and password`);
    expect(stdout + stderr).not.toContain('not-the-password');
  });

  it.each([
    ['consumers', 'DATABASE_URL', ['scripts/consumers.mjs', 'list']],
    ['operators', 'DATABASE_URL', ['scripts/operators.mjs', 'list']],
    ['subjects', 'DATABASE_URL', ['scripts/subjects.mjs', 'erase', randomUUID(), '--reason', 'INC-9']],
    ['audit verify', 'AUDIT_DATABASE_URL', ['scripts/audit-verify.cjs']],
  ])('%s says what to start or to set where no database runs', async (_name, variable, args) => {
    const home = fs.mkdtempSync(path.join(folder, 'away-'));
    const keys = { PORTICO_DATA_KEY: DATA_KEY, AUDIT_SIGNING_KEY: SIGNING_KEY };
    const said = (environment: NodeJS.ProcessEnv): string => {
      const { stdout, stderr } = spawnSync(process.execPath, args, {
        env: { ...bare(), PORTICO_HOME: home, ...environment },
        encoding: 'utf8',
      });
      return stdout + stderr;
    };
    const away = `postgres://someone@127.0.0.1:${await freePort()}/portico`;
    expect(said({})).toMatch(/[Ss]tart Portico .*\(npm start\)\.\n$/);
    expect(said({ ...keys, [variable]: away })).toContain(
      `The database of ${variable} cannot be reached: start it, or correct ${variable}.\n`,
    );
    expect(said({ ...keys, [variable]: away, [`${variable}_FILE`]: 'a-file' })).toMatch(
      new RegExp(`^(cannot be told: )?${variable} and ${variable}_FILE exclude each other.*\n$`),
    );
    fs.writeFileSync(path.join(home, 'database-url'), away);
    fs.writeFileSync(path.join(home, 'data-key'), DATA_KEY);
    expect(said({ AUDIT_SIGNING_KEY: SIGNING_KEY })).toMatch(
      new RegExp(`does not run: start Portico \\(npm start\\), or set ${variable}.*\\.\n$`),
    );
  });

  const npmStart = (environment: NodeJS.ProcessEnv): { child: ChildProcess; said: () => string } => {
    const child = spawn(process.execPath, ['scripts/start.mjs'], {
      env: { ...bare(), ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    started.push(child);
    let said = '';
    for (const stream of [child.stdout!, child.stderr!])
      stream.setEncoding('utf8').on('data', (text: string) => (said += text));
    return { child, said: () => said };
  };
  const ready = async ({ child, said }: ReturnType<typeof npmStart>): Promise<void> => {
    await eventually(
      async () => (child.exitCode === null ? said().includes('ready in') : said()),
      (found) => found !== false,
    );
    expect(said()).toContain('ready in');
  };

  it('npm start migrates and runs with variables in files, and reads changed credentials on SIGHUP', async () => {
    await database.query("DELETE FROM portico.migrations WHERE name = 'DataKeyCheck1790000000014'");
    await database.query('DROP TABLE portico.data_key_check');
    const keys = {
      ONE_MONEY_ACCESS_KEY: 'ak_live_a',
      ONE_MONEY_SECRET_KEY: Buffer.alloc(32, 1).toString('base64url'),
    };
    const secrets = {
      DATABASE_URL: database.appUrl,
      MIGRATION_DATABASE_URL: database.ownerUrl,
      SEQUENCER_DATABASE_URL: database.sequencerUrl,
      PORTICO_DATA_KEY: DATA_KEY,
      AUDIT_SIGNING_KEY: SIGNING_KEY,
      ...keys,
    };
    const running = npmStart({
      ...inFiles(secrets),
      ONE_MONEY_BASE_URL: 'http://localhost:1',
      AUDIT_CHECKPOINT_FILE: path.join(folder, 'checkpoints'),
      AUDIT_LOG_ORIGIN: 'portico.local/audit',
      PORT: String(await freePort()),
      LOG_LEVEL: 'info',
      SHUTDOWN_DRAIN_MS: '0',
    });
    await ready(running);
    const replaced = (): number => running.said().split('credentials of vendors were replaced').length - 1;
    const unchanged = (): number => running.said().split('were read anew and are the same').length - 1;
    for (const [index, key] of ['ak_live_b', 'ak_live_a', 'ak_live_b'].entries()) {
      fs.writeFileSync(path.join(folder, 'ONE_MONEY_ACCESS_KEY'), key);
      running.child.kill('SIGHUP');
      await eventually(
        async () => replaced(),
        (count) => count === index + 1,
      );
      const same = unchanged();
      running.child.kill('SIGHUP');
      await eventually(
        async () => unchanged(),
        (count) => count > same,
      );
    }
    expect(running.child.exitCode).toBeNull();
    running.child.kill('SIGTERM');
    expect(await once(running.child, 'exit')).toEqual([0, null]);
  }, 60_000);

  it('npm start does not fill a configured database without vendors, unless it is told to', async () => {
    const { child, said } = npmStart({
      DATABASE_URL: database.ownerUrl,
      PORT: String(await freePort()),
      SANDBOX_PORT: String(await freePort()),
    });
    expect(await once(child, 'exit')).toEqual([1, null]);
    expect(said()).toContain(
      'DATABASE_URL is set and no vendor is: set the settings of a vendor for production, or PORTICO_SANDBOX=on',
    );
  });

  it('npm start runs although demo-consumer is disabled, and reports it', async () => {
    await database.query("UPDATE portico.consumers SET disabled_at = now() WHERE client_id = 'demo-consumer'");
    const urls = {
      DATABASE_URL: database.appUrl,
      MIGRATION_DATABASE_URL: database.ownerUrl,
      SEQUENCER_DATABASE_URL: database.sequencerUrl,
      SANDBOX_DATABASE_URL: database.sandboxUrl,
      PORTICO_DATA_KEY: DATA_KEY,
      AUDIT_SIGNING_KEY: SIGNING_KEY,
    };
    const port = String(await freePort());
    const running = npmStart({
      ...urls,
      PORTICO_SANDBOX: 'on',
      PORT: port,
      SANDBOX_PORT: String(await freePort()),
    });
    await ready(running);
    expect(running.said()).toContain('The consumer demo-consumer is disabled');
    // The program is one file, made of the modules that the tests use: its documents have the same parts.
    for (const [path, file] of [
      ['/openapi.json', 'openapi.json'],
      ['/operator/v1/openapi.json', 'openapi-operators.json'],
    ] as const) {
      const served = (await (await fetch(`http://localhost:${port}${path}`)).json()) as OpenApi;
      const published = JSON.parse(fs.readFileSync(file, 'utf8')) as OpenApi;
      expect(partsOf(served)).toEqual(partsOf(published));
    }
    running.child.kill('SIGTERM');
    expect(await once(running.child, 'exit')).toEqual([0, null]);
  }, 60_000);

  it.each([
    [
      '--rate-limit',
      '10000001',
      'The rate limit must be a whole number from 0 to 10000000 requests a minute; 0 means none.',
    ],
    [
      '--rate-limit',
      '99999999999',
      'The rate limit must be a whole number from 0 to 10000000 requests a minute; 0 means none.',
    ],
    ['--rate-limit', '-1', 'The rate limit must be a whole number from 0 to 10000000 requests a minute; 0 means none.'],
  ])('consumers names the rule that %s %s breaks', (option, value, says) => {
    const args = [
      'scripts/consumers.mjs',
      'create',
      'new-consumer',
      '--organisation',
      'o',
      '--application',
      'a',
      '--scopes',
      'onboarding:read',
      `${option}=${value}`,
    ];
    const ended = spawnSync(process.execPath, args, {
      env: { ...bare(), DATABASE_URL: database.appUrl, PORTICO_DATA_KEY: DATA_KEY },
      encoding: 'utf8',
    });
    expect([ended.stderr.trim(), ended.status]).toEqual([says, 1]);
  });

  (process.getuid?.() === 0 ? it : it.skip)(
    'the embedded database starts for root also where the home is closed to others (skipped for other accounts)',
    async () => {
      const wasThere = fs.existsSync(ROOT_SHARE);
      const home = path.join(folder, 'closed');
      fs.mkdirSync(home, { mode: 0o700 });
      const server = await startEmbeddedPostgres({ home, isDurable: false });
      await server.stop();
      if (!wasThere) fs.rmSync(ROOT_SHARE, { recursive: true });
    },
  );
});
