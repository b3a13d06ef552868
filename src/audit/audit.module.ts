import { Global, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AuditController } from './audit.controller';
import { AuditHistory } from './audit-history.service';
import { AuditRepository } from './audit.repository';
import { AuditService } from './audit.service';
import { AuditSamplesRepository } from './audit-samples.repository';
import { EntriesRepository } from './entries.repository';
import { EntriesService } from './entries.service';
import { AuditEntry } from './entities/audit-entry.entity';
import { SampledAudit } from './sampled-audit.service';

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
  ],
  exports: [AuditService, AuditHistory, SampledAudit],
})
export class AuditModule {}
