import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';

export interface OwnSandbox {
  readonly url: string;
  stop(): Promise<void>;
}

const PATIENCE_MS = 30_000;

/** Runs the sandbox as a process of its own, on a free port; it ends with this process. `main`: path of its program. */
export async function startOwnSandbox(
  main: string,
  databaseUrl: string,
  settings: Readonly<Record<string, string | undefined>> = {},
): Promise<OwnSandbox> {
  const child = fork(main, [], {
    env: {
      LOG_LEVEL: 'info',
      SANDBOX_PORT: '0',
      SANDBOX_HOST: '127.0.0.1',
      SANDBOX_DATABASE_URL: databaseUrl,
      ...settings,
    },
    execArgv: [],
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  const url = await ready(child);
  return {
    url,
    stop: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const gone = once(child, 'exit');
      child.kill('SIGTERM');
      await gone;
    },
  };
}

/** The address that the sandbox reports to listen at. Throws with its output otherwise. */
async function ready(child: ChildProcess): Promise<string> {
  return new Promise((found, failed) => {
    let said = '';
    const late = setTimeout(() => child.kill('SIGKILL'), PATIENCE_MS);
    const listen = (chunk: Buffer): void => {
      said = (said + chunk.toString()).slice(-10_000);
      const line = said.split('\n').find((text) => text.includes('"sandbox ready"') && text.endsWith('}'));
      if (!line) return;
      clearTimeout(late);
      child.stdout?.removeListener('data', listen).resume();
      found((JSON.parse(line) as { url: string }).url.replace('//localhost', '//127.0.0.1'));
    };
    child.stdout?.on('data', listen);
    child.stderr?.on('data', (chunk: Buffer) => (said += chunk.toString()));
    child.once('exit', () => {
      clearTimeout(late);
      failed(new Error(`the sandbox did not start: ${said.slice(-2_000)}`));
    });
  });
}
