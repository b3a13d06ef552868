/** Bytes: every secret of Portico has more. */
const SHORTEST = 16;

/**
 * The keys of secrets, as Portico answered them. Throws a TypeError for one that is missing or too short: under an
 * empty key anyone could sign.
 */
export function keysOf(secrets: string | readonly string[], encoding: 'base64' | 'base64url', prefix = ''): Buffer[] {
  const keys = [secrets].flat().map((secret: unknown) => {
    const text = typeof secret === 'string' ? secret : '';
    return Buffer.from(text.startsWith(prefix) ? text.slice(prefix.length) : text, encoding);
  });
  if (keys.length === 0 || keys.some(({ length }) => length < SHORTEST))
    throw new TypeError('a secret is missing or too short: give it as Portico answered it');
  return keys;
}
