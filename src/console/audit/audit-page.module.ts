import { Module } from '@nestjs/common';
import { EvidenceModule } from '../../evidence/evidence.module';
import { OperatorServicesModule } from '../../operators/operator-services.module';
import { AuditPageController } from './audit-page.controller';
import { AuditPageRepository } from './audit-page.repository';
import { AuditPageService } from './audit-page.service';

/** The page Audit. */
@Module({
  imports: [OperatorServicesModule, EvidenceModule],
  controllers: [AuditPageController],
  providers: [AuditPageService, AuditPageRepository],
})
export class AuditPageModule {}
