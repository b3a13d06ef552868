import 'reflect-metadata';
import { DataSource } from 'typeorm';
import { migrations } from './migrations/all';
import { withSecretFiles } from './src/config/secret-files';
import { ConsentLink } from './src/consent/entities/consent-link.entity';
import { Consent } from './src/consent/entities/consent.entity';
import { Consumer } from './src/consumers/entities/consumer.entity';
import { dataSourceOptions } from './src/database/data-source';
import { AuditCheckpoint } from './src/tlog/entities/audit-checkpoint.entity';
import { AuditEntry } from './src/audit/entities/audit-entry.entity';
import { EventDelivery } from './src/events/entities/event-delivery.entity';
import { JourneyEvent } from './src/events/entities/event.entity';
import { WebhookSubscription } from './src/events/entities/webhook-subscription.entity';
import { IdempotencyKey } from './src/idempotency/entities/idempotency-key.entity';
import { JourneyWatch } from './src/inbox/entities/journey-watch.entity';
import { PollRepair } from './src/inbox/entities/poll-repair.entity';
import { VendorPause } from './src/inbox/entities/vendor-pause.entity';
import { Webhook } from './src/inbox/entities/webhook.entity';
import { DurableLink } from './src/links/entities/durable-link.entity';
import { LinkClick } from './src/links/entities/link-click.entity';
import { Customer } from './src/onboarding/entities/customer.entity';
import { OnboardingGrant } from './src/onboarding/entities/onboarding-grant.entity';
import { SubjectKey } from './src/privacy/entities/subject-key.entity';
import { VendorEffect } from './src/signed-http/entities/vendor-effect.entity';

const { MIGRATION_DATABASE_URL, DATABASE_URL } = withSecretFiles(process.env);
const url = MIGRATION_DATABASE_URL || DATABASE_URL || 'postgres://postgres@127.0.0.1:5432/postgres';

/** The DataSource of the TypeORM command line. */
export default new DataSource({
  ...dataSourceOptions({
    url,
    poolSize: 2,
    role: null,
    variable: MIGRATION_DATABASE_URL ? 'MIGRATION_DATABASE_URL' : 'DATABASE_URL',
  }),
  entities: [
    AuditCheckpoint,
    AuditEntry,
    Consent,
    ConsentLink,
    Consumer,
    Customer,
    DurableLink,
    EventDelivery,
    IdempotencyKey,
    JourneyEvent,
    JourneyWatch,
    LinkClick,
    OnboardingGrant,
    PollRepair,
    SubjectKey,
    VendorEffect,
    VendorPause,
    Webhook,
    WebhookSubscription,
  ],
  migrations,
  migrationsTableName: 'migrations',
});
