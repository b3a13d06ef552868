import type { ConsentReceipt, ReceiptEvent } from '../../consent/receipts/consent-receipt';
import type { ReturnJwk } from '../../consumers/returns/return-keys';
import type { ProvedEntries, ProvedEntry } from '../evidence-entries';
import type { EvidenceJourney } from '../evidence.repository';

/** Whether a pack has what identifies the person, and how. */
export const PERSONAL = ['none', 'masked', 'clear'] as const;
export type Personal = (typeof PERSONAL)[number];

/** What a pack is to be about. */
export interface EvidenceWish {
  readonly about: 'journey' | 'subject';
  /** Of the journey, or of the subject. */
  readonly id: string;
  /** `since` is inclusive, `until` exclusive; null: without end. */
  readonly since: Date | null;
  readonly until: Date | null;
  readonly personal: Personal;
  readonly reason: string;
  /** The keys that sign, one in general: a checkpoint that none of them signed gives no pack. */
  readonly vkeys: readonly string[];
}

/** A consent receipt, with the line that the pack has of it. */
export interface PackedReceipt {
  readonly receipt: ConsentReceipt;
  readonly line: {
    readonly receipt_id: string;
    readonly event: ReceiptEvent;
    readonly state: string;
    readonly at: string;
    readonly jws: string;
    readonly proof: string;
  };
}

/** All that a pack says. */
export interface PackContent extends ProvedEntries {
  readonly wish: EvidenceWish;
  readonly madeAt: Date;
  /** Who has it made. */
  readonly by: string;
  readonly subjectId: string;
  readonly journeys: readonly EvidenceJourney[];
  /** The changes of consents that were confirmed, also of an erased person. */
  readonly changes: readonly ConsentReceipt[];
  /** Those of the changes that have a consent receipt. */
  readonly receipts: readonly PackedReceipt[];
  /** By journey: what identifies the person; empty where the pack has none of it. */
  readonly people: ReadonlyMap<string, Readonly<Record<string, string>>>;
  readonly handovers: readonly ProvedEntry[];
  readonly jwks: readonly ReturnJwk[];
}
