import { type DynamicModule, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AuditModule } from '../../audit/audit.module';
import type { Config } from '../../config/config';
import { ConfigModule } from '../../config/config.module';
import { DatabaseModule } from '../../database/database.module';
import { PrivacyModule } from '../../privacy/privacy.module';
import { SearchModule } from '../../search/search.module';
import { TlogModule } from '../../tlog/tlog.module';
import { Operator } from '../operator.entity';
import { OperatorsRepository } from '../operators.repository';
import { OperatorRegistry } from './operator-registry';

/** Who may run Portico. */
@Module({
  imports: [TypeOrmModule.forFeature([Operator])],
  providers: [OperatorRegistry, OperatorsRepository],
  exports: [OperatorRegistry, OperatorsRepository],
})
export class OperatorRegistryModule {
  /** With all modules that it needs, for a command. */
  static with(config: Config): DynamicModule {
    return {
      module: OperatorRegistryModule,
      imports: [ConfigModule.with(config), DatabaseModule, SearchModule, PrivacyModule, TlogModule, AuditModule],
    };
  }
}
