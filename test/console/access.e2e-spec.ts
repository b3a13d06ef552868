import { randomUUID } from 'node:crypto';
import fs from 'node:fs';
import { AccessAudit } from '../../src/audit/access/access-audit';
import { NAVIGATION } from '../../src/console/page/navigation';
import { ROLE_NAMES } from '../../src/http/request/operator';
import { OperatorRegistry } from '../../src/operators/registry/operator-registry';
import { DEMO_OPERATORS } from '../../src/operators/sandbox-operators';
import { eventually } from '../support/eventually';
import { DEMO, type RunningGateway, startGateway } from '../support/gateway';
import { later } from '../support/later';
import { ConsoleVisitor } from './console-visitor';

interface Route {
  readonly method: string;
  readonly path: string;
  /** Roles, and `anyone`. */
  readonly allowed: readonly string[];
}

/** The rows of the second table of docs/roles.md. */
function documented(): Route[] {
  const lines = fs.readFileSync('docs/roles.md', 'utf8').split('\n');
  const cells = (line: string): string[] => line.split('|').slice(1, -1);
  const from = lines.findIndex((line) => line.startsWith('| Page'));
  const names = cells(lines[from]!).map((cell) => cell.trim());
  return lines.slice(from + 2).flatMap((line) => {
    if (!line.startsWith('|')) return [];
    const [route = '', ...rest] = cells(line).map((cell) => cell.trim());
    const [method = '', path = ''] = route.replaceAll('`', '').split(' ');
    return { method, path, allowed: names.slice(1).filter((_, at) => rest[at] === 'yes') };
  });
}

const target = ({ path }: Route): string => path.replaceAll(/\{\w+\}/g, randomUUID());
const byReason = (reason: string): string =>
  `SELECT detail FROM portico.audit_entries WHERE action LIKE 'access.%' AND detail->>'reason' = '${reason}'
    AND detail->>'operation' LIKE '/console%'`;

