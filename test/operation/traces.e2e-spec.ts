import http from 'node:http';
import request from 'supertest';
import { DEMO, freePort, type RunningGateway, startGateway } from '../support/gateway';
import { Given } from '../support/given';

interface Recorded {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly kind: number;
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
  readonly attributes: { key: string; value: { stringValue?: string; intValue?: string } }[];
  readonly status: { code?: number };
}

const TRACE = '0af7651916cd43dd8448eb211c80319c';

describe('traces, as an OpenTelemetry collector receives them', () => {
  let gateway: RunningGateway;
  let customerId: string;
  const received: {
    path: string;
    authorization: string | undefined;
    service: string;
    spans: Recorded[];
    text: string;
  }[] = [];
  const collector = http.createServer((incoming, response) => {
    let text = '';
    incoming.on('data', (chunk: Buffer) => (text += chunk.toString()));
    incoming.on('end', () => {
      const [{ resource, scopeSpans }] = (
        JSON.parse(text) as {
          resourceSpans: [
            { resource: { attributes: [{ value: { stringValue: string } }] }; scopeSpans: [{ spans: Recorded[] }] },
          ];
        }
      ).resourceSpans;
      received.push({
        path: incoming.url!,
        authorization: incoming.headers['x-key'] as string | undefined,
        service: resource.attributes[0].value.stringValue,
        spans: scopeSpans[0].spans,
        text,
      });
      response.end('{}');
    });
  });
  beforeAll(async () => {
    const port = await freePort();
    await new Promise<void>((done) => collector.listen(port, 'localhost', done));
    gateway = await startGateway({
      environment: {
        OTEL_EXPORTER_OTLP_ENDPOINT: `http://localhost:${port}/otlp/`,
        OTEL_EXPORTER_OTLP_HEADERS: 'x-key=of%20ours,x-tenant=a',
        OTEL_SERVICE_NAME: 'portico-test',
      },
    });
    customerId = (await new Given(gateway).customer()).customer_id;
  });
  afterAll(async () => {
    await gateway.close();
    await new Promise((done) => collector.close(done));
  });

  const spansOf = async (traceId: string, count: number): Promise<Recorded[]> => {
    for (;;) {
      const found = received.flatMap(({ spans }) => spans).filter((span) => span.traceId === traceId);
      if (found.length >= count) return found;
      await new Promise((later) => setTimeout(later, 20));
    }
  };
  const attributesOf = ({ attributes }: Recorded): Record<string, unknown> =>
    Object.fromEntries(attributes.map(({ key, value }) => [key, value.stringValue ?? Number(value.intValue)]));

  it('a request and its vendor call are one trace, below the span of the caller', async () => {
    const answer = await request(gateway.url)
      .get(`/v1/customers/hosted/${customerId}`)
      .set('Authorization', DEMO)
      .set('traceparent', `00-${TRACE}-b7ad6b7169203331-01`)
      .expect(200);
    const spans = await spansOf(TRACE, 2);
    const [server, client] = [spans.find(({ kind }) => kind === 2)!, spans.find(({ kind }) => kind === 3)!];
    expect(server).toMatchObject({
      name: 'GET /v1/customers/hosted/:customer_id',
      parentSpanId: 'b7ad6b7169203331',
      status: {},
    });
    expect(attributesOf(server)).toEqual({
      'http.request.method': 'GET',
      'http.route': '/v1/customers/hosted/:customer_id',
      'http.response.status_code': 200,
      'portico.request_id': answer.headers['x-request-id'],
    });
    expect(client).toMatchObject({ name: 'one-money getCustomer', parentSpanId: server.spanId });
    expect(attributesOf(client)).toEqual({
      'portico.vendor': 'one-money',
      'portico.account': 'default',
      'portico.operation': 'getCustomer',
      'portico.outcome': '2xx',
    });
    expect(BigInt(client.endTimeUnixNano) - BigInt(client.startTimeUnixNano)).toBeGreaterThan(0n);
    expect(received[0]).toMatchObject({ path: '/otlp/v1/traces', authorization: 'of ours', service: 'portico-test' });
    const line = gateway
      .logged()
      .split('\n')
      .find((text) => text.includes(answer.headers['x-request-id']!))!;
    expect(JSON.parse(line)).toMatchObject({ trace_id: TRACE });
  });

  it('a failure is marked as one; unsampled requests are not recorded; no personal data is recorded', async () => {
    const [failed, silent] = ['1'.repeat(32), '2'.repeat(32)];
    const read = (trace: string, flags: string): request.Test =>
      request(gateway.url)
        .get(`/v1/customers/hosted/${customerId}`)
        .set('Authorization', DEMO)
        .set('traceparent', `00-${trace}-b7ad6b7169203331-${flags}`);
    await read(silent, '00').expect(200);
    await gateway.sandbox.control('/_sandbox/faults', { vendor: '1money', kind: 'status', status: 503, times: 1 });
    await read(failed, '01').expect(503);
    expect((await spansOf(failed, 2)).map(({ status }) => status)).toEqual([{ code: 2 }, { code: 2 }]);
    expect(received.flatMap(({ spans }) => spans).filter(({ traceId }) => traceId === silent)).toEqual([]);
    for (const { text } of received) expect(text).not.toMatch(/canary|Bearer|demo-consumer/);
  });

  it('a malformed traceparent begins a new trace', async () => {
    const { headers } = await request(gateway.url)
      .get('/v1/customers/hosted/unknown')
      .set('Authorization', DEMO)
      .set('traceparent', `00-${'0'.repeat(32)}-b7ad6b7169203331-01`)
      .expect(404);
    const line = JSON.parse(
      gateway
        .logged()
        .split('\n')
        .find((text) => text.includes(headers['x-request-id'] as string))!,
    ) as { trace_id: string };
    expect(line.trace_id).toMatch(/^(?!0{32})[0-9a-f]{32}$/);
    const [span] = await spansOf(line.trace_id, 1);
    expect(span).not.toHaveProperty('parentSpanId');
  });

  it('has no cost where no collector is configured', async () => {
    const untraced = await startGateway({ database: gateway.database, sandbox: gateway.sandbox });
    const { headers } = await request(untraced.url)
      .get('/v1/customers/hosted/unknown')
      .set('Authorization', DEMO)
      .expect(404);
    expect(
      JSON.parse(
        untraced
          .logged()
          .split('\n')
          .find((text) => text.includes(headers['x-request-id'] as string))!,
      ),
    ).not.toHaveProperty('trace_id');
    await untraced.close();
  });
});
