import { Global, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AuditController } from './audit.controller';
import { AuditHistory } from './audit-history.service';
import { AuditRepository } from './audit.repository';
import { AuditService } from './audit.service';
import { EntriesRepository } from './entries.repository';
import { EntriesService } from './entries.service';
import { AuditEntry } from './entities/audit-entry.entity';

/** The append-only log. */
@Global()
@Module({ imports: [TypeOrmModule.forFeature([AuditEntry])], controllers: [AuditController], providers: [AuditService, AuditHistory, AuditRepository, EntriesService, EntriesRepository], exports: [AuditService, AuditHistory] })
export class AuditModule {}
