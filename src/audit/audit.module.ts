import { Global, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AuditController } from './audit.controller';
import { AuditRepository } from './audit.repository';
import { AuditService } from './audit.service';
import { EntriesRepository } from './entries.repository';
import { EntriesService } from './entries.service';
import { ErasureService } from './erasure.service';
import { AuditEntry } from './entities/audit-entry.entity';

/** The append-only log. */
@Global()
@Module({ imports: [TypeOrmModule.forFeature([AuditEntry])], controllers: [AuditController], providers: [AuditService, AuditRepository, EntriesService, EntriesRepository, ErasureService], exports: [AuditService, ErasureService] })
export class AuditModule {}
