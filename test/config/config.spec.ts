import fs from 'node:fs';
import { type Config, ConfigError, loadConfig, SANDBOX_FINPRO, SANDBOX_ONE_MONEY } from '../../src/config/config';
import { caught } from '../support/caught';

const DATA_KEY = Buffer.alloc(32, 7).toString('base64url');
const SANDBOX = {
  DATABASE_URL: 'postgres://app:dbsecret@127.0.0.1:5432/portico',
  PORTICO_DATA_KEY: DATA_KEY,
  PORTICO_SANDBOX_URL: 'http://localhost:4000',
};
const PRODUCTION = {
  DATABASE_URL: 'postgres://app:dbsecret@db.internal:5432/portico',
  PORTICO_DATA_KEY: DATA_KEY,
  AUDIT_SIGNING_KEY: Buffer.alloc(32, 9).toString('base64url'),
  AUDIT_CHECKPOINT_FILE: '/var/lib/portico/checkpoints',
  AUDIT_LOG_ORIGIN: 'audit.example.com/log',
  ONE_MONEY_BASE_URL: 'https://api.1money.com',
  ONE_MONEY_ACCESS_KEY: 'ak_live_01',
  ONE_MONEY_SECRET_KEY: '1OO63iFG1bdFLCsCIN0oyqzHmnhMU_72-VKu0_btc7w',
};

const FINPRO = {
  FINPRO_BASE_URL: 'https://uat.moneyone.example/finpro_uat/',
  FINPRO_CLIENT_ID: 'fiu-live-01',
  FINPRO_CLIENT_SECRET: 'finpro-live-secret',
  FINPRO_ORGANISATION_ID: 'live-organisation',
  FINPRO_APP_IDENTIFIER: 'live-application',
};
/** Production without a vendor. */
const VENDORLESS = Object.fromEntries(Object.entries(PRODUCTION).filter(([name]) => !name.startsWith('ONE_MONEY_')));
const FINPRO_ONLY = { ...VENDORLESS, ...FINPRO };

function problemsOf(variables: NodeJS.ProcessEnv): readonly string[] {
  const error = caught(() => loadConfig(variables));
  expect(error).toBeInstanceOf(ConfigError);
  const { message, problems } = error as ConfigError;
  const shown = Object.values(variables).filter((value) => value && value.length > 6 && message.includes(value));
  expect(shown).toEqual([]);
  return problems;
}

describe('a configuration in sandbox mode', () => {
  it('has a default for every other variable', () => {
    const config: Config = loadConfig(SANDBOX);
    expect(config).toMatchObject({
      mode: 'sandbox',
      host: 'localhost',
      port: 3000,
      publicBaseUrl: 'http://localhost:3000',
      docs: true,
      logLevel: 'info',
      vendorDeadlineMs: 10_000,
      databasePoolSize: 12,
      sandboxUrl: 'http://localhost:4000',
      durableLinks: { days: 7, clicksPerDay: 20 },
    });
    expect(config.oneMoney).toEqual({
      baseUrl: 'http://localhost:4000',
      ...SANDBOX_ONE_MONEY,
      auth: 'hmac',
      generation: 'lightweight',
      customerType: 'BUSINESS',
      onboardingOrigins: ['http://localhost:4000'],
    });
    expect(config.finpro).toEqual({
      baseUrl: 'http://localhost:4000/finpro',
      ...SANDBOX_FINPRO,
      appIdentifierSource: 'fixed',
      aaOrigins: ['http://localhost:4000'],
      panTemplates: ['EQUITY01'],
    });
    expect(config.dataKeys.map(({ length }) => length)).toEqual([32]);
  });

  it('treats empty variables as absent', () => {
    expect(loadConfig({ ...SANDBOX, PORT: '', DOCS: '', PUBLIC_BASE_URL: '', ONE_MONEY_BASE_URL: '' })).toEqual(
      loadConfig(SANDBOX),
    );
  });

  it('derives the public address from the port', () => {
    expect(loadConfig({ ...SANDBOX, PORT: '3100' }).publicBaseUrl).toBe('http://localhost:3100');
    expect(loadConfig({ ...SANDBOX, PUBLIC_BASE_URL: 'https://portico.example.com/base/' }).publicBaseUrl).toBe(
      'https://portico.example.com/base',
    );
  });

  it('is frozen at every depth', () => {
    const config = loadConfig(SANDBOX);
    for (const part of [
      config,
      config.oneMoney,
      config.oneMoney!.onboardingOrigins,
      config.finpro,
      config.finpro!.aaOrigins,
    ])
      expect(Object.isFrozen(part)).toBe(true);
  });

  it.each(['ONE_MONEY_BASE_URL', 'ONE_MONEY_ACCESS_KEY', 'ONE_MONEY_SECRET_KEY'] as const)(
    'is refused together with %s: the modes exclude each other',
    (name) => {
      expect(problemsOf({ ...SANDBOX, [name]: PRODUCTION[name] })).toEqual([
        expect.stringContaining(`PORTICO_SANDBOX_URL and ${name} exclude each other`),
      ]);
    },
  );
});

