import type { IncomingMessage } from 'node:http';
import net from 'node:net';

/** Proxies that a request may have passed, at most: what stands before them in X-Forwarded-For is not looked at. */
const MAX_PROXIES = 20;
const MAPPED = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i;

/** IPv4 as itself when it is mapped to IPv6 (RFC 4291, 2.5.5.2); null where the text is no address. */
function addressIn(text: string): string | null {
  const bare = text
    .trim()
    .replace(/^\[(.*)\](?::\d{1,5})?$/, '$1')
    .replace(/^(\d[\d.]*):\d{1,5}$/, '$1');
  const address = MAPPED.exec(bare)?.[1] ?? bare;
  return net.isIP(address) > 0 ? address : null;
}

/**
 * Where requests come from: the peer of the connection, or, where that is a proxy of a trusted network, the address
 * that the proxy says in X-Forwarded-For. The header is read from its end, as far as trusted proxies wrote it: anything
 * before may have been made up by the client.
 */
export class SourceAddresses {
  private readonly trusted = new net.BlockList();

  /** `networks`: in CIDR notation. */
  constructor(networks: readonly string[]) {
    for (const network of networks) {
      const [address = '', bits] = network.split('/');
      this.trusted.addSubnet(address, Number(bits), net.isIPv6(address) ? 'ipv6' : 'ipv4');
    }
  }

  /** An IP address; empty when the connection has ended. */
  of({ socket, headers }: Pick<IncomingMessage, 'socket' | 'headers'>): string {
    let address = addressIn(socket.remoteAddress ?? '') ?? '';
    if (address === '' || !this.isTrusted(address)) return address;
    const forwarded = [headers['x-forwarded-for'] ?? ''].flat().join(',').split(',').slice(-MAX_PROXIES);
    while (forwarded.length > 0 && this.isTrusted(address)) {
      const before = addressIn(forwarded.pop()!);
      if (before === null) return address;
      address = before;
    }
    return address;
  }

  private isTrusted(address: string): boolean {
    return this.trusted.check(address, net.isIPv6(address) ? 'ipv6' : 'ipv4');
  }
}
