import { Injectable } from '@nestjs/common';
import { AuditHistory, type StatusChange } from '../../audit/history/audit-history';
import { ReturnSignaturesService } from '../../consumers/returns/return-signatures.service';
import { Fault } from '../../errors';
import type { Caller } from '../../http/request/caller';
import { ProofsService } from '../../tlog/proofs.service';
import type { ConsentWithHandle } from '../consent.entity';
import { ConsentsService } from '../status/consents.service';
import { type ConsentReceipt, RECEIPT_TYPE, receiptOf } from './consent-receipt';

export interface SignedReceipt {
  readonly receipt: ConsentReceipt;
  readonly jws: string;
  /** A c2sp.org/tlog-proof of the audit entry; null while no checkpoint covers it. */
  readonly proof: string | null;
}

/** `next`: the entry after which to continue; null at the end. */
export interface ReceiptPage {
  readonly receipts: readonly SignedReceipt[];
  readonly next: string | null;
}

/** Consent receipts, made from the audit entries of the changes that FinPro confirmed. Nothing is stored for them. */
@Injectable()
export class ConsentReceiptsService {
  constructor(
    private readonly consents: ConsentsService,
    private readonly history: AuditHistory,
    private readonly proofs: ProofsService,
    private readonly signatures: ReturnSignaturesService,
  ) {}

  /** Oldest first; FinPro is not asked. Throws Fault `not-found` or `subject-erased`. */
  async page(
    caller: Caller,
    consentHandle: string,
    { after, most }: { readonly after: string | null; readonly most: number },
  ): Promise<ReceiptPage> {
    const consent = await this.consents.get(caller, consentHandle);
    const { subjectId: subject, consentHandle: handle } = consent;
    const about = { consent_handle: handle };
    const found = await this.history.statusChanges({ subject, about, after, most: most + 1 });
    const shown = found.slice(0, most);
    const receipts = await Promise.all(shown.map((change) => this.signed(caller, consent, change)));
    return {
      receipts: receipts.filter((receipt) => receipt !== null),
      next: found.length > most ? shown.at(-1)!.entryId : null,
    };
  }

  private async signed(
    caller: Caller,
    consent: ConsentWithHandle,
    change: StatusChange,
  ): Promise<SignedReceipt | null> {
    const receipt = receiptOf(consent, caller, change);
    return receipt && { receipt, jws: this.signatures.jws(RECEIPT_TYPE, receipt), proof: await this.provable(change) };
  }

  private async provable({ entryId, leaf }: StatusChange): Promise<string | null> {
    try {
      return await this.proofs.receipt(entryId, leaf);
    } catch (error) {
      if (error instanceof Fault && error.faultName === 'not-provable-yet') return null;
      throw error;
    }
  }
}