describe('a configuration in production', () => {
  it('holds the given values and the defaults', () => {
    const config = loadConfig(PRODUCTION);
    expect(config).toMatchObject({
      mode: 'production',
      host: '0.0.0.0',
      publicBaseUrl: null,
      docs: false,
      sandboxUrl: null,
    });
    expect(config.oneMoney).toMatchObject({
      baseUrl: 'https://api.1money.com',
      accessKey: 'ak_live_01',
      onboardingOrigins: [],
    });
  });

  it('has its own signing key, checkpoints outside the database, and optionally a login for the sequencer', () => {
    expect(loadConfig(PRODUCTION).audit).toEqual({
      origin: 'audit.example.com/log',
      signingKey: Buffer.alloc(32, 9),
      furtherKeys: [],
      checkpointFile: '/var/lib/portico/checkpoints',
      sequencerDatabaseUrl: PRODUCTION.DATABASE_URL,
      sequencerDatabaseVariable: 'DATABASE_URL',
    });
    expect(
      loadConfig({
        ...PRODUCTION,
        AUDIT_LOG_ORIGIN: 'audit.example.com/portico',
        SEQUENCER_DATABASE_URL: 'postgres://portico_sequencer@db/portico',
      }).audit,
    ).toMatchObject({
      origin: 'audit.example.com/portico',
      sequencerDatabaseUrl: 'postgres://portico_sequencer@db/portico',
      sequencerDatabaseVariable: 'SEQUENCER_DATABASE_URL',
    });
    expect(loadConfig(SANDBOX).audit).toMatchObject({
      origin: 'portico.local/audit',
      signingKey: null,
      checkpointFile: null,
    });
  });

  it('serves the page of the API in production with a password only', () => {
    expect(problemsOf({ ...PRODUCTION, DOCS: 'on' })).toEqual([
      'DOCS_PASSWORD is missing: with DOCS=on in production, /docs asks for a password',
    ]);
    expect(loadConfig({ ...PRODUCTION, DOCS: 'on', DOCS_PASSWORD: 'correct-horse' })).toMatchObject({
      docs: true,
      docsPassword: 'correct-horse',
    });
    expect(loadConfig(PRODUCTION).docs).toBe(false);
    expect(loadConfig(SANDBOX)).toMatchObject({ docs: true, docsPassword: null });
  });

  it("sets the options that the vendors' contracts leave open", () => {
    const chosen = {
      ...PRODUCTION,
      ONE_MONEY_AUTH: 'bearer',
      ONE_MONEY_GENERATION: 'hosted',
      ONE_MONEY_CUSTOMER_TYPE: 'Business',
      ONE_MONEY_ONBOARDING_ORIGINS: 'https://a.example,https://b.example:8443',
      VENDOR_DEADLINE_MS: '2500',
      DATABASE_POOL_SIZE: '40',
    };
    const config = loadConfig(chosen);
    expect(config).toMatchObject({ vendorDeadlineMs: 2500, databasePoolSize: 40 });
    expect(config.oneMoney).toMatchObject({
      auth: 'bearer',
      generation: 'hosted',
      customerType: 'Business',
      onboardingOrigins: ['https://a.example', 'https://b.example:8443'],
    });
  });

  it("refuses the sandbox's secret, in any spelling", () => {
    for (const secret of [SANDBOX_ONE_MONEY.secretKey, `${SANDBOX_ONE_MONEY.secretKey}=`]) {
      expect(problemsOf({ ...PRODUCTION, ONE_MONEY_SECRET_KEY: secret })).toEqual([
        expect.stringContaining('ONE_MONEY_SECRET_KEY is the one of the sandbox'),
      ]);
    }
  });

  it("refuses the sandbox's access key", () => {
    expect(problemsOf({ ...PRODUCTION, ONE_MONEY_ACCESS_KEY: SANDBOX_ONE_MONEY.accessKey })).toEqual([
      expect.stringContaining('ONE_MONEY_ACCESS_KEY is the one of the sandbox'),
    ]);
  });
});

