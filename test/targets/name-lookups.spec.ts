import dgram from 'node:dgram';
import dns from 'node:dns';
import { once } from 'node:events';
import { NameLookups } from '../../src/targets/name-lookups';
import { parseHosts, parseResolvConf } from '../../src/targets/system-names';

describe('name lookups', () => {
  const servers = dns.getServers();
  let silent: dgram.Socket;
  const asked: string[] = [];
  beforeAll(async () => {
    silent = dgram.createSocket('udp4', (message) => void asked.push(message.toString('latin1')));
    silent.bind(0, '127.0.0.1');
    await once(silent, 'listening');
    dns.setServers([`127.0.0.1:${silent.address().port}`]);
  });
  afterAll(() => {
    dns.setServers(servers);
    silent.close();
  });

  const codeOf = (found: Promise<unknown>): Promise<unknown> =>
    found.then(
      () => null,
      (error: NodeJS.ErrnoException) => error.code,
    );

  it('resolve this machine and literal addresses without a server', async () => {
    const names = new NameLookups({ most: 0, mostOfOwner: 0 });
    expect(
      (await names.addressesOf('localhost', 'x')).every(
        ({ address }) => address === '::1' || address.startsWith('127.'),
      ),
    ).toBe(true);
    expect(await names.addressesOf('sub.localhost', 'x')).toEqual([
      { address: '127.0.0.1', family: 4 },
      { address: '::1', family: 6 },
    ]);
    expect(await names.addressesOf('192.0.2.1', 'x')).toEqual([{ address: '192.0.2.1', family: 4 }]);
    expect(asked).toEqual([]);
  });

  it('time out on a silent server, share running lookups, and limit the others, in all and by owner', async () => {
    const names = new NameLookups({ most: 3, mostOfOwner: 2 });
    const begun = performance.now();
    const first = [
      names.addressesOf('a.example', 'one'),
      names.addressesOf('A.example', 'two'),
      names.addressesOf('b.example', 'one'),
    ].map(codeOf);
    expect(await codeOf(names.addressesOf('c.example', 'one'))).toBe('EAI_AGAIN');
    const third = codeOf(names.addressesOf('c.example', 'two'));
    expect(await codeOf(names.addressesOf('d.example', 'three'))).toBe('EAI_AGAIN');
    expect(performance.now() - begun).toBeLessThan(700);
    expect(await Promise.all([...first, third])).toEqual(['EAI_AGAIN', 'EAI_AGAIN', 'EAI_AGAIN', 'EAI_AGAIN']);
    expect(performance.now() - begun).toBeLessThan(6_000);
    const again = codeOf(names.addressesOf('a.example', 'one'));
    expect(await codeOf(names.addressesOf('a.example', 'one'))).toBe('EAI_AGAIN');
    expect(await again).toBe('EAI_AGAIN');
    for (const name of ['a', 'b', 'c'])
      expect(asked.some((message) => message.includes(`\u0001${name}\u0007example`))).toBe(true);
    expect(asked.some((message) => message.includes('\u0001d\u0007example'))).toBe(false);
  });

  it("read the system's own files", () => {
    expect(
      parseHosts('# none\n127.0.0.1 localhost LocalHost.localdomain # this machine\n::1 localhost\ngarbled line\n'),
    ).toEqual(
      new Map([
        ['localhost', ['127.0.0.1', '::1']],
        ['localhost.localdomain', ['127.0.0.1']],
      ]),
    );
    expect(parseResolvConf('nameserver 10.0.0.2\nsearch a.example b.example\noptions timeout:1 ndots:5\n')).toEqual({
      domains: ['a.example', 'b.example'],
      dots: 5,
    });
    expect(parseResolvConf('')).toEqual({ domains: [], dots: 1 });
  });
});
