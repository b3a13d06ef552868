import fs from 'node:fs';
import request from 'supertest';
import { Metrics } from '../../src/operation/metrics';
import { SequencerLag } from '../../src/tlog/sequencer/sequencer-lag';
import { DEMO, type RunningGateway, startGateway } from '../support/gateway';
import { eventually } from '../support/eventually';
import { Given } from '../support/given';

describe('metrics, request log and readiness', () => {
  let gateway: RunningGateway;
  let customerId: string;
  beforeAll(async () => {
    gateway = await startGateway({ environment: { VENDOR_BREAKER: 'on' } });
    // As main.ts does.
    gateway.app.get(Metrics).observeProcess();
    customerId = (await new Given(gateway).customer()).customer_id;
  });
  afterAll(() => gateway.close());

  const metrics = async (): Promise<string> =>
    (
      await request(gateway.url)
        .get('/metrics')
        .expect(200)
        .expect('Content-Type', /^text\/plain; version=0\.0\.4/)
    ).text;
  const read = (): request.Test =>
    request(gateway.url).get(`/v1/customers/hosted/${customerId}`).set('Authorization', DEMO);

  it('metrics have rate, errors and duration of every route and vendor call, and no id in a label', async () => {
    await read().expect(200);
    await request(gateway.url).get('/v1/customers/hosted/someone').set('Authorization', DEMO).expect(404);
    await request(gateway.url).get('/somewhere/else').expect(404);
    const text = await metrics();
    expect(text).toContain(
      'portico_http_request_duration_seconds_count{method="GET",route="/v1/customers/hosted/:customer_id",status="200"} ' +
        '1\n',
    );
    expect(text).toContain(
      'portico_http_request_duration_seconds_count{method="GET",route="/v1/customers/hosted/:customer_id",status="404"} ' +
        '1\n',
    );
    expect(text).toContain(
      'portico_vendor_call_duration_seconds_count{vendor="one-money",account="default",operation="createCustomer",outcome="2xx"} 1\n',
    );
    expect(text).toContain(
      'portico_vendor_call_duration_seconds_count{vendor="one-money",account="default",operation="getCustomer",outcome="2xx"} 1\n',
    );
    expect(text).toContain('portico_vendor_breaker_state{vendor="one-money",account="default"} 0\n');
    expect(text).toMatch(/^portico_audit_lag_seconds \d/m);
    expect(text).toContain('portico_committer_queue_depth 0\n');
    for (const identifier of [customerId, 'demo-consumer', 'demo-org', 'someone', 'somewhere'])
      expect(text).not.toContain(identifier);
  });

  it('the board and the alerts name metrics that the gateway has', async () => {
    const page = await metrics();
    const has = new Set(
      [...page.matchAll(/^# TYPE (\S+) (\w+)$/gm)].flatMap(([, name, kind]) =>
        kind === 'histogram' ? ['_bucket', '_count', '_sum'].map((part) => name! + part) : [name!],
      ),
    );
    const read = (file: string): string => fs.readFileSync(`deploy/helm/portico/files/${file}`, 'utf8');
    const board = [...read('dashboard.json').matchAll(/"expr": "(.*)"/g)].map(([, text]) => text!);
    const rules = read('alerts.yaml')
      .split('\n')
      .filter((line) => line.startsWith(' '.repeat(10)));
    expect([board.length > 25, rules.length > 25]).toEqual([true, true]);
    const named = [...board, ...rules].flatMap((text) => text.match(/\b(?:portico|process|nodejs)_\w+/g) ?? []);
    expect(named.length).toBeGreaterThan(60);
    expect([...new Set(named)].filter((name) => !has.has(name))).toEqual([]);
  });

  it('one query for all that a scrape asks of the audit log', async () => {
    const asked = jest.spyOn(gateway.app.get(SequencerLag, { strict: false }), 'find');
    await eventually(metrics, () => asked.mock.calls.length > 0);
    expect(asked).toHaveBeenCalledTimes(1);
    asked.mockRestore();
  });

  it('the log has one line for each request, with request, consumer, journey and vendor request', async () => {
    const answer = await request(gateway.url)
      .post('/v1/customers/onboarding/grants')
      .set('Authorization', DEMO)
      .send({ customer_id: customerId })
      .expect(201);
    const line = gateway
      .logged()
      .split('\n')
      .filter((text) => text.includes(answer.headers['x-request-id']!))
      .map((text) => JSON.parse(text) as Record<string, unknown>);
    const [{ subject_id } = { subject_id: '' }] = await gateway.database.query<{ subject_id: string }>(
      'SELECT subject_id FROM portico.customers WHERE customer_id = $1',
      [customerId],
    );
    const [{ vendor_request_id } = { vendor_request_id: '' }] = await gateway.database.query<{
      vendor_request_id: string;
    }>("SELECT vendor_request_id FROM portico.audit_entries WHERE request_id = $1 AND phase = 'OUTCOME'", [
      answer.headers['x-request-id'],
    ]);
    expect(line).toEqual([
      expect.objectContaining({
        msg: 'request',
        consumer: 'demo-consumer',
        journey: subject_id,
        vendor_request_id,
        route: '/v1/customers/onboarding/grants',
        status: 201,
      }),
    ]);
    expect(vendor_request_id).toBeTruthy();
  });

  it('an open circuit breaker makes readiness degraded, with status 200', async () => {
    expect((await request(gateway.url).get('/health/ready').expect(200)).body).toEqual({
      status: 'ok',
      parts: {
        database: 'ok',
        migrations: 'ok',
        'data-keys': 'ok',
        clock: 'ok',
        'audit-proofs': 'ok',
        'one-money': 'ok',
        finpro: 'ok',
      },
    });
    await gateway.sandbox.control('/_sandbox/faults', { vendor: '1money', kind: 'status', status: 503 });
    let last;
    do last = (await read()).body.type;
    while (last === '/errors#vendor-out-of-service');
    expect(last).toBe('/errors#vendor-circuit-open');
    const ready = await eventually(
      async () => request(gateway.url).get('/health/ready').expect(200),
      ({ body }) => body.status !== 'ok',
    );
    expect(ready.body).toEqual({
      status: 'degraded',
      parts: {
        database: 'ok',
        migrations: 'ok',
        'data-keys': 'ok',
        clock: 'ok',
        'audit-proofs': 'ok',
        'one-money': 'degraded',
        finpro: 'ok',
      },
      reasons: { 'one-money': 'it failed too often; its circuit breaker is open' },
    });
    expect(
      await eventually(metrics, (text) =>
        text.includes('portico_vendor_breaker_state{vendor="one-money",account="default"} 2\n'),
      ),
    ).toMatch(
      /portico_vendor_breaker_state\{vendor="one-money",account="default"\} 2\n[\s\S]*portico_vendor_calls_refused_total|portico_vendor_calls_refused_total[\s\S]*portico_vendor_breaker_state\{vendor="one-money",account="default"\} 2\n/,
    );
    await gateway.sandbox.control('/_sandbox/faults', undefined, 'DELETE');
  });

  it('health probes and metrics are admitted even when the concurrency limit is reached', async () => {
    const crowded = await startGateway({
      database: gateway.database,
      sandbox: gateway.sandbox,
      config: { maxInFlight: 0 },
    });
    const refused = await request(crowded.url).get('/v1/customers/hosted/x').expect(503);
    expect(refused.body).toMatchObject({
      type: '/errors#overloaded',
      retryable: true,
      request_id: refused.headers['x-request-id'],
    });
    expect(refused.headers['retry-after']).toBe('1');
    for (const path of ['/health/live', '/health/ready', '/metrics']) await request(crowded.url).get(path).expect(200);
    await request(crowded.url).get('/healthy').expect(503);
    await crowded.close();
  });
});
