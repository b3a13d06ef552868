import { Global, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AuditRepository } from './audit.repository';
import { AuditService } from './audit.service';
import { ErasureService } from './erasure.service';
import { AuditEntry } from './entities/audit-entry.entity';

/** The append-only log. */
@Global()
@Module({ imports: [TypeOrmModule.forFeature([AuditEntry])], providers: [AuditService, AuditRepository, ErasureService], exports: [AuditService, ErasureService] })
export class AuditModule {}
