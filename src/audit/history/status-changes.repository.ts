import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import type { Repository } from 'typeorm';
import { reading } from '../../database/failure';
import { allOf, preparedRead } from '../../database/statements/select-of';
import { LOWEST_ID } from '../../search/index-range';
import { AuditEntry } from '../audit-entry.entity';

/** A committed change of a status, with its leaf; `detail` has the statuses as `from` and `to`. */
export type StatusChange = Readonly<AuditEntry>;

/** Which changes to read, oldest first. */
export interface StatusChangeSearch {
  readonly subject: string;
  /** What their `detail` has. */
  readonly about: Readonly<Record<string, string>>;
  /** The entry after which to continue; null: from the first. */
  readonly after: string | null;
  readonly most: number;
}

const FIND = preparedRead<AuditEntry>(
  'audit.status_changes',
  `SELECT ${allOf(AuditEntry, 't')} FROM portico.audit_entries AS t
  WHERE t.subject = $1 AND t.entry_id > $2 AND t.result = 'SUCCEEDED' AND t.detail @> $3::jsonb
    AND t.detail ->> 'from' <> t.detail ->> 'to'
  ORDER BY t.entry_id LIMIT $4`,
);

@Injectable()
export class StatusChangesRepository {
  constructor(@InjectRepository(AuditEntry) private readonly entries: Repository<AuditEntry>) {}

  async find({ subject, about, after, most }: StatusChangeSearch): Promise<StatusChange[]> {
    return reading(() => FIND(this.entries, [subject, after ?? LOWEST_ID, JSON.stringify(about), most]));
  }
}
