import { IsIn, IsOptional, IsPort, Matches, ValidateIf } from 'class-validator';
import {
  IsAccountList,
  IsBase64UrlKeys,
  IsBase64UrlSecret,
  IsDatabaseUrl,
  IsNetworkList,
  IsOriginList,
  IsPlainUrl,
  Whole,
  WholeOf,
} from '../rules';
import { UpkeepEnvironment } from './upkeep.environment';

/** The settings needed to call a vendor: all of them or none. */
export const VENDOR_SETTINGS = {
  ONE_MONEY: ['ONE_MONEY_BASE_URL', 'ONE_MONEY_ACCESS_KEY', 'ONE_MONEY_SECRET_KEY'],
  FINPRO: [
    'FINPRO_BASE_URL',
    'FINPRO_CLIENT_ID',
    'FINPRO_CLIENT_SECRET',
    'FINPRO_ORGANISATION_ID',
    'FINPRO_APP_IDENTIFIER',
  ],
} as const satisfies Record<string, readonly (keyof Environment)[]>;

export const isGiven = (environment: Environment, vendor: keyof typeof VENDOR_SETTINGS): boolean =>
  VENDOR_SETTINGS[vendor].some((name) => environment[name] !== undefined);

/** Where no vendor is configured, 1Money's settings are required. */
const needs =
  (vendor: keyof typeof VENDOR_SETTINGS) =>
  (environment: Environment): boolean =>
    environment.PORTICO_SANDBOX_URL === undefined &&
    (isGiven(environment, vendor) ||
      (vendor === 'ONE_MONEY' && !isGiven(environment, 'FINPRO') && environment.VENDOR_ACCOUNTS === undefined));
/** Required in production; checked wherever it is given. */
const needsAuditSetting =
  (name: 'AUDIT_SIGNING_KEY' | 'AUDIT_CHECKPOINT_FILE' | 'AUDIT_LOG_ORIGIN') => (environment: Environment) =>
    environment.PORTICO_SANDBOX_URL === undefined || environment[name] !== undefined;
const HEADER_VALUE = /^[\x21-\x7e]{1,200}$/;
const HEADER_RULE = 'must be 1 to 200 visible characters without blanks';
const SECRET_32 = 'must be 32 bytes in base64url (43 characters)';

/** Every variable that the gateway reads, by its name in the environment. Defaults and units are in config.ts. */
export class Environment extends UpkeepEnvironment {
  @IsDatabaseUrl()
  DATABASE_URL: string;

  @IsBase64UrlSecret(32, 32, { message: SECRET_32 })
  PORTICO_DATA_KEY: string;

  @IsOptional()
  @IsBase64UrlKeys(32, 9, { message: 'must be at most nine keys of 32 bytes in base64url, separated by commas' })
  PORTICO_DATA_KEYS?: string;

  @ValidateIf(needsAuditSetting('AUDIT_SIGNING_KEY'))
  @IsBase64UrlSecret(32, 32, { message: SECRET_32 })
  AUDIT_SIGNING_KEY?: string;

  @IsOptional()
  @IsBase64UrlKeys(32, 9, { message: 'must be at most nine keys of 32 bytes in base64url, separated by commas' })
  AUDIT_SIGNING_KEYS?: string;

  @IsOptional()
  @IsBase64UrlSecret(32, 32, { message: SECRET_32 })
  RETURN_SIGNING_KEY?: string;

  @IsOptional()
  @Matches(/^[A-Za-z0-9_-]{43}(,[A-Za-z0-9_-]{43}){0,9}$/, {
    message: 'must be at most ten public keys of 32 bytes in base64url (43 characters), separated by commas',
  })
  RETURN_PUBLIC_KEYS?: string;

  @ValidateIf(needsAuditSetting('AUDIT_CHECKPOINT_FILE'))
  @Matches(/^[^\0]{1,1000}$/, { message: 'must be a path' })
  AUDIT_CHECKPOINT_FILE?: string;

  @ValidateIf(needsAuditSetting('AUDIT_LOG_ORIGIN'))
  @Matches(/^[^\s+]{1,200}$/u, {
    message: 'must be 1 to 200 characters without blanks and plus, such as audit.example.com/portico',
  })
  AUDIT_LOG_ORIGIN?: string;

