import { randomUUID } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import request from 'supertest';
import { oneMoneySigner } from '../../src/vendors/one-money/one-money.signer';
import { createTestDatabase, type TestDatabase } from '../support/database';
import { DEMO, startGateway } from '../support/gateway';
import { type GatewayProcess, startGatewayProcess } from '../support/gateway-process';
import { newCustomer } from '../support/given';
import { startSandbox, type RunningSandbox } from '../support/sandbox';
import { startStubVendor } from '../support/stub-vendor';

const MINUTES_40 = 40 * 60;

/** Shifts the clock of a Node process by SKEW_SECONDS, like a wrong system clock. */
const SKEW = `
  const real = Date;
  const by = Number(process.env.SKEW_SECONDS) * 1000;
  globalThis.Date = class Date extends real {
    constructor(...given) { if (given.length > 0) super(...given); else super(real.now() + by); }
    static now() { return real.now() + by; }
  };`;

describe.each([MINUTES_40, -MINUTES_40])('a replica whose clock is off by %i s', (seconds) => {
  let database: TestDatabase;
  let sandbox: RunningSandbox;
  let gateway: GatewayProcess;
  let folder: string;
  beforeAll(async () => {
    [database, sandbox] = await Promise.all([createTestDatabase(), startSandbox()]);
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'portico-skew-'));
    fs.writeFileSync(path.join(folder, 'skew.cjs'), SKEW);
    gateway = await startGatewayProcess(
      database.appUrl,
      sandbox.url,
      { SKEW_SECONDS: String(seconds) },
      { nodeOptions: ['--require', path.join(folder, 'skew.cjs')] },
    );
  });
  afterAll(async () => {
    await gateway.end('SIGKILL');
    await sandbox.close();
    await database.drop();
    fs.rmSync(folder, { recursive: true });
  });

  it('signs vendor calls and computes lifetimes with the time that all replicas share', async () => {
    const created = await request(gateway.url)
      .post('/v1/customers/hosted')
      .set('Authorization', DEMO)
      .set('Idempotency-Key', randomUUID())
      .send(newCustomer());
    expect([created.status, created.body.code]).toEqual([201, undefined]);
    const { customer_id: id } = created.body as { customer_id: string };
    await request(gateway.url)
      .post('/v1/customers/onboarding/grants')
      .set('Authorization', DEMO)
      .send({ customer_id: id })
      .expect(201);
    const { body } = await request(gateway.url)
      .get(`/v1/customers/hosted/${id}/grants`)
      .set('Authorization', DEMO)
      .expect(200);
    const [grant] = body.grants as { state: string; issued_at: string }[];
    expect(grant!.state).toBe('ISSUED');
    expect(Math.abs(Date.parse(grant!.issued_at) - Date.now())).toBeLessThan(60_000);
    const [entry] = await database.query<{ occurred_at: Date }>(
      'SELECT occurred_at FROM portico.audit_entries ORDER BY entry_id DESC LIMIT 1',
    );
    expect(Math.abs(entry!.occurred_at.getTime() - Date.now())).toBeLessThan(60_000);
  });

  it('accepts the signatures of consumers whose clocks are right, and no others', async () => {
    const target = '/v1/customers/hosted/0b9f2c5e-8f43-4c6e-9d6a-2f8f1f0c9a11';
    const sign = oneMoneySigner('demo-consumer', 'ZGVtby1jb25zdW1lci1zZWNyZXQtMDAwMDAwMDAwMDA');
    const status = async (at: number): Promise<number> =>
      (
        await request(gateway.url)
          .get(target)
          .set(sign({ method: 'GET', path: target, body: Buffer.alloc(0) }, new Date(at)))
      ).status;
    expect(await status(Date.now())).toBe(404);
    expect(await status(Date.now() + seconds * 1000)).toBe(401);
  });

  it('reports it in readiness and in the metrics', async () => {
    const { body } = await request(gateway.url).get('/health/ready').expect(200);
    expect([body.status, body.parts.clock]).toEqual(['degraded', 'degraded']);
    expect(body.reasons.clock).toMatch(
      new RegExp(
        `^the clock of this machine is (2399|240[01]) s ${seconds < 0 ? 'behind' : 'ahead of'} the database's$`,
      ),
    );
    const { text } = await request(gateway.url).get('/metrics').expect(200);
    expect(Math.abs(Number(/^portico_clock_behind_seconds (.*)$/m.exec(text)![1]) + seconds)).toBeLessThan(2);
  });
});

describe('a vendor whose clock is off', () => {
  it('is reported in readiness and in the metrics, by the Date header of its responses', async () => {
    const stub = await startStubVendor((socket) => {
      const body = '{"customer_id":"x"}';
      socket.end(
        `HTTP/1.1 200 OK\r\nDate: ${new Date(Date.now() + MINUTES_40 * 1000).toUTCString()}\r\nContent-Type: ` +
          `application/json\r\nContent-Length: ${body.length}\r\nConnection: close\r\n\r\n${body}`,
      );
    });
    const gateway = await startGateway({ environment: { PORTICO_SANDBOX_URL: stub.url } });
    await request(gateway.url)
      .post('/v1/customers/hosted')
      .set('Authorization', DEMO)
      .set('Idempotency-Key', randomUUID())
      .send(newCustomer());
    const { body } = await request(gateway.url).get('/health/ready').expect(200);
    expect([body.status, body.reasons['one-money']]).toEqual([
      'degraded',
      expect.stringMatching(/^its clock is (2399|240[01]) s ahead of the one that replicas share$/),
    ]);
    expect((await request(gateway.url).get('/metrics')).text).toMatch(
      /^portico_vendor_clock_ahead_seconds\{vendor="one-money",account="default"\} (2399|240[01])/m,
    );
    await gateway.close();
    await stub.close();
  });
});

/**
 * Files that may read the system time: the clock, the probe that compares it, and files that only show it in a
 * response. The conformance run is a separate program.
 */
const MAY_ASK = [
  'src/config/clock.ts',
  'src/database/probes/clock-probe.ts',
  'src/consent/finpro/finpro-envelope.ts',
  'src/http/admission-control.ts',
];

describe('the time in the sources', () => {
  it('is read from the clock that replicas share, everywhere', () => {
    const files = (fs.readdirSync('src', { recursive: true }) as string[])
      .map((file) => `src/${file}`)
      .filter((file) => file.endsWith('.ts') && !/^src\/(?:sandbox|conformance)\//.test(file));
    expect(files.length).toBeGreaterThan(200);
    const asking = files.filter((file) => /\bDate\.now\(\)|\bnew Date\(\)/.test(fs.readFileSync(file, 'utf8')));
    expect(asking.filter((file) => !MAY_ASK.includes(file))).toEqual([]);
  });
});
