import type { Signer } from '../vendor-profile';

/** What FinPro issued to the organisation. */
export interface FinproCredentials {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly organisationId: string;
  readonly appIdentifier: string;
}

/** FinPro signs nothing: every call has the four headers of its request-v3 page ("Headers"), in this spelling. */
export function finproSigner({ clientId, clientSecret, organisationId, appIdentifier }: FinproCredentials): Signer {
  return () => ({ client_id: clientId, client_secret: clientSecret, organisationId, appIdentifier });
}
