import { type INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import request from 'supertest';
import { loadConfig } from '../../src/config/config';
import { ConsumerRegistry } from '../../src/consumers/registry/consumer-registry';
import { RegistryModule } from '../../src/consumers/registry/registry.module';
import { createTestDatabase, type TestDatabase } from '../support/database';
import { DATA_KEY, type RunningGateway, startGateway } from '../support/gateway';
import { signed } from '../support/onboarding-api';
import { oneMoneySigner } from '../../src/vendors/one-money/one-money.signer';

interface Said {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

const WHY = ['--reason', 'INC-4711'];
const OPERATOR = { requestId: randomUUID(), clientId: null, actor: 'operator' } as const;
const NEW = {
  organisationId: 'org',
  applicationId: 'app',
  otherApplicationIds: [],
  defaultRedirectUrl: null,
  scopes: ['onboarding:read', 'onboarding:write'],
  redirectOrigins: ['https://app.example.com'],
  productIds: [],
  rateLimitPerMinute: null,
};

/** A command is a process, which costs a second; so most cases call its service. */
describe('npx portico consumers', () => {
  let database: TestDatabase;
  let gateway: RunningGateway;
  let context: INestApplicationContext;
  let registry: ConsumerRegistry;
  beforeAll(async () => {
    database = await createTestDatabase();
    gateway = await startGateway({ database, config: { mode: 'production' } });
    context = await NestFactory.createApplicationContext(
      RegistryModule.with(
        loadConfig({
          DATABASE_URL: database.appUrl,
          PORTICO_DATA_KEY: DATA_KEY,
          PORTICO_SANDBOX_URL: 'http://localhost',
        }),
      ),
      { logger: false, abortOnError: false },
    );
    registry = context.get(ConsumerRegistry);
  });
  afterAll(async () => {
    await context.close();
    await gateway.close();
    await database.drop();
  });

  const run = (...words: string[]): Promise<Said> => runWith({}, ...words);
  const runWith = (variables: Readonly<Record<string, string>>, ...words: string[]): Promise<Said> =>
    promisify(execFile)(process.execPath, ['scripts/consumers.mjs', ...words], {
      env: { PATH: process.env.PATH, DATABASE_URL: database.appUrl, PORTICO_DATA_KEY: DATA_KEY, ...variables },
    }).then(
      ({ stdout, stderr }) => ({ code: 0, out: stdout, err: stderr }),
      (error: { code: number; stdout: string; stderr: string }) => ({
        code: error.code,
        out: error.stdout,
        err: error.stderr,
      }),
    );
  const create = (clientId: string, rest: Partial<Parameters<ConsumerRegistry['create']>[1]> = {}): Promise<string> =>
    registry.create(OPERATOR, { ...NEW, clientId, ...rest });
  const rotate = (clientId: string, overlap: number): Promise<string> => registry.rotate(OPERATOR, clientId, overlap);
  const secretIn = ({ out }: Said): string => /^secret +([A-Za-z0-9_-]{43})$/m.exec(out)![1]!;
  /** 404: authenticated. Each replica caches credentials for five seconds, so a new one is used. */
  const enter = async (...authorizations: Record<string, string>[]): Promise<number[]> => {
    const fresh = await startGateway({ database, sandbox: gateway.sandbox, config: { mode: 'production' } });
    const answers = await Promise.all(
      authorizations.map(
        async (authorization) =>
          (await request(fresh.url).get('/v1/customers/hosted/unknown').set(authorization)).status,
      ),
    );
    await fresh.close();
    return answers;
  };
  const bearer = (name: string, secret: string): Record<string, string> => ({
    Authorization: `Bearer ${name}.${secret}`,
  });
  const hmac = (name: string, secret: string): Record<string, string> =>
    oneMoneySigner(name, secret)(
      { method: 'GET', path: '/v1/customers/hosted/unknown', body: Buffer.alloc(0) },
      new Date(),
    );
  const both = (name: string, secret: string): Record<string, string>[] => [bearer(name, secret), hmac(name, secret)];

  it('creates a consumer that can authenticate, prints its secret once, and stores it sealed', async () => {
    const secret = secretIn(
      await run(
        'create',
        'billing',
        '--organisation',
        'org',
        '--application',
        'app',
        '--scopes',
        'onboarding:read,onboarding:write',
        '--redirect-origins',
        'https://app.example.com',
        '--rate-limit',
        '100',
      ),
    );
    expect(await enter(...both('billing', secret), signed('GET', '/v1/customers/hosted/unknown'))).toEqual([
      404, 404, 401,
    ]);
    expect((await run('list')).out.split('\n')[0]).toBe(
      'billing\torg\tapp\tonboarding:read,onboarding:write\t100\tenabled',
    );
    const [{ kept } = { kept: '' }] = await database.query<{ kept: string }>(
      "SELECT encode(secret_sealed, 'escape') AS kept FROM portico.consumers WHERE client_id = 'billing'",
    );
    expect(kept).not.toContain(secret);
  });

  it('rotates: both secrets are accepted for a while, then only the new one', async () => {
    const old = await create('lending');
    const fresh = secretIn(await run('rotate', 'lending', '--overlap', '3600', ...WHY));
    expect(await enter(...both('lending', old), ...both('lending', fresh))).toEqual([404, 404, 404, 404]);
    expect((await run('list')).out).toMatch(/^lending\t.*\t2 secrets until 20/m);
    await database.query(
      "UPDATE portico.consumers SET replaced_secrets = (SELECT jsonb_agg(e || jsonb_build_object('until', now() " +
        "- interval '1 second')) FROM jsonb_array_elements(replaced_secrets) AS e) WHERE client_id = 'lending'",
    );
    expect(await enter(...both('lending', old), bearer('lending', fresh))).toEqual([401, 401, 404]);
  });

  it('accepts every secret for its whole overlap, after any number of rotations, until all are ended', async () => {
    const secrets = [await create('trading')];
    for (let count = 1; count < 10; count += 1) secrets.push(await rotate('trading', 3600));
    expect(await enter(...[0, 1, 9].flatMap((at) => both('trading', secrets[at]!)))).toEqual(Array(6).fill(404));
    expect((await registry.list()).find(({ clientId }) => clientId === 'trading')!.replacedSecrets).toHaveLength(9);
    await expect(rotate('trading', 86_400)).rejects.toThrow('has 10 secrets that are still good (an overlap of 0');
    const last = await rotate('trading', 0);
    expect(await enter(bearer('trading', secrets[9]!), bearer('trading', last))).toEqual([401, 404]);
  });

  it('disables a consumer', async () => {
    const secret = await create('closed');
    expect(await run('disable', 'closed', ...WHY)).toMatchObject({ code: 0 });
    expect(await enter(bearer('closed', secret))).toEqual([401]);
    expect(await run('rotate', 'closed', ...WHY)).toMatchObject({
      code: 1,
      out: '',
      err:
        'The consumer closed does not exist, is disabled, or has 10 secrets that are still good (an overlap of 0 ' +
        'ends all but the new one).\n',
    });
    await expect(registry.disable(OPERATOR, 'closed')).rejects.toThrow('closed');
  });

  it('audits each change, without secrets', async () => {
    const rows = await database.query<{ actor: string; action: string; subject: string }>(
      "SELECT actor, action, subject FROM portico.audit_entries WHERE action LIKE 'consumers.%' ORDER BY entry_id",
    );
    expect(rows).toEqual([
      { actor: 'operator', action: 'consumers.create', subject: 'billing' },
      { actor: 'operator', action: 'consumers.create', subject: 'lending' },
      { actor: 'operator', action: 'consumers.rotate', subject: 'lending' },
      { actor: 'operator', action: 'consumers.create', subject: 'trading' },
      ...Array.from({ length: 10 }, () => ({ actor: 'operator', action: 'consumers.rotate', subject: 'trading' })),
      { actor: 'operator', action: 'consumers.create', subject: 'closed' },
      { actor: 'operator', action: 'consumers.disable', subject: 'closed' },
    ]);
  });

  it('stores several applications, and a default page of a registered origin without a fragment', async () => {
    secretIn(
      await run(
        'create',
        'several',
        '--organisation',
        'org',
        '--application',
        'mobile-app,web-app',
        '--scopes',
        'onboarding:read',
        '--redirect-origins',
        'https://app.example.com',
        '--redirect-url',
        'https://app.example.com/back?x=1',
      ),
    );
    expect((await run('list')).out).toContain('several\torg\tmobile-app,web-app\t');
    expect(
      await database.query(
        'SELECT application_id, other_application_ids, default_redirect_url FROM portico.consumers WHERE ' +
          "client_id = 'several'",
      ),
    ).toEqual([
      {
        application_id: 'mobile-app',
        other_application_ids: ['web-app'],
        default_redirect_url: 'https://app.example.com/back?x=1',
      },
    ]);
    for (const page of ['https://evil.example/', 'http://app.example.com/', 'https://app.example.com/#x', 'back'])
      await expect(create('unfit', { defaultRedirectUrl: page })).rejects.toThrow('redirect-url: must');
    await expect(create('unfit', { otherApplicationIds: ['web app'] })).rejects.toThrow(
      'An application is 1 to 128 visible ASCII characters.',
    );
  });

  const settingsOf = async (clientId: string): Promise<Record<string, unknown>> =>
    JSON.parse((await run('show', clientId, '--json')).out) as Record<string, unknown>;

  it('changes what is named and nothing else, and shows it', async () => {
    await create('shop', { productIds: ['LOAN01'], rateLimitPerMinute: 5 });
    const before = await settingsOf('shop');
    const added = await run('update', 'shop', '--add-redirect-origin', 'https://shop.example.com', '--json', ...WHY);
    expect(JSON.parse(added.out)).toEqual({
      ...before,
      redirect_origins: ['https://app.example.com', 'https://shop.example.com'],
    });
    await registry.update(OPERATOR, 'shop', {
      removedOrigins: ['https://app.example.com'],
      defaultRedirectUrl: 'https://shop.example.com/back',
      scopes: ['consent:read'],
      rateLimitPerMinute: null,
    });
    expect((await run('show', 'shop')).out).toMatch(/^redirect_url +https:\/\/shop\.example\.com\/back$/m);
    expect(await settingsOf('shop')).toEqual({
      ...before,
      redirect_origins: ['https://shop.example.com'],
      redirect_url: 'https://shop.example.com/back',
      scopes: ['consent:read'],
      rate_limit_per_minute: null,
    });
    expect(
      await database.query(
        "SELECT detail -> 'redirect_origins' AS origins FROM portico.audit_entries WHERE action = 'consumers.update' " +
          'ORDER BY entry_id DESC LIMIT 1',
      ),
    ).toEqual([{ origins: ['https://shop.example.com'] }]);
  });

  it.each<[string, () => Promise<unknown>, string]>([
    ['an origin that is none', () => registry.update(OPERATOR, 'shop', { addedOrigins: ['shop'] }), 'is no origin'],
    [
      'one that is not registered',
      () => registry.update(OPERATOR, 'shop', { removedOrigins: ['x'] }),
      'not registered',
    ],
    [
      'an origin that the default page needs',
      () => registry.update(OPERATOR, 'shop', { redirectOrigins: [] }),
      'name another page with --redirect-url',
    ],
    [
      'its default page without the origin, which is taken away',
      () => registry.update(OPERATOR, 'shop', { removedOrigins: ['https://shop.example.com'] }),
      'or take it away with --redirect-url none',
    ],
    ['no scopes', () => registry.update(OPERATOR, 'shop', { scopes: [] }), 'Scopes are'],
    ['an unknown consumer', () => registry.update(OPERATOR, 'absent', {}), 'does not exist'],
    ['to enable one that is not disabled', () => registry.enable(OPERATOR, 'shop'), 'is not disabled'],
  ])('does not change a consumer to have %s', async (_what, act, why) => {
    const stored = async (): Promise<object[]> =>
      database.query("SELECT * FROM portico.consumers WHERE client_id = 'shop'");
    const before = await stored();
    await expect(act()).rejects.toThrow(why);
    expect(await stored()).toEqual(before);
    expect(before).toHaveLength(1);
  });

  it('gives a disabled consumer its access back', async () => {
    const secret = await create('seasonal');
    await registry.disable(OPERATOR, 'seasonal');
    await expect(registry.update(OPERATOR, 'seasonal', { productIds: ['LOAN01'] })).rejects.toThrow('is disabled');
    expect(await enter(bearer('seasonal', secret))).toEqual([401]);
    expect(await run('enable', 'seasonal', '--json', ...WHY)).toMatchObject({
      code: 0,
      out: '{"client_id":"seasonal","state":"enabled"}\n',
    });
    expect(await enter(bearer('seasonal', secret))).toEqual([404]);
  });

  it('lists as JSON, explains itself, and refuses options that a command does not have', async () => {
    const { consumers } = JSON.parse((await run('list', '--json')).out) as { consumers: object[] };
    expect(consumers).toContainEqual(await settingsOf('shop'));
    expect(JSON.stringify(consumers)).not.toMatch(/secret"/);
    expect(await run('update', '-h')).toMatchObject({ code: 0, out: expect.stringContaining('--add-redirect-origin') });
    for (const [words, said] of [
      [['list', '--scopes', 'x'], "'list' has no option '--scopes'"],
      [['update', 'shop', '--colour', 'red'], "Unknown option '--colour'"],
      [['update', 'shop', ...WHY], 'What is to be changed?'],
      [['update', 'shop', '--scopes', 'x'], 'Why? Give --reason.'],
      [['disable', 'shop'], 'Why? Give --reason.'],
      [['rotate', 'shop', '--reason', '   '], '--reason must be 3 to 500 characters'],
      [['enable', 'shop', '--reason', 'Zoe Kim 9844411122'], '--reason must not have a mail address'],
      [['toString', 'shop'], "There is no command 'toString'"],
    ] as const)
      expect(await run(...words)).toMatchObject({ code: 2, out: '', err: expect.stringContaining(said) });
  });

  const NO_ORIGINS = [
    'https://localhost.',
    'https://localhost',
    'https://app.localhost',
    'https://app.example.com.',
    'https://app.internal',
    'https://app.local',
    'https://intranet',
    'http://app.example.com',
    'https://0x7f.1',
    'https://2130706433',
    'https://user@app.example.com',
    'https://app.example.com\\@127.0.0.1',
    'file://app.example.com',
    'null',
  ];

  it('refuses origins that are no redirect targets', async () => {
    await expect(create('x', { redirectOrigins: ['https://app.example.com', ...NO_ORIGINS] })).rejects.toThrow(
      new RegExp(`^https://localhost\\., .*`),
    );
    await expect(create('x', { redirectOrigins: ['https://app.example.com', ...NO_ORIGINS] })).rejects.toThrow(
      `${NO_ORIGINS.join(', ')} is no origin`,
    );
  });

  it.each<[string, () => Promise<unknown>, string]>([
    ['an existing client_id', () => create('billing'), 'The consumer billing exists already.'],
    ['an unknown scope', () => create('x', { scopes: ['everything'] as never }), 'Scopes are '],
    ['an origin with a path', () => create('x', { redirectOrigins: ['https://app.example.com/path'] }), 'is no origin'],
    ['a client_id with a blank', () => create('x y'), 'A client_id is'],
    ['no organisation', () => create('x', { organisationId: '', applicationId: '' }), 'needs an organisation'],
    ['an unknown consumer', () => rotate('absent', 0), 'does not exist'],
    ['an overlap that is no number', () => rotate('billing', Number('long')), 'whole number of seconds'],
  ])('refuses %s and gives the reason', async (_what, act, why) => {
    await expect(act()).rejects.toThrow(why);
  });

  it.each([[['remove', 'billing']], [['rotate']], [['list', 'billing']], [[]]])(
    'refuses the arguments %j, with its usage',
    async (words) => {
      expect(await run(...words)).toMatchObject({
        code: 2,
        out: '',
        err: expect.stringContaining('npx portico consumers create'),
      });
    },
  );

  it.each([
    ['a control character', { displayName: 'Acme\u0007' }, 'display name'],
    ['a line break', { displayName: 'Acme\nBank' }, 'display name'],
    ['a character that turns the direction', { displayName: 'Acme \u202egro.knab' }, 'display name'],
    ['an invisible character', { displayName: 'Ac\u200bme' }, 'display name'],
    ['nothing that can be read', { displayName: '...' }, 'display name'],
    ['spaces around', { displayName: ' Acme' }, 'display name'],
    ['81 characters', { displayName: 'x'.repeat(81) }, 'display name'],
    ['a script for a contact', { contact: 'javascript:alert(1)' }, 'contact'],
    ['a contact without encryption', { contact: 'http://acme.example/help' }, 'contact'],
    ['a contact with user info', { contact: 'https://acme.example@evil.example/' }, 'contact'],
    ['a contact with a header', { contact: 'a@acme.example?bcc=b@evil.example' }, 'contact'],
    ['an SVG', { logo: Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>') }, 'SVG'],
    ['a large logo', { logo: Buffer.concat([Buffer.from([0xff, 0xd8, 0xff]), Buffer.alloc(65_534)]) }, '64 KiB'],
  ])('refuses an appearance with %s', async (_what, appearance, says) => {
    await expect(registry.create(OPERATOR, { ...NEW, clientId: 'unshown', ...appearance })).rejects.toThrow(says);
  });

  it('keeps an appearance in any script', async () => {
    const clientId = 'shown';
    const appearance = {
      displayName: 'क्‍ष Zoë & Söhne «测试»',
      contact: 'https://acme.example/help?from=link',
      logo: Buffer.from([0xff, 0xd8, 0xff, 0xe0]),
    };
    await registry.create(OPERATOR, { ...NEW, clientId, ...appearance });
    const [row] = await database.query('SELECT * FROM portico.consumers WHERE client_id = $1', [clientId]);
    expect(row).toMatchObject({
      display_name: appearance.displayName,
      contact: appearance.contact,
      logo: appearance.logo,
    });
  });

  it('takes a logo from a file, and changes what people see', async () => {
    const file = path.join(os.tmpdir(), `${randomUUID()}.png`);
    const logo = Buffer.from('89504e470d0a1a0a00', 'hex');
    fs.writeFileSync(file, logo);
    const wanted = ['--organisation', 'org', '--application', 'app', '--scopes', 'onboarding:read'];
    const appearance = ['--display-name', 'Acme', '--contact', 'help@acme.example', '--logo', file];
    const { code, out } = await run('create', 'pictured', ...wanted, ...appearance);
    fs.rmSync(file);
    expect([code, out]).toEqual([0, expect.stringContaining('client_id  pictured')]);
    const shown = async (): Promise<object> => {
      const [row] = await database.query("SELECT * FROM portico.consumers WHERE client_id = 'pictured'");
      return row!;
    };
    expect(await shown()).toMatchObject({ display_name: 'Acme', contact: 'help@acme.example', logo });
    expect(JSON.parse((await run('show', 'pictured', '--json')).out)).toMatchObject({
      display_name: 'Acme',
      contact: 'help@acme.example',
    });
    await run('update', 'pictured', '--display-name', 'Acme Robotics', '--contact', 'none', ...WHY);
    expect(await shown()).toMatchObject({ display_name: 'Acme Robotics', contact: null, logo });
    await run('update', 'pictured', '--logo', 'none', ...WHY);
    expect(await shown()).toMatchObject({ display_name: 'Acme Robotics', logo: null });
    await expect(registry.update(OPERATOR, 'pictured', { logo: Buffer.from('<svg/>') })).rejects.toThrow(
      'SVG can carry scripts',
    );
  });

  it('moves a consumer to another account at one vendor, and keeps the names of those before', async () => {
    await create('moving', { vendorAccounts: { finpro: ['acme'] } });
    const move = ['update', 'moving', '--one-money-account', 'acme-eu', '--json', ...WHY];
    for (const variables of [{}, { VENDOR_ACCOUNTS: 'acme,other' }] as Record<string, string>[])
      expect(await runWith(variables, ...move)).toMatchObject({
        code: 2,
        err: expect.stringMatching(/^VENDOR_ACCOUNTS names no account 'acme-eu' here; the accounts are default[,.]? ?/),
      });
    expect((await registry.find('moving')).vendorAccounts).toEqual({ finpro: ['acme'] });
    expect(await runWith({ VENDOR_ACCOUNTS: 'acme,acme-eu' }, ...move)).toMatchObject({ code: 0 });
    const moved = await run(...move, '--unlisted-account');
    expect(JSON.parse(moved.out)).toMatchObject({ one_money_account: 'acme-eu', finpro_account: 'acme' });
    await registry.update(OPERATOR, 'moving', { movedTo: { 'one-money': 'default', finpro: 'other' } });
    await registry.update(OPERATOR, 'moving', { movedTo: { 'one-money': 'acme-eu' } });
    expect((await registry.find('moving')).vendorAccounts).toEqual({
      'one-money': ['acme-eu', 'default'],
      finpro: ['other', 'acme'],
    });
    await expect(registry.update(OPERATOR, 'moving', { movedTo: { finpro: 'No Such' } })).rejects.toThrow(
      /No Such cannot be an account/,
    );
  });
});
