import http from 'node:http';
import { createTestDatabase, type TestDatabase } from '../support/database';
import { DEMO } from '../support/gateway';
import { startGatewayProcess } from '../support/gateway-process';
import { eventually } from '../support/eventually';
import { RawClient, unfinishedRequest } from '../support/raw-client';
import { type RunningSandbox, startSandbox } from '../support/sandbox';
import { testsAtOnce } from '../support/tests-at-once';

interface Answer {
  readonly status: number;
  readonly connection: string | undefined;
}

describe('SIGTERM', () => {
  let database: TestDatabase;
  let sandbox: RunningSandbox;
  /** Of the gateway that gives up, whose vendor holds a request meanwhile. */
  let holding: RunningSandbox;
  const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
  beforeAll(async () => {
    database = await createTestDatabase();
    [sandbox, holding] = [await startSandbox(), await startSandbox()];
  });
  afterAll(async () => {
    agent.destroy();
    await sandbox.close();
    await holding.close();
    await database.drop();
  });

  const get = (url: string, options: http.RequestOptions = {}): Promise<Answer> =>
    new Promise((done, failed) => {
      http
        .get(url, options, (answer) =>
          answer
            .resume()
            .once('end', () => done({ status: answer.statusCode!, connection: answer.headers.connection })),
        )
        .once('error', failed);
    });

  const finish = async (): Promise<void> => {
    const gateway = await startGatewayProcess(database.appUrl, sandbox.url, { SHUTDOWN_DRAIN_MS: '2000' });
    expect(await get(`${gateway.url}/health/ready`, { agent })).toEqual({ status: 200, connection: 'keep-alive' });
    await sandbox.control('/_sandbox/faults', { vendor: '1money', kind: 'hold', times: 1 });
    const inside = fetch(`${gateway.url}/v1/customers/hosted?idempotency_key=7f3a1f0e-2c64-4b8e-9d0a-5b6c1e2d3f40`, {
      headers: { Authorization: DEMO },
    });
    const slow = fetch(`${gateway.url}/v1/customers/hosted`, {
      method: 'POST',
      headers: {
        Authorization: DEMO,
        'Idempotency-Key': '7f3a1f0e-2c64-4b8e-9d0a-5b6c1e2d3f40',
        'Content-Type': 'application/json',
      },
      body: '{"email":"canary@acme.example","first_name":"Zoë","last_name":"Kim","company_name":"Acme","customer_type":"BUSINESS"}',
    });
    while ((await sandbox.control<{ held: number }>('/_sandbox/faults')).held === 0);
    const exit = gateway.end('SIGTERM');
    let ready = await get(`${gateway.url}/health/ready`);
    while (ready.status === 200) ready = await get(`${gateway.url}/health/ready`);
    expect(ready).toEqual({ status: 503, connection: 'close' });
    expect(
      await get(`${gateway.url}/v1/customers/hosted/unknown`, { agent, headers: { Authorization: DEMO } }),
    ).toEqual({ status: 404, connection: 'close' });
    let isOpen = true;
    while (isOpen)
      isOpen = await get(`${gateway.url}/health/live`).then(
        () => true,
        () => false,
      );
    await sandbox.control('/_sandbox/faults/release', {});
    expect((await slow).status).toBe(201);
    expect((await inside).status).toBeLessThan(500);
    expect(await exit).toBe(0);
  };

  const giveUp = async (): Promise<void> => {
    const gateway = await startGatewayProcess(database.appUrl, holding.url, { VENDOR_DEADLINE_MS: '60000' });
    await holding.control('/_sandbox/faults', { vendor: '1money', kind: 'hold', times: 1 });
    const lost = fetch(`${gateway.url}/v1/customers/hosted`, {
      method: 'POST',
      headers: {
        Authorization: DEMO,
        'Idempotency-Key': '8f3a1f0e-2c64-4b8e-9d0a-5b6c1e2d3f40',
        'Content-Type': 'application/json',
      },
      body: '{"email":"canary@acme.example","first_name":"Zoë","last_name":"Kim","company_name":"Acme","customer_type":"BUSINESS"}',
    }).then(
      () => 'answered',
      () => 'lost',
    );
    while ((await holding.control<{ held: number }>('/_sandbox/faults')).held === 0);
    const begun = performance.now();
    expect(await gateway.end('SIGTERM')).toBe(1);
    expect(performance.now() - begun).toBeLessThan(20_000);
    expect(await lost).toBe('lost');
    await holding.control('/_sandbox/faults/release', {});
  };

  const waitForNothing = async (): Promise<void> => {
    const gateway = await startGatewayProcess(database.appUrl, sandbox.url);
    const clients = [unfinishedRequest('/v1/customers/hosted'), 'GET /v1', ''].map((bytes) =>
      new RawClient(gateway.url).send(bytes),
    );
    await Promise.all(clients.map((client) => client.connected()));
    await eventually(
      async () => (await fetch(`${gateway.url}/metrics`)).text(),
      (text) => text.includes('portico_http_waiting_for_clients{what="bodies"} 1\n'),
    );
    expect(await gateway.end('SIGTERM')).toBe(0);
    await Promise.all(clients.map(({ closed }) => closed));
    expect(clients.map(({ statuses }) => statuses)).toEqual([[503], [], []]);
    expect(clients[0]!.received).toContain('"type":"/errors#stopping"');
  };

  testsAtOnce(
    [
      ['finishes running requests, answers others with Connection: close, reports 503, and exits with 0', finish],
      ['ends within ten seconds although a request does not end, with exit code 1', giveUp],
      ['does not wait for unfinished bodies or headers', waitForNothing],
    ],
    60_000,
  );
});
