import { Inject, Injectable } from '@nestjs/common';
import type { Config } from '../config/config';
import { connectionsOf, type ReplaceableConnections } from './connections';
import { CONNECTIONS, type Vendor } from './vendor-call';

/** The credentials that vendors issued can change while the gateway runs: the next call presents the new ones. */
@Injectable()
export class VendorCredentials {
  constructor(@Inject(CONNECTIONS) private readonly connections: ReplaceableConnections) {}

  /** Takes the credentials of a configuration that was read anew. Where a vendor is, and which vendors there are, stays as it was. */
  replace(config: Pick<Config, 'oneMoney' | 'finpro'>): void {
    const fresh = connectionsOf(config);
    for (const vendor of Object.keys(this.connections) as Vendor[]) {
      const [before, after] = [this.connections[vendor]!, fresh[vendor]];
      if (!after || after.secrets.every((secret) => before.secrets.includes(secret))) continue;
      this.connections[vendor] = { baseUrl: before.baseUrl, sign: after.sign, secrets: [...new Set([...after.secrets, ...before.secrets])] };
    }
  }
}
