import type { Need, TestedVendor } from './needs';
import type { World } from './world';

/** Where a sentence is from: the vendor's pages or code, the AA guideline, code of integrators; `open`: no source. */
export type Source = 'page' | 'code' | 'guideline' | 'integrators' | 'open';

/** One sentence of a vendor's contract that can be observed over HTTP. */
export interface Fact {
  /** Stable, such as `1money.create.success`. */
  readonly id: string;
  readonly vendor: TestedVendor;
  /** Section of the contract. */
  readonly section: string;
  readonly source: Source;
  readonly says: string;
  readonly needs: readonly Need[];
  /** What the sandbox does where the contract leaves it open; the check then returns what it saw. */
  readonly choice?: string;
  /** Throws a Difference where the contract is not kept. */
  check(world: World): Promise<string | void>;
}

type Check = Fact['check'];

/** Makes the facts of one vendor. */
export function factsInGroup(vendor: TestedVendor): {
  stated: (id: string, section: string, source: Source, says: string, needs: readonly Need[], check: Check) => Fact;
  open: (
    id: string,
    section: string,
    asks: string,
    needs: readonly Need[],
    choice: string,
    check: (world: World) => Promise<string>,
  ) => Fact;
} {
  return {
    stated: (id, section, source, says, needs, check) => ({
      id: `${vendor}.${id}`,
      vendor,
      section,
      source,
      says,
      needs,
      check,
    }),
    open: (id, section, says, needs, choice, check) => ({
      id: `${vendor}.${id}`,
      vendor,
      section,
      source: 'open',
      says,
      needs,
      choice,
      check,
    }),
  };
}
