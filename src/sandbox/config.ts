import { ORGANISATIONS, type Organisation } from './finpro/organisations';
import { targetOf, type Vendor, type WebhookTarget } from './webhooks/webhooks';

/** A partner of 1Money, as the sandbox knows it. */
export interface Entity {
  readonly name: string;
  readonly accessKey: string;
  /** base64url text. */
  readonly secretKey: string;
}

/** Requests per second that refill a bucket, and the size of the bucket. */
export interface RateLimit {
  readonly perSecond: number;
  readonly burst: number;
}

export interface SandboxConfig {
  readonly host: string;
  readonly port: number;
  readonly databaseUrl: string;
  /** Where browsers reach the pages; null: `http://localhost:<port>`. */
  readonly publicUrl: string | null;
  readonly logLevel: string;
  readonly entities: readonly Entity[];
  readonly allowsBearer: boolean;
  /** Seconds that a signature's timestamp may be off, either way, by the real clock. */
  readonly skewSeconds: number;
  readonly rateLimit: RateLimit | null;
  /** Limit of the customers of one entity. */
  readonly customerQuota: number;
  /** Seconds after which a submitted form moves on automatically, step by step; null: never. */
  readonly autoReviewSeconds: number | null;
  readonly answersConflictAfterADay: boolean;
  readonly finpro: FinproConfig;
  /** The receivers of webhooks from the start; more can be set while it runs. */
  readonly webhooks: Readonly<Partial<Record<Vendor, WebhookTarget>>>;
  /** Those of the second partner and the second organisation, where they have receivers of their own. */
  readonly otherWebhooks: Readonly<Partial<Record<Vendor, WebhookTarget>>>;
}

export interface FinproConfig {
  readonly organisations: readonly Organisation[];
  /** Lifetime of a link to the Account Aggregator's pages, in seconds. */
  readonly linkTtlSeconds: number;
  /** Requests per minute of one client; null: no limit. */
  readonly requestsPerMinute: number | null;
}

/** Public literals of the sandbox, valid nowhere else. */
const ENTITIES: readonly Entity[] = [
  { name: 'portico', accessKey: 'ak_sandbox_portico', secretKey: 'b25lLW1vbmV5LXNhbmRib3gtc2VjcmV0LTAwMDAwMDA' },
  { name: 'other', accessKey: 'ak_sandbox_other', secretKey: 'YW5vdGhlci1wYXJ0bmVyLXNlY3JldC0wMDAwMDAwMDA' },
  // A configuration of production refuses the keys above; with these a change of credentials can be rehearsed here.
  { name: 'rehearsal', accessKey: 'ak_rehearsal', secretKey: 'cmVoZWFyc2FsLXBhcnRuZXItc2VjcmV0LTAwMDAwMDA' },
];

/** 180 by the guideline, and 60 because its date may have no seconds. */
const STRICT_LINK_SECONDS = 240;

const LOG_LEVELS: readonly string[] = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'];

/** The environment is invalid. `problems` name each variable and its rule. */
class SandboxConfigError extends Error {
  constructor(readonly problems: readonly string[]) {
    super(`The sandbox's configuration is wrong:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`);
  }
}

/** Reads the environment. Throws one error with every mistake. */
export function loadSandboxConfig(variables: NodeJS.ProcessEnv): SandboxConfig {
  const problems: string[] = [];
  const value = (name: string): string | undefined => variables[name] || undefined;
  const number = (name: string, fallback: number, most: number): number => {
    const text = value(name) ?? String(fallback);
    if (!/^\d+$/.test(text) || Number(text) > most) problems.push(`${name} must be a whole number up to ${most}`);
    return Number(text);
  };
  const onOff = (name: string, fallback: boolean): boolean => {
    const text = { true: 'on', false: 'off' }[value(name) ?? String(fallback)] ?? value(name);
    if (text !== 'on' && text !== 'off') problems.push(`${name} must be on or off`);
    return text === 'on';
  };
  const logLevel = value('LOG_LEVEL') ?? 'info';
  if (!LOG_LEVELS.includes(logLevel)) problems.push(`LOG_LEVEL must be one of ${LOG_LEVELS.join(', ')}`);
  const limit = /^(\d+)\/(\d+)$/.exec(value('SANDBOX_RATE_LIMIT') ?? '');
  if (!limit && (value('SANDBOX_RATE_LIMIT') ?? 'off') !== 'off')
    problems.push('SANDBOX_RATE_LIMIT must be off, or <requests per second>/<burst>');
  if (!/^postgres(ql)?:\/\//.test(value('SANDBOX_DATABASE_URL') ?? ''))
    problems.push('SANDBOX_DATABASE_URL must be a postgres:// URL');
  const webhook = (vendor: Vendor, suffix = ''): Partial<Record<Vendor, WebhookTarget>> => {
    const prefix = `SANDBOX_WEBHOOK_${vendor.toUpperCase()}${suffix}`;
    const [url, secret] = [value(`${prefix}_URL`), value(`${prefix}_SECRET`)];
    const target = url || secret ? targetOf(vendor, { url, secret }) : null;
    if (typeof target === 'string') problems.push(`${prefix}_URL and ${prefix}_SECRET belong together: ${target}`);
    return target === null || typeof target === 'string' ? {} : { [vendor]: target };
  };
  const config: SandboxConfig = {
    host: value('SANDBOX_HOST') ?? 'localhost',
    port: number('SANDBOX_PORT', 4000, 65_535),
    databaseUrl: value('SANDBOX_DATABASE_URL') ?? '',
    publicUrl: value('SANDBOX_PUBLIC_URL')?.replace(/(?<!\/)\/+$/, '') ?? null,
    logLevel,
    entities: ENTITIES,
    allowsBearer: onOff('SANDBOX_BEARER', true),
    skewSeconds: number('SANDBOX_SKEW_SECONDS', 300, 86_400),
    rateLimit: limit ? { perSecond: Number(limit[1]), burst: Number(limit[2]) } : null,
    customerQuota: number('SANDBOX_CUSTOMER_QUOTA', 1_000_000, 1_000_000),
    autoReviewSeconds:
      value('SANDBOX_AUTO_REVIEW') && value('SANDBOX_AUTO_REVIEW') !== 'off'
        ? number('SANDBOX_AUTO_REVIEW', 0, 86_400)
        : null,
    answersConflictAfterADay: onOff('SANDBOX_OLD_KEY_CONFLICT', false),
    finpro: {
      organisations: ORGANISATIONS,
      linkTtlSeconds: onOff('STRICT_SAHAMATI', false) ? STRICT_LINK_SECONDS : number('LINK_TTL_SECONDS', 900, 86_400),
      requestsPerMinute:
        value('SANDBOX_FINPRO_RATE_LIMIT') && value('SANDBOX_FINPRO_RATE_LIMIT') !== 'off'
          ? number('SANDBOX_FINPRO_RATE_LIMIT', 60, 1_000_000)
          : null,
    },
    webhooks: { ...webhook('1money'), ...webhook('finpro') },
    otherWebhooks: { ...webhook('1money', '_OTHER'), ...webhook('finpro', '_OTHER') },
  };
  if (problems.length > 0) throw new SandboxConfigError(problems);
  return config;
}
