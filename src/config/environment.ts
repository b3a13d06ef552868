import { IsIn, IsInt, IsOptional, IsPort, Matches, Max, Min, ValidateIf } from 'class-validator';
import { IsBase64UrlSecret, IsOriginList, IsPlainUrl, Whole } from './rules';

const isProduction = (environment: Environment): boolean => environment.PORTICO_SANDBOX_URL === undefined;
const SECRET_32 = 'must be 32 bytes in base64url (43 characters)';

/** Every variable that the gateway reads, as it stands in the process environment. Defaults and units are in config.ts. */
export class Environment {
  @Matches(/^postgres(ql)?:\/\/\S+$/, { message: 'must be a postgres:// URL' })
  DATABASE_URL: string;

  @IsBase64UrlSecret(32, 32, { message: SECRET_32 })
  PORTICO_DATA_KEY: string;

  @IsOptional() @IsPort({ message: 'must be a port number' })
  PORT?: string;

  @IsOptional() @Matches(/^[\w.:-]+$/, { message: 'must be a host name or an address' })
  HOST?: string;

  @IsOptional() @IsPlainUrl(['https:'], { loopback: true, message: 'must be an https URL (http for loopback), without user info, query or fragment' })
  PUBLIC_BASE_URL?: string;

  @IsOptional() @IsIn(['on', 'off'], { message: 'must be on or off' })
  DOCS?: string;

  @IsOptional() @IsIn(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'], { message: 'must be fatal, error, warn, info, debug, trace or silent' })
  LOG_LEVEL?: string;

  @IsOptional() @IsInt({ message: 'must be a whole number of milliseconds' }) @Min(100, { message: 'must be at least 100 (ms)' }) @Max(60_000, { message: 'must be at most 60000 (ms)' })
  VENDOR_DEADLINE_MS?: number;

  @IsOptional() @IsInt({ message: 'must be a whole number' }) @Min(2, { message: 'must be at least 2' }) @Max(200, { message: 'must be at most 200' })
  DATABASE_POOL_SIZE?: number;

  @Whole(0, 3)
  VENDOR_RETRIES?: number;

  @IsOptional() @IsIn(['on', 'off'], { message: 'must be on or off' })
  VENDOR_BREAKER?: string;

  @Whole(1, 256)
  VENDOR_CONCURRENCY?: number;

  @Whole(0, 10_000)
  VENDOR_QUEUE?: number;

  @Whole(1, 100_000)
  MAX_IN_FLIGHT?: number;

  @Whole(0, 10_000_000)
  RATE_LIMIT_PER_MINUTE?: number;

  @Whole(0, 1_000_000)
  GRANTS_PER_CUSTOMER_PER_DAY?: number;

  @Whole(0, 1_000_000)
  CONSENTS_PER_CUSTOMER_PER_DAY?: number;

  @Whole(0, 8_000)
  SHUTDOWN_DRAIN_MS?: number;

  /** Given by `npm start` in sandbox mode, and the switch for it: the sandbox plays the vendors. */
  @IsOptional() @IsPlainUrl(['http:', 'https:'], { message: 'must be the URL of the sandbox' })
  PORTICO_SANDBOX_URL?: string;

  @ValidateIf(isProduction) @IsPlainUrl(['https:'], { loopback: true, message: 'must be an https URL, without user info, query or fragment' })
  ONE_MONEY_BASE_URL?: string;

  @ValidateIf(isProduction) @Matches(/^[^\s:]{4,200}$/, { message: 'must be 4 to 200 characters without blanks and colons' })
  ONE_MONEY_ACCESS_KEY?: string;

  @ValidateIf(isProduction) @IsBase64UrlSecret(16, 256, { message: 'must be the base64url text of at least 16 bytes' })
  ONE_MONEY_SECRET_KEY?: string;

  @IsOptional() @IsIn(['hmac', 'bearer'], { message: 'must be hmac or bearer' })
  ONE_MONEY_AUTH?: string;

  @IsOptional() @IsIn(['lightweight', 'hosted'], { message: 'must be lightweight (current paths) or hosted (older paths)' })
  ONE_MONEY_GENERATION?: string;

  @IsOptional() @IsIn(['BUSINESS', 'Business'], { message: 'must be BUSINESS or Business' })
  ONE_MONEY_CUSTOMER_TYPE?: string;

  @IsOptional() @IsOriginList({ message: 'must be https origins, separated by commas' })
  ONE_MONEY_ONBOARDING_ORIGINS?: string;
}
