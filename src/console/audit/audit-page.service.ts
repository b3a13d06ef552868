import { Injectable } from '@nestjs/common';
import { AuditHistory, type StatusChange } from '../../audit/history/audit-history';
import { type EntryFilter, type StoredEntry, WholeLog } from '../../audit/history/whole-log';
import type { Leaf } from '../../audit/leaf';
import { type ReceiptEvent, receiptEventOf } from '../../consent/receipts/consent-receipt';
import type { ConsentStatus } from '../../consent/consent-status';
import { Fault } from '../../errors';
import { ANY_UUID } from '../../input/bounded-text';
import { VerifierKeys } from '../../tlog/verifier-keys';
import { AuditPageRepository } from './audit-page.repository';

/** Entries on a page, and decisions about consents above them. */
const PAGE = 50;
const MAX_DECISIONS = 40;
/** Milliseconds after a request began in which its entries are looked for. */
const REQUEST_MS = 600_000;
/** Milliseconds since the epoch: later ends have no id, which holds 48 bits of them. */
const LATEST_MS = 2 ** 48 - 1 - REQUEST_MS;

/** What is asked of the explorer. */
export interface AuditQuery {
  readonly reference: string;
  /** `since` is inclusive, `until` exclusive. */
  readonly since: Date | null;
  readonly until: Date | null;
  /** The entry after which to continue. */
  readonly after: string | null;
}

export interface ShownEntry {
  readonly entry: Leaf;
  readonly leafIndex: number | null;
}

/** A decision about a consent that the vendor confirmed. */
export interface Decision {
  readonly event: ReceiptEvent;
  readonly state: string;
  readonly consentHandle: string;
  readonly at: Date;
  readonly entryId: string;
}

export interface AuditFindings {
  /** Null: the reference names no one, or none was given. */
  readonly subjectId: string | null;
  /** The journey, where the reference names one consent. */
  readonly journeyId: string | null;
  readonly decisions: readonly Decision[];
  readonly entries: readonly ShownEntry[];
  /** The entry after which to continue; null: there are no more. */
  readonly next: string | null;
}

/** An entry with its receipt, and the keys with which the browser verifies it. */
export interface EntryWithProof extends ShownEntry {
  /** Null while no checkpoint covers it. */
  readonly receipt: string | null;
  readonly vkeys: readonly string[];
}

const shownOf = ({ leaf, leafIndex }: StoredEntry): ShownEntry => ({
  entry: JSON.parse(leaf.subarray(leaf.indexOf('\n') + 1).toString()) as Leaf,
  leafIndex,
});

/** Reads the audit log for the page. Nothing that it returns is personal. */
@Injectable()
export class AuditPageService {
  constructor(
    private readonly log: WholeLog,
    private readonly history: AuditHistory,
    private readonly references: AuditPageRepository,
    private readonly keys: VerifierKeys,
  ) {}

  /** Null: the reference is known to be of nothing here. */
  async find({ reference, since, until, after }: AuditQuery): Promise<AuditFindings | null> {
    const about = reference === '' ? { subjectId: null, journeyId: null, filter: {} } : await this.about(reference);
    if (!about) return null;
    const filter: EntryFilter = {
      since: since ?? undefined,
      until: until ?? undefined,
      after: after ?? undefined,
      ...about.filter,
    };
    const [page, decisions] = await Promise.all([
      this.log.list(filter, PAGE),
      about.subjectId === null ? [] : this.decisions(about.subjectId, about.journeyId === null ? null : reference),
    ]);
    const { subjectId, journeyId } = about;
    if (reference !== '' && after === null && page.entries.length === 0 && page.next === null && subjectId === null)
      return null;
    return { subjectId, journeyId, decisions, entries: page.entries.map(shownOf), next: page.next };
  }

  /** Throws Fault `not-found`. */
  async entry(entryId: string): Promise<EntryWithProof> {
    const stored = await this.log.get(entryId);
    const [receipt, vkeys] = await Promise.all([this.receipt(entryId), this.keys.all()]);
    return { ...shownOf(stored), receipt, vkeys };
  }

  /** Of all consents of the person, or of the one that the reference names by its handle; oldest first. */
  private async decisions(subject: string, reference: string | null): Promise<Decision[]> {
    const changes = await this.history.statusChanges({ subject, about: {}, after: null, most: MAX_DECISIONS });
    const decided = changes.flatMap((change) => decisionOf(change) ?? []);
    const own = decided.filter(({ consentHandle }) => consentHandle === reference);
    return own.length > 0 ? own : decided;
  }

  private async about(
    reference: string,
  ): Promise<(Pick<AuditFindings, 'subjectId' | 'journeyId'> & { readonly filter: EntryFilter }) | null> {
    const isUuid = ANY_UUID.test(reference);
    const id = isUuid ? reference.toLowerCase() : reference;
    const subjectId = await this.references.subjectOf(id, isUuid);
    if (subjectId !== null)
      return {
        subjectId,
        journeyId: isUuid ? await this.references.consentOf(id) : null,
        filter: { subject: subjectId },
      };
    // Some entries are about no person or company: they name the log, or an operator.
    if (!isUuid) return { subjectId: null, journeyId: null, filter: { subject: reference } };
    const subject = await this.subjectOfEntry(id);
    if (subject !== null) return { subjectId: null, journeyId: null, filter: { subject } };
    const begun = Number.parseInt(id.slice(0, 13).replace('-', ''), 16);
    if (id[14] !== '7' || begun > LATEST_MS) return null;
    const filter = { requestId: id, since: new Date(begun), until: new Date(begun + REQUEST_MS) };
    return { subjectId: null, journeyId: null, filter };
  }

  private async subjectOfEntry(entryId: string): Promise<string | null> {
    try {
      return shownOf(await this.log.get(entryId)).entry.subject;
    } catch (error) {
      if (error instanceof Fault && error.faultName === 'not-found') return null;
      throw error;
    }
  }

  private async receipt(entryId: string): Promise<string | null> {
    try {
      return await this.log.receipt(entryId);
    } catch (error) {
      if (error instanceof Fault && error.faultName === 'not-provable-yet') return null;
      throw error;
    }
  }
}

/** Null: the entry is about no decision of a person. */
export function decisionOf({
  entryId,
  occurredAt,
  detail,
}: Pick<StatusChange, 'entryId' | 'occurredAt' | 'detail'>): Decision | null {
  const { from, to, consent_handle: consentHandle } = detail;
  if (typeof consentHandle !== 'string' || typeof to !== 'string' || from === to) return null;
  const event = receiptEventOf(to as ConsentStatus, from as ConsentStatus);
  return event && { event, state: to, consentHandle, at: occurredAt, entryId };
}