  @IsOptional()
  @IsDatabaseUrl()
  SEQUENCER_DATABASE_URL?: string;

  @IsOptional()
  @IsPort({ message: 'must be a port number' })
  PORT?: string;

  @IsOptional()
  @Matches(/^[\w.:-]+$/, { message: 'must be a host name or an address' })
  HOST?: string;

  @IsOptional()
  @IsPlainUrl(['https:'], {
    loopback: true,
    message: 'must be an https URL (http for loopback), without user info, query or fragment',
  })
  PUBLIC_BASE_URL?: string;

  @IsOptional()
  @IsIn(['on', 'off'], { message: 'must be on or off' })
  DOCS?: string;

  @IsOptional()
  @Matches(/^[\x21-\x7e]{12,200}$/, { message: 'must be 12 to 200 visible ASCII characters' })
  DOCS_PASSWORD?: string;

  @IsOptional()
  @IsIn(['on', 'off'], { message: 'must be on or off' })
  OPERATOR_API?: string;

  @IsOptional()
  @IsIn(['on', 'off'], { message: 'must be on or off' })
  CONSOLE?: string;

  @WholeOf('seconds', 10, 3_600)
  ACCESS_PERIOD_SECONDS?: number;

  @IsOptional()
  @IsNetworkList({ message: 'must be networks such as 10.0.0.0/8 or fd00::/8, separated by commas' })
  TRUSTED_PROXIES?: string;

