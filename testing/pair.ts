import { randomBytes } from 'node:crypto';
import net from 'node:net';
import { pino } from 'pino';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { createApp } from '../src/app';
import { SharedClock } from '../src/config/clock';
import { type Config, loadConfig } from '../src/config/config';
import { SANDBOX_WEBHOOK_SECRET } from '../src/config/upkeep.config';
import { JsonLogger } from '../src/http/log/logger';
import { createSandbox, type Sandbox } from '../src/sandbox/app';
import { loadSandboxConfig } from '../src/sandbox/config';
import { once, type PairDatabase } from './database-copy';
import type { LogLines } from './log-lines';
import { moveClock } from './moved-clock';

/** Seconds: any. With a clock that tests move, the age of a signature says nothing. */
const ANY_AGE = 1e11;

/** Ports that a pair listens on; 0: any free one. */
export interface PairPorts {
  readonly gateway: number;
  readonly sandbox: number;
}

/** A gateway and its own sandbox, over real HTTP, on one database and one clock. */
export class Pair {
  private constructor(
    readonly database: PairDatabase,
    readonly ports: PairPorts,
    private readonly gateway: NestFastifyApplication,
    private readonly sandbox: Sandbox,
  ) {}

  /** `variables` are environment variables of the gateway, such as VENDOR_RETRIES. */
  static async start(
    database: PairDatabase,
    wanted: PairPorts,
    variables: Readonly<Record<string, string>>,
    log: LogLines,
  ): Promise<Pair> {
    const port = wanted.gateway || (await freePort());
    const sandbox = await startSandbox(database, port, wanted.sandbox, log);
    const sandboxPort = (sandbox.app.server.address() as net.AddressInfo).port;
    try {
      const gateway = await startGateway(database, port, `http://localhost:${sandboxPort}`, variables, log);
      return new Pair(database, { gateway: port, sandbox: sandboxPort }, gateway, sandbox);
    } catch (error) {
      await sandbox.close();
      throw error;
    }
  }

  /** Moves the one clock of gateway, database and vendors to so many seconds ahead of real time. */
  async moveClockTo(seconds: number): Promise<void> {
    await once(this.database.url, (client) => moveClock(client, seconds));
    this.gateway.get(SharedClock).correct(seconds * 1000);
    const { offset_seconds: offset } = this.sandbox.context.clock.state();
    const moved = await fetch(`http://localhost:${this.ports.sandbox}/_sandbox/clock/advance`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ seconds: seconds - offset }),
    });
    if (moved.status !== 200) throw new Error(await moved.text());
  }

  async close(): Promise<void> {
    await Promise.all([this.gateway.close(), this.sandbox.close()]);
  }
}

async function startSandbox(
  { roles }: PairDatabase,
  gatewayPort: number,
  port: number,
  log: LogLines,
): Promise<Sandbox> {
  const webhooks = (vendor: string): Record<string, string> => ({
    [`SANDBOX_WEBHOOK_${vendor}_URL`]: `http://localhost:${gatewayPort}/webhooks/${vendor.toLowerCase()}`,
    [`SANDBOX_WEBHOOK_${vendor}_SECRET`]: SANDBOX_WEBHOOK_SECRET,
  });
  const config = loadSandboxConfig({
    SANDBOX_DATABASE_URL: roles.sandbox,
    ...webhooks('1MONEY'),
    ...webhooks('FINPRO'),
  });
  const sandbox = await createSandbox({ ...config, port, skewSeconds: ANY_AGE }, pino({ level: 'info' }, log));
  await sandbox.listen();
  return sandbox;
}

const newKey = (): string => randomBytes(32).toString('base64url');

async function startGateway(
  { roles }: PairDatabase,
  port: number,
  sandboxUrl: string,
  variables: Readonly<Record<string, string>>,
  log: LogLines,
): Promise<NestFastifyApplication> {
  const config = loadConfig({
    PORTICO_DATA_KEY: newKey(),
    AUDIT_SIGNING_KEY: newKey(),
    LOG_LEVEL: 'debug',
    ...variables,
    DATABASE_URL: roles.app,
    SEQUENCER_DATABASE_URL: roles.sequencer,
    PORTICO_SANDBOX_URL: sandboxUrl,
    PORT: String(port),
  });
  const app = await createApp(anyWebhookAge(config), new JsonLogger(config.logLevel, log));
  await app.listen(config.port, config.host);
  return app;
}

function anyWebhookAge(config: Config): Config {
  const { webhooks } = config.upkeep;
  const tolerant = Object.entries(webhooks).map(([vendor, scheme]) => [
    vendor,
    { ...scheme, toleranceSeconds: ANY_AGE },
  ]);
  return { ...config, upkeep: { ...config.upkeep, webhooks: Object.fromEntries(tolerant) as typeof webhooks } };
}

async function freePort(): Promise<number> {
  const server = net.createServer();
  await new Promise<void>((done, failed) => server.once('error', failed).listen(0, 'localhost', done));
  const { port } = server.address() as net.AddressInfo;
  await new Promise((done) => server.close(done));
  return port;
}
