import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { getMetadataStorage } from 'class-validator';
import { ConfigError, loadConfig } from '../../src/config/config';
import { Environment } from '../../src/config/environment/environment';
import { caught } from '../support/caught';

/** The origin at which `npm start` requests the readiness of the gateway. */
const originOf = (host: string, port: number): string => {
  const { stdout } = spawnSync(
    process.execPath,
    [
      '--input-type=module',
      '-e',
      "import { originOf } from './scripts/start/machine.mjs'; " +
        `process.stdout.write(originOf(${JSON.stringify(host)}, ${port}));`,
    ],
    { encoding: 'utf8' },
  );
  return stdout;
};

describe('the readiness request of npm start', () => {
  it.each(['127.0.0.1', '0.0.0.0', '::1', '::', 'localhost'])('reaches the address of HOST=%s', async (host) => {
    const server = http.createServer((_request, response) => response.end('ready'));
    await new Promise<void>((done) => server.listen(0, host, done));
    const { port } = server.address() as AddressInfo;
    expect(await (await fetch(originOf(host, port), { headers: { Connection: 'close' } })).text()).toBe('ready');
    await new Promise((done) => server.close(done));
  });
});

describe('configuration errors of npm start', () => {
  const home = path.join(os.tmpdir(), `portico-never-made-${process.pid}`);
  const start = (environment: NodeJS.ProcessEnv): { status: number | null; problems: string[] } => {
    const { status, stdout, stderr } = spawnSync(process.execPath, ['scripts/start.mjs'], {
      env: { PATH: process.env.PATH, PORTICO_HOME: home, ...environment },
      encoding: 'utf8',
    });
    expect([stdout, fs.existsSync(home)]).toEqual(['', false]);
    return {
      status,
      problems: stderr
        .split('\n')
        .filter((line) => line.startsWith('  - '))
        .map((line) => line.slice(4)),
    };
  };
  const known = [
    ...new Set(
      getMetadataStorage()
        .getTargetValidationMetadatas(Environment, '', false, false)
        .map(({ propertyName }) => propertyName),
    ),
  ].filter((name) => name !== 'PORTICO_SANDBOX_URL');
  const wrong = Object.fromEntries(known.map((name) => [name, ' ~ ']));
  const named = (problems: readonly string[]): string[] =>
    [...new Set(problems.map((problem) => problem.split(' ', 1)[0]!))].toSorted();

  it('are reported all at once in production, for the gateway and for the programs that run before it', () => {
    const { problems } = caught(() => loadConfig(wrong)) as ConfigError;
    const { status, problems: told } = start({ ...wrong, MIGRATION_DATABASE_URL: 'mysql://root:secret-of-root@db' });
    expect([status, named(told)]).toEqual([1, named([...problems, 'MIGRATION_DATABASE_URL'])]);
    expect(named(told).length).toBeGreaterThan(40);
    expect(told.join()).not.toContain('secret-of-root');
  });

  it('are reported all at once in sandbox mode, for both programs, each variable once', () => {
    const { status, problems } = start({
      PORT: '0',
      SANDBOX_PORT: '70000',
      LOG_LEVEL: 'loud',
      DOCS: 'maybe',
      LINK_TTL_SECONDS: '-1',
      DATABASE_URL: 'postgres://app@db/portico',
      MIGRATION_DATABASE_URL: 'mysql://db',
    });
    expect(status).toBe(1);
    expect(problems.map((problem) => problem.split(' ', 1)[0]!).toSorted()).toEqual([
      'DATABASE_URL',
      'DOCS',
      'LINK_TTL_SECONDS',
      'LOG_LEVEL',
      'MIGRATION_DATABASE_URL',
      'PORT',
      'SANDBOX_PORT',
    ]);
  });

  it('include a port that is in use, also in production', async () => {
    const server = http.createServer();
    await new Promise<void>((done) => server.listen(0, '0.0.0.0', done));
    const { port } = server.address() as AddressInfo;
    const { status, problems } = start({ ONE_MONEY_BASE_URL: 'http://localhost:1', PORT: String(port) });
    expect([status, problems]).toEqual([
      1,
      expect.arrayContaining([
        `Port ${port} is taken: set PORT to another port`,
        expect.stringContaining('DATABASE_URL is missing'),
      ]),
    ]);
    await new Promise((done) => server.close(done));
  });
});
