import { spawnSync } from 'node:child_process';
import dgram from 'node:dgram';
import dns from 'node:dns';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import request from 'supertest';
import { builtSource } from '../support/built-source';
import { eventually } from '../support/eventually';
import { DEMO, OTHER, type RunningGateway, startGateway } from '../support/gateway';
import { Given } from '../support/given';

/** Threads of libuv's pool, which Node uses for getaddrinfo, files, zlib and slow cryptography. */
const THREADS = Number(process.env.UV_THREADPOOL_SIZE ?? 4);

/** Calls that use a thread of the pool, as they are spelled in the compiled source: not those that end in `Sync`. */
const TAKING_A_THREAD = [
  /dns(?:_1|\.default)*\.(?:lookup|promises\.lookup)\b/,
  /\.(?:scrypt|pbkdf2|hkdf|randomFill|generateKeyPair|generateKey)\(/,
  /node_zlib_1\.(?!crc32\b|\w+Sync\b)/,
];
const takesAThread = (text: string): boolean => TAKING_A_THREAD.some((call) => call.test(text));

describe('the threads of the libuv pool', () => {
  const servers = dns.getServers();
  let gateway: RunningGateway;
  let given: Given;
  let silent: dgram.Socket;
  const asked: string[] = [];
  beforeAll(async () => {
    gateway = await startGateway({ environment: { EVENT_TARGETS_ALLOWED: '10.0.0.0/8' } });
    given = new Given(gateway);
    silent = dgram.createSocket('udp4', (message) => void asked.push(message.toString('latin1')));
    silent.bind(0, '127.0.0.1');
    await once(silent, 'listening');
    dns.setServers([`127.0.0.1:${silent.address().port}`]);
  });
  afterAll(async () => {
    dns.setServers(servers);
    silent.close();
    await gateway.close();
  });

  it('are not needed for a vendor call: it succeeds while all of them are blocked', async () => {
    // The client of the test resolves no name.
    const there = new Given({ ...gateway, url: gateway.url.replace('localhost', '127.0.0.1') });
    const held = holdThreads();
    try {
      const { customer_id } = await there.customer({ authorization: OTHER });
      expect(customer_id).toEqual(expect.any(String));
      expect(held.released).toBe(0);
    } finally {
      await held.release();
    }
    expect(held.released).toBe(THREADS);
  }, 30_000);

  it('are not used for name lookups of targets: silent name servers delay no other request', async () => {
    const hosts = Array.from({ length: 4 }, (_, index) => `silent${index}.example.com`);
    for (const host of hosts)
      await request(gateway.url)
        .post('/v1/webhook_subscriptions')
        .set('Authorization', DEMO)
        .send({ url: `https://${host}/hook` })
        .expect(201);
    asked.length = 0;
    await given.customer();
    await eventually(
      async () => hosts.filter((host) => asked.some((message) => message.includes(host.split('.')[0]!))).length,
      (count) => count === hosts.length,
    );
    const begun = performance.now();
    await given.customer({ authorization: OTHER });
    await fs.promises.stat(__filename);
    expect(performance.now() - begun).toBeLessThan(2_000);
    const rows = await eventually(
      () =>
        gateway.database.query<{ problem: string | null }>(
          'SELECT last_problem AS problem FROM portico.event_deliveries',
        ),
      (found) => found.length === 4 && found.every(({ problem }) => problem !== null),
    );
    expect(rows.map(({ problem }) => problem)).toEqual(Array.from({ length: 4 }, () => 'unreachable'));
  }, 60_000);

  it("are not used by any call in the gateway's sources", () => {
    const takers = builtSource()
      .filter(({ text }) => takesAThread(text))
      .map(({ file }) => path.basename(file));
    expect(takers).toEqual([]);
    for (const call of ['node_dns_1.default.lookup(hostname)', '(0, node_zlib_1.deflateRaw)(content, done)'])
      expect(takesAThread(call)).toBe(true);
  });
});

/** Blocks every thread: each waits in open(2) for the other end of its own pipe, which `release` opens. */
function holdThreads(): { released: number; release(): Promise<void> } {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'portico-threads-'));
  const pipes = Array.from({ length: THREADS }, (_, index) => path.join(folder, String(index)));
  if (spawnSync('mkfifo', pipes).status !== 0) throw new Error('mkfifo failed');
  const opened = pipes.map((pipe) => fs.promises.open(pipe, 'r').finally(() => (held.released += 1)));
  const held = {
    released: 0,
    release: async () => {
      for (const pipe of pipes) fs.closeSync(fs.openSync(pipe, 'w'));
      for (const file of await Promise.all(opened)) await file.close();
      fs.rmSync(folder, { recursive: true });
    },
  };
  return held;
}
