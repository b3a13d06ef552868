import { type DynamicModule, Module } from '@nestjs/common';
import { AuditModule } from './audit/audit.module';
import type { Config } from './config/config';
import { ConfigModule } from './config/config.module';
import { ConsentModule } from './consent/consent.module';
import { ConsumersModule } from './consumers/consumers.module';
import { DatabaseModule } from './database/database.module';
import { Committer } from './database/committer';
import { DatabaseProbe } from './database/database-probe';
import { MigrationsProbe } from './database/migrations-probe';
import { DeliveriesService } from './events/deliveries.service';
import { EventsModule } from './events/events.module';
import type { Door } from './http/door';
import { HttpModule } from './http/http.module';
import { InboxFiguresService } from './inbox/inbox-figures.service';
import { inboxInstruments } from './inbox/inbox-instruments';
import { InboxModule } from './inbox/inbox.module';
import { RefusalsService } from './inbox/refusals.service';
import { OnboardingModule } from './onboarding/onboarding.module';
import { atMostEvery } from './operation/at-most-every';
import { PROBES } from './operation/health';
import { type Instrument, READINGS } from './operation/metrics';
import { OperationModule } from './operation/operation.module';
import { PrivacyModule } from './privacy/privacy.module';
import { SearchModule } from './search/search.module';
import { SignedHttpModule } from './signed-http/signed-http.module';
import { vendorInstruments, vendorProbes } from './signed-http/vendor-instruments';
import { VendorLines } from './signed-http/vendor-lines';
import { SequencerLag } from './tlog/sequencer-lag';
import { TlogModule } from './tlog/tlog.module';

/** The rooms of the house. */
@Module({})
export class AppModule {
  static with(config: Config, door: Door): DynamicModule {
    return {
      module: AppModule,
      global: true,
      imports: [ConfigModule.with(config), DatabaseModule, SearchModule, PrivacyModule, TlogModule, AuditModule, HttpModule.behind(door), OperationModule, ConsumersModule, SignedHttpModule, InboxModule, EventsModule, OnboardingModule, ConsentModule],
      providers: [
        { provide: PROBES, inject: [DatabaseProbe, MigrationsProbe, SequencerLag, VendorLines], useFactory: (database: DatabaseProbe, schema: MigrationsProbe, lag: SequencerLag, lines: VendorLines) => [database, schema, ...(config.audit.signingKey ? [lag] : []), ...vendorProbes(lines)] },
        {
          provide: READINGS,
          inject: [Committer, SequencerLag, VendorLines, InboxFiguresService, RefusalsService, DeliveriesService],
          useFactory: (committer: Committer, lag: SequencerLag, lines: VendorLines, figures: InboxFiguresService, refusals: RefusalsService, deliveries: DeliveriesService) => [...houseInstruments(committer, lag), ...vendorInstruments(lines), ...inboxInstruments(figures, refusals), ...eventInstruments(deliveries)],
        },
      ],
      exports: [PROBES, READINGS],
    };
  }
}

const houseInstruments = (committer: Committer, lag: SequencerLag): Instrument[] => [
  { name: 'committer_queue_depth', help: 'Writes that wait for their commit', kind: 'gauge', read: () => [{ value: committer.waiting }] },
  { name: 'audit_lag_seconds', help: 'How long the oldest audit entry has waited for its place in the tree', kind: 'gauge', read: async () => [{ value: await lag.seconds() }] },
  { name: 'audit_unsaved_seconds', help: 'How long the oldest checkpoint that is not outside the database has waited for its way there', kind: 'gauge', read: async () => [{ value: await lag.unsavedSeconds() }] },
];

function eventInstruments(deliveries: DeliveriesService): Instrument[] {
  const figures = atMostEvery(0, () => deliveries.figures());
  return [
    { name: 'event_deliveries_waiting', help: 'Events on their way to subscriptions', kind: 'gauge', read: async () => [{ value: (await figures()).waiting }] },
    { name: 'event_deliveries_dead', help: 'Events that were given up on their way to subscriptions', kind: 'gauge', read: async () => [{ value: (await figures()).dead }] },
  ];
}
