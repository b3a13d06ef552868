import { Global, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AccessAudit } from './access/access-audit';
import { AuditController } from './history/audit.controller';
import { AuditHistory } from './history/audit-history';
import { AuditRepository } from './audit.repository';
import { AuditService } from './audit.service';
import { AuditSamplesRepository } from './sampling/audit-samples.repository';
import { EntriesRepository } from './history/entries.repository';
import { EntriesService } from './history/entries.service';
import { StatusChangesRepository } from './history/status-changes.repository';
import { SubjectReferences } from './history/subject-references';
import { AuditEntry } from './audit-entry.entity';
import { WholeLog } from './history/whole-log';
import { SampledAudit } from './sampling/sampled-audit';

/** The append-only log. */
@Global()
@Module({
  imports: [TypeOrmModule.forFeature([AuditEntry])],
  controllers: [AuditController],
  providers: [
    AuditService,
    AuditHistory,
    SampledAudit,
    AuditRepository,
    AuditSamplesRepository,
    EntriesService,
    EntriesRepository,
    SubjectReferences,
    WholeLog,
    AccessAudit,
    StatusChangesRepository,
  ],
  exports: [AuditService, AuditHistory, SampledAudit, SubjectReferences, WholeLog, AccessAudit],
})
export class AuditModule {}
