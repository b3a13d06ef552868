import { pino } from 'pino';
import { createSandbox } from './app';
import { loadSandboxConfig } from './config';

/** Starts the sandbox; stops on SIGINT and SIGTERM, and when the process that started it has ended. */
async function main(): Promise<void> {
  const config = loadSandboxConfig(process.env);
  const log = pino({ level: config.logLevel, base: undefined });
  const sandbox = await createSandbox(config, log);
  let isStopping = false;
  const stop = async (): Promise<void> => {
    if (isStopping) return;
    isStopping = true;
    await sandbox.close();
    process.exit(0);
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => void stop());
  process.on('disconnect', () => void stop());
  const url = await sandbox.listen();
  log.info({ msg: 'sandbox ready', url });
}

main().catch((error: unknown) => {
  process.stderr.write(`The sandbox could not start: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
});
