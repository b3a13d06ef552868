import type { Config } from '../config/config';
import { judgeRedirect } from '../consumers/redirect-policy';
import type { Caller } from '../http/caller';
import { newOneTimeToken } from '../privacy/one-time-token';

/** Where the browser comes back to: through Portico (managed) or straight to the consumer (direct). */
export interface ReturnPlan {
  readonly mode: 'managed' | 'direct';
  /** The consumer's own page, as judged; null when none was given. */
  readonly redirectUrl: string | null;
  /** What 1Money is given. */
  readonly vendorUrl: string | null;
  /** Hash of the one-time state in a managed return address. */
  readonly stateHash: Buffer | null;
}

/** The consumer's page as judged; null when none was given. Throws a 400 that names `redirect_url`. */
export function judgeReturn(config: Config, caller: Caller, requested: string | null | undefined): string | null {
  return typeof requested === 'string' ? judgeRedirect(requested, caller.redirectOrigins, config.mode === 'sandbox', 'redirect_url') : null;
}

/** Plans the way back to a page that was judged. */
export function planReturn(config: Config, redirectUrl: string | null): ReturnPlan {
  if (config.publicBaseUrl === null) return { mode: 'direct', redirectUrl, vendorUrl: redirectUrl, stateHash: null };
  const { token, hash } = newOneTimeToken();
  return { mode: 'managed', redirectUrl, vendorUrl: `${config.publicBaseUrl}/return/onboarding?state=${token}`, stateHash: hash };
}
