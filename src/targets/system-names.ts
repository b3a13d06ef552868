import fs from 'node:fs';
import { isIP } from 'node:net';

/** Names that the system resolves itself (hosts(5)), and how it completes short ones (resolv.conf(5)). */
const HOSTS = process.platform === 'win32' ? 'C:\\Windows\\System32\\drivers\\etc\\hosts' : '/etc/hosts';
const RESOLV_CONF = '/etc/resolv.conf';
/** Limits of resolv.conf(5): domains that are searched, and dots that count. */
const MAX_DOMAINS = 6;
const MAX_DOTS = 15;
const LOOPBACK = ['127.0.0.1', '::1'] as const;

/** A text file that is read again when it changes: synchronously, so that look-ups do not depend on shared threads. */
class RereadFile<Parsed> {
  private changedAt = Number.NaN;
  private parsed: Parsed;

  constructor(
    private readonly file: string,
    private readonly parse: (text: string) => Parsed,
  ) {
    this.parsed = parse('');
  }

  get(): Parsed {
    const { mtimeMs } = fs.statSync(this.file, { throwIfNoEntry: false }) ?? { mtimeMs: Number.NaN };
    if (Number.isNaN(mtimeMs)) return this.parsed;
    if (mtimeMs !== this.changedAt) this.parsed = this.parse(fs.readFileSync(this.file, 'utf8'));
    this.changedAt = mtimeMs;
    return this.parsed;
  }
}

const linesOf = (text: string): string[][] =>
  text
    .split('\n')
    .map((line) =>
      line
        .replace(/[#;].*/, '')
        .trim()
        .split(/\s+/),
    )
    .filter(([first]) => first);

/** Lower-case names and their addresses, in the order of the file. */
export function parseHosts(text: string): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  for (const [address = '', ...names] of linesOf(text)) {
    if (isIP(address) === 0) continue;
    for (const name of names.map((one) => one.toLowerCase())) found.set(name, [...(found.get(name) ?? []), address]);
  }
  return found;
}

/** Domains that complete a name; a name with at least `dots` dots is first tried unchanged. */
export function parseResolvConf(text: string): { readonly domains: readonly string[]; readonly dots: number } {
  const lines = linesOf(text);
  const domains = lines.findLast(([word]) => word === 'search' || word === 'domain')?.slice(1, 1 + MAX_DOMAINS) ?? [];
  const dots = lines
    .flatMap(([word, ...options]) => (word === 'options' ? options : []))
    .flatMap((option) => /^ndots:(\d{1,4})$/.exec(option)?.[1] ?? []);
  return { domains, dots: Math.min(Number(dots.at(-1) ?? 1), MAX_DOTS) };
}

const hosts = new RereadFile(HOSTS, parseHosts);
const resolvConf = new RereadFile(RESOLV_CONF, parseResolvConf);

/** Addresses from the hosts file, and loopback for localhost (RFC 6761, 6.3). Empty: a name server must be asked. */
export function ownAddresses(name: string): readonly string[] {
  const wanted = name.toLowerCase().replace(/\.$/, '');
  const known = hosts.get().get(wanted);
  if (known) return known;
  return wanted === 'localhost' || wanted.endsWith('.localhost') ? LOOPBACK : [];
}

/** Full names to query, in the order of resolv.conf(5). */
export function fullNames(name: string): readonly string[] {
  if (name.endsWith('.')) return [name];
  const { domains, dots } = resolvConf.get();
  const completed = domains.map((domain) => `${name}.${domain}`);
  return name.split('.').length - 1 >= dots ? [name, ...completed] : [...completed, name];
}
