import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { In, type Repository } from 'typeorm';
import { reading } from '../../database/failure';
import type { Action } from '../actions';
import type { Leaf } from '../leaf';
import { AuditEntry } from '../audit-entry.entity';

/** An audit row as other modules read it: without its leaf. */
export interface AuditStep {
  readonly entryId: string;
  readonly occurredAt: Date;
  readonly requestId: string;
  readonly actor: string;
  readonly action: Action;
  readonly subject: string;
  readonly phase: Leaf['phase'];
  readonly intentId: string | null;
  readonly vendor: string | null;
  readonly vendorRequestId: string | null;
  readonly result: Leaf['result'];
  readonly detail: Readonly<Record<string, unknown>>;
}

/** All columns except the leaf, which is as large as all the others together. */
const COLUMNS = {
  entryId: true,
  occurredAt: true,
  requestId: true,
  actor: true,
  action: true,
  subject: true,
  phase: true,
  intentId: true,
  vendor: true,
  vendorRequestId: true,
  result: true,
  detail: true,
} as const;

/** Reads the audit rows of one subject. */
@Injectable()
export class AuditHistory {
  constructor(@InjectRepository(AuditEntry) private readonly entries: Repository<AuditEntry>) {}

  /**
   * The newest `most` rows, oldest first, together with the intents that they end, even if an intent was audited under
   * another subject.
   */
  async ofSubject(subject: string, most: number): Promise<AuditStep[]> {
    const rows = await reading(() =>
      this.entries.find({ select: COLUMNS, where: { subject }, order: { entryId: 'DESC' }, take: most }),
    );
    const missing = rows.flatMap(({ intentId }) =>
      intentId !== null && !rows.some(({ entryId }) => entryId === intentId) ? [intentId] : [],
    );
    const intents =
      missing.length === 0
        ? []
        : await reading(() => this.entries.find({ select: COLUMNS, where: { entryId: In(missing) } }));
    return [...rows, ...intents].map(stepOf).toSorted((a, b) => (a.entryId < b.entryId ? -1 : 1));
  }

  async find(entryId: string): Promise<AuditStep | null> {
    const row = await reading(() => this.entries.findOne({ select: COLUMNS, where: { entryId } }));
    return row && stepOf(row);
  }
}

const stepOf = ({ leaf: _leaf, consumer: _consumer, action, result, ...rest }: AuditEntry): AuditStep => ({
  ...rest,
  action: action as Action,
  result: result as Leaf['result'],
});
