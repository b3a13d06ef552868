import { Injectable } from '@nestjs/common';
import { accountOf, type Vendor } from '../../config/vendor';
import { ConsumerRegistry } from '../../consumers/registry/consumer-registry';
import { Fault } from '../../errors';
import type { BreakerState } from '../../signed-http/pipeline/breaker';
import { VendorPipelines } from '../../signed-http/pipeline/vendor-pipelines';
import { KillSwitches, type SwitchKey, vendorSwitch } from '../../switches/kill-switches';

/** An account at a vendor that this replica is configured with. */
export interface VendorAccountFacts {
  readonly vendor: Vendor;
  readonly account: string;
  /** This replica's. */
  readonly breaker: BreakerState;
  readonly isStopped: boolean;
  /** Consumers that are not disabled, and whose new journeys begin in this account. */
  readonly consumers: number;
}

/** The vendors' accounts, for operators. */
@Injectable()
export class OperatorVendorsService {
  constructor(
    private readonly lines: VendorPipelines,
    private readonly switches: KillSwitches,
    private readonly consumers: ConsumerRegistry,
  ) {}

  async list(): Promise<VendorAccountFacts[]> {
    const [stopped, consumers] = await Promise.all([this.switches.list(), this.consumers.list()]);
    const enabled = consumers.filter(({ disabledAt }) => disabledAt === null);
    return this.lines.all().map(({ vendor, account, line }) => ({
      vendor,
      account,
      breaker: line.breaker.state,
      isStopped: stopped.some((one) => one.target === 'vendor' && one.vendor === vendor && one.account === account),
      consumers: enabled.filter(({ vendorAccounts }) => accountOf(vendorAccounts, vendor) === account).length,
    }));
  }

  /** The switch of an account of this deployment. Throws Fault `not-found`, which names the accounts that there are. */
  switchOf(vendor: string, account: string): SwitchKey {
    const accounts = this.lines.all();
    const known = accounts.find((one) => one.vendor === vendor && one.account === account);
    if (known) return vendorSwitch(known.vendor, known.account);
    const names = accounts.map((one) => `${one.vendor}/${one.account}`).join(', ') || 'none';
    throw new Fault('not-found', { detail: `There is no such account of a vendor. The accounts are: ${names}.` });
  }

  /** The same for what is stopped; also for an account that was stopped, and is no longer configured. */
  async stoppedSwitchOf(vendor: string, account: string): Promise<SwitchKey> {
    const stopped = await this.switches.list();
    const left = stopped.find((one) => one.target === 'vendor' && one.vendor === vendor && one.account === account);
    return left ? vendorSwitch(left.vendor as Vendor, left.account) : this.switchOf(vendor, account);
  }
}
