import { randomUUID } from 'node:crypto';
import { DEMO, type RunningGateway, startGateway } from '../support/gateway';
import { DEMO_HEADERS } from '../support/consent-api';
import { eventually } from '../support/eventually';
import { newCustomer } from '../support/given';
import { RawClient, unfinishedRequest, wholeRequest } from '../support/raw-client';

const HOSTED = '/v1/customers/hosted';
const LARGE = '/openapi.json';

describe('slow clients', () => {
  let gateway: RunningGateway;
  /** The same, with less patience. */
  let hasty: RunningGateway;
  const clients: RawClient[] = [];
  beforeAll(async () => {
    gateway = await startGateway({
      environment: { RECEIVE_TIMEOUT_MS: '5000', SEND_TIMEOUT_MS: '4000', MAX_IN_FLIGHT: '24' },
    });
    const { database, sandbox } = gateway;
    hasty = await startGateway({ database, sandbox, environment: { RECEIVE_TIMEOUT_MS: '1000' } });
  });
  afterEach(async () => {
    for (const client of clients.splice(0)) client.hangUp();
    await eventually(
      () => waiting('bodies'),
      (count) => count === 0,
    );
  });
  afterAll(async () => {
    await hasty.close();
    await gateway.close();
  });

  const connect = ({ url } = gateway): RawClient => {
    const client = new RawClient(url);
    clients.push(client);
    return client;
  };
  const many = (count: number, bytes: string): Promise<RawClient[]> =>
    Promise.all(Array.from({ length: count }, () => connect().send(bytes).connected()));
  const create = async (): Promise<number> =>
    (
      await fetch(gateway.url + HOSTED, {
        method: 'POST',
        headers: { Authorization: DEMO, 'Idempotency-Key': randomUUID(), 'Content-Type': 'application/json' },
        body: JSON.stringify(newCustomer()),
      })
    ).status;
  const metric = async (name: string): Promise<number> =>
    Number(
      new RegExp(`^portico_${name.replace(/[{}]/g, '\\$&')} (\\d+)$`, 'm').exec(
        await (await fetch(`${gateway.url}/metrics`)).text(),
      )?.[1] ?? Number.NaN,
    );
  const waiting = (what: string): Promise<number> => metric(`http_waiting_for_clients{what="${what}"}`);
  const logLine = (part: string, of = gateway): Record<string, unknown> | undefined =>
    of
      .logged()
      .split('\n')
      .filter((line) => line.includes(part))
      .map((line) => JSON.parse(line) as Record<string, unknown>)[0];
  const body = (answer: string): Record<string, unknown> =>
    JSON.parse(answer.slice(answer.indexOf('\r\n\r\n') + 4)) as Record<string, unknown>;

  // The first one: later, hang-ups of the tests before are counted together, and refusals are in the log.
  it('that disconnect within their bodies are no failure of the gateway or of the database', async () => {
    const client = await connect()
      .send(`${unfinishedRequest(HOSTED)}{"e`)
      .connected();
    await eventually(
      () => waiting('bodies'),
      (count) => count === 1,
    );
    client.hangUp();
    await eventually(
      async () => logLine('client hung up'),
      (line) => line !== undefined,
    );
    expect(logLine('client hung up')).toMatchObject({ level: 30 });
    expect(gateway.logged()).not.toMatch(/request failed|database-unavailable/);
  });

  it.each([
    ['without credentials', {}],
    ['with credentials', { Authorization: DEMO }],
  ])('whose bodies do not arrive are not counted as in flight (%s)', async (_which, headers) => {
    await many(200, unfinishedRequest(HOSTED, headers));
    await eventually(
      () => waiting('bodies'),
      (count) => count === 200,
    );
    expect(await Promise.all(Array.from({ length: 8 }, create))).toEqual(Array(8).fill(201));
    expect(await metric('http_requests_in_flight')).toBe(0);
  });

  it('whose bodies do not arrive get 408 in time, in the envelope of the operation, and it is logged', async () => {
    const [problem, finpro] = [
      connect(hasty).send(unfinishedRequest(HOSTED)),
      connect(hasty).send(unfinishedRequest('/v3/requestconsent', DEMO_HEADERS as never)),
    ];
    await Promise.all([problem.closed, finpro.closed]);
    expect(problem.statuses).toEqual([408]);
    expect(problem.received).toMatch(/^connection: close\r$/im);
    const { request_id: requestId, ...told } = body(problem.received);
    expect(told).toMatchObject({
      type: '/errors#request-timeout',
      status: 408,
      code: 'Request_Timeout',
      instance: HOSTED,
      retryable: true,
    });
    expect(problem.received).toContain(`X-Request-Id: ${String(requestId)}\r\n`);
    expect(logLine(String(requestId), hasty)).toMatchObject({
      level: 30,
      msg: 'request',
      method: 'POST',
      status: 408,
      reason: 'request-timeout',
    });
    expect(finpro.statuses).toEqual([408]);
    expect(body(finpro.received)).toMatchObject({
      ver: '1.21.0',
      errorMsg: expect.stringContaining('has not arrived'),
    });
  });

  it('whose headers do not arrive get 408, and silent connections are closed without a response', async () => {
    const [headers, silent, later] = [
      connect(hasty).send(`GET ${HOSTED} HTTP/1.1\r\nHost:`),
      connect(hasty),
      connect(hasty).send(wholeRequest('GET', '/health/live')),
    ];
    await eventually(
      async () => later.statuses,
      (found) => found.length === 1,
    );
    later.send('GET /health');
    await Promise.all([headers.closed, silent.closed, later.closed]);
    expect([headers.statuses, silent.received, later.statuses]).toEqual([[408], '', [200, 408]]);
    expect(body(headers.received)).toMatchObject({ type: '/errors#request-timeout', request_id: expect.any(String) });
  });

  it('above the limit: those that wait longest are dropped, and a complete request is served', async () => {
    const first = await many(20, unfinishedRequest(HOSTED));
    await eventually(
      () => waiting('bodies'),
      (count) => count === 20,
    );
    const others = many(512, unfinishedRequest(HOSTED));
    expect(await create()).toBe(201);
    await Promise.all(first.map(({ closed }) => closed));
    for (const { statuses, received } of first)
      expect([statuses, /^retry-after: \d+\r$/im.test(received)]).toEqual([[503], true]);
    expect((await others).filter(({ isOpen }) => isOpen).length).toBeGreaterThan(500);
  });

  it('that do not read their responses delay no others, and are closed in time', async () => {
    for (let readers = 0; readers < 30; readers++) connect().stopReading().send(wholeRequest('GET', LARGE).repeat(16));
    await eventually(
      () => waiting('answers'),
      (count) => count >= 30,
    );
    expect(await Promise.all(Array.from({ length: 8 }, create))).toEqual(Array(8).fill(201));
    await eventually(
      () => metric('http_dropped_total{what="answers",reason="late"}'),
      (count) => count >= 30,
    );
    await eventually(
      () => waiting('answers'),
      (count) => count === 0,
    );
    expect(logLine('"reason":"late"')).toMatchObject({
      msg: 'answer not taken',
      level: 30,
      reason: 'late',
      status: 200,
      request_id: expect.any(String),
    });
  });
});

