import { type DynamicModule, Module } from '@nestjs/common';
import { AuditModule } from './audit/audit.module';
import type { Config } from './config/config';
import { ConfigModule } from './config/config.module';
import { ConsentModule } from './consent/consent.module';
import { ConsumersModule } from './consumers/consumers.module';
import { DatabaseModule } from './database/database.module';
import { DatabaseProbe } from './database/database-probe';
import { EventsModule } from './events/events.module';
import { PROBES } from './http/health';
import { HttpModule } from './http/http.module';
import { InboxModule } from './inbox/inbox.module';
import { OnboardingModule } from './onboarding/onboarding.module';
import { PrivacyModule } from './privacy/privacy.module';
import { TlogModule } from './tlog/tlog.module';

/** The rooms of the house. */
@Module({})
export class AppModule {
  static with(config: Config): DynamicModule {
    return {
      module: AppModule,
      global: true,
      imports: [ConfigModule.with(config), DatabaseModule, PrivacyModule, TlogModule, AuditModule, HttpModule, ConsumersModule, InboxModule, EventsModule, OnboardingModule, ConsentModule],
      providers: [{ provide: PROBES, inject: [DatabaseProbe], useFactory: (database: DatabaseProbe) => [database] }],
      exports: [PROBES],
    };
  }
}
