import { Inject, Injectable } from '@nestjs/common';
import { isDeepStrictEqual } from 'node:util';
import type { Config } from '../config/config';
import type { Vendor } from '../config/vendor';
import { type VendorProfile, VENDORS } from '../vendors/vendor-profile';
import { CONNECTIONS, type Connections } from './vendor-call';

export const connectionsOf = (vendors: readonly VendorProfile[], config: Config): Connections =>
  Object.fromEntries(
    vendors.flatMap(({ name, connection }) => {
      const configured = connection(config);
      return configured ? [[name, configured]] : [];
    }),
  );

/** The credentials that vendors issued can change while the gateway runs: the next call uses the new ones. */
@Injectable()
export class VendorCredentials {
  constructor(
    @Inject(CONNECTIONS) private readonly connections: Connections,
    @Inject(VENDORS) private readonly vendors: readonly VendorProfile[],
  ) {}

  /** Takes newly read credentials, and returns the vendors whose differ. Vendors and base URLs stay unchanged. */
  replace(config: Config): Vendor[] {
    const replaced: Vendor[] = [];
    for (const { name, connection } of this.vendors) {
      const [before, after] = [this.connections[name], connection(config)];
      if (!before || !after || isDeepStrictEqual(after.credentials, before.credentials)) continue;
      const secrets = [...new Set([...after.secrets, ...before.secrets])];
      this.connections[name] = { ...after, baseUrl: before.baseUrl, secrets };
      replaced.push(name);
    }
    return replaced;
  }
}
