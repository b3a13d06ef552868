import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { DATA_KEY, freePort, type RunningGateway, SIGNING_KEY, startGateway } from '../support/gateway';
import { Given } from '../support/given';
import { untilSealed } from '../support/log';

interface Ended {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

const OTHER_KEY = Buffer.alloc(32, 0x71).toString('base64url');
const HOME = fs.mkdtempSync(path.join(os.tmpdir(), 'portico-command-'));

/** `npx portico …`, with this environment and no other. */
const portico = (words: readonly string[], environment: NodeJS.ProcessEnv = {}): Promise<Ended> =>
  new Promise((done) =>
    execFile(
      process.execPath,
      ['scripts/portico.mjs', ...words],
      { env: { PATH: process.env.PATH, PORTICO_HOME: HOME, ...environment } },
      (error, stdout, stderr) => done({ status: Number(error?.code ?? 0), stdout, stderr }),
    ),
  );

describe('npx portico', () => {
  let gateway: RunningGateway;
  let environment: NodeJS.ProcessEnv;
  beforeAll(async () => {
    gateway = await startGateway();
    await new Given(gateway).customer();
    await untilSealed(gateway.database, 1);
    environment = {
      DATABASE_URL: gateway.database.appUrl,
      PORTICO_DATA_KEY: DATA_KEY,
      AUDIT_SIGNING_KEY: SIGNING_KEY,
      SEQUENCER_DATABASE_URL: gateway.database.sequencerUrl,
      PORTICO_SANDBOX: 'on',
      PORT: new URL(gateway.url).port,
      SANDBOX_PORT: new URL(gateway.sandbox.url).port,
    };
  });
  afterAll(async () => {
    await gateway.close();
    fs.rmSync(HOME, { recursive: true });
  });

  it.each(['help', 'audit --help', 'help audit verify', 'consumers create --help'])('helps: %s', async (words) => {
    const { status, stdout, stderr } = await portico(words.split(' '));
    expect([status, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/^npx portico /);
  });

  it('says its version', async () => {
    const { version } = JSON.parse(fs.readFileSync('package.json', 'utf8')) as { version: string };
    expect(await portico(['--version'])).toEqual({ status: 0, stdout: `${version}\n`, stderr: '' });
  });

  it.each(['--help', 'consumers --help'])('ends quietly when its reader has read enough: %s', async (words) => {
    const child = spawn(process.execPath, ['scripts/portico.mjs', ...words.split(' ')], {
      env: { PATH: process.env.PATH, PORTICO_HOME: HOME },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    child.stdout.destroy();
    let complaint = '';
    child.stderr.on('data', (data: Buffer) => (complaint += data.toString()));
    const [code] = (await once(child, 'close')) as [number];
    expect([code, complaint]).toEqual([0, '']);
  });

  it('lists its commands, and leads to each of them', async () => {
    const { status, stdout } = await portico(['--help']);
    const commands = [...stdout.matchAll(/^ {2}(\w+(?: \w+)?) {2,}/gm)].map(([, name]) => name!.split(' '));
    expect([status, commands.length]).toEqual([0, 16]);
    await Promise.all(
      commands.map(async (words) => {
        expect(await portico([...words, '--help'])).toEqual({
          status: 0,
          stderr: '',
          stdout: expect.stringContaining(`npx portico ${words.join(' ')}`),
        });
      }),
    );
    expect(await portico(['stop'])).toMatchObject({ status: 2, stderr: expect.stringContaining("command 'stop'") });
  }, 60_000);

  const doctor = async (change: NodeJS.ProcessEnv = {}): Promise<[number, Record<string, string>]> => {
    const { status, stdout } = await portico(['doctor', '--json'], { ...environment, ...change });
    const results = JSON.parse(stdout) as { check: string; verdict: string; says: string }[];
    return [status, Object.fromEntries(results.map(({ check, verdict, says }) => [check, `${verdict}: ${says}`]))];
  };

  it('doctor finds nothing wrong, but that the database of the tests does not write to disk', async () => {
    const [status, found] = await doctor();
    expect(Object.keys(found)).toEqual([
      'node',
      'configuration',
      'gateway',
      'database',
      'role',
      'migrations',
      'data keys',
      'audit key',
      'commits',
      'clock',
      'one-money',
      'finpro',
    ]);
    expect(Object.entries(found).filter(([, said]) => !said.startsWith('ok: '))).toEqual([
      ['commits', expect.stringMatching(/^failed: fsync and full_page_writes are off: /)],
    ]);
    expect(status).toBe(1);
  });

  it('doctor names what is wrong, and prints no secret', async () => {
    const url = (change: Partial<URL>): string => Object.assign(new URL(gateway.database.appUrl), change).href;
    const unused = await freePort();
    const wrong: [NodeJS.ProcessEnv, string, string][] = [
      [{ LOG_LEVEL: 'loud' }, 'configuration', 'LOG_LEVEL'],
      [{ DATABASE_URL: url({ password: 'not-it' }) }, 'database', 'DATABASE_URL must have the right user and password'],
      [{ DATABASE_URL: gateway.database.sandboxUrl }, 'database', 'or may become, the role portico_app'],
      [
        { PORTICO_DATA_KEY: OTHER_KEY },
        'data keys',
        'PORTICO_DATA_KEY is not, and PORTICO_DATA_KEYS does not hold, the key',
      ],
      [{ AUDIT_SIGNING_KEY: OTHER_KEY }, 'audit key', 'the log goes on with the key'],
      [{ SANDBOX_PORT: String(unused) }, 'finpro', `http://localhost:${unused} cannot be reached: ECONNREFUSED`],
      [{ PORT: new URL(gateway.sandbox.url).port, SANDBOX_PORT: String(unused) }, 'gateway', 'used by another program'],
    ];
    await Promise.all(
      wrong.map(async ([change, check, says]) => {
        const [status, found] = await doctor(change);
        expect([status, found[check]]).toEqual([1, expect.stringContaining(says)]);
        expect(found[check]).toMatch(/^failed: /);
        expect(JSON.stringify(found)).not.toContain('not-it');
      }),
    );
  }, 60_000);

  it('doctor notices a migration that has not run', async () => {
    const name = 'DataKeyCheck1790000000014';
    const [{ timestamp }] = (await gateway.database.query<{ timestamp: string }>(
      `DELETE FROM portico.migrations WHERE name = '${name}' RETURNING timestamp`,
    )) as [{ timestamp: string }];
    const [status, found] = await doctor();
    await gateway.database.query(`INSERT INTO portico.migrations (timestamp, name) VALUES (${timestamp}, '${name}')`);
    expect([status, found.migrations]).toEqual([1, 'failed: the schema is not up to date']);
  });
});