  @IsOptional()
  @IsIn(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'], {
    message: 'must be fatal, error, warn, info, debug, trace or silent',
  })
  LOG_LEVEL?: string;

  @WholeOf('milliseconds', 100, 60_000)
  VENDOR_DEADLINE_MS?: number;

  @WholeOf('seconds', 5, 3_600)
  VENDOR_SETTLE_SECONDS?: number;

  @WholeOf('milliseconds', 100, 3_600_000)
  RECONCILE_INTERVAL_MS?: number;

  @WholeOf('', 2, 200)
  DATABASE_POOL_SIZE?: number;

  @Whole(1, 50)
  DATABASE_SEARCH_POOL_SIZE?: number;

  /** Further accounts at the vendors; their variables have the account as a suffix (account-environments.ts). */
  @IsOptional()
  @IsAccountList({
    message:
      'must be names of accounts such as acme or acme-eu (small letters, digits and hyphens), each once, separated ' +
      'by commas; default is the account without a suffix',
  })
  VENDOR_ACCOUNTS?: string;

  @Whole(0, 3)
  VENDOR_RETRIES?: number;

  @IsOptional()
  @IsIn(['on', 'off'], { message: 'must be on or off' })
  VENDOR_BREAKER?: string;

  @IsOptional()
  @IsIn(['on', 'off'], { message: 'must be on or off' })
  VENDOR_PAUSE?: string;

  @Whole(0, 10_000)
  VENDOR_CALLS_PER_SECOND?: number;

  @Whole(1, 256)
  VENDOR_CONCURRENCY?: number;

  @Whole(0, 10_000)
  VENDOR_QUEUE?: number;

  @Whole(1, 100_000)
  MAX_IN_FLIGHT?: number;

  @Whole(100, 60_000)
  RECEIVE_TIMEOUT_MS?: number;

  @Whole(100, 600_000)
  SEND_TIMEOUT_MS?: number;

  @Whole(0, 10_000_000)
  RATE_LIMIT_PER_MINUTE?: number;

  @Whole(0, 1_000_000)
  GRANTS_PER_CUSTOMER_PER_DAY?: number;

  @Whole(0, 1_000_000)
  CONSENTS_PER_CUSTOMER_PER_DAY?: number;

  @Whole(0, 8_000)
  SHUTDOWN_DRAIN_MS?: number;

  @WholeOf('days', 1, 90)
  DURABLE_LINK_DAYS?: number;

  @WholeOf('', 1, 1000)
  DURABLE_LINK_CLICKS_PER_DAY?: number;

  @IsOptional()
  @IsPlainUrl(['http:', 'https:'], { message: 'must be the URL of an OTLP/HTTP collector' })
  OTEL_EXPORTER_OTLP_ENDPOINT?: string;

  @IsOptional()
  @Matches(/^[\w-]+=[\x21-\x2b\x2d-\x7e]+(,[\w-]+=[\x21-\x2b\x2d-\x7e]+)*$/, {
    message: 'must be headers as name=value, separated by commas',
  })
  OTEL_EXPORTER_OTLP_HEADERS?: string;

  @IsOptional()
  @Matches(/^[\x20-\x7e]{1,100}$/, { message: 'must be a name of at most 100 characters' })
  OTEL_SERVICE_NAME?: string;

  /** Set by `npm start` in sandbox mode. It switches sandbox mode on: the sandbox plays the vendors. */
  @IsOptional()
  @IsPlainUrl(['http:', 'https:'], { message: 'must be the URL of the sandbox' })
  PORTICO_SANDBOX_URL?: string;

  @ValidateIf(needs('ONE_MONEY'))
  @IsPlainUrl(['https:'], { loopback: true, message: 'must be an https URL, without user info, query or fragment' })
  ONE_MONEY_BASE_URL?: string;

  @ValidateIf(needs('ONE_MONEY'))
  @Matches(/^[^\s:]{4,200}$/, { message: 'must be 4 to 200 characters without blanks and colons' })
  ONE_MONEY_ACCESS_KEY?: string;

  @ValidateIf(needs('ONE_MONEY'))
  @IsBase64UrlSecret(16, 256, { message: 'must be the base64url text of at least 16 bytes' })
  ONE_MONEY_SECRET_KEY?: string;

  @IsOptional()
  @IsIn(['hmac', 'bearer'], { message: 'must be hmac or bearer' })
  ONE_MONEY_AUTH?: string;

  @IsOptional()
  @IsIn(['lightweight', 'hosted'], { message: 'must be lightweight (current paths) or hosted (older paths)' })
  ONE_MONEY_GENERATION?: string;

  @IsOptional()
  @IsIn(['BUSINESS', 'Business'], { message: 'must be BUSINESS or Business' })
  ONE_MONEY_CUSTOMER_TYPE?: string;

  @IsOptional()
  @IsOriginList({ message: 'must be https origins, separated by commas' })
  ONE_MONEY_ONBOARDING_ORIGINS?: string;

  /** May have a path prefix. */
  @ValidateIf(needs('FINPRO'))
  @IsPlainUrl(['https:'], { loopback: true, message: 'must be an https URL, without user info, query or fragment' })
  FINPRO_BASE_URL?: string;

  @ValidateIf(needs('FINPRO'))
  @Matches(HEADER_VALUE, { message: HEADER_RULE })
  FINPRO_CLIENT_ID?: string;

  @ValidateIf(needs('FINPRO'))
  @Matches(/^[\x21-\x7e]{8,512}$/, { message: 'must be 8 to 512 visible characters without blanks' })
  FINPRO_CLIENT_SECRET?: string;

  @ValidateIf(needs('FINPRO'))
  @Matches(HEADER_VALUE, { message: HEADER_RULE })
  FINPRO_ORGANISATION_ID?: string;

  @ValidateIf(needs('FINPRO'))
  @Matches(HEADER_VALUE, { message: HEADER_RULE })
  FINPRO_APP_IDENTIFIER?: string;

  @IsOptional()
  @IsIn(['consumer', 'fixed'], { message: 'must be consumer or fixed' })
  FINPRO_APP_IDENTIFIER_SOURCE?: 'consumer' | 'fixed';

  @IsOptional()
  @IsOriginList({ message: 'must be https origins, separated by commas' })
  FINPRO_AA_ORIGINS?: string;

  @IsOptional()
  @Matches(/^[A-Za-z0-9_.-]{1,64}(?:,[A-Za-z0-9_.-]{1,64}){0,99}$/, {
    message: 'must be productIDs, separated by commas',
  })
  FINPRO_PAN_TEMPLATES?: string;
}
