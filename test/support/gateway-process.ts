import { type ChildProcess, spawn } from 'node:child_process';
import fs from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import type { RoleUrls } from '../../src/database/setup/roles';
import { DATA_KEY, freePort, NEVER, PATIENT, SIGNING_KEY } from './gateway';
import { logFile } from './log-file';

/** Node options of `npm start`. */
const { nodeFlags } = require('../../../scripts/start/node-flags.cjs') as {
  nodeFlags(environment: NodeJS.ProcessEnv): string[];
};

/** The gateway as a separate process, which can be killed. */
export interface GatewayProcess {
  readonly url: string;
  readonly child: ChildProcess;
  /** Ends it with the signal and returns its exit code, or the signal it died of. */
  end(signal: NodeJS.Signals): Promise<number | NodeJS.Signals | null>;
}

/** Another build than this one, and further options of Node. */
export interface ProcessOptions {
  readonly main?: string;
  readonly nodeOptions?: readonly string[];
}

/** The least number of milliseconds that Node takes to load the gateway. */
const START_MS = 500;

export async function startGatewayProcess(
  databaseUrl: string,
  sandboxUrl: string,
  environment: NodeJS.ProcessEnv = {},
  { main = path.resolve('dist/gateway.js'), nodeOptions = [] }: ProcessOptions = {},
): Promise<GatewayProcess> {
  const port = environment.PORT ? Number(environment.PORT) : await freePort();
  const variables = {
    PATH: process.env.PATH,
    DATABASE_URL: databaseUrl,
    PORTICO_SANDBOX_URL: sandboxUrl,
    PORTICO_DATA_KEY: DATA_KEY,
    SEQUENCER_DATABASE_URL: sequencerUrlOf(databaseUrl),
    AUDIT_SIGNING_KEY: SIGNING_KEY,
    PORT: String(port),
    LOG_LEVEL: 'debug',
    RECONCILE_INTERVAL_MS: NEVER,
    ...PATIENT,
    ...environment,
  };
  const log = fs.createWriteStream(logFile('gateway-process'));
  const child = spawn(process.execPath, [...nodeFlags(variables), ...nodeOptions, main], {
    env: variables,
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  await new Promise<void>((ready, failed) => {
    let said = '';
    const listen = (chunk: Buffer): void => {
      said += chunk.toString();
      log.write(chunk);
    };
    const inspect = (): void =>
      void Promise.all(['localhost', '127.0.0.1'].map((host) => untilConnected(host, port))).then(
        () => ready(),
        () => child.exitCode === null && setTimeout(inspect, 50),
      );
    setTimeout(inspect, START_MS);
    child.stdout!.on('data', listen);
    child.stderr!.on('data', listen);
    child.once('exit', () => failed(new Error(`the gateway did not start: ${said}`)));
  });
  return {
    url: `http://localhost:${port}`,
    child,
    end: (signal) =>
      new Promise((done) => {
        if (child.exitCode !== null || child.signalCode !== null) return done(child.exitCode ?? child.signalCode);
        child.once('exit', (code, killedBy) => done(code ?? killedBy));
        child.kill(signal);
      }),
  };
}

/** The port is opened last, and a connection costs the machine much less than a request. */
function untilConnected(host: string, port: number): Promise<void> {
  return new Promise((done, failed) => {
    const socket = net.connect({ host, port }, () => done(void socket.destroy()));
    socket.once('error', failed);
  });
}

/** The sequencer's login on the same database, over the same proxy. */
function sequencerUrlOf(databaseUrl: string): string {
  const { username, password } = new URL((JSON.parse(process.env.TEST_ROLE_URLS!) as RoleUrls).sequencer);
  return Object.assign(new URL(databaseUrl), { username, password }).href;
}
