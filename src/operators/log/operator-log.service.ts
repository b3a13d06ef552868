import { Injectable } from '@nestjs/common';
import { AuditService, type Actor } from '../../audit/audit.service';
import { type ExportPage, type ExportRange, WholeLog } from '../../audit/history/whole-log';
import { Committer } from '../../database/committer';
import { assertPeriod } from '../../input/period';

/** Entries in a page of an export. */
export const MAX_EXPORTED = 500;

/** Exports of the audit log, each page of which is in the log itself. */
@Injectable()
export class OperatorLogService {
  constructor(
    private readonly log: WholeLog,
    private readonly audit: AuditService,
    private readonly committer: Committer,
  ) {}

  /** Throws Fault `not-provable-yet` while nothing is sealed, `bad-request` where the time ends before it begins. */
  async export(actor: Actor, range: Omit<ExportRange, 'most'>): Promise<ExportPage> {
    assertPeriod(range);
    const page = await this.log.export({ ...range, most: MAX_EXPORTED });
    const detail = {
      since: range.since.toISOString(),
      until: range.until.toISOString(),
      entries: page.lines.length,
    };
    await this.committer.commit(
      this.audit.event(actor, { action: 'operator.log.export', subject: 'audit-log', detail }, 'SUCCEEDED'),
    );
    return page;
  }
}
