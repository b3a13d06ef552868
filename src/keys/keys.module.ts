import { type DynamicModule, Module } from '@nestjs/common';
import { AuditModule } from '../audit/audit.module';
import type { Config } from '../config/config';
import { ConfigModule } from '../config/config.module';
import { DatabaseModule } from '../database/database.module';
import { DataKeysModule } from '../privacy/data-key/data-keys.module';
import { PrivacyModule } from '../privacy/privacy.module';
import { SearchModule } from '../search/search.module';
import { TlogModule } from '../tlog/tlog.module';
import { AuditHandoverService } from './audit-handover.service';
import { KeyRotationService } from './key-rotation.service';
import { VendorRotationService } from './vendor-rotation.service';

/** The operator's changes of keys, without the gateway. */
@Module({})
export class KeysModule {
  /** With all modules that it needs. */
  static with(config: Config): DynamicModule {
    return {
      module: KeysModule,
      imports: [
        ConfigModule.with(config),
        DatabaseModule,
        SearchModule,
        PrivacyModule,
        DataKeysModule,
        TlogModule,
        AuditModule,
      ],
      providers: [AuditHandoverService, KeyRotationService, VendorRotationService],
      exports: [AuditHandoverService, KeyRotationService, VendorRotationService],
    };
  }
}
