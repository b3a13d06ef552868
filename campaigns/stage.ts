import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { createTestDatabase, type TestDatabase } from '../test/support/database';
import { DEMO, freePort } from '../test/support/gateway';
import { type GatewayProcess, startGatewayProcess } from '../test/support/gateway-process';
import { pause } from './campaign';
import type { OtherBuild } from './other-build';

const root = path.resolve(__dirname, '../..');

/** A database, a sandbox process, and gateway processes. */
export class Stage {
  private readonly gateways: GatewayProcess[] = [];

  private constructor(
    readonly database: TestDatabase,
    readonly sandboxUrl: string,
    readonly sandboxDatabase: TestDatabase,
    private readonly sandbox: ChildProcess,
  ) {}

  /** The database is on the PostgreSQL of the run. */
  static async set(): Promise<Stage> {
    const [database, sandboxDatabase, port] = [
      await createTestDatabase(),
      await createTestDatabase(),
      await freePort(),
    ];
    const variables = {
      PATH: process.env.PATH,
      SANDBOX_PORT: String(port),
      SANDBOX_DATABASE_URL: sandboxDatabase.sandboxUrl,
      LOG_LEVEL: 'warn',
    };
    const sandbox = spawn(process.execPath, [path.join(root, 'dist/sandbox.js')], {
      env: variables,
      stdio: ['ignore', 'inherit', 'inherit'],
    });
    const url = `http://localhost:${port}`;
    while (
      !(await fetch(`${url}/health`).then(
        (answer) => answer.ok,
        () => false,
      ))
    ) {
      if (sandbox.exitCode !== null) throw new Error('the sandbox did not start');
      await pause(50);
    }
    return new Stage(database, url, sandboxDatabase, sandbox);
  }

  /** A gateway process with production defaults and the given `environment`. */
  async gateway(environment: NodeJS.ProcessEnv = {}, build?: Pick<OtherBuild, 'main'>): Promise<GatewayProcess> {
    const started = await startGatewayProcess(
      this.database.appUrl,
      this.sandboxUrl,
      { LOG_LEVEL: 'fatal', VENDOR_RETRIES: '1', VENDOR_BREAKER: 'on', ...environment },
      build ? { main: build.main } : {},
    );
    this.gateways.push(started);
    // On a busy machine the database may be reached only after the port is open, and then the demo consumers are added.
    while ((await fetch(`${started.url}/health/ready`)).status !== 200) await pause(50);
    return started;
  }

  async control<T>(target: string, method: 'GET' | 'POST' | 'DELETE' = 'GET', body?: object): Promise<T> {
    const answer = await fetch(this.sandboxUrl + target, {
      method,
      ...(body ? { headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) } : {}),
    });
    return (await answer.json()) as T;
  }

  async count(table: string): Promise<number> {
    return Number((await this.database.query<{ count: string }>(`SELECT count(*) FROM ${table}`))[0]!.count);
  }

  /** Creates customers over the API, one after the other. */
  async customers(url: string, count: number): Promise<string[]> {
    const found: string[] = [];
    while (found.length < count) {
      const body = JSON.stringify({
        email: `canary-${randomUUID()}@acme.example`,
        first_name: 'Zoë',
        last_name: 'Kim',
        company_name: 'Acme Robotics GmbH',
        customer_type: 'BUSINESS',
      });
      const answer = await fetch(`${url}/v1/customers/hosted`, {
        method: 'POST',
        headers: { Authorization: DEMO, 'Idempotency-Key': randomUUID(), 'Content-Type': 'application/json' },
        body,
      });
      if (answer.status !== 201) throw new Error(`no customer: ${answer.status} ${await answer.text()}`);
      found.push(((await answer.json()) as { customer_id: string }).customer_id);
    }
    return found;
  }

  async close(): Promise<void> {
    for (const gateway of this.gateways) await gateway.end('SIGKILL');
    const gone = new Promise((done) => this.sandbox.once('exit', done));
    this.sandbox.kill('SIGTERM');
    await gone;
    await this.database.drop();
    await this.sandboxDatabase.drop();
  }
}