const NAMED = /(?:queried\(query, |given\(|form\.get\(|instantIn\(caller, |uuidIn\(caller, )'(\w+)'\)/g;

/** The names of all parameters and fields that the code of the console reads. */
function namesRead(): string[] {
  const files = fs.readdirSync('src/console', { recursive: true, encoding: 'utf8' });
  const code = files
    .filter((file) => file.endsWith('.ts'))
    .map((file) => fs.readFileSync(`src/console/${file}`, 'utf8'));
  return [...new Set(code.flatMap((text) => [...text.matchAll(NAMED)].map(([, name]) => name!)))];
}

describe('who may enter the console', () => {
  let gateway: RunningGateway;
  const secrets: Record<string, string> = {};
  const actor = { requestId: randomUUID(), clientId: null, actor: 'operator' } as const;
  const routes = documented();
  const visitor = async (name: string): Promise<ConsoleVisitor> => {
    const one = new ConsoleVisitor(gateway);
    expect((await one.login(name, secrets[name]!)).location).toBe('/console');
    return one;
  };
  let registry: OperatorRegistry;
  beforeAll(async () => {
    gateway = await startGateway({ config: { mode: 'production' }, environment: { CONSOLE: 'on' } });
    registry = gateway.app.get(OperatorRegistry, { strict: false });
    for (const role of ROLE_NAMES) secrets[role] = await registry.create(actor, role, [role]);
  });
  afterAll(async () => gateway.close());

  it('gives each page to the roles that docs/roles.md names, and nothing to anybody else', async () => {
    expect(routes.length).toBeGreaterThanOrEqual(4);
    const told: string[] = [];
    for (const name of [...ROLE_NAMES, 'stranger', 'consumer']) {
      for (const route of routes.filter(({ path }) => path !== '/console/login' && path !== '/console/logout')) {
        const one = name in secrets ? await visitor(name) : new ConsoleVisitor(gateway);
        const headers = name === 'consumer' ? { Authorization: DEMO } : undefined;
        const form = { reason: 'INC-4711: walked by a test', q: randomUUID() };
        const { status, location, text } =
          route.method === 'GET'
            ? await one.get(target(route), headers)
            : await one.post(target(route), form, { 'Sec-Fetch-Site': 'same-origin', ...headers });
        const may = route.allowed.includes(name) || route.allowed.includes('anyone');
        // What a role may do ends with a page, or with one that says what is not there.
        const isRight = may
          ? [200, 303, 400, 404].includes(status) && location !== '/console/login'
          : name in secrets
            ? status === 403 && text.includes('Your role may not see this')
            : status === 303 && location!.startsWith('/console/login') && text === '';
        if (!isRight) told.push(`${route.method} ${route.path}: ${name}: ${status} ${location} ${text.slice(-300)}`);
      }
    }
    expect(told).toEqual([]);
  }, 60_000);

  it('refuses in every parameter and field what PostgreSQL cannot store, and names it', async () => {
    secrets.all = await registry.create(actor, 'all', [...ROLE_NAMES]);
    const one = await visitor('all');
    const token = await one.token();
    const names = namesRead();
    expect(names).toEqual(expect.arrayContaining(['reference', 'identifier', 'q', 'link_id', 'consumer', 'after']));
    const told: string[] = [];
    for (const route of routes) {
      const inPath = [...route.path.matchAll(/\{(\w+)\}/g)].map(([value, name]) => ({
        field: `path/${name}`,
        send: () => one.get(target({ ...route, path: route.path.replace(value, 'a%00b') })),
      }));
      const others = names.map((name) => ({
        field: route.method === 'GET' ? `query/${name}` : name,
        send: () =>
          route.method === 'GET'
            ? one.get(`${target(route)}?${name}=a%00b`)
            : one.postRaw(target(route), { form_token: token, reason: 'INC-4711', [name]: 'a\0b' }),
      }));
      for (const { field, send } of [...(route.method === 'GET' ? inPath : []), ...others]) {
        const { status, text } = await send();
        if (
          status !== 400 ||
          !text.includes(`<p>The field “${field.replace(/^.*\//, '')}” must not contain a NUL character.</p>`)
        )
          told.push(`${route.method} ${route.path}, ${field}: ${status}`);
      }
    }
    expect(told).toEqual([]);
  }, 60_000);

  it('answers a path that does not exist with a page of the console', async () => {
    for (const accept of ['text/html', '*/*']) {
      const { status, headers, text } = await new ConsoleVisitor(gateway).get('/console/nothing', { Accept: accept });
      expect([status, text.includes('href="/console"'), text.includes('<style')]).toEqual([404, true, false]);
      expect(headers.get('content-security-policy')).toContain("style-src 'self'");
    }
  });

  it('names in the navigation the roles of the route', () => {
    for (const { path, roles } of NAVIGATION)
      expect(routes.find((one) => one.method === 'GET' && one.path === path)?.allowed).toEqual([...roles]);
  });

  it('shows a role the pages in the navigation that it may see', async () => {
    for (const role of ROLE_NAMES) {
      const { text } = await (await visitor(role)).get('/console');
      for (const { path, roles } of NAVIGATION)
        expect([role, path, text.includes(`href="${path}"`)]).toEqual([role, path, roles.includes(role)]);
    }
  });

  it('has a cookie for this path alone, which no script and no other site gets, and stores its hash only', async () => {
    const one = new ConsoleVisitor(gateway);
    const { headers, status } = await one.login('operator', secrets.operator!);
    expect(status).toBe(303);
    expect(headers.get('set-cookie')).toMatch(
      /^portico_console=[\w-]{43}; Path=\/console; HttpOnly; SameSite=Strict; Secure$/,
    );
    const token = one.cookie!.split('=')[1]!;
    const rows = await gateway.database.query('SELECT * FROM portico.console_sessions');
    expect(JSON.stringify(rows)).not.toContain(token);
    expect(JSON.stringify(rows)).not.toContain(secrets.operator);
    const [entry] = await gateway.database.query<{ subject: string }>(
      "SELECT subject FROM portico.audit_entries WHERE action = 'console.login' ORDER BY entry_id DESC LIMIT 1",
    );
    expect(entry).toEqual({ subject: 'operator' });
    expect(gateway.logged()).not.toContain(token);
  });

  it('leads on to the page that was asked for, and to no other site', async () => {
    const one = new ConsoleVisitor(gateway);
    expect((await one.get('/console/journeys?state=INIT')).location).toBe(
      '/console/login?next=%2Fconsole%2Fjourneys%3Fstate%3DINIT',
    );
    for (const [next, goes] of [
      ['/console/journeys?state=INIT', '/console/journeys?state=INIT'],
      ['//evil.example', '/console'],
      ['https://evil.example/console', '/console'],
      ['/console/../docs', '/console'],
      ['/console\\evil', '/console'],
      ['/consolex', '/console'],
    ]) {
      const { name, secret } = { name: 'operator', secret: secrets.operator! };
      expect((await one.postRaw('/console/login', { name, secret, next: next! })).location).toBe(goes);
    }
  });

  it('counts a login that failed, with its source, and by its name where there is such an operator', async () => {
    const one = new ConsoleVisitor(gateway);
    for (const name of ['operator', 'no-such-one', '', 'x'.repeat(100)])
      for (let times = 0; times < 2; times += 1) {
        const shown = await one.login(name, 'wrong');
        expect([name, shown.status, shown.text.includes('There is no operator with this name')]).toEqual([
          name,
          401,
          true,
        ]);
      }
    await gateway.app.get(AccessAudit).flush();
    const found = await gateway.database.query<{ detail: Record<string, unknown> }>(byReason('unauthorized'));
    expect(found.map(({ detail: { credential, count } }) => [credential, count])).toEqual(
      expect.arrayContaining([
        ['operator', 2],
        [null, 6],
      ]),
    );
    expect(JSON.stringify(found)).not.toContain('no-such-one');
  });

  it('takes no form of another site or of another session, and none without its token', async () => {
    const [one, other] = [await visitor('operator'), await visitor('operator')];
    const token = await one.token();
    const post = (fields: Record<string, string>, headers?: Record<string, string>): Promise<number> =>
      one.postRaw('/console/logout', fields, headers).then(({ status }) => status);
    const { host } = new URL(gateway.url);
    expect([
      await post({}),
      await post({ form_token: await other.token() }),
      await post({ form_token: token }, { 'Sec-Fetch-Site': 'cross-site' }),
      await post({ form_token: token }, { 'Sec-Fetch-Site': 'same-site', Origin: gateway.url }),
      await post({ form_token: token }, { Origin: 'https://evil.example' }),
      await post({ form_token: token }, { Origin: 'null' }),
      await post({ form_token: token }, {}),
    ]).toEqual([403, 403, 403, 403, 403, 403, 403]);
    expect((await one.get('/console')).status).toBe(200);
    // Of browsers that send no Sec-Fetch-Site, the origin counts.
    expect(await post({ form_token: token }, { Origin: `http://${host}` })).toBe(303);
    expect((await one.postRaw('/console/login', {}, { 'Sec-Fetch-Site': 'cross-site' })).status).toBe(403);
  });

  it('ends a session at the logout, after half an hour without use, and after eight hours', async () => {
    const [one, idle, busy] = [await visitor('operator'), await visitor('support'), await visitor('support')];
    const enters = async (who: ConsoleVisitor, headers?: Record<string, string>): Promise<boolean> =>
      (await who.get('/console', headers)).status === 200;
    await one.post('/console/logout');
    expect(await enters(one)).toBe(false);
    for (let minutes = 20; minutes < 480; minutes += 20)
      await later(gateway, minutes * 60, async () => {
        expect([minutes, await enters(busy)]).toEqual([minutes, true]);
        // A page that a script loads again keeps no session from ending.
        expect([minutes, await enters(idle, { 'Portico-Live': '1' })]).toEqual([minutes, minutes <= 30]);
      });
    await later(gateway, 8 * 3_600, async () => expect(await enters(busy)).toBe(false));
  });

  it('ends all sessions of an operator whose secret is rotated, and of one that is disabled', async () => {
    secrets.temp = await registry.create(actor, 'temp', ['support']);
    const former = await visitor('temp');
    secrets.temp = await registry.rotate(actor, 'temp');
    const isOut = async (one: ConsoleVisitor): Promise<boolean> => (await one.get('/console')).status === 303;
    await eventually(
      () => isOut(former),
      (is) => is,
    );
    const present = await visitor('temp');
    await registry.disable(actor, 'temp');
    await eventually(
      () => isOut(present),
      (is) => is,
    );
  }, 30_000);

  it('is a path that does not exist where it is off, which is the default in production', async () => {
    const shared = { database: gateway.database, sandbox: gateway.sandbox };
    const off = await startGateway({ ...shared, environment: { CONSOLE: 'off' } });
    for (const { method, path } of routes) {
      const answer = await fetch(off.url + path.replaceAll(/[{}]/g, ''), { method, redirect: 'manual' });
      expect([method, path, answer.status]).toEqual([method, path, 404]);
    }
    await off.close();
  });

  it('is open in the sandbox, to a person with all roles, and takes the operators of the sandbox', async () => {
    const shared = { database: gateway.database, sandbox: gateway.sandbox };
    const sandbox = await startGateway({ ...shared, environment: { OPERATOR_API: 'off' } });
    const one = new ConsoleVisitor(sandbox);
    const open = await one.get('/console');
    expect(open.status).toBe(200);
    for (const { path } of NAVIGATION) expect(open.text).toContain(`href="${path}"`);
    expect((await one.postRaw('/console/logout', {})).status).toBe(403);
    const support = DEMO_OPERATORS.find(({ roles }) => roles.includes('support'))!;
    expect((await one.login(support.operatorId, support.secret)).location).toBe('/console');
    expect((await one.get('/console')).text).toContain('demo-support (support)');
    // A session that has ended gives no other roles by itself.
    await later(sandbox, 3_600, async () => {
      const over = await one.get('/console');
      expect([over.location, over.headers.get('set-cookie')]).toEqual([
        '/console/login?next=%2Fconsole',
        expect.stringContaining('portico_console=; Path=/console; HttpOnly; SameSite=Strict; Max-Age=0'),
      ]);
    });
    expect((await one.get('/console/login')).text).toContain('Go on without a login');
    one.cookie = 'portico_console=no-token';
    expect((await one.get('/console')).status).toBe(303);
    one.cookie = null;
    expect((await one.get('/console')).status).toBe(200);
    expect((await new ConsoleVisitor(gateway).login(support.operatorId, support.secret)).status).toBe(401);
    await sandbox.close();
  });

  it('lets a page load its own files only, and no other page frame it', async () => {
    const { headers, text } = await (await visitor('operator')).get('/console');
    const policy = headers.get('content-security-policy')!;
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toMatch(/unsafe|\*|https?:/);
    expect(headers.get('cache-control')).toBe('no-store');
    expect(text).not.toMatch(/ style="|<style| on\w+="|<script>/);
    for (const [, address] of text.matchAll(/(?:href|src)="(\/console\/assets\/[^"]+)"/g)) {
      const asset = await fetch(gateway.url + address!);
      expect([address, asset.status, asset.headers.get('content-type')]).toEqual([
        address,
        200,
        expect.stringMatching(/^text\/(css|javascript)/),
      ]);
    }
    expect((await fetch(`${gateway.url}/console/assets/no-such.css`)).status).toBe(404);
  });
});
