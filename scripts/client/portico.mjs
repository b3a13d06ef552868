import { Portico } from '@portico/client';
import { DEMO } from '../start/demo.mjs';
import { originOf, portOf } from '../start/machine.mjs';

/** Options of every command that is a client of the gateway. */
export const OPTIONS = { gateway: { type: 'string' } };

/** What they add to a usage. */
export const USAGE = `  --gateway <url>  the gateway; default: PORTICO_URL, or the one of npx portico start

PORTICO_CREDENTIALS=<client_id>.<secret> names another consumer than demo-consumer; consents also need
PORTICO_ORGANISATION and PORTICO_APPLICATION.`;

/** Where the gateway is. */
export const gatewayUrl = (given) =>
  given ?? (process.env.PORTICO_URL || originOf(process.env.HOST || 'localhost', portOf('PORT', 3000)));

/** A client of the gateway, as the consumer of the environment, or else of sandbox mode. */
export function portico(gateway) {
  const [clientId, secret] = (process.env.PORTICO_CREDENTIALS || `${DEMO.clientId}.${DEMO.secret}`).split('.');
  return new Portico({
    baseUrl: gatewayUrl(gateway),
    clientId,
    secret,
    organisationId: process.env.PORTICO_ORGANISATION || DEMO.organisationId,
    appIdentifier: process.env.PORTICO_APPLICATION || DEMO.appIdentifier,
  });
}

/** One sentence for a person. */
export function sentence(error, gateway) {
  if (error.name === 'ConnectionError')
    return `Nothing answers at ${gatewayUrl(gateway)}: run npx portico start, or name the gateway with --gateway.`;
  return error instanceof Error ? error.message : String(error);
}
