import { randomUUID } from 'node:crypto';
import { type RunningSandbox, startSandbox } from '../support/sandbox';
import { newCompany, OTHER_PARTNER, sendSigned, type SignedRequest } from '../support/signed-request';
import { Partner, Visitor } from '../support/visitor';

/** Names that every object inherits, and a misspelt name. */
const FOREIGN = [...Object.getOwnPropertyNames(Object.prototype), 'prototype', 'then', 'timez'];

interface Schema {
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
}

interface Operation {
  readonly parameters?: readonly { name: string; in: string; schema: Schema }[];
  readonly requestBody?: {
    readonly content: {
      'application/json': { schema: { properties: Record<string, Schema>; required?: readonly string[] } };
    };
  };
  readonly responses: Readonly<Record<string, unknown>>;
}

/** A value that the schema allows. */
const fitting = ({ type, enum: words }: Schema): unknown =>
  words?.[0] ?? (type === 'number' ? 1 : 'http://localhost/receiver');

describe('control calls of the sandbox', () => {
  let sandbox: RunningSandbox;
  beforeAll(async () => {
    sandbox = await startSandbox();
  });
  afterAll(() => sandbox.close());

  const send = async (method: string, path: string, body?: string): Promise<{ status: number; error: unknown }> => {
    const answer = await fetch(sandbox.url + path, {
      method,
      headers: body === undefined ? {} : { 'Content-Type': 'application/json' },
      body,
    });
    return { status: answer.status, error: ((await answer.json()) as { error?: unknown }).error };
  };
  const post = (path: string, body: object): Promise<{ status: number; error: unknown }> =>
    send('POST', path, JSON.stringify(body));

  /** Every route below `/_sandbox/`, from the server's own tree of paths. */
  const routes = (): { method: string; path: string }[] => {
    const above: string[] = [];
    const found = sandbox.sandbox.app
      .printRoutes({ commonPrefix: false })
      .split('\n')
      .flatMap((line) => {
        const [, indent = '', part = '', methods = ''] = /^([│ ]*)[├└]── (\S+)(?: \(([A-Z, ]+)\))?/.exec(line) ?? [];
        const depth = indent.length / 4;
        above.splice(depth, Infinity, part);
        return methods.split(', ').map((method) => ({ method, path: above.join('').replace(/:\w+/g, randomUUID()) }));
      });
    return found.filter(({ method, path }) => path.startsWith('/_sandbox/') && !['', 'HEAD'].includes(method));
  };

  it('refuse unknown members and filters, also the ones that every object inherits', async () => {
    expect(routes().length).toBeGreaterThan(25);
    for (const { method, path } of routes()) {
      for (const name of FOREIGN) {
        expect({ path, name, ...(await send(method, `${path}?${encodeURIComponent(name)}=1`)) }).toEqual({
          path,
          name,
          status: 400,
          error: expect.stringContaining(name),
        });
        if (method === 'GET') continue;
        expect({ path, name, ...(await send(method, path, `{${JSON.stringify(name)}:1}`)) }).toEqual({
          path,
          name,
          status: 400,
          error: expect.stringContaining(name),
        });
      }
    }
  });

  interface Call {
    readonly method: string;
    readonly path: string;
    readonly body: Readonly<Record<string, Schema>>;
    readonly required: readonly string[];
    readonly query: Readonly<Record<string, Schema>>;
    readonly statuses: readonly string[];
  }

  /** Every operation of the document. */
  const documented = async (): Promise<Call[]> => {
    const { paths } = await sandbox.control<{ paths: Record<string, Record<string, Operation>> }>(
      '/_sandbox/openapi.json',
    );
    return Object.entries(paths).flatMap(([path, operations]) =>
      Object.entries(operations).map(([method, { requestBody, parameters = [], responses }]) => {
        const schema = requestBody?.content['application/json'].schema;
        const query = parameters.filter((one) => one.in === 'query').map(({ name, schema: of }) => [name, of]);
        return {
          method: method.toUpperCase(),
          path: path.replaceAll(/\{\w+\}/g, randomUUID()),
          body: schema?.properties ?? {},
          required: schema?.required ?? [],
          query: Object.fromEntries(query) as Call['query'],
          statuses: Object.keys(responses),
        };
      }),
    );
  };

  it('refuse what a browser sends for a page of another site', async () => {
    const send = (site: string): Promise<Response> =>
      fetch(`${sandbox.url}/_sandbox/faults/release`, { method: 'POST', headers: { 'Sec-Fetch-Site': site } });
    expect([(await send('cross-site')).status, (await send('same-origin')).status]).toEqual([403, 200]);
  });

  it('are all in the document of the control API', async () => {
    const shape = ({ method, path }: { method: string; path: string }): string =>
      `${method} ${path.replaceAll(/[0-9a-f-]{36}/g, '*')}`;
    expect((await documented()).map(shape).toSorted()).toEqual(routes().map(shape).toSorted());
  });

  it('refuse each documented member and filter with a value of another shape', async () => {
    let checked = 0;
    for (const { method, path, body, required, query } of await documented()) {
      // A receiver that is set needs its secret.
      const needed = [...required, ...Object.keys(body).filter((name) => name === 'secret')];
      const whole = Object.fromEntries(needed.map((name) => [name, fitting(body[name]!)]));
      for (const name of Object.keys(body)) {
        const sent = JSON.stringify({ ...whole, [name]: [[]] });
        const error = expect.stringContaining(name);
        expect({ path, name, ...(await send(method, path, sent)) }).toEqual({ path, name, status: 400, error });
        checked += 1;
      }
      for (const name of Object.keys(query).filter((one) => query[one]!.enum ?? query[one]!.type === 'integer')) {
        const error = expect.stringContaining(name);
        const found = await send(method, `${path}?${name}=x`);
        expect({ path, name, ...found }).toEqual({ path, name, status: 400, error });
        checked += 1;
      }
    }
    expect(checked).toBeGreaterThan(25);
  });

  it('answer an unknown object, an unknown path and a wrong method in the one shape of errors', async () => {
    for (const { method, path, body, required, statuses } of await documented()) {
      if (!statuses.includes('404')) continue;
      const whole = Object.fromEntries(required.map((name) => [name, fitting(body[name]!)]));
      const known = path.replace(/consents\/([\w-]+)\/[\w-]+$/, 'consents/$1/approve');
      const sent = method === 'GET' ? undefined : JSON.stringify(whole);
      expect({ path, ...(await send(method, known, sent)) }).toEqual({ path, status: 404, error: expect.any(String) });
    }
    for (const [method, path] of [
      ['GET', '/_sandbox/nothing'],
      ['DELETE', '/_sandbox/clock'],
    ] as const)
      expect(await send(method, path)).toEqual({ status: 404, error: expect.stringContaining('openapi.json') });
  });

  it.each(['[]', 'null', '"x"', '{"broken', '{"a":"\\u0000"}'])(
    'refuse a body that is not a JSON object: %s',
    async (body) => {
      for (const { method, path } of routes().filter((route) => route.method !== 'GET'))
        expect({ path, ...(await send(method, path, body)) }).toEqual({
          path,
          status: 400,
          error: 'the body must be a JSON object',
        });
    },
  );

  it.each([
    [{ times: 0 }, 'times'],
    [{ times: '1' }, 'times'],
    [{ times: 1.5 }, 'times'],
    [{ path: 'v1' }, 'path'],
    [{ method: 'post' }, 'method'],
    [{ ms: -1 }, 'ms'],
    [{ ms: '5' }, 'ms'],
    [{ status: 42 }, 'status'],
    [{ status: '500' }, 'status'],
    [{ body: {} }, 'body'],
    [{ content_type: 'a\nb' }, 'content_type'],
    [{ location: 7 }, 'location'],
    [{ bytes_per_second: 0 }, 'bytes_per_second'],
    [{ retry_after_seconds: 'x' }, 'retry_after_seconds'],
    [{ header: 'no' }, 'header'],
    [{ when: 'later' }, 'when'],
    [{ vendor: 'toString' }, 'vendor'],
    [{ kind: 'constructor' }, 'kind'],
  ])('refuse a fault with %j', async (change, name) => {
    expect(await post('/_sandbox/faults', { vendor: '1money', kind: 'status', ...change })).toEqual({
      status: 400,
      error: expect.stringMatching(`^${name} must`),
    });
    expect((await sandbox.control<{ faults: unknown[] }>('/_sandbox/faults')).faults).toEqual([]);
  });

  it('refuse a clock beyond its range, and keep the time', async () => {
    for (const seconds of [1e30, -1e30, 1e12, -1e12, 3.2e10, Number.MAX_VALUE])
      expect(await post('/_sandbox/clock/advance', { seconds })).toEqual({
        status: 400,
        error: 'seconds would take the clock out of the years 2000 to 2999',
      });
    for (const seconds of ['60', null, true])
      expect(await post('/_sandbox/clock/advance', { seconds })).toEqual({
        status: 400,
        error: 'seconds must be a number',
      });
    expect(await sandbox.control('/_sandbox/clock')).toMatchObject({ offset_seconds: 0 });
    expect(await sandbox.control('/_sandbox/clock/advance', { seconds: 60 })).toMatchObject({ offset_seconds: 60 });
    await sandbox.control('/_sandbox/reset', {});
  });

  it.each([
    ['x', 'review_issues must be an object or null'],
    [[], 'review_issues must be an object or null'],
    [{ companies: {} }, 'review_issues.companies is not known'],
    [{ toString: {} }, 'review_issues.toString is not known'],
    [{ company_issues: [] }, 'review_issues.company_issues must be an object'],
    [{ company_issues: {} }, 'review_issues.company_issues.description must be a text'],
    [{ company_issues: { description: 7 } }, 'review_issues.company_issues.description must be a text'],
    [
      { company_issues: { description: 'x', reject_reason: null } },
      'review_issues.company_issues.reject_reason must be a text',
    ],
    [{ company_issues: { description: 'x', constructor: 1 } }, 'review_issues.company_issues.constructor is not known'],
    [{ associated_person_issues: {} }, 'review_issues.associated_person_issues must be a list'],
    [
      { associated_person_issues: [{ description: 'x' }] },
      'review_issues.associated_person_issues[0].associated_person_id must be a text',
    ],
    [
      { associated_person_issues: [{ associated_person_id: 'x', description: 'x' }, null] },
      'review_issues.associated_person_issues[1] must be an object',
    ],
  ])('refuse malformed review_issues: %j', async (review_issues, error) => {
    const customer = await new Partner(sandbox).customer();
    expect(
      await post(`/_sandbox/1money/customers/${customer}/status`, { status: 'PENDING_RESPONSE', review_issues }),
    ).toEqual({ status: 400, error });
    expect(await new Partner(sandbox).status(customer)).toBe('INIT');
  });

  it('answer 404 to impossible ids', async () => {
    for (const id of ['x', '-'.repeat(36), '%00', 'a'.repeat(200)]) {
      for (const path of [
        `/_sandbox/1money/customers/${id}/status`,
        `/_sandbox/1money/grants/${id}/expire`,
        `/_sandbox/1money/sessions/${id}/end`,
        `/_sandbox/finpro/consents/${id}/approve`,
        `/_sandbox/finpro/links/${id}/expire`,
        `/_sandbox/webhooks/${id}/repeat`,
      ]) {
        expect({ path, status: (await post(path, path.endsWith('/status') ? { status: 'INIT' } : {})).status }).toEqual(
          { path, status: 404 },
        );
      }
    }
  });

  it('a step that there is not is refused with those that there are', async () => {
    const customer = await new Partner(sandbox).customer();
    expect(await post(`/_sandbox/1money/customers/${customer}/transition`, { status: 'APPROVED' })).toEqual({
      status: 409,
      error: 'there is no step from INIT to APPROVED, but to PENDING_REVIEW',
    });
    expect(await post(`/_sandbox/1money/customers/${randomUUID()}/transition`, { status: 'APPROVED' })).toEqual({
      status: 404,
      error: 'no such customer',
    });
  });

  it('clear one fault, and keep the others', async () => {
    const add = (kind: string): Promise<{ faults: { fault_id: string; kind: string }[] }> =>
      sandbox.control('/_sandbox/faults', { vendor: '1money', kind, path: '/nothing' });
    await add('status');
    const { faults } = await add('reset');
    const left = await sandbox.control(`/_sandbox/faults/${faults[0]!.fault_id}`, undefined, 'DELETE');
    expect(left).toEqual({ faults: [faults[1]], held: 0 });
    await sandbox.control('/_sandbox/faults', undefined, 'DELETE');
  });

  describe('by the buttons of the console', () => {
    let visitor: Visitor;
    beforeEach(async () => {
      visitor = new Visitor(sandbox.url);
      await visitor.get('/console/portico/faults');
    });

    const act = (name: string, fields: Readonly<Record<string, string>>, namespace = 'portico') =>
      visitor.post(`/console/${namespace}/acts/${name}`, fields);
    const company = async (partner?: SignedRequest['partner']): Promise<string> => {
      const sent = { method: 'POST', target: '/v1/customers/hosted', body: newCompany(), partner };
      return String((await sendSigned(sandbox.url, sent)).json.customer_id);
    };

    it('come from a page of the console only', async () => {
      const id = await company();
      for (const token of ['', 'x'.repeat(24)]) {
        visitor.formToken = token;
        expect((await act('set-status', { id, status: 'APPROVED' })).status).toBe(403);
      }
      expect(await new Partner(sandbox).status(id)).toBe('INIT');
    });

    it('lead back to the page that they came from, and to no other', async () => {
      for (const [back, leads] of [
        ['/console/portico/clock', '/console/portico/clock'],
        ['/console/other/clock', '/console/portico'],
        ['https://evil.example/', '/console/portico'],
        ['//evil.example/console/portico/', '/console/portico'],
      ] as const)
        expect((await act('advance-clock', { count: '0', unit: '1', back })).location).toBe(
          `${leads}?done=advance-clock`,
        );
    });

    it('have an effect on what belongs to the namespace only', async () => {
      const theirs = await company(OTHER_PARTNER);
      for (const [name, fields] of [
        ['set-status', { status: 'APPROVED' }],
        ['take-step', { status: 'PENDING_REVIEW' }],
        ['fill-form', {}],
        ['submit-form', {}],
        ['end-grant', {}],
      ] as const)
        expect([name, (await act(name, { id: theirs, ...fields })).status]).toEqual([name, 404]);
      expect(await sandbox.control(`/_sandbox/1money/customers/${theirs}`)).toMatchObject({ status: 'INIT' });
      expect((await act('set-status', { id: theirs, status: 'APPROVED' }, 'other')).status).toBe(303);
      expect(await sandbox.control(`/_sandbox/1money/customers/${theirs}`)).toMatchObject({ status: 'APPROVED' });
    });

    it('show why a control call was refused', async () => {
      const id = await company();
      for (const [name, fields, status, text] of [
        [
          'take-step',
          { id, status: 'APPROVED' },
          409,
          'There is no step from INIT to APPROVED, but to PENDING_REVIEW.',
        ],
        ['advance-clock', { count: 'soon', unit: '60' }, 400, 'Seconds must be a number.'],
        ['add-fault', { vendor: '1money', kind: 'status', status: '42' }, 400, 'Status must be a whole number'],
        ['add-fault', { vendor: '1money', kind: 'latency', ms: 'long' }, 400, 'Ms must be a number'],
        ['remove-fault', { id: 'x' }, 404, 'The namespace portico has no such object.'],
        ['decide-consent', { id: randomUUID(), event: 'approve' }, 404, 'The namespace portico has no such object.'],
        ['nothing', {}, 404, 'The console has no page at this address.'],
      ] as const) {
        const { html, status: answered } = await act(name, fields);
        expect([name, answered, html.includes(text)]).toEqual([name, status, true]);
      }
    });

    it('add a fault for the requests of the namespace, list it and remove it', async () => {
      await act('add-fault', { vendor: 'finpro', kind: 'status', status: '503', times: '2', for: 'own', path: '' });
      const { faults } = await sandbox.control<{ faults: { fault_id: string }[] }>('/_sandbox/faults');
      expect(faults).toMatchObject([
        { vendor: 'finpro', entity: 'sandbox-org', kind: 'status', status: 503, times: 2 },
      ]);
      expect((await visitor.get('/console/portico/faults')).html).toContain('for the next 2 requests');
      expect((await visitor.get('/console/other/faults')).html).toContain('No fault is active.');
      const { fault_id: id } = faults[0]!;
      expect((await act('remove-fault', { id }, 'other')).status).toBe(404);
      expect((await act('remove-fault', { id })).status).toBe(303);
      expect(await sandbox.control('/_sandbox/faults')).toMatchObject({ faults: [] });
    });

    it('move the clock', async () => {
      await act('advance-clock', { count: '31', unit: '86400' });
      expect(await sandbox.control('/_sandbox/clock')).toMatchObject({ offset_seconds: 2_678_400 });
      expect((await visitor.get('/console/portico/clock')).html).toContain('It is 31 days ahead of real time.');
      await sandbox.control('/_sandbox/reset', {});
    });
  });

  describe('what the console shows', () => {
    const html = async (path: string): Promise<string> => (await new Visitor(sandbox.url).get(path)).html;
    const newest = async (list: string): Promise<string> =>
      html(/href="(\/console\/portico\/requests\/[^"]+)"/.exec(await html(list))![1]!);

    it.each([
      [
        'the query',
        { target: '/echo?a=1', spoil: (lines) => lines.with(3, '/echo?a=1') },
        'path, from its character 6 on',
      ],
      ['another method', { target: '/echo', spoil: (lines) => lines.with(2, 'get') }, 'method'],
      ['a line feed', { target: '/echo', spoil: (lines) => [...lines, ''] }, 'after the last line'],
      ['a coded secret', { target: '/echo', key: (secret) => Buffer.from(secret) }, null],
    ] satisfies [string, SignedRequest, string | null][])(
      'is where %s makes a signature wrong',
      async (_, sent, first) => {
        expect((await sendSigned(sandbox.url, sent)).status).toBe(401);
        const page = await newest('/console/portico?show=refused');
        expect(page).toContain(
          first === null
            ? 'The strings are the same; what differs is the key: the secret was used as text'
            : `First difference: <strong>${first}</strong>.`,
        );
      },
    );

    it('is which of the four headers is wrong, and never the secret that was sent', async () => {
      await fetch(`${sandbox.url}/finpro/list/fips`, {
        headers: { client_id: 'portico-sandbox-fiu', client_secret: 'of-production', organisationId: 'sandbox-org' },
      });
      const page = await newest('/console/portico?vendor=finpro&show=refused');
      expect(page).toContain('First difference: <strong>client_secret</strong>.');
      expect(page).toContain('the secret of portico-sandbox-fiu');
      expect(page).not.toContain('of-production');
    });

    it('is no markup of a caller', async () => {
      const path = '/v1/customers/<b>"&\'bold/onboarding_links';
      await sendSigned(sandbox.url, { method: 'POST', target: path, body: '{"a":"</pre><script>1</script>"}' });
      const page = await newest('/console/portico');
      expect(page).not.toMatch(/<b>|<script>1/);
      expect(page).toContain('&lt;/pre&gt;&lt;script&gt;1');
    });

    it('is the newest fifty requests, and the way to older ones', async () => {
      for (let sent = 0; sent < 60; sent++) await sendSigned(sandbox.url, { target: `/v1/customers/hosted?n=${sent}` });
      const first = await html('/console/portico?show=failed');
      const rows = (page: string): number[] => [...page.matchAll(/hosted\?n=(\d+)/g)].map(([, n]) => Number(n));
      expect(rows(first)).toEqual(Array.from({ length: 50 }, (_, at) => 59 - at));
      const older = /<a href="([^"]+)">Older/.exec(first)![1]!.replaceAll('&amp;', '&');
      expect(rows(await html(older))).toEqual([9, 8, 7, 6, 5, 4, 3, 2, 1, 0]);
    });

    it('is the beginning of a body that is long', async () => {
      const body = JSON.stringify({ text: 'x'.repeat(120_000) });
      await sendSigned(sandbox.url, { method: 'POST', target: '/v1/customers/hosted', body });
      const page = await newest('/console/portico');
      expect(page).toContain('characters more');
      expect(page).toContain('too long for a shell');
      expect(page.length).toBeLessThan(40_000);
    });

    it('lists a mistyped access key apart', async () => {
      const partner = { accessKey: 'ak_sandbox_portiko', secretKey: OTHER_PARTNER.secretKey };
      await sendSigned(sandbox.url, { target: '/v1/customers/of-another-key', partner });
      expect(await html('/console/portico')).not.toContain('of-another-key');
      expect(await html('/console/other?from=unknown')).toContain('of-another-key');
    });

    it('is what a fault answered', async () => {
      await sandbox.control('/_sandbox/faults', { vendor: '1money', kind: 'status', status: 503, times: 1 });
      await sendSigned(sandbox.url, { target: '/v1/customers' });
      const page = await newest('/console/portico');
      expect(page).toContain('1Money answered <strong>503 Service Unavailable</strong>; a fault was active');
      expect(page).toContain('The sandbox was told to fail.');
    });
  });
});
