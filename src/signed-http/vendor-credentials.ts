import { Inject, Injectable } from '@nestjs/common';
import { isDeepStrictEqual } from 'node:util';
import type { Config, FinproConfig, OneMoneyConfig } from '../config/config';
import { finproSigner } from './signers/finpro.signer';
import { oneMoneyBearer, oneMoneySigner } from './signers/one-money.signer';
import { CONNECTIONS, type Vendor, type VendorConnection } from './vendor-call';

/** The vendors that are configured; a connection may be replaced while calls are under way. */
export type ReplaceableConnections = Partial<Record<Vendor, VendorConnection>>;

export function connectionsOf({ oneMoney, finpro }: Pick<Config, 'oneMoney' | 'finpro'>): ReplaceableConnections {
  return {
    ...(oneMoney ? { 'one-money': oneMoneyConnection(oneMoney) } : {}),
    ...(finpro ? { finpro: finproConnection(finpro) } : {}),
  };
}

function oneMoneyConnection({ baseUrl, accessKey, secretKey, auth }: OneMoneyConfig): VendorConnection {
  const sign = auth === 'bearer' ? oneMoneyBearer(accessKey) : oneMoneySigner(accessKey, secretKey);
  return { baseUrl, sign, credentials: [auth, accessKey, secretKey], secrets: [accessKey, secretKey] };
}

const finproConnection = (finpro: FinproConfig): VendorConnection => ({
  baseUrl: finpro.baseUrl,
  sign: finproSigner(finpro),
  credentials: [finpro.clientId, finpro.clientSecret, finpro.organisationId, finpro.appIdentifier],
  secrets: [finpro.clientId, finpro.clientSecret],
});

/** The credentials that vendors issued can change while the gateway runs: the next call uses the new ones. */
@Injectable()
export class VendorCredentials {
  constructor(@Inject(CONNECTIONS) private readonly connections: ReplaceableConnections) {}

  /**
   * Takes the credentials of a newly read configuration, and returns the vendors whose credentials differ from those in
   * use until now. The set of vendors and their base URLs stay unchanged.
   */
  replace(config: Pick<Config, 'oneMoney' | 'finpro'>): Vendor[] {
    const fresh = connectionsOf(config);
    const replaced: Vendor[] = [];
    for (const vendor of Object.keys(this.connections) as Vendor[]) {
      const [before, after] = [this.connections[vendor]!, fresh[vendor]];
      if (!after || isDeepStrictEqual(after.credentials, before.credentials)) continue;
      this.connections[vendor] = {
        ...after,
        baseUrl: before.baseUrl,
        secrets: [...new Set([...after.secrets, ...before.secrets])],
      };
      replaced.push(vendor);
    }
    return replaced;
  }
}
