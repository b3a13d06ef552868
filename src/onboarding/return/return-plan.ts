import type { Config } from '../../config/config';
import { judgeRedirect } from '../../consumers/redirect-policy';
import type { Caller } from '../../http/request/caller';
import { returnAddress } from '../../http/pages/browser-return';
import { newOneTimeToken } from '../../privacy/one-time-token';

/** Where the browser returns to: through Portico (managed), or without it (direct). */
export interface ReturnPlan {
  readonly mode: 'managed' | 'direct';
  /**
   * The consumer's own page, checked; null when it names none and has no default: the user ends on 1Money's own page.
   */
  readonly redirectUrl: string | null;
  /** The return address that 1Money is given; null: none. */
  readonly vendorUrl: string | null;
  /** Hash of the one-time state in a managed return address. */
  readonly stateHash: Buffer | null;
}

/**
 * The consumer's page, checked, or its default where none is given; null without either. Throws a 400 that names
 * `redirect_url`.
 */
export function judgeReturn(
  config: Config,
  { redirectOrigins, defaultRedirectUrl }: Caller,
  requested: string | null | undefined,
): string | null {
  const page = requested ?? defaultRedirectUrl;
  return page === null ? null : judgeRedirect(page, redirectOrigins, config.mode === 'sandbox', 'redirect_url');
}

/**
 * Plans the return to a checked page. Without a page, no return address is sent, so that the vendor's default applies,
 * as its document promises.
 */
export function planReturn(config: Config, redirectUrl: string | null): ReturnPlan {
  if (config.publicBaseUrl === null || redirectUrl === null)
    return { mode: 'direct', redirectUrl, vendorUrl: redirectUrl, stateHash: null };
  const { token, hash } = newOneTimeToken();
  return {
    mode: 'managed',
    redirectUrl,
    vendorUrl: returnAddress(config.publicBaseUrl, 'onboarding', token),
    stateHash: hash,
  };
}
