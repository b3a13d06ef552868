import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import request from 'supertest';
import { createTestDatabase, type TestDatabase } from '../support/database';
import { DATA_KEY, type RunningGateway, startGateway } from '../support/gateway';
import { signed } from '../support/onboarding-api';
import { oneMoneySigner } from '../../src/signed-http/signers/one-money.signer';

interface Said {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

describe('npm run consumers', () => {
  let database: TestDatabase;
  let gateway: RunningGateway;
  beforeAll(async () => {
    database = await createTestDatabase();
    gateway = await startGateway({ database, config: { mode: 'production' } });
  });
  afterAll(async () => {
    await gateway.close();
    await database.drop();
  });

  const run = (...words: string[]): Promise<Said> =>
    promisify(execFile)(process.execPath, ['scripts/consumers.mjs', ...words], {
      env: { PATH: process.env.PATH, DATABASE_URL: database.appUrl, PORTICO_DATA_KEY: DATA_KEY },
    }).then(
      ({ stdout, stderr }) => ({ code: 0, out: stdout, err: stderr }),
      (error: { code: number; stdout: string; stderr: string }) => ({
        code: error.code,
        out: error.stdout,
        err: error.stderr,
      }),
    );
  const create = (name: string, ...more: string[]): Promise<Said> =>
    run(
      'create',
      name,
      '--organisation',
      'org',
      '--application',
      'app',
      '--scopes',
      'onboarding:read,onboarding:write',
      '--redirect-origins',
      'https://app.example.com',
      ...more,
    );
  const secretIn = ({ out }: Said): string => /^secret +([A-Za-z0-9_-]{43})$/m.exec(out)![1]!;
  /** 404: let in, and found nothing. Each replica remembers credentials for five seconds, so a fresh one is asked. */
  const enters = async (authorization: Record<string, string>): Promise<number> => {
    const fresh = await startGateway({ database, sandbox: gateway.sandbox, config: { mode: 'production' } });
    const { status } = await request(fresh.url).get('/v1/customers/hosted/unknown').set(authorization);
    await fresh.close();
    return status;
  };
  const bearer = (name: string, secret: string): Record<string, string> => ({
    Authorization: `Bearer ${name}.${secret}`,
  });
  const hmac = (name: string, secret: string): Record<string, string> =>
    oneMoneySigner(name, secret)(
      { method: 'GET', path: '/v1/customers/hosted/unknown', body: Buffer.alloc(0) },
      new Date(),
    );

  it('creates one that may enter, tells its secret once, and keeps it sealed', async () => {
    const said = await create('billing', '--rate-limit', '100');
    const secret = secretIn(said);
    expect(await enters(bearer('billing', secret))).toBe(404);
    expect(await enters(hmac('billing', secret))).toBe(404);
    expect(await enters(signed('GET', '/v1/customers/hosted/unknown'))).toBe(401);
    expect((await run('list')).out.split('\n')[0]).toBe(
      'billing\torg\tapp\tonboarding:read,onboarding:write\t100\tenabled',
    );
    const [{ kept } = { kept: '' }] = await database.query<{ kept: string }>(
      "SELECT encode(secret_sealed, 'escape') AS kept FROM portico.consumers WHERE client_id = 'billing'",
    );
    expect(kept).not.toContain(secret);
  });

  it('rotates: both secrets open for a while, then only the new one', async () => {
    const old = secretIn(await create('lending'));
    const fresh = secretIn(await run('rotate', 'lending', '--overlap', '3600'));
    for (const secret of [old, fresh])
      expect([await enters(bearer('lending', secret)), await enters(hmac('lending', secret))]).toEqual([404, 404]);
    expect((await run('list')).out).toMatch(/^lending\t.*\t2 secrets until 20/m);
    await database.query(
      "UPDATE portico.consumers SET replaced_secrets = (SELECT jsonb_agg(e || jsonb_build_object('until', now() " +
        "- interval '1 second')) FROM jsonb_array_elements(replaced_secrets) AS e) WHERE client_id = 'lending'",
    );
    expect([await enters(bearer('lending', old)), await enters(hmac('lending', old))]).toEqual([401, 401]);
    expect(await enters(bearer('lending', fresh))).toBe(404);
  });

  it('lets every secret open for its whole overlap, however often it is replaced, and ends all when told', async () => {
    const secrets = [secretIn(await create('trading'))];
    for (let count = 1; count < 10; count += 1)
      secrets.push(secretIn(await run('rotate', 'trading', '--overlap', '3600')));
    for (const secret of [secrets[0]!, secrets[1]!, secrets[9]!])
      expect([await enters(bearer('trading', secret)), await enters(hmac('trading', secret))]).toEqual([404, 404]);
    expect((await run('list')).out).toMatch(/^trading\t.*\t10 secrets until 20/m);
    expect(await run('rotate', 'trading')).toMatchObject({
      code: 1,
      err: expect.stringContaining('has 10 secrets that are still good (an overlap of 0'),
    });
    const last = secretIn(await run('rotate', 'trading', '--overlap', '0'));
    for (const [secret, status] of [
      [secrets[9]!, 401],
      [last, 404],
    ] as const)
      expect(await enters(bearer('trading', secret))).toBe(status);
  });

  it('disables', async () => {
    const secret = secretIn(await create('closed'));
    expect(await run('disable', 'closed')).toMatchObject({ code: 0 });
    expect(await enters(bearer('closed', secret))).toBe(401);
    expect(await run('rotate', 'closed')).toMatchObject({
      code: 1,
      err:
        'The consumer closed does not exist, is disabled, or has 10 secrets that are still good (an overlap of 0 ' +
        'ends all but the new one).\n',
    });
    expect(await run('disable', 'closed')).toMatchObject({ code: 1 });
  });

  it('records each change, and no secret', async () => {
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

  it(
    'takes several applications, and a page for requests that name none, of a registered origin and without a ' +
      'fragment',
    async () => {
      secretIn(
        await create(
          'several',
          '--application',
          'mobile-app,web-app',
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
        expect(await create('unfit', '--redirect-url', page)).toMatchObject({
          code: 1,
          err: expect.stringContaining('redirect-url: must'),
        });
      expect(await create('unfit', '--application', 'mobile-app,web app')).toMatchObject({
        code: 1,
        err: expect.stringContaining('An application is 1 to 128 visible ASCII characters.'),
      });
    },
  );

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

  it('refuses origins that users cannot be sent to', async () => {
    const said = await run(
      'create',
      'x',
      '--organisation',
      'o',
      '--application',
      'a',
      '--scopes',
      'audit:read',
      '--redirect-origins',
      ['https://app.example.com', ...NO_ORIGINS].join(','),
    );
    expect(said).toMatchObject({ code: 1, out: '', err: expect.stringMatching(/^https:\/\/localhost\., /) });
    expect(said).toMatchObject({ err: expect.stringContaining(`${NO_ORIGINS.join(', ')} is no origin`) });
  });

  it.each([
    [
      ['create', 'billing', '--organisation', 'o', '--application', 'a', '--scopes', 'audit:read'],
      'The consumer billing exists already.',
    ],
    [['create', 'x', '--organisation', 'o', '--application', 'a', '--scopes', 'everything'], 'Scopes are '],
    [
      [
        'create',
        'x',
        '--organisation',
        'o',
        '--application',
        'a',
        '--scopes',
        'audit:read',
        '--redirect-origins',
        'https://app.example.com/path',
      ],
      'is no origin',
    ],
    [['create', 'x y', '--organisation', 'o', '--application', 'a', '--scopes', 'audit:read'], 'A client_id is'],
    [['create', 'x', '--scopes', 'audit:read'], 'needs an organisation'],
    [['rotate', 'nobody'], 'does not exist'],
    [['rotate', 'billing', '--overlap', 'long'], 'whole number of seconds'],
    [['remove', 'billing'], 'npm run consumers -- create'],
    [[], 'npm run consumers -- create'],
  ])('refuses %j and says why', async (words, why) => {
    const said = await run(...words);
    expect(said).toMatchObject({ code: 1, out: '', err: expect.stringContaining(why) });
  });
});
