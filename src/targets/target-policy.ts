import type { LookupAddress } from 'node:dns';
import net, { type LookupFunction } from 'node:net';
import { hasPlainHost, isSpecialName } from '../config/host-names';
import { fieldFault } from '../errors';
import type { FieldRuleName } from '../field-rules';
import { TARGET_URL } from '../input/bounded-text';
import { NameLookups } from './name-lookups';

const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]']);
/** Names of targets looked up at once: in total, and for one registering consumer. Deliveries have their own limit. */
const LOOKUPS = { most: 48, mostOfOwner: 4 };

/**
 * Addresses outside the public Internet (IANA IPv4 and IPv6 Special-Purpose Address Registries). In IPv6 only 2000::/3
 * is public, so that mapped and translated IPv4 addresses are excluded entirely.
 */
const SPECIAL_4 = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.31.196.0/24',
  '192.52.193.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '192.175.48.0/24',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/3',
];
const SPECIAL_6 = ['2001::/23', '2001:db8::/32', '2002::/16', '2620:4f:8000::/48', '3fff::/20'];
const PUBLIC_6 = ['2000::/3'];

/** Error code: a target's address is one to which nothing may be sent. */
export const FORBIDDEN_TARGET = 'ERR_FORBIDDEN_TARGET';

function refuse(rule: FieldRuleName): never {
  throw fieldFault('/url', rule);
}

function blockListOf(list: readonly string[]): net.BlockList {
  const found = new net.BlockList();
  for (const network of list) {
    const [address = '', bits = ''] = network.split('/');
    found.addSubnet(address, Number(bits), net.isIPv6(address) ? 'ipv6' : 'ipv4');
  }
  return found;
}

const [SPECIAL, PUBLIC_V6] = [blockListOf([...SPECIAL_4, ...SPECIAL_6]), blockListOf(PUBLIC_6)];

/** Where events may be sent: public addresses, configured networks, and in sandbox mode this machine. */
export class TargetPolicy {
  private readonly allowed: net.BlockList;
  private readonly names = new NameLookups(LOOKUPS);

  /** `networks`: in CIDR notation; if there are any, names that only such networks can resolve are accepted too. */
  constructor(
    private readonly networks: readonly string[],
    private readonly allowsLoopback: boolean,
  ) {
    this.allowed = blockListOf(networks);
  }

  /** Checks a URL that a consumer (`owner`) gave. Returns the href that was checked; throws a 400 that names `url`. */
  async judge(text: string, owner: string): Promise<string> {
    if (text.length > TARGET_URL.max || !/^[\x21-\x7e]+$/.test(text) || !URL.canParse(text)) return refuse('not_a_url');
    const url = new URL(text);
    if (url.username || url.password || url.hash) return refuse('not_a_url');
    if (url.protocol !== 'https:' && !(url.protocol === 'http:' && this.isOwnMachine(url.hostname)))
      return refuse('not_https');
    if (!hasPlainHost(text)) return refuse('host_not_plain');
    if (this.isOutOfReach(url.hostname) || !(await this.resolves(url.hostname, owner)))
      return refuse('address_forbidden');
    return url.href;
  }

  /** Whether a connection to this address is allowed for this host. */
  isAllowed(address: string, hostname: string): boolean {
    const family = net.isIPv6(address) ? 'ipv6' : 'ipv4';
    if (this.isOwnMachine(hostname) && (address === '::1' || address.startsWith('127.'))) return true;
    if (this.allowed.check(address, family)) return true;
    return !SPECIAL.check(address, family) && (family === 'ipv4' || PUBLIC_V6.check(address, family));
  }

  /** Whether a literal address is allowed; names are checked when they are looked up. */
  mayConnect(hostname: string): boolean {
    const literal = hostname.replace(/^\[|\]$/g, '');
    return net.isIP(literal) === 0 || this.isAllowed(literal, hostname);
  }

  /** Resolves a name for a connection, which then uses an address that was checked: it cannot be changed in between. */
  readonly lookup: LookupFunction = (hostname, options, callback) => {
    this.judged(hostname, hostname).then(
      (addresses) =>
        options.all ? callback(null, addresses) : callback(null, addresses[0]!.address, addresses[0]!.family),
      (error: NodeJS.ErrnoException) => callback(error, []),
    );
  };

  /** Throws with the code FORBIDDEN_TARGET, or as NameLookups does. */
  private async judged(hostname: string, owner: string): Promise<LookupAddress[]> {
    const addresses = await this.names.addressesOf(hostname, owner);
    if (addresses.every(({ address }) => this.isAllowed(address, hostname))) return addresses;
    throw Object.assign(new Error('the address is not allowed'), { code: FORBIDDEN_TARGET });
  }

  /** A name that the public DNS does not have, where no private network is allowed. */
  private isOutOfReach(hostname: string): boolean {
    return !this.isOwnMachine(hostname) && this.networks.length === 0 && isSpecialName(hostname);
  }

  private isOwnMachine(hostname: string): boolean {
    return this.allowsLoopback && LOOPBACK.has(hostname);
  }

  /** False when an address is forbidden. An unknown name may become known: deliveries check it again. */
  private async resolves(hostname: string, owner: string): Promise<boolean> {
    if (!this.mayConnect(hostname)) return false;
    if (net.isIP(hostname.replace(/^\[|\]$/g, '')) !== 0) return true;
    return this.judged(hostname, owner).then(
      () => true,
      (error: NodeJS.ErrnoException) => error.code !== FORBIDDEN_TARGET,
    );
  }
}
