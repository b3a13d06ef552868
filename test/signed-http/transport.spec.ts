import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo, LookupFunction } from 'node:net';
import type { Config } from '../../src/config/config';
import { Transport } from '../../src/signed-http/transport';

describe('a call whose time is over before there is a connection', () => {
  it('ends at once, and is not sent when the connection comes', async () => {
    const server = http.createServer((_request, response) => response.end()).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const transport = new Transport({ vendorDeadlineMs: 20 } as Config);
    let connect = (): void => undefined;
    const lookup: LookupFunction = (_name, _options, found) => {
      connect = () => found(null, [{ address: '127.0.0.1', family: 4 }]);
    };
    const { port } = server.address() as AddressInfo;
    const call = transport.send({
      origin: `http://vendor.test:${port}`,
      lookup,
      method: 'POST',
      target: '/',
      headers: {},
      body: Buffer.from('{}'),
    });
    await expect(call).rejects.toMatchObject({ faultName: 'vendor-timeout' });
    const isSent = once(server, 'request').then(() => true);
    const isClosed = once(server, 'connection').then(async ([socket]: NodeJS.EventEmitter[]) => {
      await once(socket!, 'close');
      return false;
    });
    connect();
    expect(await Promise.race([isSent, isClosed])).toBe(false);
    await transport.onApplicationShutdown();
    server.close();
  });
});
