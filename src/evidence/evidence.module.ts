import { type DynamicModule, Module } from '@nestjs/common';
import { AuditModule } from '../audit/audit.module';
import type { Config } from '../config/config';
import { ConfigModule } from '../config/config.module';
import { RegistryModule } from '../consumers/registry/registry.module';
import { DatabaseModule } from '../database/database.module';
import { PrivacyModule } from '../privacy/privacy.module';
import { SearchModule } from '../search/search.module';
import { SubjectsModule } from '../subjects/subjects.module';
import { TlogModule } from '../tlog/tlog.module';
import { EvidenceContents } from './evidence-contents';
import { EvidenceEntries } from './evidence-entries';
import { EvidenceRepository } from './evidence.repository';
import { EvidenceService } from './evidence.service';

/** Evidence packs: what is proved about a journey or a person, for somebody without Portico. */
@Module({
  imports: [TlogModule, RegistryModule, SubjectsModule],
  providers: [EvidenceService, EvidenceContents, EvidenceEntries, EvidenceRepository],
  exports: [EvidenceService],
})
export class EvidenceModule {
  /** With all modules that it needs, for a command. */
  static with(config: Config): DynamicModule {
    return {
      module: EvidenceModule,
      imports: [ConfigModule.with(config), DatabaseModule, SearchModule, PrivacyModule, TlogModule, AuditModule],
    };
  }
}
