import { Injectable } from '@nestjs/common';
import { type Actor, type AuditedAction, type AuditResult, AuditService } from '../audit/audit.service';
import type { Leaf } from '../audit/leaf';
import { Committer } from '../database/committer';

/** Which credentials are replaced: by the names of their variables, never by a value. */
export interface VendorRotation {
  readonly vendor: string;
  readonly account: string;
  readonly variables: readonly string[];
}

/** Writes into the audit log who replaced a vendor's credentials, and what the vendor said to the new ones. */
@Injectable()
export class VendorRotationService {
  constructor(
    private readonly audit: AuditService,
    private readonly committer: Committer,
  ) {}

  /** Commit this before anything is replaced. Resolves to the INTENT. */
  async begin(operator: Actor, { vendor, account, variables }: VendorRotation): Promise<Leaf> {
    const action: AuditedAction = {
      action: 'vendors.rotate',
      subject: vendor,
      vendor,
      detail: { account, variables },
    };
    return this.committer.commit(this.audit.intent(operator, action));
  }

  /** `result`: REFUSED when the vendor refuses the new credentials, UNKNOWN when it did not say. */
  async end(intent: Leaf, result: AuditResult): Promise<void> {
    await this.committer.commit(this.audit.outcome(intent, { result, vendorRequestId: null, detail: intent.detail }));
  }
}
