import { Injectable } from '@nestjs/common';
import { AuditService, type Actor, type AuditResult } from '../../audit/audit.service';
import type { Json } from '../../audit/canonical-json';
import { Committer } from '../../database/committer';
import type { Write } from '../../database/write';
import type { FoundJourney, Journey } from '../../journey-registry/journey';

/** The entries of the audit log about acts on a journey. */
@Injectable()
export class JourneyActs {
  constructor(
    private readonly audit: AuditService,
    private readonly committer: Committer,
  ) {}

  asked(
    actor: Actor,
    { vendor }: Journey,
    { subjectId, journeyId }: FoundJourney,
    result: AuditResult,
    detail: Readonly<Record<string, Json>>,
  ): Write<unknown> {
    const action = 'operator.journey.ask';
    return this.audit.event(
      actor,
      { action, subject: subjectId, vendor, detail: { ...detail, journey_id: journeyId } },
      result,
    );
  }

  async record(entry: Write<unknown>): Promise<void> {
    await this.committer.record(entry);
  }
}
