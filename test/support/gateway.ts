import { pino } from 'pino';
import fs from 'node:fs';
import net from 'node:net';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { createApp } from '../../src/app';
import { type Config, loadConfig } from '../../src/config/config';
import { JsonLogger } from '../../src/http/log/logger';
import { createTestDatabase, type TestDatabase } from './database';
import { logFile } from './log-file';
import { type RunningSandbox, startSandbox } from './sandbox';

/** Credentials of the two consumers that exist in sandbox mode. */
export const DEMO = 'Bearer demo-consumer.ZGVtby1jb25zdW1lci1zZWNyZXQtMDAwMDAwMDAwMDA';
export const OTHER = 'Bearer other-consumer.b3RoZXItY29uc3VtZXItc2VjcmV0LTAwMDAwMDAwMDA';
/** Wraps keys in tests; 32 bytes. */
export const DATA_KEY = Buffer.alloc(32, 0x5a).toString('base64url');

/** Without retries, circuit breaker and pauses, so that each configured fault is visible. */
export const PATIENT = { VENDOR_RETRIES: '0', VENDOR_BREAKER: 'off', VENDOR_PAUSE: 'off' } as const;

/** Signs checkpoints in tests; 32 bytes. */
export const SIGNING_KEY = Buffer.alloc(32, 0x33).toString('base64url');

/** Milliseconds: no reconciler runs in the background, unless a suite sets it, since it adds calls and rows. */
export const NEVER = '3600000';

/** A gateway on a real port, with its own database and sandbox. */
export interface RunningGateway {
  readonly url: string;
  readonly app: NestFastifyApplication;
  readonly config: Config;
  readonly database: TestDatabase;
  readonly sandbox: RunningSandbox;
  /** Its log so far, at debug level. */
  logged(): string;
  close(): Promise<void>;
}

export interface GatewayOptions {
  /** Further environment variables. */
  readonly environment?: NodeJS.ProcessEnv;
  /** Parts of the configuration that no environment variable sets in sandbox mode. */
  readonly config?: Partial<Config>;
  /** Database and sandbox to share with another gateway. */
  readonly database?: TestDatabase;
  readonly sandbox?: RunningSandbox;
}

export async function startGateway(options: GatewayOptions = {}): Promise<RunningGateway> {
  const database = options.database ?? (await createTestDatabase());
  const sandbox = options.sandbox ?? (await startSandbox());
  const environment = {
    DATABASE_URL: database.appUrl,
    SEQUENCER_DATABASE_URL: database.sequencerUrl,
    PORTICO_DATA_KEY: DATA_KEY,
    AUDIT_SIGNING_KEY: SIGNING_KEY,
    PORTICO_SANDBOX_URL: sandbox.url,
    PORT: String(await freePort()),
    LOG_LEVEL: 'debug',
    RECONCILE_INTERVAL_MS: NEVER,
    POLL_INTERVAL_SECONDS: '3600',
    ACCESS_PERIOD_SECONDS: '3600',
    ...PATIENT,
    ...options.environment,
  };
  const config: Config = { ...loadConfig(environment), ...options.config };
  const file = logFile('gateway');
  const destination = pino.destination({ dest: file, sync: true });
  const app = await createApp(config, new JsonLogger(config.logLevel, destination));
  // What has begun would go on with the next suite's log, on a database that is gone.
  await app.listen(config.port, config.host).catch(async (error: unknown) => {
    await app.close().catch(() => undefined);
    throw error;
  });
  return {
    url: `http://localhost:${config.port}`,
    app,
    config,
    database,
    sandbox,
    logged: () => fs.readFileSync(file, 'utf8'),
    close: async () => {
      await app.close();
      if (!options.sandbox) await sandbox.close();
      if (!options.database) await database.drop();
    },
  };
}

export async function freePort(): Promise<number> {
  const server = net.createServer();
  await new Promise<void>((done, failed) => server.once('error', failed).listen(0, 'localhost', done));
  const { port } = server.address() as net.AddressInfo;
  await new Promise((done) => server.close(done));
  return port;
}