describe('the vendors in production', () => {
  it('may be both, or either of them', () => {
    expect(loadConfig({ ...PRODUCTION, ...FINPRO })).toMatchObject({
      oneMoney: { accessKey: 'ak_live_01' },
      finpro: { clientId: 'fiu-live-01' },
    });
    expect(loadConfig(PRODUCTION).finpro).toBeNull();
    expect(loadConfig(FINPRO_ONLY)).toMatchObject({
      mode: 'production',
      oneMoney: null,
      finpro: {
        baseUrl: 'https://uat.moneyone.example/finpro_uat',
        clientSecret: 'finpro-live-secret',
        organisationId: 'live-organisation',
        appIdentifier: 'live-application',
        aaOrigins: [],
      },
    });
    expect(
      loadConfig({ ...FINPRO_ONLY, FINPRO_AA_ORIGINS: 'https://aa.example,https://b.example' }).finpro!.aaOrigins,
    ).toEqual(['https://aa.example', 'https://b.example']);
    const asked = [SANDBOX, FINPRO_ONLY, { ...FINPRO_ONLY, FINPRO_PAN_TEMPLATES: 'EQUITY01,MF.2' }];
    expect(asked.map((environment) => loadConfig(environment).finpro!.panTemplates)).toEqual([
      ['EQUITY01'],
      [],
      ['EQUITY01', 'MF.2'],
    ]);
    expect(problemsOf({ ...FINPRO_ONLY, FINPRO_PAN_TEMPLATES: 'EQUITY01, MF.2' })).toEqual([
      'FINPRO_PAN_TEMPLATES must be productIDs, separated by commas',
    ]);
  });

  it.each(Object.keys(FINPRO) as (keyof typeof FINPRO)[])(
    'are configured completely: %s alone requires the other four',
    (name) => {
      for (const base of [PRODUCTION, VENDORLESS]) {
        const missing = problemsOf({ ...base, [name]: FINPRO[name] }).map((problem) => problem.split(' ', 1)[0]);
        expect(missing.toSorted()).toEqual(
          Object.keys(FINPRO)
            .filter((other) => other !== name)
            .toSorted(),
        );
      }
    },
  );

  it("are configured completely: a part of 1Money's together with all of FinPro's is refused", () => {
    expect(
      problemsOf({ ...FINPRO_ONLY, ONE_MONEY_BASE_URL: PRODUCTION.ONE_MONEY_BASE_URL }).map(
        (problem) => problem.split(' ', 1)[0],
      ),
    ).toEqual(['ONE_MONEY_ACCESS_KEY', 'ONE_MONEY_SECRET_KEY']);
  });

  it("must not have the sandbox's credentials", () => {
    expect(
      problemsOf({
        ...FINPRO_ONLY,
        FINPRO_CLIENT_SECRET: SANDBOX_FINPRO.clientSecret,
        FINPRO_CLIENT_ID: SANDBOX_FINPRO.clientId,
      }),
    ).toEqual([
      expect.stringContaining('FINPRO_CLIENT_SECRET is the one of the sandbox'),
      expect.stringContaining('FINPRO_CLIENT_ID is the one of the sandbox'),
    ]);
  });

  it('exclude sandbox mode', () => {
    for (const [name, value] of Object.entries(FINPRO))
      expect(problemsOf({ ...SANDBOX, [name]: value })).toEqual([
        expect.stringContaining(`PORTICO_SANDBOX_URL and ${name} exclude each other`),
      ]);
  });

  it.each([
    [
      'FINPRO_BASE_URL',
      [
        'http://uat.moneyone.example',
        'https://a:b@moneyone.example',
        'https://moneyone.example/?x',
        'moneyone.example',
      ],
    ],
    ['FINPRO_CLIENT_ID', ['with blank', 'line\nend', 'x'.repeat(201)]],
    ['FINPRO_CLIENT_SECRET', ['short', 'with a blank', 'line\r\nend-of-it']],
    ['FINPRO_AA_ORIGINS', ['https://a.example/', 'http://a.example', 'https://a.example;https://b.example']],
  ])('%s refuses almost valid values', (name, values) => {
    for (const value of values)
      expect(problemsOf({ ...FINPRO_ONLY, [name]: value })).toEqual(
        expect.arrayContaining([expect.stringMatching(new RegExp(`^${name} `))]),
      );
  });
});

