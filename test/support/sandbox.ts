import fs from 'node:fs';
import { pino } from 'pino';
import { createSandbox, type Sandbox } from '../../src/sandbox/app';
import { loadSandboxConfig } from '../../src/sandbox/config';
import { createTestDatabase, type TestDatabase } from './database';
import { logFile } from './log-file';

/** A sandbox on a free port, with its own database. */
export interface RunningSandbox {
  readonly url: string;
  readonly sandbox: Sandbox;
  readonly database: TestDatabase;
  /**
   * A call of the control API, such as `/_sandbox/clock/advance`; throws unless it answers 200. By POST when there is a
   * body, unless `method` is given.
   */
  control<T = Record<string, unknown>>(path: string, body?: object, method?: 'GET' | 'POST' | 'DELETE'): Promise<T>;
  /** Requests that 1Money received on paths with this prefix. */
  requests(
    path: string,
    vendor?: '1money' | 'finpro',
  ): Promise<
    {
      path: string;
      method: string;
      status: number | null;
      body: Record<string, unknown> | null;
      idempotency_key: string | null;
    }[]
  >;
  /** Effects at the vendors. */
  effects(kind?: string): Promise<{ kind: string; subject: string; idempotency_key: string | null }[]>;
  logged(): string;
  close(): Promise<void>;
}

export async function startSandbox(environment: NodeJS.ProcessEnv = {}): Promise<RunningSandbox> {
  const database = await createTestDatabase();
  const file = logFile('sandbox');
  const config = {
    ...loadSandboxConfig({ SANDBOX_DATABASE_URL: database.sandboxUrl, LOG_LEVEL: 'debug', ...environment }),
    port: 0,
  };
  const sandbox = await createSandbox(
    config,
    pino({ level: config.logLevel }, pino.destination({ dest: file, sync: true })),
  );
  const url = await sandbox.listen();
  const control = async <T>(path: string, body?: object, method?: string): Promise<T> => {
    const answer = await fetch(url + path, {
      method: method ?? (body ? 'POST' : 'GET'),
      headers: body ? { 'Content-Type': 'application/json' } : {},
      body: body && JSON.stringify(body),
    });
    if (answer.status !== 200) throw new Error(`${path} answered ${answer.status}: ${await answer.text()}`);
    return (await answer.json()) as T;
  };
  return {
    url,
    sandbox,
    database,
    control,
    requests: async (path, vendor = '1money') =>
      (
        await control<{ requests: [] }>(
          `/_sandbox/requests?vendor=${vendor}&limit=5000&path=${encodeURIComponent(path)}`,
        )
      ).requests,
    effects: async (kind) =>
      (await control<{ effects: [] }>(`/_sandbox/effects${kind ? `?kind=${kind}` : ''}`)).effects,
    logged: () => fs.readFileSync(file, 'utf8'),
    close: async () => {
      await sandbox.close();
      await database.drop();
    },
  };
}
