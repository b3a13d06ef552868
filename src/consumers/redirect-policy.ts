import { hasPlainHost, isSpecialName } from '../config/host-names';
import { fieldFault } from '../errors';
import type { FieldRuleName } from '../field-rules';
import { BROWSER_URL } from '../input/bounded-text';

const LOOPBACK = new Set(['localhost', '127.0.0.1']);

/** May be registered: https with a public DNS host, normalised; or http on loopback (accepted in sandbox mode only). */
export function isRedirectOrigin(origin: string): boolean {
  if (!hasPlainHost(origin) || new URL(origin).origin !== origin) return false;
  const { protocol, hostname } = new URL(origin);
  return LOOPBACK.has(hostname) ? protocol === 'http:' : protocol === 'https:' && !isSpecialName(hostname);
}

/**
 * Checks that `text` is an absolute https URL (http on loopback where `allowsLoopback`) of a registered origin. Returns
 * the href that was checked: forward it, not `text`. Throws a 400 naming `field`.
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
