import dns from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import { fullNames, ownAddresses } from './system-names';

/** Milliseconds for a query to a server, attempts, and milliseconds for a look-up: less than a connection may take. */
const QUESTION = { timeout: 800, tries: 2 };
const LOOKUP_MS = 2_500;

export interface LookupLimits {
  /** Names looked up at once, in total and per owner; more fail at once, as if no server had answered. */
  readonly most: number;
  readonly mostOfOwner: number;
}

/** The errors of getaddrinfo(3): the name does not exist, or no server could answer. */
function lookupError(code: 'ENOTFOUND' | 'EAI_AGAIN', hostname: string): NodeJS.ErrnoException {
  return Object.assign(new Error(`${code} ${hostname}`), { code, hostname, syscall: 'lookup' });
}

/**
 * Resolves names without getaddrinfo(3), which waits in one of the process's four threads (Node.js dns, "Implementation
 * considerations"): four names whose servers are silent would block every look-up. Queries use sockets of their own
 * (c-ares) to the process's name servers, bounded in time and number.
 */
export class NameLookups {
  private readonly underWay = new Map<string, Promise<dns.LookupAddress[]>>();
  private readonly owners = new Map<string, number>();

  constructor(private readonly limits: LookupLimits) {}

  /** For net.connect and undici; the owner is the name itself. */
  readonly lookup: LookupFunction = (hostname, { all, family }, callback) => {
    this.addressesOf(hostname, hostname).then(
      (found) => {
        const wanted = found.filter((one) => !family || family === one.family || family === `IPv${one.family}`);
        if (wanted.length === 0) return callback(lookupError('ENOTFOUND', hostname), []);
        return all ? callback(null, wanted) : callback(null, wanted[0]!.address, wanted[0]!.family);
      },
      (error: NodeJS.ErrnoException) => callback(error, []),
    );
  };

  /** Calls for a name whose look-up is under way share its answer. Rejects with the code ENOTFOUND or EAI_AGAIN. */
  async addressesOf(hostname: string, owner: string): Promise<dns.LookupAddress[]> {
    const known = isIP(hostname) === 0 ? ownAddresses(hostname) : [hostname];
    if (known.length > 0) return known.map((address) => ({ address, family: isIP(address) }));
    const name = hostname.toLowerCase();
    const shared = this.underWay.get(name);
    if (shared) return shared;
    const ofOwner = this.owners.get(owner) ?? 0;
    if (this.underWay.size >= this.limits.most || ofOwner >= this.limits.mostOfOwner)
      throw lookupError('EAI_AGAIN', hostname);
    this.owners.set(owner, ofOwner + 1);
    const found = ask(name).finally(() => this.end(name, owner));
    this.underWay.set(name, found);
    return found;
  }

  private end(name: string, owner: string): void {
    this.underWay.delete(name);
    const left = (this.owners.get(owner) ?? 1) - 1;
    if (left > 0) this.owners.set(owner, left);
    else this.owners.delete(owner);
  }
}

/** Each look-up has its own resolver, so that cancelling it closes its sockets and affects no other. */
async function ask(hostname: string): Promise<dns.LookupAddress[]> {
  const resolver = new dns.promises.Resolver(QUESTION);
  resolver.setServers(dns.getServers());
  const timer = setTimeout(() => resolver.cancel(), LOOKUP_MS);
  try {
    for (const name of fullNames(hostname)) {
      const found = await addresses(resolver, name, hostname);
      if (found.length > 0) return found;
    }
    throw lookupError('ENOTFOUND', hostname);
  } finally {
    clearTimeout(timer);
  }
}

/** Empty when the name does not exist, or has no address. */
async function addresses(
  resolver: dns.promises.Resolver,
  name: string,
  hostname: string,
): Promise<dns.LookupAddress[]> {
  const answers = await Promise.allSettled([resolver.resolve4(name), resolver.resolve6(name)]);
  const found = answers.flatMap((answer, index) =>
    answer.status === 'fulfilled' ? answer.value.map((address) => ({ address, family: index === 0 ? 4 : 6 })) : [],
  );
  const isUnanswered = answers.some(
    (answer) => answer.status === 'rejected' && !NO_SUCH_NAME.has((answer.reason as NodeJS.ErrnoException).code ?? ''),
  );
  if (found.length === 0 && isUnanswered) throw lookupError('EAI_AGAIN', hostname);
  return found;
}

const NO_SUCH_NAME = new Set<string>([dns.NOTFOUND, dns.NODATA, dns.BADNAME, dns.BADQUERY]);
