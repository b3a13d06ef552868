import 'reflect-metadata';
import { DataSource } from 'typeorm';
import { migrations } from './migrations/all';
import { withSecretFiles } from './src/config/environment/secret-files';
import { ConsentLink } from './src/consent/redirection/consent-link.entity';
import { Consent } from './src/consent/consent.entity';
import { Consumer } from './src/consumers/consumer.entity';
import { dataSourceOptions } from './src/database/data-source';
import { AuditCheckpoint } from './src/tlog/audit-checkpoint.entity';
import { AuditEntry } from './src/audit/audit-entry.entity';
import { EventDelivery } from './src/events/deliveries/event-delivery.entity';
import { JourneyEvent } from './src/events/event.entity';
import { WebhookSubscription } from './src/events/subscriptions/webhook-subscription.entity';
import { IdempotencyKey } from './src/idempotency/idempotency-key.entity';
import { JourneyPoll } from './src/inbox/polling/journey-poll.entity';
import { MissedWebhook } from './src/inbox/polling/missed-webhook.entity';
import { VendorPause } from './src/vendors/pauses/vendor-pause.entity';
import { Webhook } from './src/inbox/webhooks/webhook.entity';
import { DurableLink } from './src/links/durable-link.entity';
import { LinkClick } from './src/links/click/link-click.entity';
import { Customer } from './src/onboarding/customers/customer.entity';
import { OnboardingGrant } from './src/onboarding/grants/onboarding-grant.entity';
import { WrappedSubjectKey } from './src/privacy/wrapped-subject-key.entity';
import { VendorEffect } from './src/signed-http/effects/vendor-effect.entity';

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
    JourneyPoll,
    LinkClick,
    OnboardingGrant,
    MissedWebhook,
    WrappedSubjectKey,
    VendorEffect,
    VendorPause,
    Webhook,
    WebhookSubscription,
  ],
  migrations,
  migrationsTableName: 'migrations',
});
