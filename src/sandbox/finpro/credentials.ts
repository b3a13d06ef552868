import type { IncomingHttpHeaders } from 'node:http';
import { FinproError } from './errors';
import type { Organisation } from './organisations';
import { isSameText } from '../same-text';

/** As the vendor spells them; on the wire their case does not matter. */
const HEADERS = ['client_id', 'client_secret', 'organisationId', 'appIdentifier'] as const;

/** Who is calling. Throws AuthenticationFailed, which names a header that is missing and never one that is wrong. */
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
