import 'reflect-metadata';
import fs from 'node:fs';
import nodeModule from 'node:module';
import { setTimeout as pause } from 'node:timers/promises';
import { createApp } from './app';
import { ConfigError, loadConfig } from './config/config';
import { configuredKeys } from './config/key-source';
import { changingSecretFiles } from './config/environment/secret-files';
import { DatabaseStart } from './database/probes/database-start';
import { AdmissionControl } from './http/admission-control';
import { JsonLogger } from './http/log/logger';
import { Metrics } from './operation/metrics';
import { DataKeyRefresh } from './privacy/data-key/data-key-refresh';
import { VendorCredentials } from './signed-http/vendor-credentials';

/** Milliseconds from the signal to the end of the process, even if requests are still inside. */
const MAX_SHUTDOWN_MS = 9_500;
/** Milliseconds between two checks whether a secret file has changed; replaced symbolic links are noticed as well. */
const CHECK_MS = 2_000;
/**
 * Connections that wait to be accepted; the kernel may allow fewer (somaxconn). Node's 511 overflows in a burst, and a
 * client whose connection is dropped tries again after 1, 3 or 7 seconds.
 */
const BACKLOG = 4_096;

/**
 * Boots the gateway. Stops on SIGINT, on SIGTERM (load balancers first get time to notice) and when the process that
 * started it ends: requests inside are finished, later ones are sent elsewhere.
 */
async function main(): Promise<void> {
  const config = loadConfig(process.env);
  const logger = new JsonLogger(config.logLevel);
  const app = await createApp(config, logger);
  let isStopping = false;
  const stop = async (drainMs: number): Promise<void> => {
    if (isStopping) return;
    isStopping = true;
    setTimeout(() => {
      logger.warn('some requests did not end in time and were given up');
      process.exit(1);
    }, MAX_SHUTDOWN_MS);
    app.get(AdmissionControl).beginClosing();
    await pause(drainMs);
    await app.close();
    process.exit(0);
  };
  process.on('SIGTERM', () => void stop(config.shutdownDrainMs));
  process.on('SIGINT', () => void stop(0));
  process.on('disconnect', () => void stop(0));
  const readCredentials = (): void => {
    try {
      const config = loadConfig(process.env);
      const replaced = app.get(VendorCredentials).replace(config);
      void app.get(DataKeyRefresh).take(configuredKeys(config));
      logger.log({
        msg:
          replaced.length > 0
            ? 'credentials of vendors were replaced'
            : 'the credentials of the vendors were read anew and are the same',
        vendors: replaced,
      });
    } catch (error) {
      logger.error({
        msg: 'the credentials of the vendors and the data keys stay as they were',
        problems: error instanceof ConfigError ? error.problems : undefined,
      });
    }
  };
  process.on('SIGHUP', readCredentials);
  for (const file of changingSecretFiles(process.env))
    fs.watchFile(file, { interval: CHECK_MS, persistent: false }, readCredentials);
  app.get(Metrics).observeProcess();
  await app.listen({ port: config.port, host: config.host, backlog: BACKLOG });
  logger.log(
    `gateway ${app.get(DatabaseStart).isWaiting ? 'started, and not ready,' : 'ready'} in ` +
      `${(performance.now() / 1000).toFixed(1)} s on port ${config.port}, ${config.mode} mode`,
  );
  keepCompiledCode();
}

/** Node 22 and newer keep compiled code (dist/gateway.js); by themselves they write it at the end only. */
function keepCompiledCode(): void {
  (nodeModule as { flushCompileCache?: () => void }).flushCompileCache?.();
}

main().catch((error: unknown) => {
  const reason =
    error instanceof ConfigError
      ? error.message
      : `The gateway could not start: ${error instanceof Error ? error.message : String(error)}`;
  process.stderr.write(`${reason}\n`);
  process.exit(1);
});
