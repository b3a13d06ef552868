import { type DynamicModule, Module } from '@nestjs/common';
import { APP_PIPE } from '@nestjs/core';
import { AuditModule } from './audit/audit.module';
import { auditLives } from './audit/table-lives';
import type { SharedClock } from './config/clock';
import type { Config } from './config/config';
import { ConfigModule } from './config/config.module';
import { ConsentModule } from './consent/consent.module';
import { FINPRO } from './vendors/finpro/finpro.profile';
import { finproWordOf } from './consent/finpro/finpro-envelope';
import { consentLives } from './consent/table-lives';
import { ConsoleModule } from './console/console.module';
import { consoleLives } from './console/table-lives';
import { ConsumersModule } from './consumers/consumers.module';
import { consumerLives } from './consumers/table-lives';
import { ClockProbe } from './database/probes/clock-probe';
import { Committer } from './database/committer';
import { DatabaseProbe } from './database/probes/database-probe';
import { DatabaseModule } from './database/database.module';
import { MigrationsProbe } from './database/probes/migrations-probe';
import { DeliveriesService } from './events/deliveries/deliveries.service';
import { EventsModule } from './events/events.module';
import { eventLives } from './events/table-lives';
import type { AdmissionControl } from './http/admission-control';
import { OTHER_WORDS } from './http/errors/envelope';
import { HttpModule } from './http/http.module';
import { flowLives } from './journeys/flow/table-lives';
import { keyLives } from './idempotency/table-lives';
import { InboxFiguresService } from './inbox/inbox-figures.service';
import { inboxInstruments } from './inbox/inbox-instruments';
import { InboxModule } from './inbox/inbox.module';
import { WebhookAddressesModule } from './inbox/webhook-addresses.module';
import { RefusalsService } from './inbox/webhooks/refusals.service';
import { inboxLives } from './inbox/table-lives';
import { ValidationPipe } from './input/validation';
import { linkLives } from './links/table-lives';
import { ONE_MONEY } from './vendors/one-money/one-money.profile';
import { OnboardingModule } from './onboarding/onboarding.module';
import { onboardingLives } from './onboarding/table-lives';
import { atMostEvery } from './operation/at-most-every';
import { PROBES } from './operation/health';
import { type Instrument, READINGS } from './operation/metrics';
import { OperatorsModule } from './operators/operators.module';
import { operatorLives } from './operators/table-lives';
import { OperationModule } from './operation/operation.module';
import { DataKeyRefresh } from './privacy/data-key/data-key-refresh';
import { KeyRefreshModule } from './privacy/data-key/key-refresh.module';
import { PrivacyModule } from './privacy/privacy.module';
import { privacyLives } from './privacy/table-lives';
import { Retention } from './retention/retention';
import { RetentionModule } from './retention/retention.module';
import { schemaLives, TABLE_LIVES, type TableLife } from './retention/table-life';
import { SearchModule } from './search/search.module';
import { SignedHttpModule } from './signed-http/signed-http.module';
import { effectLives } from './signed-http/table-lives';
import { vendorInstruments, vendorProbes } from './signed-http/pipeline/vendor-instruments';
import { VendorPipelines } from './signed-http/pipeline/vendor-pipelines';
import { KillSwitches } from './switches/kill-switches';
import { switchInstruments } from './switches/switch-instruments';
import { SwitchesModule } from './switches/switches.module';
import { switchLives } from './switches/table-lives';
import { SequencerLag } from './tlog/sequencer/sequencer-lag';
import { logLives } from './tlog/table-lives';
import { TlogModule } from './tlog/tlog.module';
import { ErasureModule } from './subjects/erasure/erasure.module';
import { subjectLives } from './subjects/table-lives';
import { VENDORS } from './vendors/vendor-profile';

/** Milliseconds between two reads of the oldest rows. */
const TABLES_MS = 15_000;

/** The vendors, in the order of metrics and documents. */
const PROFILES = [ONE_MONEY, FINPRO];

