import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { startEmbeddedPostgres } from '../src/local-postgres/embedded-postgres';
import { migrate } from '../src/database/setup/migrate';
import { prepareRoles } from '../src/database/setup/roles';

/**
 * What the suites get from the global setup: a server with the roles, a migrated database to copy, a folder for logs. A
 * campaign from the command line makes them itself.
 */
export async function inWorld<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'portico-campaign-'));
  fs.chmodSync(folder, 0o755);
  const server = process.env.TEST_ROLE_URLS ? null : await startEmbeddedPostgres({ home: folder, isDurable: false });
  try {
    if (server) {
      const roles = await prepareRoles(server.url, 'portico_template');
      await migrate(roles.owner);
      Object.assign(process.env, {
        TEST_DATABASE_URL: server.url,
        TEST_ROLE_URLS: JSON.stringify(roles),
        TEST_LOG_DIRECTORY: folder,
      });
    }
    return await work(folder);
  } finally {
    await server?.stop();
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

/** Numbers from the command line: `--seed 1 --attacks 1000`. */
export function numbersOf<Names extends string>(
  defaults: Readonly<Record<Names, number>>,
  words = process.argv.slice(2),
): Record<Names, number> {
  const given: Record<Names, number> = { ...defaults };
  for (let at = 0; at < words.length; at += 2) {
    const name = words[at]!.replace(/^--/, '') as Names;
    if (!(name in defaults) || !/^\d+$/.test(words[at + 1] ?? ''))
      throw new Error(
        `usage: ${Object.entries(defaults)
          .map(([option, number]) => `--${option} ${String(number)}`)
          .join(' ')}`,
      );
    given[name] = Number(words[at + 1]);
  }
  return given;
}

/** Runs a campaign as a program: prints one line of JSON; exit code 1 when it failed. */
export async function asProgram<Result extends { passed: boolean }>(
  campaign: (folder: string) => Promise<Result>,
): Promise<void> {
  try {
    const result = await inWorld(campaign);
    process.stdout.write(`${JSON.stringify(result)}\n`);
    process.exit(result.passed ? 0 : 1);
  } catch (error) {
    process.stderr.write(`the campaign could not run: ${(error as Error).stack}\n`);
    process.exit(2);
  }
}
