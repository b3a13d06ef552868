import { spawn } from 'node:child_process';
import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { OUT_OF_SCOPE, FACTS } from '../../src/conformance/registry';
import { report } from '../../src/conformance/report';
import { type Result, run } from '../../src/conformance/run';
import { SECTIONS } from '../../src/conformance/sections';
import { LIMITED, sandboxTargets, vendorTargets } from '../../src/conformance/settings';
import { type RunningSandbox, startSandbox } from '../support/sandbox';

const ENVIRONMENT = (url: string): Record<string, string> => ({
  ONE_MONEY_BASE_URL: url,
  ONE_MONEY_ACCESS_KEY: 'ak_sandbox_portico',
  ONE_MONEY_SECRET_KEY: 'b25lLW1vbmV5LXNhbmRib3gtc2VjcmV0LTAwMDAwMDA',
  FINPRO_BASE_URL: `${url}/finpro/`,
  FINPRO_CLIENT_ID: 'portico-sandbox-fiu',
  FINPRO_CLIENT_SECRET: 'ZmlucHJvLXNhbmRib3gtc2VjcmV0LTAwMDAwMDAwMDAw',
  FINPRO_ORGANISATION_ID: 'sandbox-org',
  FINPRO_APP_IDENTIFIER: 'portico',
  CONFORMANCE_PRODUCT_ID: 'LOAN01',
});

const SANDBOX_ONLY = ['status', 'clock', 'faults', 'listener', 'person', 'switches', 'portal', 'shared-secret'];

async function held(targets: Parameters<typeof run>[1], facts = FACTS): Promise<Result[]> {
  const results: Result[] = [];
  for await (const result of run(facts, targets)) results.push(result);
  return results;
}

const wrong = (results: readonly Result[]): object[] =>
  results
    .filter(({ verdict }) => verdict === 'differs' || verdict === 'failed')
    .map(({ fact: { id, says }, verdict, told }) => ({ id, says, verdict, told }));