@Module({})
export class AppModule {
  static with(config: Config, admission: AdmissionControl, clock: SharedClock): DynamicModule {
    return {
      module: AppModule,
      global: true,
      imports: [
        ConfigModule.with(config, clock),
        DatabaseModule,
        SearchModule,
        RetentionModule,
        PrivacyModule,
        KeyRefreshModule,
        TlogModule,
        AuditModule,
        SwitchesModule,
        HttpModule.behind(admission),
        OperationModule,
        ConsumersModule,
        SignedHttpModule,
        InboxModule,
        WebhookAddressesModule.of(PROFILES),
        EventsModule,
        OnboardingModule,
        ConsentModule,
        ErasureModule,
        ...(config.operatorApi ? [OperatorsModule] : []),
        ...(config.console ? [ConsoleModule] : []),
      ],
      providers: [
        {
          provide: PROBES,
          inject: [DatabaseProbe, MigrationsProbe, DataKeyRefresh, ClockProbe, SequencerLag, VendorPipelines],
          useFactory: (
            database: DatabaseProbe,
            schema: MigrationsProbe,
            keys: DataKeyRefresh,
            clock: ClockProbe,
            lag: SequencerLag,
            lines: VendorPipelines,
          ) => [database, schema, keys, clock, ...(config.audit.signingKey ? [lag] : []), ...vendorProbes(lines)],
        },
        { provide: VENDORS, useValue: PROFILES },
        { provide: TABLE_LIVES, useValue: tableLives(config) },
        { provide: APP_PIPE, useClass: ValidationPipe },
        { provide: OTHER_WORDS, useValue: finproWordOf },
        {
          provide: READINGS,
          inject: [
            Committer,
            SequencerLag,
            ClockProbe,
            VendorPipelines,
            InboxFiguresService,
            RefusalsService,
            DeliveriesService,
            Retention,
            KillSwitches,
          ],
          useFactory: (
            committer: Committer,
            lag: SequencerLag,
            clock: ClockProbe,
            lines: VendorPipelines,
            figures: InboxFiguresService,
            refusals: RefusalsService,
            deliveries: DeliveriesService,
            retention: Retention,
            switches: KillSwitches,
          ) => [
            ...ownInstruments(committer, lag, clock),
            ...vendorInstruments(lines),
            ...inboxInstruments(figures, refusals),
            ...eventInstruments(deliveries),
            ...tableInstruments(retention),
            ...switchInstruments(switches),
          ],
        },
      ],
      exports: [VENDORS, PROBES, READINGS, TABLE_LIVES, OTHER_WORDS],
    };
  }
}

const tableLives = ({ upkeep }: Config): TableLife[] => [
  ...schemaLives,
  ...privacyLives,
  ...logLives,
  ...auditLives,
  ...consumerLives,
  ...keyLives,
  ...effectLives,
  ...inboxLives(upkeep),
  ...eventLives(upkeep),
  ...onboardingLives(upkeep),
  ...consentLives(upkeep),
  ...linkLives(upkeep),
  ...operatorLives,
  ...flowLives,
  ...consoleLives,
  ...subjectLives,
  ...switchLives,
];

function ownInstruments(committer: Committer, lag: SequencerLag, clock: ClockProbe): Instrument[] {
  const found = atMostEvery(0, () => lag.find());
  return [
    {
      name: 'committer_queue_depth',
      help: 'Writes that wait for their commit',
      kind: 'gauge',
      read: () => [{ value: committer.waiting }],
    },
    {
      name: 'clock_behind_seconds',
      help: 'How far the clock of this machine is behind the one of the database; ahead, when negative',
      kind: 'gauge',
      read: () => [{ value: clock.behindSeconds }],
    },
    {
      name: 'audit_lag_seconds',
      help: 'How long the oldest audit entry has waited for its place in the tree',
      kind: 'gauge',
      read: async () => [{ value: (await found()).unsealed }],
    },
    {
      name: 'audit_unsaved_seconds',
      help: 'How long the oldest checkpoint that is not outside the database has waited for its way there',
      kind: 'gauge',
      read: async () => [{ value: (await found()).unsaved }],
    },
    {
      name: 'audit_key_wrong',
      help: '1 while this replica holds no key that may sign the audit log, so that it cannot take over; else 0',
      kind: 'gauge',
      read: () => [{ value: lag.isKeyWrong ? 1 : 0 }],
    },
  ];
}

function eventInstruments(deliveries: DeliveriesService): Instrument[] {
  const figures = atMostEvery(0, () => deliveries.figures());
  return [
    {
      name: 'event_deliveries_waiting',
      help: 'Events on their way to subscriptions; 10,000 at most are counted',
      kind: 'gauge',
      read: async () => [{ value: (await figures()).waiting }],
    },
    {
      name: 'event_deliveries_dead',
      help: 'Events that were given up on their way to subscriptions; 10,000 at most are counted',
      kind: 'gauge',
      read: async () => [{ value: (await figures()).dead }],
    },
  ];
}

function tableInstruments(retention: Retention): Instrument[] {
  const oldest = atMostEvery(TABLES_MS, () => retention.oldest());
  return [
    {
      name: 'table_oldest_row_seconds',
      help: 'Age of the oldest row of a table',
      kind: 'gauge',
      labels: ['table'],
      read: async () => (await oldest()).map(({ table, seconds }) => ({ labels: { table }, value: seconds })),
    },
  ];
}
