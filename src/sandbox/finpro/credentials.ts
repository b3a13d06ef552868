import type { IncomingHttpHeaders } from 'node:http';
import { FinproError } from './errors';
import type { Organisation } from './organisations';
import { isSameText } from '../same-text';

/** In the vendor's spelling; HTTP ignores their case. */
const HEADERS = ['client_id', 'client_secret', 'organisationId', 'appIdentifier'] as const;

/** The organisation that calls. Throws AuthenticationFailed, which names a missing header and never a wrong one. */
export function authenticate(headers: IncomingHttpHeaders, organisations: readonly Organisation[]): Organisation {
  const [clientId, clientSecret, organisationId, appIdentifier] = HEADERS.map((name) => {
    const value = headers[name.toLowerCase()];
    if (value === undefined || value === '') throw new FinproError('AuthenticationFailed', `${name} header is missing`);
    return String(value);
  }) as [string, string, string, string];
  const matching = organisations.filter((one) => {
    const checks = [
      isSameText(one.clientId, clientId),
      isSameText(one.clientSecret, clientSecret),
      isSameText(one.organisationId, organisationId),
      isSameText(one.appIdentifier, appIdentifier),
    ];
    return checks.every(Boolean);
  });
  if (!matching[0]) throw new FinproError('AuthenticationFailed', 'Invalid client credentials');
  return matching[0];
}
