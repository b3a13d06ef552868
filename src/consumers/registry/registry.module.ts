import { type DynamicModule, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AuditModule } from '../../audit/audit.module';
import type { Config } from '../../config/config';
import { ConfigModule } from '../../config/config.module';
import { DatabaseModule } from '../../database/database.module';
import { PrivacyModule } from '../../privacy/privacy.module';
import { SearchModule } from '../../search/search.module';
import { TlogModule } from '../../tlog/tlog.module';
import { ConsumerRegistry } from './consumer-registry';
import { ConsumersRepository } from '../consumers.repository';
import { ReturnSignaturesService } from '../returns/return-signatures.service';
import { Consumer } from '../consumer.entity';

/** The operator's changes of consumers, and what signs for them, without the gateway. */
@Module({
  imports: [TypeOrmModule.forFeature([Consumer])],
  providers: [ConsumerRegistry, ConsumersRepository, ReturnSignaturesService],
  exports: [ConsumerRegistry, ReturnSignaturesService],
})
export class RegistryModule {
  /** With all modules that it needs. */
  static with(config: Config): DynamicModule {
    return {
      module: RegistryModule,
      imports: [ConfigModule.with(config), DatabaseModule, SearchModule, PrivacyModule, TlogModule, AuditModule],
    };
  }
}
