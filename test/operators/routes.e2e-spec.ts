import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import { promisify } from 'node:util';
import { ROLES } from '../../src/http/request/operator';
import { AccessAudit } from '../../src/audit/access/access-audit';
import { OperatorRegistry } from '../../src/operators/registry/operator-registry';
import { DEMO_OPERATORS } from '../../src/operators/sandbox-operators';
import { KillSwitches } from '../../src/switches/kill-switches';
import { ConsentApi, DEMO_HEADERS, newConsent } from '../support/consent-api';
import { eventually } from '../support/eventually';
import { DATA_KEY, DEMO, type RunningGateway, startGateway } from '../support/gateway';
import { Given, newCustomer } from '../support/given';
import { LinkVisitor } from '../support/link-visitor';
import { signed } from '../support/onboarding-api';
import { startReceiver, type Receiver } from '../support/receiver';

type Headers = Readonly<Record<string, string>>;

interface Route {
  readonly method: string;
  readonly path: string;
  /** The roles that may, as the documentation says. */
  readonly roles: readonly string[];
}

/** The rows of docs/roles.md. */
function documented(): Route[] {
  const lines = fs.readFileSync('docs/roles.md', 'utf8').split('\n');
  const cells = (line: string): string[] =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim());
  const from = lines.findIndex((line) => line.startsWith('| Operation'));
  const names = cells(lines[from]!).slice(2);
  const to = lines.findIndex((line, at) => at > from && !line.startsWith('|'));
  return lines.slice(from + 2, to < 0 ? undefined : to).map((line) => {
    const [operation = '', , ...answers] = cells(line);
    const [method = '', path = ''] = operation.replaceAll('`', '').split(' ');
    return { method, path, roles: names.filter((_, at) => answers[at] === 'yes') };
  });
}

const COUNT =
  "SELECT count(*) AS n, sum((detail->>'count')::int) AS sum FROM portico.audit_entries WHERE subject = 'access'";
const REASON = 'INC-4711: walked by a test';
const SINCE = '2020-01-01T00:00:00.000Z';
const UNTIL = '2100-01-01T00:00:00.000Z';

