import type { Actor } from '../audit/audit.service';
import type { Vendor } from '../config/vendor';

/** What became of one thing that a vendor has of a person, such as a consent. */
export interface Withdrawn {
  readonly vendor: Vendor;
  /** The vendor's id of it. */
  readonly reference: string;
  /** REVOKED: it is over there. Otherwise the fault for which it is not known to be. */
  readonly outcome: 'REVOKED' | 'NOT_REVOKED';
  readonly fault: string | null;
}

/** How a vendor is told that a person is to be erased, before the key is destroyed. */
export interface Withdrawal {
  readonly vendor: Vendor;
  /** Takes back what is in force, by effects like any other. What could not be taken back is among the answers. */
  withdraw(actor: Actor, subjectId: string): Promise<readonly Withdrawn[]>;
}
