import type { Actor } from '../audit/audit.service';
import type { Vendor } from '../config/vendor';

/** What became of one thing that a vendor has of a person, such as a consent. */
export interface Withdrawn {
  readonly vendor: Vendor;
  /** The vendor's id of it; our id of the journey where the vendor has not said its id yet. */
  readonly reference: string;
  /**
   * REVOKED: it is over there. PENDING: it is not in force, and the vendor cannot end it; Portico does once it is.
   * NOT_REVOKED: the fault says why it is not known to be over.
   */
  readonly outcome: 'REVOKED' | 'PENDING' | 'NOT_REVOKED';
  readonly fault: string | null;
}

/** How a vendor is told that a person is to be erased, before the key is destroyed. */
export interface Withdrawal {
  readonly vendor: Vendor;
  /** Takes back what is in force, by effects like any other. What could not be taken back is among the answers. */
  withdraw(actor: Actor, subjectId: string): Promise<readonly Withdrawn[]>;
}