describe('the API of operators', () => {
  let gateway: RunningGateway;
  let receiver: Receiver;
  let bearers: Record<string, string>;
  let ids: Record<string, string>;
  const routes = documented();
  beforeAll(async () => {
    receiver = await startReceiver();
    gateway = await startGateway();
    const registry = gateway.app.get(OperatorRegistry, { strict: false });
    const actor = { requestId: randomUUID(), clientId: null, actor: 'operator' } as const;
    const made = async (id: string, roles: string[]): Promise<string> =>
      `Bearer ${id}.${await registry.create(actor, id, roles)}`;
    bearers = {
      operator: await made('ada', ['operator']),
      support: await made('sam', ['support']),
      auditor: await made('aud', ['auditor']),
      both: await made('eve', ['support', 'auditor']),
    };
    ids = await world();
  });
  afterAll(async () => {
    await gateway.close();
    await receiver.close();
  });

  afterEach(async () => {
    const operator = { Authorization: bearers.operator! };
    for (const path of [
      'switches/links/resume',
      'switches/vendors/one-money/default/resume',
      'consumers/other-consumer/enable',
    ])
      expect((await call(gateway, 'POST', `/operator/v1/${path}`, operator)).status).toBe(200);
  });

  const call = async (
    { url }: { url: string },
    method: string,
    path: string,
    headers: Headers,
    body: object = { reason: REASON },
  ): Promise<{ status: number; text: string; body: Record<string, unknown>; headers: Response['headers'] }> => {
    const isPost = method === 'POST';
    const answer = await fetch(url + path, {
      method,
      headers: { ...headers, ...(isPost ? { 'Content-Type': 'application/json' } : {}) },
      body: isPost ? JSON.stringify(body) : null,
    });
    const text = await answer.text();
    const isJson = /[/+]json/.test(answer.headers.get('content-type') ?? '');
    return {
      status: answer.status,
      text,
      headers: answer.headers,
      body: isJson ? (JSON.parse(text) as Record<string, unknown>) : {},
    };
  };
  const as = (role: string): Headers => ({ Authorization: bearers[role]! });

  /** What the parameters of the paths stand for: a consumer, a journey, an entry of the log, a delivered event. */
  async function world(): Promise<Record<string, string>> {
    await call(gateway, 'POST', '/v1/webhook_subscriptions', { Authorization: DEMO }, { url: receiver.url });
    const { customer_id } = await new Given(gateway).customer();
    await receiver.count(1);
    const event = JSON.parse(receiver.received[0]!.body) as { id?: string };
    const found = await call(gateway, 'GET', `/operator/v1/journeys?reference=${customer_id}`, as('support'));
    const [journey] = found.body.journeys as { journey_id: string; subject_id: string; consumer: string }[];
    expect(journey!.consumer).toBe('demo-consumer');
    const entry = await eventually(
      async () => (await call(gateway, 'GET', '/operator/v1/audit/events?limit=200', as('auditor'))).body,
      ({ events }) => (events as { leaf_index: number | null }[]).some(({ leaf_index }) => leaf_index !== null),
    );
    const sealed = (entry.events as { entry_id: string; leaf_index: number | null }[]).find(
      ({ leaf_index }) => leaf_index !== null,
    )!;
    await eventually(
      () => call(gateway, 'GET', `/operator/v1/audit/events/${sealed.entry_id}/proof`, as('auditor')),
      ({ status }) => status === 200,
    );
    return {
      client_id: 'other-consumer',
      customer_id,
      journey_id: journey!.journey_id,
      subject_id: journey!.subject_id,
      entry_id: sealed.entry_id,
      event_id: event.id ?? String(receiver.received[0]!.headers['webhook-id']),
      vendor: 'one-money',
      account: 'default',
    };
  }

  const QUERIES: Readonly<Record<string, string>> = { journeys: '?reference=none', consistency: '?from=1' };
  const bodyFor = (path: string): object => {
    if (path.endsWith('/export')) return { reason: REASON, since: SINCE, until: UNTIL };
    if (path.endsWith('/evidence')) return { reason: REASON, about: 'journey', id: ids.journey_id };
    return { reason: REASON };
  };
  /** A valid request of the route; acts that stop something are undone by the ones after them. */
  const target = ({ path }: Route): string =>
    path.replaceAll(/\{(\w+)\}/g, (_, name: string) => ids[name]!) + (QUERIES[path.split('/').at(-1)!] ?? '');

  it('has the routes of the table, and no others', () => {
    const served = new Set<string>();
    const { paths } = JSON.parse(fs.readFileSync('openapi-operators.json', 'utf8')) as {
      paths: Record<string, Record<string, unknown>>;
    };
    for (const [path, item] of Object.entries(paths))
      for (const method of Object.keys(item)) served.add(`${method.toUpperCase()} ${path}`);
    expect(routes.map(({ method, path }) => `${method} ${path}`).toSorted()).toEqual([...served].toSorted());
    expect(routes.length).toBeGreaterThan(15);
  });

  it('answers each route to each role as the table says, and to no other caller', async () => {
    const strangers: Record<string, Headers> = {
      'no credentials': {},
      'a consumer': { Authorization: DEMO },
      "a consumer's four headers": { ...DEMO_HEADERS },
      'a wrong secret': { Authorization: 'Bearer ada.wrong' },
      'an unknown operator': { Authorization: `Bearer unknown.${'A'.repeat(43)}` },
      "a consumer's id with an operator's secret": {
        Authorization: bearers.operator!.replace('ada.', 'demo-consumer.'),
      },
    };
    const told: string[] = [];
    for (const route of routes) {
      const path = target(route);
      for (const [who, headers] of Object.entries({
        ...strangers,
        'a signature': { ...signed(route.method, path.split('?')[0]!) },
      })) {
        const { status } = await call(gateway, route.method, path, headers, bodyFor(route.path));
        if (status !== 401) told.push(`${route.method} ${route.path}: ${who}: ${status}`);
      }
      for (const role of [...Object.keys(ROLES), 'both']) {
        const roles = role === 'both' ? ['support', 'auditor'] : [role];
        const may = roles.some((one) => route.roles.includes(one));
        const { status, body } = await call(gateway, route.method, path, as(role), bodyFor(route.path));
        const isRight = may ? status < 300 : status === 403 && String(body.type).endsWith('#role-missing');
        if (!isRight) told.push(`${route.method} ${route.path}: ${role}: ${status} ${JSON.stringify(body)}`);
      }
    }
    expect(told).toEqual([]);
  }, 60_000);

  it("takes no operator's credentials on any other path", async () => {
    const { paths } = JSON.parse(fs.readFileSync('openapi.json', 'utf8')) as {
      paths: Record<string, Record<string, { security: unknown[] }>>;
    };
    const secured = Object.entries(paths).flatMap(([path, item]) =>
      Object.entries(item).flatMap(([method, { security }]) => (security.length > 0 ? [{ path, method }] : [])),
    );
    expect(secured.length).toBeGreaterThan(30);
    const [, secret = ''] = bearers.operator!.split('ada.');
    for (const { path, method } of secured) {
      const headers = { ...as('operator'), client_id: 'ada', client_secret: secret };
      const answer = await call(gateway, method.toUpperCase(), path.replaceAll(/\{\w+\}/g, 'x'), headers, {});
      expect({ path, method, status: answer.status }).toEqual({ path, method, status: 401 });
    }
  });

  it('refuses every act without a reason, or with one that names a person, and does nothing', async () => {
    const acts = routes.filter(({ method }) => method === 'POST');
    const count = async (): Promise<number> =>
      (
        await gateway.database.query<{ n: number }>(
          "SELECT count(*)::int AS n FROM portico.audit_entries WHERE actor = 'operator'",
        )
      )[0]!.n;
    const before = await count();
    for (const route of acts)
      for (const reason of [
        undefined,
        null,
        '',
        'no',
        '   ',
        '\t\u00a0\u3000\t',
        'a\nb\nc',
        'for ada@acme.example',
        'user 9876543210',
        'user +91 98765-43210',
        'user ９８７６５ ４３２１０',
        '\u200b\u200b\u200b',
        'PAN ABCDE1234F',
      ]) {
        const role = route.roles[0]!;
        const body = { ...bodyFor(route.path), reason };
        const answer = await call(gateway, 'POST', target(route), as(role), body);
        expect({ path: route.path, reason, status: answer.status, text: answer.text }).toEqual({
          path: route.path,
          reason,
          status: 400,
          text: expect.stringContaining('"/reason"'),
        });
      }
    expect(await count()).toBe(before);
  });

  it('writes each act into the log, with who, in which role and why', async () => {
    const acts = routes.filter(({ method }) => method === 'POST');
    for (const route of acts) {
      const role = route.roles[0]!;
      // What is stopped, disabled or resumed must stand the other way before.
      if (/stop|disable/.test(route.path))
        await call(gateway, 'POST', target(route).replace('/stop', '/resume').replace('/disable', '/enable'), as(role));
      if (/resume|enable/.test(route.path))
        await call(gateway, 'POST', target(route).replace('/resume', '/stop').replace('/enable', '/disable'), as(role));
      const reason = `INC-${routes.indexOf(route)}: ${route.path.replaceAll(/[{}]/g, '').slice(0, 60)}`;
      const answer = await call(gateway, 'POST', target(route), as(role), { ...bodyFor(route.path), reason });
      expect({ path: route.path, isDone: answer.status < 300, text: answer.text }).toMatchObject({ isDone: true });
      const rows = await gateway.database.query<{ actor: string; request_id: string; detail: Record<string, unknown> }>(
        "SELECT actor, request_id, detail FROM portico.audit_entries WHERE detail->>'reason' = $1",
        [reason],
      );
      expect({ path: route.path, rows }).toEqual({
        path: route.path,
        rows: [
          {
            actor: 'operator',
            request_id: answer.headers.get('x-request-id'),
            detail: expect.objectContaining({
              operator: { operator: 'ada', support: 'sam', auditor: 'aud' }[role],
              role,
              reason,
            }),
          },
        ],
      });
    }
  });

  it('stops everything new at a vendor on every replica, and lets it go on', async () => {
    const second = await startGateway({ database: gateway.database, sandbox: gateway.sandbox });
    const create = async ({ url }: RunningGateway): Promise<number> =>
      (
        await call(
          { url },
          'POST',
          '/v1/customers/hosted',
          { Authorization: DEMO, 'Idempotency-Key': randomUUID() },
          newCustomer(),
        )
      ).status;
    const customer = await new Given(gateway).customer();
    const stop = await call(gateway, 'POST', '/operator/v1/switches/vendors/one-money/default/stop', as('operator'));
    expect(stop.body).toEqual({
      stopped: [
        expect.objectContaining({
          target: 'vendor',
          vendor: 'one-money',
          account: 'default',
          stopped_by: 'ada',
          reason: REASON,
        }),
      ],
    });
    expect(await create(gateway)).toBe(503);
    await eventually(
      () => create(second),
      (status) => status === 503,
    );
    const sent = (await gateway.sandbox.requests('/')).length;
    expect(await create(second)).toBe(503);
    expect((await gateway.sandbox.requests('/')).length).toBe(sent);
    // Statuses are still read, and the other vendor goes on.
    expect(
      (await call(second, 'GET', `/v1/customers/hosted/${customer.customer_id}`, { Authorization: DEMO })).status,
    ).toBe(200);
    await new ConsentApi(second.url).request().expect(200);
    await call(second, 'POST', '/operator/v1/switches/vendors/one-money/default/resume', as('operator'));
    expect(await create(second)).toBe(201);
    await eventually(
      () => create(gateway),
      (status) => status === 201,
    );
    await second.close();
  });

  it('knows the accounts of the vendors: stops no other, and says who uses which', async () => {
    const shown = await call(gateway, 'GET', '/operator/v1/vendors', as('support'));
    const row = { account: 'default', breaker: 'closed', is_stopped: false };
    expect(shown.body).toEqual({
      accounts: [
        { ...row, vendor: 'one-money', consumers: expect.any(Number) },
        { ...row, vendor: 'finpro', consumers: expect.any(Number) },
      ],
    });
    const { body: all } = await call(gateway, 'GET', '/operator/v1/consumers', as('support'));
    const consumers = all.consumers as { vendor_accounts: object; disabled_at: string | null }[];
    expect(consumers[0]!.vendor_accounts).toEqual({ 'one-money': 'default', finpro: 'default' });
    expect((shown.body.accounts as { consumers: number }[])[0]!.consumers).toBe(
      consumers.filter(({ disabled_at }) => disabled_at === null).length,
    );
    for (const wrong of ['finpro/nosuch', 'nosuch/default', 'finpro/Default'])
      for (const act of ['stop', 'resume'])
        expect(
          await call(gateway, 'POST', `/operator/v1/switches/vendors/${wrong}/${act}`, as('operator')),
        ).toMatchObject({
          status: 404,
          body: { detail: expect.stringContaining('The accounts are: one-money/default, finpro/default.') },
        });
    // What was stopped before its account went is resumed all the same.
    await gateway.database.query(
      'INSERT INTO portico.kill_switches (target, vendor, account, stopped_by, reason) ' +
        "VALUES ('vendor', 'finpro', 'gone', 'ada', 'INC-1')",
    );
    const switches = gateway.app.get(KillSwitches);
    await switches.refresh();
    const page = await (await fetch(`${gateway.url}/metrics`)).text();
    expect(page).toMatch(
      /^portico_stopped_since_timestamp_seconds\{target="vendor",vendor="finpro",account="gone"\} \d{10}/m,
    );
    const resumed = await call(gateway, 'POST', '/operator/v1/switches/vendors/finpro/gone/resume', as('operator'));
    expect([resumed.status, resumed.body]).toEqual([200, { stopped: [] }]);
  });

  it('stops all durable links: none is made, and none leads to a vendor', async () => {
    const given = new Given(gateway);
    const { customer_id } = await given.customer();
    const { onboarding_url } = await given.grant(customer_id, { link: 'durable' });
    const visitor = new LinkVisitor(onboarding_url);
    expect((await visitor.open()).status).toBe(200);
    await call(gateway, 'POST', '/operator/v1/switches/links/stop', as('operator'));
    expect((await visitor.open()).status).toBe(503);
    const asked = await call(
      gateway,
      'POST',
      '/v1/customers/onboarding/grants',
      { Authorization: DEMO },
      { customer_id, link: 'durable' },
    );
    expect([asked.status, asked.body.type, asked.headers.get('retry-after')]).toEqual([
      503,
      '/errors#links-stopped',
      '30',
    ]);
    await given.grant(customer_id, {});
    await call(gateway, 'POST', '/operator/v1/switches/links/resume', as('operator'));
    expect((await visitor.open()).status).toBe(200);
  });

  it('exports the log with receipts, and shows nothing personal to support', async () => {
    const { text, headers } = await call(
      gateway,
      'POST',
      '/operator/v1/audit/export',
      as('auditor'),
      bodyFor('/export'),
    );
    expect(headers.get('content-type')).toMatch(/ndjson/);
    const lines = text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { entry: { entry_id: string }; receipt: string });
    expect(lines.length).toBeGreaterThan(10);
    expect(lines[0]!.receipt).toMatch(/^c2sp\.org\/tlog-proof@v1\nextra /);
    const backwards = { ...bodyFor('/export'), since: UNTIL, until: SINCE };
    const refused = await call(gateway, 'POST', '/operator/v1/audit/export', as('auditor'), backwards);
    expect(refused.body).toMatchObject({ status: 400, errors: [{ pointer: '/until', code: 'ends_before_begin' }] });
    const shown = await call(gateway, 'GET', `/operator/v1/journeys/${ids.journey_id}`, as('support'));
    expect(shown.body).toMatchObject({
      consumer: 'demo-consumer',
      events: [expect.objectContaining({ event_id: ids.event_id })],
    });
    expect(shown.text + text).not.toMatch(/canary|Robotics|@acme/i);
  });

  it('reveals personal data to the role operator, after it is written down', async () => {
    const body = newConsent();
    const handle = (await new ConsentApi(gateway.url).request(body).expect(200)).body.data.consent_handle as string;
    const found = await call(gateway, 'GET', `/operator/v1/journeys?reference=${handle}`, as('operator'));
    const [{ journey_id, subject_id } = { journey_id: '', subject_id: '' }] = found.body.journeys as {
      journey_id: string;
      subject_id: string;
    }[];
    const revealed = await call(gateway, 'POST', `/operator/v1/journeys/${journey_id}/reveal`, as('operator'));
    expect(revealed.body).toMatchObject({ personal: { vua: body.vua, party_identifier: body.partyIdentifierValue } });
    expect(
      await gateway.database.query(
        "SELECT detail FROM portico.audit_entries WHERE action = 'privacy.subject.revealed' AND subject = $1",
        [subject_id],
      ),
    ).toEqual([{ detail: { operator: 'ada', role: 'operator', reason: REASON } }]);
    const { body: listed } = await call(gateway, 'GET', '/operator/v1/access?limit=1', as('auditor'));
    expect(listed.events).toEqual([
      expect.objectContaining({
        action: 'access.personal',
        request_id: revealed.headers.get('x-request-id'),
        actor: 'operator',
        detail: { reason: 'read', credential: 'ada', operation: 'privacy.subject.revealed', count: 1 },
      }),
    ]);
    for (const path of [`/operator/v1/journeys/${journey_id}`, `/operator/v1/journeys?reference=${handle}`])
      expect((await call(gateway, 'GET', path, as('support'))).text).not.toContain(body.partyIdentifierValue);
  });

  it('counts failed logins, refusals and reads of personal data, each with its source', async () => {
    const access = gateway.app.get(AccessAudit);
    await access.flush();
    const asked = { Authorization: DEMO };
    const body = newConsent();
    const handle = (await new ConsentApi(gateway.url).request(body).expect(200)).body.data.consent_handle as string;
    for (let times = 0; times < 3; times += 1) {
      await call(gateway, 'GET', '/operator/v1/switches', { Authorization: 'Bearer ada.wrong' });
      await call(gateway, 'GET', '/operator/v1/switches', { Authorization: `Bearer no-such-one-${times}.wrong` });
      await call(gateway, 'GET', '/operator/v1/audit/events', as('support'));
      await call(gateway, 'GET', '/v1/customers', { Authorization: 'Bearer demo-consumer.wrong' });
      await call(gateway, 'GET', `/v1/customers/hosted/${ids.customer_id}`, asked);
      await new ConsentApi(gateway.url).list({ consentHandle: handle }).expect(200);
    }
    await access.flush();
    const { body: listed } = await call(gateway, 'GET', '/operator/v1/access?limit=6', as('auditor'));
    const told = (listed.events as { action: string; actor: string; detail: Record<string, unknown> }[]).map(
      ({ action, actor, detail: { credential, operation, count, source } }) =>
        [action, actor, credential, operation, count, source].join(' '),
    );
    const source = '(127\\.0\\.0\\.1|0:0:0:0::/64)';
    for (const expected of [
      'access.failed operator ada /operator/v1/switches 3',
      'access.failed operator  /operator/v1/switches 3',
      'access.refused operator sam /operator/v1/audit/events 3',
      'access.failed consumer demo-consumer /v1/customers 3',
      'access.personal consumer demo-consumer /v1/customers/hosted/:customer_id 3',
      'access.personal consumer demo-consumer /v3/getconsentslist 3',
    ])
      expect(told).toContainEqual(expect.stringMatching(`^${expected} ${source}$`));
    expect(JSON.stringify(listed)).not.toContain('no-such-one');
    // A consumer sees those of its own credential, and no others.
    const { body: own } = await call(gateway, 'GET', '/v1/audit/events?subject=access&limit=200', asked);
    const consumers = (own.events as { consumer: string | null }[]).map(({ consumer }) => consumer);
    expect([consumers.length > 2, [...new Set(consumers)]]).toEqual([true, ['demo-consumer']]);
    // Many sources or operations are bounded.
    const before = Number((await gateway.database.query<{ n: string }>(COUNT))[0]!.n);
    for (let at = 0; at < 200; at += 1)
      access.note(
        { raw: { socket: { remoteAddress: `203.0.113.${at}` }, headers: {} }, routeOptions: { url: '/x' } } as never,
        {
          action: 'access.failed',
          actor: 'consumer',
          reason: 'unauthorized',
          credential: null,
        },
      );
    await access.flush();
    const [{ n: after, sum } = { n: '', sum: '' }] = await gateway.database.query<{ n: string; sum: string }>(COUNT);
    expect([Number(after) - before <= 51, Number(sum) >= 200]).toEqual([true, true]);
  });

  it('remembers what was stopped, is 404 where it is off, and refuses seeded operators in production', async () => {
    await call(gateway, 'POST', '/operator/v1/switches/links/stop', as('operator'));
    const shared = { database: gateway.database, sandbox: gateway.sandbox };
    const [off, production] = [
      await startGateway({ ...shared, environment: { OPERATOR_API: 'off' } }),
      await startGateway({ ...shared, config: { mode: 'production' } }),
    ];
    expect(off.app.get(KillSwitches).areLinksStopped).toBe(true);
    for (const { method, path } of routes)
      expect((await call(off, method, path.replaceAll(/[{}]/g, ''), as('operator'))).status).toBe(404);
    expect((await call(off, 'GET', '/operator/v1/openapi.json', {})).status).toBe(404);
    const [{ operatorId, secret } = { operatorId: '', secret: '' }] = DEMO_OPERATORS;
    const seeded = { Authorization: `Bearer ${operatorId}.${secret}` };
    expect((await call(gateway, 'GET', '/operator/v1/switches', seeded)).status).toBe(200);
    expect((await call(production, 'GET', '/operator/v1/switches', seeded)).status).toBe(401);
    expect((await call(production, 'POST', '/operator/v1/switches/links/resume', as('operator'))).status).toBe(200);
    await off.close();
    await production.close();
  });

  it('is used as docs/operators.md prints it', async () => {
    const [commands = '', request = ''] = fs
      .readFileSync('docs/operators.md', 'utf8')
      .split('```')
      .filter((_, at) => at % 2 === 1);
    const lines = commands.split('\n').filter((line) => line.startsWith('npx portico operators '));
    expect(lines.length).toBe(6);
    for (const line of lines) {
      const named = line.replace('ada', 'printed-one').replace('sam', 'printed-other');
      const words = named.match(/'[^']*'|\S+/g)!.map((word) => word.replaceAll("'", ''));
      await promisify(execFile)(process.execPath, ['scripts/operators.mjs', ...words.slice(3)], {
        env: { PATH: process.env.PATH, DATABASE_URL: gateway.database.appUrl, PORTICO_DATA_KEY: DATA_KEY },
      });
    }
    const entries = await gateway.database.query<{ action: string; detail: object }>(
      "SELECT action, detail FROM portico.audit_entries WHERE subject LIKE 'printed-%' ORDER BY entry_id",
    );
    const operator = os.userInfo().username;
    expect(entries.slice(2)).toEqual(
      [
        ['rotate', 'INC-4711: the laptop was lost'],
        ['disable', 'HR-12: leaves the team'],
        ['enable', 'HR-31: is back'],
      ].map(([act, reason]) => ({ action: `operators.${act}`, detail: { operator, reason } })),
    );
    expect(entries[0]).toEqual({ action: 'operators.create', detail: { operator, roles: ['operator'] } });
    const path = /'http:\/\/localhost:3000([^']+)'/.exec(request)![1]!;
    const authorization = /'Authorization: ([^']+)'/.exec(request)![1]!;
    expect((await call(gateway, 'GET', path, { Authorization: authorization })).status).toBe(200);
  }, 60_000);

  it('refuses an operator that was disabled, and the former secret of one that was rotated', async () => {
    const registry = gateway.app.get(OperatorRegistry, { strict: false });
    const actor = { requestId: randomUUID(), clientId: null, actor: 'operator' } as const;
    const old = await registry.create(actor, 'temp', ['support']);
    const fresh = await registry.rotate(actor, 'temp');
    const enter = async (secret: string): Promise<number> =>
      (await call(gateway, 'GET', '/operator/v1/switches', { Authorization: `Bearer temp.${secret}` })).status;
    expect([await enter(old), await enter(fresh)]).toEqual([401, 200]);
    await registry.disable(actor, 'temp');
    await eventually(
      () => enter(fresh),
      (status) => status === 401,
    );
    await expect(registry.create(actor, 'temp', ['support'])).rejects.toThrow('exists already');
    await expect(registry.create(actor, 'other', ['root'])).rejects.toThrow('Roles are operator, support, auditor');
    await expect(registry.rotate(actor, 'temp')).rejects.toThrow('is disabled');
    const again = await registry.enable(actor, 'temp');
    await eventually(
      () => enter(again),
      (status) => status === 200,
    );
    expect(await enter(fresh)).toBe(401);
    await expect(registry.enable(actor, 'temp')).rejects.toThrow('is not disabled');
  });
});
