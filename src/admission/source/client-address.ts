import net from 'node:net';

/**
 * Identifies a client, to bound what one may hold: its IPv4 address, also when mapped to IPv6 (RFC 4291, 2.5.5.2), or
 * the first 64 bits of its IPv6 address, since one host commonly has all addresses under them (RFC 6177).
 */
export function clientAddress(remoteAddress: string | undefined): string {
  const address = remoteAddress ?? '';
  if (!net.isIPv6(address)) return address;
  const last = address.split(':').at(-1)!;
  if (net.isIPv4(last)) return last;
  const [head = '', tail] = address.split('%', 1)[0]!.split('::');
  const [before, after] = [head, tail ?? ''].map((groups) => (groups === '' ? [] : groups.split(':'))) as [
    string[],
    string[],
  ];
  const left = Array<string>(tail === undefined ? 0 : 8 - before.length - after.length).fill('0');
  return `${[...before, ...left, ...after].slice(0, 4).join(':')}::/64`;
}
