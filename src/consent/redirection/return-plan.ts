import type { Config } from '../../config/config';
import { judgeRedirect } from '../../consumers/redirect-policy';
import { Fault } from '../../errors';
import type { Caller } from '../../http/request/caller';
import { returnAddress } from '../../http/pages/browser-return';
import { newOneTimeToken } from '../../privacy/one-time-token';

/** Where the browser returns to: through Portico (managed), or without it (direct). */
export interface ReturnPlan {
  readonly mode: 'managed' | 'direct';
  /**
   * The consumer's own page, checked; null when it names none and has no default: the user ends on the default page of
   * FinPro's portal.
   */
  readonly redirectUrl: string | null;
  /** The return address that FinPro is given; null: the one set in its portal applies. */
  readonly vendorUrl: string | null;
  /** Hash of the one-time state in a managed return address. */
  readonly stateHash: Buffer | null;
}

/**
 * Checks the consumer's page, or its default where none is given, and plans the return. Throws Fault
 * `invalid-redirect-url`.
 */
export function planReturn(config: Config, caller: Caller, requested: string | null): ReturnPlan {
  const page = requested ?? caller.defaultRedirectUrl;
  return planKnownReturn(config, page === null ? null : judged(config, caller, page));
}

/**
 * Plans the return to a page that was checked before. Without a page, no return address is sent, so that the vendor's
 * default applies, as its document promises.
 */
export function planKnownReturn(config: Config, redirectUrl: string | null): ReturnPlan {
  if (config.publicBaseUrl === null || redirectUrl === null)
    return { mode: 'direct', redirectUrl, vendorUrl: redirectUrl, stateHash: null };
  const { token, hash } = newOneTimeToken();
  return {
    mode: 'managed',
    redirectUrl,
    vendorUrl: returnAddress(config.publicBaseUrl, 'consent', token),
    stateHash: hash,
  };
}

function judged(config: Config, { redirectOrigins }: Caller, requested: string): string {
  if (requested.includes('#'))
    throw new Fault('invalid-redirect-url', { detail: 'redirectUrl must not have a fragment' });
  return rethrown(() => judgeRedirect(requested, redirectOrigins, config.mode === 'sandbox', 'redirectUrl'));
}

/** Applies the same rule, but throws FinPro's own errorCode. */
function rethrown(judge: () => string): string {
  try {
    return judge();
  } catch (error) {
    if (!(error instanceof Fault) || error.faultName !== 'bad-request') throw error;
    throw new Fault('invalid-redirect-url', { errors: error.errors, detail: error.detail });
  }
}