describe('configuration errors', () => {
  it('are reported all at once, by name and rule, never by value', () => {
    const problems = problemsOf({
      DATABASE_URL: 'mysql://root:dbsecret@db',
      PORTICO_DATA_KEY: 'tooshort',
      AUDIT_SIGNING_KEY: 'also too short',
      AUDIT_LOG_ORIGIN: 'two words',
      SEQUENCER_DATABASE_URL: 'mysql://root:dbsecret@db',
      PORT: '70000',
      HOST: 'not a host',
      PUBLIC_BASE_URL: 'http://portico.example.com',
      DOCS: 'maybe-docs',
      LOG_LEVEL: 'chatty-level',
      VENDOR_DEADLINE_MS: '99',
      DATABASE_POOL_SIZE: '1',
      ONE_MONEY_BASE_URL: 'http://api.1money.com',
      ONE_MONEY_ACCESS_KEY: 'a:b:secret',
      ONE_MONEY_SECRET_KEY: 'not base64url!',
      ONE_MONEY_AUTH: 'basic-auth',
      ONE_MONEY_GENERATION: 'newest-one',
      ONE_MONEY_CUSTOMER_TYPE: 'INDIVIDUAL',
      ONE_MONEY_ONBOARDING_ORIGINS: 'https://a.example/path',
    });
    expect(problems.map((problem) => problem.split(' ', 1)[0]).toSorted()).toEqual([
      'AUDIT_CHECKPOINT_FILE',
      'AUDIT_LOG_ORIGIN',
      'AUDIT_SIGNING_KEY',
      'DATABASE_POOL_SIZE',
      'DATABASE_URL',
      'DOCS',
      'HOST',
      'LOG_LEVEL',
      'ONE_MONEY_ACCESS_KEY',
      'ONE_MONEY_AUTH',
      'ONE_MONEY_BASE_URL',
      'ONE_MONEY_CUSTOMER_TYPE',
      'ONE_MONEY_GENERATION',
      'ONE_MONEY_ONBOARDING_ORIGINS',
      'ONE_MONEY_SECRET_KEY',
      'PORT',
      'PORTICO_DATA_KEY',
      'PUBLIC_BASE_URL',
      'SEQUENCER_DATABASE_URL',
      'VENDOR_DEADLINE_MS',
    ]);
  });

  it('of an empty environment name the missing variables', () => {
    const problems = problemsOf({});
    expect(problems.map((problem) => problem.split(' ', 1)[0])).toEqual([
      'DATABASE_URL',
      'PORTICO_DATA_KEY',
      'AUDIT_SIGNING_KEY',
      'AUDIT_CHECKPOINT_FILE',
      'AUDIT_LOG_ORIGIN',
      'ONE_MONEY_BASE_URL',
      'ONE_MONEY_ACCESS_KEY',
      'ONE_MONEY_SECRET_KEY',
    ]);
    for (const problem of problems) expect(problem).toMatch(/ is missing: it must be /);
  });

  it.each([
    ['PORT', ['0x50', '-1', '3000.5', ' 3000 ', 'http']],
    [
      'PUBLIC_BASE_URL',
      [
        'portico.example.com',
        'https://user:pw@portico.example.com',
        'https://portico.example.com/?a=1',
        'https://portico.example.com/#a',
        'javascript:alert(1)',
        'http://10.0.0.1:3000',
      ],
    ],
    [
      'ONE_MONEY_BASE_URL',
      ['https://key@api.1money.com', 'https://api.1money.com?x', 'ftp://api.1money.com', 'api.1money.com'],
    ],
    ['ONE_MONEY_SECRET_KEY', ['c2hvcnQ', '+/+/+/+/+/+/+/+/+/+/+/+/', 'with blank']],
    [
      'PORTICO_DATA_KEY',
      [Buffer.alloc(31).toString('base64url'), Buffer.alloc(33).toString('base64url'), 'x'.repeat(100)],
    ],
    ['AUDIT_SIGNING_KEY', [Buffer.alloc(31).toString('base64url'), PRODUCTION.PORTICO_DATA_KEY]],
    ['AUDIT_LOG_ORIGIN', ['a b', 'a+b', 'x'.repeat(201)]],
    [
      'ONE_MONEY_ONBOARDING_ORIGINS',
      ['https://a.example/', 'http://a.example', 'https://a.example, https://b.example', 'https://a.example,'],
    ],
    ['DURABLE_LINK_DAYS', ['0', '91', '1.5', 'a week']],
    ['DURABLE_LINK_CLICKS_PER_DAY', ['0', '1001', '2.5', 'many']],
    ['VENDOR_DEADLINE_MS', ['soonish', '60001', '100.5', 'NaN']],
    ['DATABASE_POOL_SIZE', ['many', '201', '2.5']],
  ])('%s refuses almost valid values in production', (name, values) => {
    for (const value of values)
      expect(problemsOf({ ...PRODUCTION, [name]: value })).toEqual(
        expect.arrayContaining([expect.stringMatching(new RegExp(`^${name} `))]),
      );
  });

  it('plain http is allowed on loopback only, for tests in production mode', () => {
    expect(loadConfig({ ...PRODUCTION, ONE_MONEY_BASE_URL: 'http://127.0.0.1:4000/' }).oneMoney!.baseUrl).toBe(
      'http://127.0.0.1:4000',
    );
    expect(loadConfig({ ...PRODUCTION, PUBLIC_BASE_URL: 'http://localhost:3000' }).publicBaseUrl).toBe(
      'http://localhost:3000',
    );
  });
});

