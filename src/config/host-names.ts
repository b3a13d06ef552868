import net from 'node:net';

/**
 * Names that do not exist in the public DNS (IANA Special-Use Domain Names; ICANN resolution 2024.07.29.06 for
 * `internal`), and names that private networks commonly use.
 */
const SPECIAL_ENDINGS = [
  'localhost',
  'localdomain',
  'local',
  'internal',
  'intranet',
  'private',
  'corp',
  'home',
  'lan',
  'home.arpa',
  'invalid',
  'test',
  'onion',
  'alt',
];

/** A scheme, two slashes and a host: all that is allowed before the path. */
const AUTHORITY = /^https?:\/\/(\[[0-9a-f:.]{2,45}\]|[a-z0-9.-]{1,253})(?::[0-9]{1,5})?(?:[/?#]|$)/i;

/**
 * Whether `text` writes its host in a way that every parser reads alike: no user info, no backslash, no percent
 * encoding, no address in hexadecimal, octal or short form, no empty label and no dot at the end.
 */
export function hasPlainHost(text: string): boolean {
  const [, host] = AUTHORITY.exec(text) ?? [];
  return (
    host !== undefined &&
    !host.endsWith('.') &&
    !host.includes('..') &&
    URL.canParse(text) &&
    new URL(text).hostname === host.toLowerCase()
  );
}

/** Whether only this machine or a private network can know a host by this name. Addresses are not judged here. */
export function isSpecialName(hostname: string): boolean {
  if (net.isIP(hostname.replace(/^\[|\]$/g, '')) !== 0) return false;
  return !hostname.includes('.') || SPECIAL_ENDINGS.some((ending) => hostname.endsWith(`.${ending}`));
}
