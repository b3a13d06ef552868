import { Inject, Injectable } from '@nestjs/common';
import { isDeepStrictEqual } from 'node:util';
import { accountIn, accountsIn, type Config } from '../config/config';
import { accountLabel } from '../config/vendor';
import { type VendorProfile, VENDORS } from '../vendors/vendor-profile';
import { CONNECTIONS, Connections } from './vendor-call';

/** Of every account at every vendor. */
export function connectionsOf(vendors: readonly VendorProfile[], config: Config): Connections {
  const connections = new Connections();
  for (const { name: vendor, connection } of vendors)
    for (const account of accountsIn(config)) {
      const configured = connection(accountIn(config, account)!);
      if (configured) connections.add({ vendor, account }, configured);
    }
  return connections;
}

/** The credentials that vendors issued can change while the gateway runs: the next call uses the new ones. */
@Injectable()
export class VendorCredentials {
  constructor(
    @Inject(CONNECTIONS) private readonly connections: Connections,
    @Inject(VENDORS) private readonly vendors: readonly VendorProfile[],
  ) {}

  /** Takes newly read credentials, and returns the accounts whose differ. Accounts and base URLs stay unchanged. */
  replace(config: Config): string[] {
    const replaced: string[] = [];
    for (const of of this.connections.all()) {
      const settings = accountIn(config, of.account);
      const { connection } = this.vendors.find(({ name }) => name === of.vendor)!;
      const [before, after] = [this.connections.of(of)!, settings && connection(settings)];
      if (!after || isDeepStrictEqual(after.credentials, before.credentials)) continue;
      const secrets = [...new Set([...after.secrets, ...before.secrets])];
      this.connections.add(of, { ...after, baseUrl: before.baseUrl, secrets });
      replaced.push(accountLabel(of.vendor, of.account));
    }
    return replaced;
  }
}
