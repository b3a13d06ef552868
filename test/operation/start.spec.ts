import { spawnSync } from 'node:child_process';
import http from 'node:http';
import type { AddressInfo } from 'node:net';

/** As `npm start` asks whether the gateway is ready. */
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

describe('what npm start waits for', () => {
  it.each(['127.0.0.1', '0.0.0.0', '::1', '::', 'localhost'])('is asked where it listens: HOST=%s', async (host) => {
    const server = http.createServer((_request, response) => response.end('ready'));
    await new Promise<void>((done) => server.listen(0, host, done));
    const { port } = server.address() as AddressInfo;
    expect(await (await fetch(originOf(host, port), { headers: { Connection: 'close' } })).text()).toBe('ready');
    await new Promise((done) => server.close(done));
  });
});