describe('requests in the ways that HTTP/1.1 allows', () => {
  let gateway: RunningGateway;
  beforeAll(async () => {
    gateway = await startGateway();
  });
  afterAll(() => gateway.close());

  const json = JSON.stringify({ customer_id: 'absent' });
  const grants = (headers: string, rest: string): string =>
    `POST /v1/customers/onboarding/grants HTTP/1.1\r\nHost: localhost\r\nAuthorization: ${DEMO}\r\nContent-Type: ` +
    `application/json\r\n${headers}\r\n\r\n${rest}`;
  const chunked = [...json].map((character) => `1\r\n${character}\r\n`).join('');
  const answered = async (client: RawClient, count: number): Promise<number[]> => {
    const statuses = await eventually(
      async () => client.statuses,
      (found) => found.length >= count,
    );
    client.hangUp();
    return statuses;
  };
  const inFlight = async (): Promise<string | undefined> =>
    /^portico_http_requests_in_flight (\d+)$/m.exec(await (await fetch(`${gateway.url}/metrics`)).text())?.[1];

  it.each([
    ['in chunks', grants('Transfer-Encoding: chunked', `${chunked}0\r\n\r\n`), [404]],
    [
      'two on one connection',
      wholeRequest('POST', '/v1/customers/onboarding/grants', { Authorization: DEMO }, json).repeat(2),
      [404, 404],
    ],
    [
      'after 100 Continue (RFC 9110, 10.1.1)',
      grants(`Expect: 100-continue\r\nContent-Length: ${json.length}`, json),
      [100, 404],
    ],
    ['without a required body', grants('Content-Length: 0', ''), [400]],
    ['in malformed chunks', grants('Transfer-Encoding: chunked', 'zz\r\n'), [400]],
    ['larger than the limit', grants('Content-Length: 65537', ''), [413]],
    [
      'larger than the limit, in chunks',
      grants('Transfer-Encoding: chunked', `10001\r\n${' '.repeat(65_537)}\r\n`),
      [413],
    ],
  ])('%s', async (_how, bytes, statuses) => {
    expect(await answered(new RawClient(gateway.url).send(bytes), statuses.length)).toEqual(statuses);
  });

  it('as HTTP/1.0, which closes its connection', async () => {
    const client = new RawClient(gateway.url).send(
      grants(`Content-Length: ${json.length}`, json).replace('HTTP/1.1', 'HTTP/1.0'),
    );
    await client.closed;
    expect(client.statuses).toEqual([404]);
  });

  it('byte by byte', async () => {
    const client = await new RawClient(gateway.url).connected();
    for (const character of grants(`Content-Length: ${json.length}`, json))
      await new Promise((next) => setImmediate(next, client.send(character)));
    expect(await answered(client, 1)).toEqual([404]);
  });

  it('pipelined on one connection: sixteen are answered in order, and one more closes the connection', async () => {
    const client = new RawClient(gateway.url).send(
      wholeRequest('GET', '/v1/links', { Authorization: DEMO }).repeat(20),
    );
    await client.closed;
    expect(client.statuses).toEqual([...Array<number>(16).fill(200), 503]);
  });

  it('abandoned: the number in flight returns to zero', async () => {
    for (let round = 0; round < 5; round++) {
      const client = await new RawClient(gateway.url)
        .send(
          wholeRequest('GET', '/v1/events?wait=20&cursor=999999999', { Authorization: DEMO }) +
            wholeRequest('GET', '/v1/links', { Authorization: DEMO }).repeat(10),
        )
        .connected();
      await new Promise((done) => setTimeout(done, 50));
      client.hangUp();
    }
    await eventually(inFlight, (count) => count === '0');
  });

  it('waiting for an event: not counted as in flight', async () => {
    const client = new RawClient(gateway.url).send(
      wholeRequest('GET', '/v1/events?wait=20&cursor=999999999', { Authorization: DEMO }),
    );
    await eventually(
      async () => (await fetch(`${gateway.url}/metrics`)).text(),
      (text) => /^portico_http_requests_working 0$/m.test(text) && /what="unused"\} 0$/m.test(text),
    );
    await eventually(inFlight, (count) => count === '0');
    expect(client.statuses).toEqual([]);
    client.hangUp();
  });
});
