import dns from 'node:dns';
import net, { type LookupFunction } from 'node:net';
import { fieldFault } from '../errors';

const LONGEST = 2048;
const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]']);
/** Milliseconds that a registration waits for the resolver; deliveries check again. */
const RESOLVE_MS = 2_000;

/** What is not the public Internet (IANA IPv4 and IPv6 Special-Purpose Address Registries). Of IPv6 only 2000::/3 is, so mapped and translated IPv4 addresses are out as a whole. */
const SPECIAL_4 = ['0.0.0.0/8', '10.0.0.0/8', '100.64.0.0/10', '127.0.0.0/8', '169.254.0.0/16', '172.16.0.0/12', '192.0.0.0/24', '192.0.2.0/24', '192.31.196.0/24', '192.52.193.0/24', '192.88.99.0/24', '192.168.0.0/16', '192.175.48.0/24', '198.18.0.0/15', '198.51.100.0/24', '203.0.113.0/24', '224.0.0.0/3'];
const SPECIAL_6 = ['2001::/23', '2001:db8::/32', '2002::/16', '2620:4f:8000::/48', '3fff::/20'];
const PUBLIC_6 = ['2000::/3'];

/** A target's address is one that we do not send to. */
export const FORBIDDEN_TARGET = 'ERR_FORBIDDEN_TARGET';

function refuse(code: string, rule: string): never {
  throw fieldFault('/url', code, rule);
}

function networks(list: readonly string[]): net.BlockList {
  const found = new net.BlockList();
  for (const network of list) {
    const [address = '', bits = ''] = network.split('/');
    found.addSubnet(address, Number(bits), net.isIPv6(address) ? 'ipv6' : 'ipv4');
  }
  return found;
}

const [SPECIAL, PUBLIC_V6] = [networks([...SPECIAL_4, ...SPECIAL_6]), networks(PUBLIC_6)];

/** Where events may be sent: to public addresses, to networks that the configuration names, and in sandbox mode to this machine. */
export class TargetPolicy {
  private readonly allowed: net.BlockList;

  /** `allowed`: networks in CIDR notation. */
  constructor(
    allowed: readonly string[],
    private readonly allowsLoopback: boolean,
  ) {
    this.allowed = networks(allowed);
  }

  /** Judges a URL that a consumer gave. Answers the href that was judged; throws a 400 that names `url`. */
  async judge(text: string): Promise<string> {
    if (text.length > LONGEST || !/^[\x21-\x7e]+$/.test(text) || !URL.canParse(text)) return refuse('url', `must be an absolute https URL of at most ${LONGEST} characters`);
    const url = new URL(text);
    if (url.username || url.password || url.hash) return refuse('url', 'must be without user info and fragment');
    if (url.protocol !== 'https:' && !(url.protocol === 'http:' && this.isOwnMachine(url.hostname))) return refuse('https', 'must be an https URL');
    if (!(await this.resolves(url.hostname))) return refuse('address', 'must not lead to a private, local or otherwise special address');
    return url.href;
  }

  /** Whether an address may be connected to, when it stands for this host. */
  isAllowed(address: string, hostname: string): boolean {
    const family = net.isIPv6(address) ? 'ipv6' : 'ipv4';
    if (this.isOwnMachine(hostname) && (address === '::1' || address.startsWith('127.'))) return true;
    if (this.allowed.check(address, family)) return true;
    return !SPECIAL.check(address, family) && (family === 'ipv4' || PUBLIC_V6.check(address, family));
  }

  /** Whether a literal address is allowed; names are judged when they are looked up. */
  mayConnect(hostname: string): boolean {
    const literal = hostname.replace(/^\[|\]$/g, '');
    return net.isIP(literal) === 0 || this.isAllowed(literal, hostname);
  }

  /** Resolves a name for a connection, which then goes to an address that was judged: nobody can change it in between. */
  readonly lookup: LookupFunction = (hostname, options, callback) => {
    dns.lookup(hostname, { ...options, all: true }, (error, addresses) => {
      if (error) return callback(error, []);
      const isFit = addresses.length > 0 && addresses.every(({ address }) => this.isAllowed(address, hostname));
      if (!isFit) return callback(Object.assign(new Error('the address is not allowed'), { code: FORBIDDEN_TARGET }), []);
      return options.all ? callback(null, addresses) : callback(null, addresses[0]!.address, addresses[0]!.family);
    });
  };

  private isOwnMachine(hostname: string): boolean {
    return this.allowsLoopback && LOOPBACK.has(hostname);
  }

  /** False when an address is forbidden. A name that the resolver does not know, or not yet, may become one. */
  private async resolves(hostname: string): Promise<boolean> {
    if (!this.mayConnect(hostname)) return false;
    if (net.isIP(hostname.replace(/^\[|\]$/g, '')) !== 0) return true;
    return new Promise((done) => {
      const timer = setTimeout(() => done(true), RESOLVE_MS);
      this.lookup(hostname, { all: true }, (error) => {
        clearTimeout(timer);
        done((error as NodeJS.ErrnoException | null)?.code !== FORBIDDEN_TARGET);
      });
    });
  }
}
