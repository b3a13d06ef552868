import { Control } from './vendors/control';
import { FinPro, type FinproAccess } from './vendors/finpro';
import type { Need, TestedVendor } from './needs';
import { OneMoney, type OneMoneyAccess } from './vendors/one-money';

/** The environments that the facts are checked against. */
export interface Targets {
  readonly oneMoney?: OneMoneyAccess;
  readonly otherOneMoney?: OneMoneyAccess;
  readonly finpro?: FinproAccess;
  readonly otherFinpro?: FinproAccess;
  /** Base URL of the sandbox, if the target is a sandbox. */
  readonly sandboxUrl?: string;
  /** A second sandbox, with its limits on: its 1Money and FinPro. */
  readonly limited?: Pick<Targets, 'oneMoney' | 'otherOneMoney' | 'finpro' | 'otherFinpro' | 'sandboxUrl'>;
  readonly withEffects: boolean;
}

/** What a check works with. Using a part that is not there throws: the fact has to name it as a need. */
export class World {
  constructor(private readonly targets: Targets) {}

  get isSandbox(): boolean {
    return this.targets.sandboxUrl !== undefined;
  }

  get oneMoney(): OneMoney {
    return new OneMoney(the(this.targets.oneMoney, '1Money'), !this.isSandbox);
  }

  get otherPartner(): OneMoney {
    return new OneMoney(the(this.targets.otherOneMoney, 'a second partner of 1Money'), !this.isSandbox);
  }

  get finpro(): FinPro {
    return new FinPro(the(this.targets.finpro, 'FinPro'), !this.isSandbox);
  }

  get otherOrganisation(): FinPro {
    return new FinPro(the(this.targets.otherFinpro, 'a second organisation of FinPro'), !this.isSandbox);
  }

  get sandbox(): Control {
    return new Control(the(this.targets.sandboxUrl, 'the sandbox'));
  }

  /** The sandbox that has its limits on. Its first partner may have reached them. */
  get limited(): World {
    return new World({ ...the(this.targets.limited, 'the sandbox with limits'), withEffects: true });
  }

  /** Whether the target has what a fact of this vendor needs. */
  provides(need: Need, vendor: TestedVendor): boolean {
    const { targets } = this;
    if (need === 'effects') return targets.withEffects;
    if (need === 'secret') return Boolean(targets.oneMoney?.secretKey);
    if (need === 'template') return Boolean(targets.finpro?.productId);
    if (need === 'second-partner')
      return (vendor === '1money' ? targets.otherOneMoney : targets.otherFinpro) !== undefined;
    if (need === 'switches') return targets.limited !== undefined;
    return this.isSandbox;
  }

  has(vendor: TestedVendor): boolean {
    return (vendor === '1money' ? this.targets.oneMoney : this.targets.finpro) !== undefined;
  }
}

function the<T>(part: T | undefined, name: string): T {
  if (part === undefined) throw new Error(`the check uses ${name}, which is not among the needs of its fact`);
  return part;
}
