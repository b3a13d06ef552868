import { FinproError } from '../errors';
import type { FinproSettings } from '../settings';

const HTTPS = /^https:\/\/[^\s#]+$/;
const HTTP = /^http:\/\/[^\s#]+$/;
const LOOPBACK = /^(localhost|.+\.localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/**
 * Absolute, https, a host, no user info, no fragment. Plain http is accepted for this machine only, which the real
 * vendor would refuse.
 */
export function isReturnAddress(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { hostname, username, password } = new URL(text);
  const hasScheme = HTTPS.test(text) || (HTTP.test(text) && LOOPBACK.test(hostname));
  return hasScheme && hostname !== '' && username === '' && password === '';
}

/** The origins that the organisation registered, if a test has set them. */
export function assertRegistered(
  redirectUrl: string,
  organisationId: string,
  { redirectOrigins }: FinproSettings,
): void {
  if (redirectOrigins === null || redirectOrigins[organisationId]?.includes(new URL(redirectUrl).origin)) return;
  throw new FinproError('InvalidRedirectUrl', 'redirectUrl is not registered for the organisation');
}
