import { type DynamicModule, Module } from '@nestjs/common';
import { AuditModule } from '../audit/audit.module';
import type { Config } from '../config/config';
import { ConfigModule } from '../config/config.module';
import { DatabaseModule } from '../database/database.module';
import { PrivacyModule } from '../privacy/privacy.module';
import { SearchModule } from '../search/search.module';
import { TlogModule } from '../tlog/tlog.module';
import { ErasuresRepository } from './erasure/erasures.repository';
import { ErasuresService } from './erasure/erasures.service';
import { IdentifierIndex } from './identifier-index';
import { IdentifiersRepository } from './identifiers.repository';
import { SubjectsRepository } from './subjects.repository';
import { SubjectsService } from './subjects.service';

/** People's rights: who is held, what is held, and its erasure. */
@Module({
  imports: [TlogModule],
  providers: [
    SubjectsService,
    SubjectsRepository,
    IdentifierIndex,
    IdentifiersRepository,
    ErasuresService,
    ErasuresRepository,
  ],
  exports: [SubjectsService, ErasuresService, ErasuresRepository],
})
export class SubjectsModule {
  /** With all modules that it needs, for a command. */
  static with(config: Config): DynamicModule {
    return {
      module: SubjectsModule,
      imports: [ConfigModule.with(config), DatabaseModule, SearchModule, PrivacyModule, TlogModule, AuditModule],
    };
  }
}
