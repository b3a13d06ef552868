import type { UpkeepEnvironment } from './environment/upkeep.environment';
import { DEFAULT_ACCOUNT, type Vendor } from './vendor';

/** The webhook secret of both vendors in sandbox mode. It is public, so production refuses it. */
export const SANDBOX_WEBHOOK_SECRET = 'sandbox-webhook-key';

/** How a vendor signs its webhooks. */
export interface WebhookScheme {
  /** Used as text. Any of them may sign, so that they can be rotated with overlap; none: every webhook is refused. */
  readonly secrets: readonly string[];
  /** In lower case. */
  readonly signatureHeader: string;
  readonly timestampHeader: string;
  readonly encoding: 'hex' | 'base64';
  /** Over the raw body alone, or over the timestamp (Unix seconds), a full stop and the raw body. */
  readonly signs: 'body' | 'timestamp.body';
  /** Whether `sha256=` may stand before the signature. */
  readonly mayHavePrefix: boolean;
  /** Seconds that a signed timestamp may differ from our clock, in either direction. */
  readonly toleranceSeconds: number;
  /** Events that make Portico ask for the status, besides those that always do; lower case. */
  readonly events: readonly string[];
}

/** Keeping journeys up to date: webhooks, polling, events to consumers. */
export interface UpkeepConfig {
  readonly webhooks: Readonly<Record<Vendor, WebhookScheme>>;
  /** Seconds of the shortest polling interval; the others scale with it. */
  readonly pollIntervalSeconds: number;
  /** Networks (CIDR) that events may be sent to although they are not public. */
  readonly allowedTargets: readonly string[];
  /** Milliseconds that a consumer may take to answer a delivery. */
  readonly deliveryTimeoutMs: number;
  /** Days for which consumers can read an event. */
  readonly eventsKeptDays: number;
  /** Days for which a settled webhook is kept, to recognise repeated ones and to see what was received. */
  readonly webhooksKeptDays: number;
  /** Days for which a link is kept after it was issued; a durable one, after it ends. */
  readonly linksKeptDays: number;
  /** Factor for the waiting times in the delivery schedule. */
  readonly deliveryDelayFactor: number;
}

const list = (text: string | undefined): readonly string[] => Object.freeze(text?.split(',') ?? []);

/** Each account signs with its own secret, also in sandbox mode. */
export const sandboxWebhookSecretOf = (account: string): string =>
  account === DEFAULT_ACCOUNT ? SANDBOX_WEBHOOK_SECRET : `${SANDBOX_WEBHOOK_SECRET}-${account}`;

/** `sandboxSecret`: the one that is used where none is given; null: every webhook is refused then. */
function scheme(
  vendor: 'ONE_MONEY' | 'FINPRO',
  environment: UpkeepEnvironment,
  sandboxSecret: string | null,
): WebhookScheme {
  const secrets = list(environment[`${vendor}_WEBHOOK_SECRETS`]);
  return Object.freeze({
    secrets: sandboxSecret !== null && secrets.length === 0 ? Object.freeze([sandboxSecret]) : secrets,
    signatureHeader: (environment[`${vendor}_WEBHOOK_SIGNATURE_HEADER`] ?? 'X-Webhook-Signature').toLowerCase(),
    timestampHeader: (environment[`${vendor}_WEBHOOK_TIMESTAMP_HEADER`] ?? 'X-Webhook-Timestamp').toLowerCase(),
    encoding: (environment[`${vendor}_WEBHOOK_ENCODING`] ?? 'hex') as WebhookScheme['encoding'],
    signs: (environment[`${vendor}_WEBHOOK_SIGNS`] ??
      (vendor === 'ONE_MONEY' ? 'timestamp.body' : 'body')) as WebhookScheme['signs'],
    mayHavePrefix: vendor === 'FINPRO',
    toleranceSeconds: environment.WEBHOOK_TOLERANCE_SECONDS ?? 300,
    events: Object.freeze(
      list(vendor === 'ONE_MONEY' ? environment.ONE_MONEY_WEBHOOK_EVENTS : undefined).map((name) => name.toLowerCase()),
    ),
  });
}

export function upkeepConfig(environment: UpkeepEnvironment, isSandbox: boolean, account: string): UpkeepConfig {
  const secret = isSandbox ? sandboxWebhookSecretOf(account) : null;
  return Object.freeze({
    webhooks: Object.freeze({
      'one-money': scheme('ONE_MONEY', environment, secret),
      finpro: scheme('FINPRO', environment, secret),
    }),
    pollIntervalSeconds: environment.POLL_INTERVAL_SECONDS ?? 30,
    allowedTargets: list(environment.EVENT_TARGETS_ALLOWED),
    deliveryTimeoutMs: environment.EVENT_DELIVERY_TIMEOUT_MS ?? 15_000,
    eventsKeptDays: environment.EVENTS_KEPT_DAYS ?? 90,
    webhooksKeptDays: environment.WEBHOOKS_KEPT_DAYS ?? 90,
    linksKeptDays: environment.LINKS_KEPT_DAYS ?? 180,
    deliveryDelayFactor: 1,
  });
}

/** One sentence for each sandbox secret that production was given. */
export function upkeepProblems(environment: UpkeepEnvironment): string[] {
  const names = (['ONE_MONEY_WEBHOOK_SECRETS', 'FINPRO_WEBHOOK_SECRETS'] as const).filter((name) =>
    list(environment[name]).some(
      (secret) => secret === SANDBOX_WEBHOOK_SECRET || secret === sandboxWebhookSecretOf('other'),
    ),
  );
  return names.map((name) => `${name} holds the one of the sandbox: use a secret of your own`);
}
