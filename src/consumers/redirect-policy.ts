import { hasPlainHost, isSpecialName } from '../config/host-names';
import { fieldFault } from '../errors';
import type { FieldRuleName } from '../field-rules';
import { BROWSER_URL } from '../input/bounded-text';

const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]']);
/** The most registered origins that an error names. */
const MAX_NAMED = 10;

/** The consumer whose users are redirected. */
export interface RedirectingConsumer {
  readonly clientId: string;
  readonly redirectOrigins: readonly string[];
}

/** May be registered: https with a public DNS host, normalised; or http on loopback (accepted in sandbox mode only). */
export function isRedirectOrigin(origin: string): boolean {
  if (!hasPlainHost(origin) || new URL(origin).origin !== origin) return false;
  const { protocol, hostname } = new URL(origin);
  return LOOPBACK.has(hostname) ? protocol === 'http:' : protocol === 'https:' && !isSpecialName(hostname);
}

/**
 * Checks that `text` is an absolute https URL of a registered origin, or, where `allowsLoopback` (sandbox mode), http
 * on loopback, whatever its port. No name may be twice in its query, since its signed return could not be verified then
 * (docs/returns.md). Returns the href that was checked: forward it, not `text`. Throws a 400 that names `field`.
 */
export function judgeRedirect(
  text: string,
  consumer: RedirectingConsumer,
  allowsLoopback: boolean,
  field: string,
): string {
  const refuse = (...[rule, detail]: [rule: FieldRuleName, detail?: string]): never => {
    throw fieldFault(`/${field}`, rule, detail);
  };
  if (text.length > BROWSER_URL.max) return refuse('too_long', `must be at most ${BROWSER_URL.max} characters`);
  if (!BROWSER_URL.test(text) || !URL.canParse(text)) return refuse('not_a_url');
  const url = new URL(text);
  const names = [...url.searchParams.keys()];
  if (new Set(names).size < names.length) return refuse('name_repeated');
  const isLoopback = url.protocol === 'http:' && LOOPBACK.has(url.hostname) && hasPlainHost(text);
  if (allowsLoopback && isLoopback) return url.href;
  if (url.protocol !== 'https:') return refuse('not_https', allowsLoopback ? HTTPS_OR_LOOPBACK : undefined);
  if (!consumer.redirectOrigins.includes(url.origin)) return refuse('origin_not_registered', notOf(consumer, url));
  return url.href;
}

const HTTPS_OR_LOOPBACK = 'must be an https URL; plain http only on localhost, 127.0.0.1 or [::1]';

/** Names the registered origins, and the operator's command that adds one. */
function notOf({ clientId, redirectOrigins }: RedirectingConsumer, { origin }: URL): string {
  const more = redirectOrigins.length - MAX_NAMED;
  const named = redirectOrigins.slice(0, MAX_NAMED).join(', ') + (more > 0 ? ` and ${more} more` : '');
  const wanted = isRedirectOrigin(origin) ? origin : '<origin>';
  return (
    `must have one of the origins registered for ${clientId} (${named || 'none so far'}); the operator adds one with ` +
    `npx portico consumers update ${clientId} --reason <text> --add-redirect-origin ${wanted}`
  );
}
