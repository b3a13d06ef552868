/** The host that a request is for: `uri-host [":" port]` (RFC 9110, 7.2); the host may be empty (RFC 9112, 3.2). */
const HOST = /^(?:\[[0-9A-Fa-f:.]+\]|(?:[\w.~!$&'()*+,;=-]|%[0-9A-Fa-f]{2})*)(?::\d{0,5})?$/;
/** Characters allowed in a target: visible ASCII without `#`, since a fragment is never sent (RFC 9110, 7.1). */
const VISIBLE = /^[!-"$-~]+$/;
const ABSOLUTE = /^https?:\/\/([^/?]*)(.*)$/i;
const PERCENT = /%([0-9A-Fa-f]{2})/g;
const UNRESERVED = /[\w.~-]/;
const DOT_SEGMENT = /\/\.\.?(?:\/|$)/;

export const isHost = (text: string): boolean => HOST.test(text);

/**
 * Normalises a request target, so that the rest of Portico sees one name for one resource: path and query of an
 * absolute form (RFC 9112, 3.2.2), percent-encoded unreserved characters decoded and other hex digits in capitals (RFC
 * 3986, 6.2.2). The query is left unchanged. Returns a sentence on what is wrong where no resource can have this name.
 */
export function readTarget(method: string, sent: string): { readonly target: string } | { readonly flaw: string } {
  if (!VISIBLE.test(sent))
    return { flaw: 'The request target holds a fragment, a space, a control character or one beyond ASCII.' };
  const [, authority, rest = ''] = ABSOLUTE.exec(sent) ?? [];
  if (authority !== undefined && (!isHost(authority) || /^(?::|$)/.test(authority)))
    return { flaw: 'The request target names no host, or user information (RFC 9110, 4.2).' };
  const target =
    authority === undefined
      ? sent
      : rest === '' && method === 'OPTIONS'
        ? '*'
        : rest.startsWith('/')
          ? rest
          : `/${rest}`;
  if (target === '*')
    return method === 'OPTIONS' ? { target } : { flaw: 'The request target * is for OPTIONS only (RFC 9112, 3.2.4).' };
  if (!target.startsWith('/'))
    return { flaw: 'The request target is neither a path nor an http or https URL (RFC 9112, 3.2).' };
  const [path, query] = halves(target);
  if (!isDecodable(path))
    return { flaw: 'The path of the request target has a % that encodes no UTF-8 (RFC 3986, 2.1 and 2.5).' };
  const normal = path.replace(PERCENT, decodedOrUpper);
  return DOT_SEGMENT.test(normal)
    ? {
        flaw:
          'The path of the request target has a segment . or .. which the client has to resolve (RFC 3986, ' +
          '6.2.2.3).',
      }
    : { target: normal + query };
}

/** The path, and the query with its question mark; empty when there is none. */
function halves(target: string): [path: string, query: string] {
  const at = target.indexOf('?');
  return at < 0 ? [target, ''] : [target.slice(0, at), target.slice(at)];
}

function isDecodable(path: string): boolean {
  if (!path.includes('%')) return true;
  try {
    decodeURIComponent(path);
    return true;
  } catch {
    return false;
  }
}

function decodedOrUpper(triplet: string, hex: string): string {
  const character = String.fromCharCode(Number.parseInt(hex, 16));
  return UNRESERVED.test(character) ? character : triplet.toUpperCase();
}
