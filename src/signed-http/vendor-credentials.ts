import { Inject, Injectable } from '@nestjs/common';
import { isDeepStrictEqual } from 'node:util';
import type { Config } from '../config/config';
import { connectionsOf, type ReplaceableConnections } from './connections';
import { CONNECTIONS, type Vendor } from './vendor-call';

/** The credentials that vendors issued can change while the gateway runs: the next call presents the new ones. */
@Injectable()
export class VendorCredentials {
  constructor(@Inject(CONNECTIONS) private readonly connections: ReplaceableConnections) {}

  /**
   * Takes the credentials of a configuration that was read anew, and gives the vendors whose credentials are others than those
   * in use until now. Where a vendor is, and which vendors there are, stays as it was.
   */
  replace(config: Pick<Config, 'oneMoney' | 'finpro'>): Vendor[] {
    const fresh = connectionsOf(config);
    const replaced: Vendor[] = [];
    for (const vendor of Object.keys(this.connections) as Vendor[]) {
      const [before, after] = [this.connections[vendor]!, fresh[vendor]];
      if (!after || isDeepStrictEqual(after.credentials, before.credentials)) continue;
      this.connections[vendor] = { ...after, baseUrl: before.baseUrl, secrets: [...new Set([...after.secrets, ...before.secrets])] };
      replaced.push(vendor);
    }
    return replaced;
  }
}
