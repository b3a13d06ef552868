import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { In, type Repository } from 'typeorm';
import { reading } from '../../database/failure';
import { AuditEntry } from '../audit-entry.entity';

/** An audit row as other modules read it: without its leaf. */
export type AuditStep = Readonly<Omit<AuditEntry, 'leaf'>>;

/** Reads the audit rows of one subject. */
@Injectable()
export class AuditHistory {
  constructor(@InjectRepository(AuditEntry) private readonly entries: Repository<AuditEntry>) {}

  /** The newest `most` rows, oldest first, and the intents that they end, even those audited under another subject. */
  async ofSubject(subject: string, most: number): Promise<AuditStep[]> {
    const rows = await reading(() => this.entries.find({ where: { subject }, order: { entryId: 'DESC' }, take: most }));
    const missing = rows.flatMap(({ intentId }) =>
      intentId !== null && !rows.some(({ entryId }) => entryId === intentId) ? [intentId] : [],
    );
    const intents =
      missing.length === 0 ? [] : await reading(() => this.entries.find({ where: { entryId: In(missing) } }));
    return [...rows, ...intents].toSorted((a, b) => (a.entryId < b.entryId ? -1 : 1));
  }

  async find(entryId: string): Promise<AuditStep | null> {
    return reading(() => this.entries.findOneBy({ entryId }));
  }
}