describe('the facts of the contracts', () => {
  let sandbox: RunningSandbox;
  let limited: RunningSandbox;
  beforeAll(async () => {
    sandbox = await startSandbox();
    limited = await startSandbox(LIMITED);
  });
  afterAll(async () => {
    await sandbox.close();
    await limited.close();
  });

  it('have unique ids, and existing sections of the contract', () => {
    expect(FACTS.map(({ id }) => id).filter((id, at, all) => all.indexOf(id) !== at)).toEqual([]);
    expect(
      [...FACTS, ...OUT_OF_SCOPE].filter(({ vendor, section }) => !Object.hasOwn(SECTIONS[vendor], section)),
    ).toEqual([]);
  });

  it('without effects: no vendor changes, no sandbox function is used, and every fact that ran agrees', async () => {
    const before = await sandbox.effects();
    const results = await held(vendorTargets(['1money', 'finpro'], ENVIRONMENT(sandbox.url), false));
    expect(wrong(results)).toEqual([]);
    expect(await sandbox.effects()).toEqual(before);
    const ran = results.filter(({ verdict }) => verdict !== 'skipped');
    expect(ran.length).toBeGreaterThan(100);
    expect(
      ran.filter(({ fact: { needs } }) => needs.some((need) => need === 'effects' || SANDBOX_ONLY.includes(need))),
    ).toEqual([]);
  }, 300_000);

  it('with effects: facts that need a sandbox are skipped, with their needs named', async () => {
    const facts = FACTS.filter(({ id }) => /success|\.in-|webhook|visit\.F1/.test(id));
    const results = await held(vendorTargets(['1money', 'finpro'], ENVIRONMENT(sandbox.url), true), facts);
    expect(wrong(results)).toEqual([]);
    const skipped = results.filter(({ verdict }) => verdict === 'skipped');
    expect(skipped.map(({ fact }) => fact.id)).toEqual(
      facts
        .filter(({ needs }) => needs.some((need) => SANDBOX_ONLY.includes(need)))
        .map(({ id }) => id)
        .toSorted(
          (one, other) =>
            skipped.findIndex(({ fact }) => fact.id === one) - skipped.findIndex(({ fact }) => fact.id === other),
        ),
    );
    expect(skipped.find(({ fact }) => fact.id === '1money.webhook.signature')!.told).toBe(
      'somebody at the vendor who sets a KYB status; webhooks that arrive at a listener',
    );
    expect(
      results.filter(({ verdict, fact }) => verdict === 'agrees' && fact.needs.includes('effects')).length,
    ).toBeGreaterThan(5);
  }, 300_000);

  it('all agree with the sandbox', async () => {
    const results = await held(sandboxTargets(sandbox.url, limited.url));
    expect(wrong(results)).toEqual([]);
    expect(results.filter(({ verdict }) => verdict === 'skipped')).toEqual([]);
    expect(report({ sandbox: sandbox.url }, results)).toMatchObject({
      counts: { differs: 0, failed: 0, skipped: 0 },
      facts: expect.arrayContaining([
        expect.objectContaining({
          id: '1money.link.status',
          about: 'onboarding links',
          page: 'https://developer.1money.com/reference/create_onboarding_link',
          source: 'open',
          sandbox: '201',
          verdict: 'open',
          told: '201',
        }),
      ]),
    });
  }, 300_000);

  it.each([
    [
      'agrees',
      'makes one customer of a key and refuses the others meanwhile with 409',
      (count: number) => (count === 1 || count === 5 ? '1' : null),
    ],
    ['agrees', 'made it for a request whose response was lost', (count: number) => (count > 5 ? '1' : null)],
    ['differs', 'makes two', (count: number) => (count < 3 ? String(count) : null)],
    ['differs', 'makes another one later', (count: number) => (count === 1 ? '1' : count > 5 ? '2' : null)],
  ])('%s with one customer of concurrent requests: a vendor that %s', async (verdict, _what, customerOf) => {
    let count = 0;
    const vendor = http.createServer((request, response) => {
      count += 1;
      const customer_id = customerOf(count);
      request.resume().on('end', () =>
        response.writeHead(customer_id === null ? 409 : 201, { 'Content-Type': 'application/json' }).end(
          JSON.stringify(
            customer_id === null
              ? { code: 'Conflict', status: 409, detail: 'in flight', instance: '/' }
              : {
                  customer_id,
                  email: 'a@b.example',
                  customer_type: 'BUSINESS',
                  status: 'INIT',
                  created_at: '2026-01-15T09:30:00Z',
                  updated_at: '2026-01-15T09:30:00Z',
                },
          ),
        ),
      );
    });
    await once(vendor.listen(0, 'localhost'), 'listening');
    const targets = vendorTargets(
      ['1money'],
      ENVIRONMENT(`http://localhost:${(vendor.address() as AddressInfo).port}`),
      true,
    );
    const results = await held(
      targets,
      FACTS.filter(({ id }) => id === '1money.create.at-once'),
    );
    vendor.close();
    expect(results.map((result) => result.verdict)).toEqual([verdict]);
  });

  it('are checked again after the Retry-After of a vendor', async () => {
    for (const vendor of ['1money', 'finpro'])
      await sandbox.control('/_sandbox/faults', { vendor, kind: 'rate-limit', retry_after_seconds: 0, times: 2 });
    const facts = FACTS.filter(({ id }) => ['1money.echo.get', 'finpro.headers.success'].includes(id));
    const results = await held(vendorTargets(['1money', 'finpro'], ENVIRONMENT(sandbox.url), false), facts);
    expect(results.map(({ verdict }) => verdict)).toEqual(['agrees', 'agrees']);
    expect(await sandbox.control('/_sandbox/faults')).toMatchObject({ faults: [] });
  });

  describe('from the command line', () => {
    const conformance = async (
      flags: readonly string[],
      environment: Record<string, string> = ENVIRONMENT(sandbox.url),
    ): Promise<{ code: number | null; said: string }> => {
      const child = spawn(process.execPath, ['scripts/conformance.mjs', ...flags], { env: environment });
      let said = '';
      for (const stream of [child.stdout, child.stderr])
        stream.on('data', (chunk: Buffer) => (said += chunk.toString()));
      const [code] = (await once(child, 'close')) as [number | null];
      return { code, said };
    };

    it('exit with 0 where all agree, and write a report as JSON', async () => {
      const { code, said } = await conformance([
        '--at',
        '1money',
        '--at',
        'finpro',
        '--only',
        '1money.echo',
        '--json',
        '-',
      ]);
      expect(code).toBe(0);
      expect(JSON.parse(said)).toMatchObject({
        targets: { '1money': sandbox.url },
        counts: { agrees: 2, differs: 0 },
        facts: [
          { id: '1money.echo.get', verdict: 'agrees' },
          { id: '1money.echo.post', verdict: 'agrees' },
        ],
      });
    });

    it('exit with 1 on a difference, and name the fact and the difference', async () => {
      const { code, said } = await conformance(['--at', '1money', '--only', '1money.echo'], {
        ...ENVIRONMENT(sandbox.url),
        ONE_MONEY_BASE_URL: `${sandbox.url}/nowhere`,
      });
      expect(code).toBe(1);
      expect(said).toContain(
        "DIFFERS  1money.echo.get  (1Money 1.5 test vectors and echo, the vendor's public code)  GET /echo " +
          'answers message and timestamp\n         status: the contract has 200, seen was 404\n',
      );
      expect(said).toContain('0 agree, 2 differ');
    });

    it('exit with 1 where no server answers', async () => {
      const { code, said } = await conformance(['--at', '1money', '--only', '1money.echo.get'], {
        ...ENVIRONMENT(sandbox.url),
        ONE_MONEY_BASE_URL: 'http://127.0.0.1:1',
      });
      expect([code, said]).toEqual([1, expect.stringContaining('FAILED   1money.echo.get')]);
    });

    it.each([
      [['--at', 'absent'], '--at is 1money or finpro'],
      [['--only', 'none'], 'no fact has an id that begins with none'],
      [['--unknown'], 'unknown'],
    ])('exit with 2 for invalid arguments: %j', async (flags, why) => {
      expect(await conformance(flags)).toEqual({ code: 2, said: expect.stringContaining(why) });
    });
  });

  it('are never checked with effects against production', () => {
    expect(() =>
      vendorTargets(['1money'], { ...ENVIRONMENT(sandbox.url), ONE_MONEY_BASE_URL: 'https://api.1money.com' }, true),
    ).toThrow('api.1money.com is production');
    expect(() =>
      vendorTargets(['1money'], { ...ENVIRONMENT(sandbox.url), ONE_MONEY_BASE_URL: 'https://api.1money.com' }, false),
    ).not.toThrow();
  });

  it('name missing variables', () => {
    for (const name of Object.keys(ENVIRONMENT('')).filter((variable) => variable !== 'CONFORMANCE_PRODUCT_ID'))
      expect(() => vendorTargets(['1money', 'finpro'], { ...ENVIRONMENT(sandbox.url), [name]: '' }, false)).toThrow(
        name,
      );
  });
});
