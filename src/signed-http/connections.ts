import type { Config, FinproConfig, OneMoneyConfig } from '../config/config';
import { finproSigner } from './signers/finpro.signer';
import { oneMoneyBearer, oneMoneySigner } from './signers/one-money.signer';
import type { Vendor, VendorConnection } from './vendor-call';

/** The vendors that are configured; a connection may be replaced while calls go on. */
export type ReplaceableConnections = Partial<Record<Vendor, VendorConnection>>;

export function connectionsOf({ oneMoney, finpro }: Pick<Config, 'oneMoney' | 'finpro'>): ReplaceableConnections {
  return { ...(oneMoney ? { 'one-money': oneMoneyConnection(oneMoney) } : {}), ...(finpro ? { finpro: finproConnection(finpro) } : {}) };
}

function oneMoneyConnection({ baseUrl, accessKey, secretKey, auth }: OneMoneyConfig): VendorConnection {
  const sign = auth === 'bearer' ? oneMoneyBearer(accessKey) : oneMoneySigner(accessKey, secretKey);
  return { baseUrl, sign, credentials: [auth, accessKey, secretKey], secrets: [accessKey, secretKey] };
}

const finproConnection = (finpro: FinproConfig): VendorConnection => ({ baseUrl: finpro.baseUrl, sign: finproSigner(finpro), credentials: [finpro.clientId, finpro.clientSecret, finpro.organisationId, finpro.appIdentifier], secrets: [finpro.clientId, finpro.clientSecret] });
