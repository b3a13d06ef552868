import type { World } from './world';

export type Vendor = '1money' | 'finpro';

/** Where a sentence of the contract comes from: the vendor's pages, its public code, the guideline of the Account Aggregators, or the code of others who integrate with the vendor. `open`: nothing says it. */
export type Source = 'page' | 'code' | 'guideline' | 'integrators' | 'open';

/** What a fact takes beside credentials, in words for the person who has to provide it. */
export const NEEDS = {
  effects: 'makes or changes something at the vendor: --with-effects',
  secret: 'the secret key, for signatures',
  'second-partner': 'credentials of a second partner',
  template: 'the productID of an active template: CONFORMANCE_PRODUCT_ID',
  status: 'somebody at the vendor who sets a KYB status',
  clock: "the vendor's clock moved on",
  faults: 'a vendor that fails when told to',
  listener: 'webhooks that arrive at a listener',
  person: "a person at the vendor's pages",
  portal: "templates set up in the vendor's portal for the purpose",
  switches: 'a vendor with limits and switches set for the purpose',
  'shared-secret': 'the passphrase between the Account Aggregator and FinPro',
} as const;

export type Need = keyof typeof NEEDS;

/** One sentence of a vendor's contract that can be seen over HTTP. */
export interface Fact {
  /** Stable, such as `1money.create.success`. */
  readonly id: string;
  readonly vendor: Vendor;
  /** Section of the contract. */
  readonly section: string;
  readonly source: Source;
  readonly says: string;
  readonly needs: readonly Need[];
  /** What the sandbox does where the contract leaves it open; the check then answers what it saw. */
  readonly choice?: string;
  /** Throws a Difference where the contract is not kept. */
  check(world: World): Promise<string | void>;
}

type Check = Fact['check'];

/** Makes the facts of one vendor. */
export function factsOf(vendor: Vendor): { stated: (id: string, section: string, source: Source, says: string, needs: readonly Need[], check: Check) => Fact; open: (id: string, section: string, asks: string, needs: readonly Need[], choice: string, check: (world: World) => Promise<string>) => Fact } {
  return {
    stated: (id, section, source, says, needs, check) => ({ id: `${vendor}.${id}`, vendor, section, source, says, needs, check }),
    open: (id, section, says, needs, choice, check) => ({ id: `${vendor}.${id}`, vendor, section, source: 'open', says, needs, choice, check }),
  };
}
