import type { IncomingHttpHeaders } from 'node:http';
import { FinproError } from './errors';
import type { Organisation } from './organisations';
import { isSameText } from '../same-text';

/** In the vendor's spelling; HTTP ignores their case. */
const HEADERS = ['client_id', 'client_secret', 'organisationId', 'appIdentifier'] as const;

/**
 * The organisation that a request names, by `organisationId` or `client_id`, whether or not its secret is right; null:
 * none that is known.
 */
export const namedOrganisation = (
  headers: IncomingHttpHeaders,
  organisations: readonly Organisation[],
): Organisation | null =>
  organisations.find(({ organisationId }) => organisationId === headers.organisationid) ??
  organisations.find(({ clientId }) => clientId === headers.client_id) ??
  null;

/** The four headers as sent (`-`), compared with those of the organisation (`+`). Without the secret's value. */
export function headerDiff(headers: IncomingHttpHeaders, organisation: Organisation): string[] {
  const { clientId, clientSecret, organisationId, appIdentifier } = organisation;
  return [clientId, clientSecret, organisationId, appIdentifier].flatMap((expected, index) => {
    const name = HEADERS[index]!;
    const sent = headers[name.toLowerCase()];
    const isSecret = name === 'client_secret';
    if (sent === expected) return [`= ${name}: ${isSecret ? 'the right secret' : expected}`];
    const told = sent === undefined || sent === '' ? '(missing)' : isSecret ? 'another secret' : String(sent);
    return [`- ${name}: ${told}`, `+ ${name}: ${isSecret ? `the secret of ${clientId}` : expected}`];
  });
}

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
