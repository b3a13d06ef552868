import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import type { Repository } from 'typeorm';
import { reading } from '../../database/failure';
import { newestOf } from '../../database/statements/select-of';
import { AuditEntry } from '../audit-entry.entity';
import { type StatusChange, StatusChangesRepository, type StatusChangeSearch } from './status-changes.repository';

export type { StatusChange };

/** An audit row as other modules read it: without its leaf. */
export type AuditStep = Readonly<Omit<AuditEntry, 'leaf'>>;

/** Audit rows of one subject that are read. */
export const MAX_STEPS = 500;

const BY_SUBJECT = newestOf(AuditEntry, 'audit.by_subject', {
  by: 'subject',
  order: 'entryId',
  most: MAX_STEPS,
  without: 'leaf',
});
const BY_ID = newestOf(AuditEntry, 'audit.by_id', { by: 'entryId', order: 'entryId', most: 1, without: 'leaf' });

/** Reads the audit rows of one subject. Those of several, at once, take no more round trips. */
@Injectable()
export class AuditHistory {
  private readonly findBySubject: (subject: string) => Promise<AuditStep[]>;
  private readonly findById: (entryId: string) => Promise<AuditStep[]>;

  constructor(
    @InjectRepository(AuditEntry) entries: Repository<AuditEntry>,
    private readonly changes: StatusChangesRepository,
  ) {
    this.findBySubject = BY_SUBJECT(entries);
    this.findById = BY_ID(entries);
  }

  /** The newest 500 rows, oldest first, and the intents that they end, even those audited under another subject. */
  async ofSubject(subject: string): Promise<AuditStep[]> {
    const rows = await reading(() => this.findBySubject(subject));
    const known = new Set(rows.map(({ entryId }) => entryId));
    const missing = rows.flatMap(({ intentId }) => (intentId !== null && !known.has(intentId) ? [intentId] : []));
    const intents = await Promise.all(missing.map((intentId) => this.find(intentId)));
    return [...rows, ...intents.filter((intent) => intent !== null)].toSorted((a, b) =>
      a.entryId < b.entryId ? -1 : 1,
    );
  }

  async statusChanges(search: StatusChangeSearch): Promise<StatusChange[]> {
    return this.changes.find(search);
  }

  async find(entryId: string): Promise<AuditStep | null> {
    return reading(async () => (await this.findById(entryId))[0] ?? null);
  }
}
