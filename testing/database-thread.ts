import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import type { DatabaseServer } from './database-copy';
import { startDatabaseServer } from './databases';

/** Starts the server in a thread of its own, so that the gateway's code is loaded meanwhile. */
export async function startDatabaseThread(
  home: string,
): Promise<{ server: DatabaseServer; stop: () => Promise<void> }> {
  const thread = new Worker(__filename, { workerData: { home } });
  const server = await new Promise<DatabaseServer>((started, failed) => {
    thread.once('message', started);
    thread.once('error', failed);
  });
  return {
    server,
    stop: async () => {
      const ended = new Promise((done) => thread.once('exit', done));
      thread.postMessage('stop');
      await ended;
    },
  };
}

async function run(): Promise<void> {
  const { url, roles, stop } = await startDatabaseServer((workerData as { home: string }).home);
  parentPort!.once('message', () => void stop().then(() => parentPort!.close()));
  parentPort!.postMessage({ url, roles });
}

if (!isMainThread)
  run().catch((error: unknown) => {
    throw error;
  });
