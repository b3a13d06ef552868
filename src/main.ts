import 'reflect-metadata';
import { createApp } from './app';
import { ConfigError, loadConfig } from './config/config';
import { JsonLogger } from './http/logger';

/** Boots the gateway: configuration, application, port. Stops on SIGINT and SIGTERM, and when the process that started it is gone. */
async function main(): Promise<void> {
  const config = loadConfig(process.env);
  const logger = new JsonLogger(config.logLevel);
  const app = await createApp(config, logger);
  let isStopping = false;
  const stop = async (): Promise<void> => {
    if (isStopping) return;
    isStopping = true;
    await app.close();
    process.exit(0);
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => void stop());
  process.on('disconnect', () => void stop());
  await app.listen(config.port, config.host);
  logger.log(`gateway ready in ${(performance.now() / 1000).toFixed(1)} s on port ${config.port}, ${config.mode} mode`);
}

main().catch((error: unknown) => {
  const reason = error instanceof ConfigError ? error.message : `The gateway could not start: ${error instanceof Error ? error.message : String(error)}`;
  process.stderr.write(`${reason}\n`);
  process.exit(1);
});