describe('further accounts', () => {
  const ACME = {
    VENDOR_ACCOUNTS: 'acme,acme-eu',
    ONE_MONEY_BASE_URL__ACME: 'https://api.1money.com/',
    ONE_MONEY_ACCESS_KEY__ACME: 'ak_live_acme',
    ONE_MONEY_SECRET_KEY__ACME: 'YWNtZS1hY21lLWFjbWUtYWNtZS1hY21lLWFjbWU',
    ONE_MONEY_GENERATION__ACME: 'hosted',
    ONE_MONEY_WEBHOOK_SECRETS__ACME: 'acme-hook-1,acme-hook-2',
    VENDOR_QUEUE: '7',
    VENDOR_CONCURRENCY__ACME: '3',
    ...Object.fromEntries(Object.entries(FINPRO).map(([name, value]) => [`${name}__ACME_EU`, value])),
  };

  it('have the settings with their suffix, the limits of all, and nothing of the account default', () => {
    const { oneMoney, accounts, upkeep } = loadConfig({
      ...PRODUCTION,
      ...ACME,
      ONE_MONEY_WEBHOOK_SECRETS: 'default-hook',
      ONE_MONEY_CUSTOMER_TYPE: 'Business',
    });
    expect(oneMoney).toMatchObject({ accessKey: 'ak_live_01', generation: 'lightweight', customerType: 'Business' });
    expect(upkeep.webhooks['one-money'].secrets).toEqual(['default-hook']);
    expect([...accounts.keys()]).toEqual(['acme', 'acme-eu']);
    expect(accounts.get('acme')).toMatchObject({
      oneMoney: {
        baseUrl: 'https://api.1money.com',
        accessKey: 'ak_live_acme',
        generation: 'hosted',
        customerType: 'BUSINESS',
      },
      finpro: null,
      vendorPipeline: { maxConcurrent: 3, queue: 7 },
      upkeep: { webhooks: { 'one-money': { secrets: ['acme-hook-1', 'acme-hook-2'] }, finpro: { secrets: [] } } },
    });
    expect(accounts.get('acme-eu')).toMatchObject({
      oneMoney: null,
      finpro: { clientId: 'fiu-live-01' },
      vendorPipeline: { maxConcurrent: 64, queue: 7 },
    });
  });

  it('may be all that there is', () => {
    const { oneMoney, finpro, accounts } = loadConfig({ ...VENDORLESS, ...ACME });
    expect([oneMoney, finpro, accounts.get('acme')?.oneMoney?.accessKey]).toEqual([null, null, 'ak_live_acme']);
  });

  it.each<[change: NodeJS.ProcessEnv, problem: RegExp]>([
    [{ ONE_MONEY_SECRET_KEY__ACME: '' }, /^ONE_MONEY_SECRET_KEY__ACME is missing: it must be the base64url text/],
    [{ ONE_MONEY_BASE_URL__ACME: 'http://api.1money.com' }, /^ONE_MONEY_BASE_URL__ACME must be an https URL/],
    [{ VENDOR_CONCURRENCY__ACME: '0' }, /^VENDOR_CONCURRENCY__ACME must be a whole number from 1 to 256$/],
    [{ ONE_MONEY_BASE_URL__ACEM: 'https://a.example' }, /^ONE_MONEY_BASE_URL__ACEM belongs to no account/],
    [
      { ONE_MONEY_SECRET_KEY__ACME: SANDBOX_ONE_MONEY.secretKey },
      /^ONE_MONEY_SECRET_KEY__ACME is the one of the sandbox/,
    ],
    [{ FINPRO_CLIENT_SECRET__ACME_EU_FILE: '/nowhere' }, /^FINPRO_CLIENT_SECRET__ACME_EU_FILE must name a file/],
    ...['default,acme', 'Acme', 'acme_eu', 'acme,acme', 'acme,', '-acme', 'secret-file', '1acme'].map(
      (names): [NodeJS.ProcessEnv, RegExp] => [
        { VENDOR_ACCOUNTS: names },
        /^VENDOR_ACCOUNTS must be names of accounts/,
      ],
    ),
  ])('are refused with %j, by name and rule', (change, problem) => {
    expect(problemsOf({ ...PRODUCTION, ...ACME, ...change })).toContainEqual(expect.stringMatching(problem));
  });

  it('are named as docs/configuration.md prints it', () => {
    const [, block] = /```sh\n(VENDOR_ACCOUNTS=[^`]+)```/.exec(fs.readFileSync('docs/configuration.md', 'utf8'))!;
    const printed = Object.fromEntries(
      block!
        .trim()
        .split('\n')
        .map((line) => line.split('=', 2)),
    );
    for (const [name, file] of Object.entries(printed))
      if (name.endsWith('_FILE'))
        expect([name, Object.hasOwn(ACME, name.slice(0, -'_FILE'.length))]).toEqual([name, file !== '']);
    const given = Object.fromEntries(Object.entries(printed).filter(([name]) => !name.endsWith('_FILE')));
    expect([...loadConfig({ ...PRODUCTION, ...ACME, ...given }).accounts.keys()]).toEqual(['acme', 'acme-eu']);
  });

  it('in sandbox mode are the one that the sandbox has', () => {
    const { accounts } = loadConfig({ ...SANDBOX, VENDOR_ACCOUNTS: 'other' });
    expect(accounts.get('other')).toMatchObject({
      oneMoney: { accessKey: 'ak_sandbox_other' },
      finpro: { clientId: 'other-sandbox-fiu', organisationId: 'other-sandbox-org' },
      upkeep: { webhooks: { finpro: { secrets: ['sandbox-webhook-key-other'] } } },
    });
    expect(problemsOf({ ...SANDBOX, VENDOR_ACCOUNTS: 'acme' })).toEqual([
      'VENDOR_ACCOUNTS: the sandbox has no account acme, only other',
    ]);
    expect(
      problemsOf({ ...SANDBOX, VENDOR_ACCOUNTS: 'other', ONE_MONEY_BASE_URL__OTHER: 'https://a.example' }),
    ).toContainEqual(expect.stringMatching(/^PORTICO_SANDBOX_URL and ONE_MONEY_BASE_URL__OTHER exclude each other/));
  });
});
