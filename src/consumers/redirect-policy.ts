import { hasPlainHost, isSpecialName } from '../config/host-names';
import { fieldFault } from '../errors';
import type { FieldRuleName } from '../field-rules';
import { BROWSER_URL } from '../input/bounded-text';

const LOOPBACK = new Set(['localhost', '127.0.0.1']);

/**
 * Whether an origin may be registered: https with a host in the public DNS, in its normalised spelling; or plain http
 * on loopback, which `judgeRedirect` accepts in sandbox mode only.
 */
export function isRedirectOrigin(origin: string): boolean {
  if (!hasPlainHost(origin) || new URL(origin).origin !== origin) return false;
  const { protocol, hostname } = new URL(origin);
  return LOOPBACK.has(hostname) ? protocol === 'http:' : protocol === 'https:' && !isSpecialName(hostname);
}

/**
 * Whether a user may be redirected to `text`: an absolute URL of one of the registered origins, https (plain http on
 * loopback where `allowsLoopback`). Returns the href that was checked; forward that one, not the text. Throws a 400
 * naming `field`.
 */
export function judgeRedirect(
  text: string,
  origins: readonly string[],
  allowsLoopback: boolean,
  field: string,
): string {
  const refuse = (...[rule, detail]: [rule: FieldRuleName, detail?: string]): never => {
    throw fieldFault(`/${field}`, rule, detail);
  };
  if (text.length > BROWSER_URL.max) return refuse('too_long', `must be at most ${BROWSER_URL.max} characters`);
  if (!BROWSER_URL.test(text) || !URL.canParse(text)) return refuse('not_a_url');
  const url = new URL(text);
  const isLoopback = allowsLoopback && url.protocol === 'http:' && LOOPBACK.has(url.hostname);
  if (url.protocol !== 'https:' && !isLoopback) return refuse('not_https');
  if (!origins.includes(url.origin)) return refuse('origin_not_registered');
  return url.href;
}
