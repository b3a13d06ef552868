import { plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';
import { Environment } from './environment';
import { limits, LIMIT_NUMBERS, type Limits } from './limits';

/** Literals of sandbox mode. They open nothing anywhere else: production refuses them. */
export const SANDBOX_ONE_MONEY = { accessKey: 'ak_sandbox_portico', secretKey: 'b25lLW1vbmV5LXNhbmRib3gtc2VjcmV0LTAwMDAwMDA' } as const;

export interface OneMoneyConfig {
  /** Base URL, no trailing slash. */
  readonly baseUrl: string;
  readonly accessKey: string;
  /** base64url text; decoded before use as the HMAC key. */
  readonly secretKey: string;
  readonly auth: 'hmac' | 'bearer';
  /** Which paths Portico calls: the current ones, or the older `hosted` and `grants`. */
  readonly generation: 'lightweight' | 'hosted';
  /** How the vendor wants the customer type spelt. */
  readonly customerType: 'BUSINESS' | 'Business';
  /** Origins an onboarding URL may have; empty: any https origin. */
  readonly onboardingOrigins: readonly string[];
}

/** The whole configuration, checked and frozen: nothing else reads the environment. */
export interface Config extends Limits {
  readonly mode: 'sandbox' | 'production';
  readonly host: string;
  readonly port: number;
  readonly databaseUrl: string;
  readonly databasePoolSize: number;
  /** 32 bytes; wraps subject keys and consumer secrets. Kept outside the database. */
  readonly dataKey: Buffer;
  /** Where browsers reach Portico, no trailing slash; null: returns are direct. */
  readonly publicBaseUrl: string | null;
  readonly docs: boolean;
  readonly logLevel: string;
  /** Milliseconds for one vendor call, from the first byte out to the last byte in. */
  readonly vendorDeadlineMs: number;
  readonly sandboxUrl: string | null;
  readonly oneMoney: OneMoneyConfig;
}

/** The configuration is wrong. The message names every variable and rule, never a value. */
export class ConfigError extends Error {
  constructor(readonly problems: readonly string[]) {
    super(`The configuration is wrong:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`);
    this.name = 'ConfigError';
  }
}

const trimSlash = (url: string): string => url.replace(/\/+$/, '');

function check(environment: Environment): void {
  const problems = validateSync(environment).flatMap(({ property, constraints, value }) => (value === undefined ? [`${property} is missing: it ${Object.values(constraints ?? {})[0]}`] : Object.values(constraints ?? {}).map((rule) => `${property} ${rule}`)));
  const isSandbox = environment.PORTICO_SANDBOX_URL !== undefined;
  const vendorSettings = Object.keys(environment).filter((name) => /^(ONE_MONEY|FINPRO)_(BASE_URL|ACCESS_KEY|SECRET_KEY)$/.test(name));
  if (isSandbox && vendorSettings.length > 0) problems.push(`PORTICO_SANDBOX_URL and ${vendorSettings.join(', ')} exclude each other: sandbox mode ends where vendor settings begin`);
  if (!isSandbox && environment.ONE_MONEY_SECRET_KEY?.replace(/=+$/, '') === SANDBOX_ONE_MONEY.secretKey) problems.push('ONE_MONEY_SECRET_KEY is the one of the sandbox: use the secret that 1Money issued');
  if (!isSandbox && environment.ONE_MONEY_ACCESS_KEY === SANDBOX_ONE_MONEY.accessKey) problems.push('ONE_MONEY_ACCESS_KEY is the one of the sandbox: use the key that 1Money issued');
  if (problems.length > 0) throw new ConfigError(problems);
}

function oneMoney(environment: Environment): OneMoneyConfig {
  const sandboxUrl = environment.PORTICO_SANDBOX_URL;
  return Object.freeze({
    baseUrl: trimSlash(sandboxUrl ?? environment.ONE_MONEY_BASE_URL!),
    accessKey: sandboxUrl ? SANDBOX_ONE_MONEY.accessKey : environment.ONE_MONEY_ACCESS_KEY!,
    secretKey: sandboxUrl ? SANDBOX_ONE_MONEY.secretKey : environment.ONE_MONEY_SECRET_KEY!,
    auth: (environment.ONE_MONEY_AUTH ?? 'hmac') as OneMoneyConfig['auth'],
    generation: (environment.ONE_MONEY_GENERATION ?? 'lightweight') as OneMoneyConfig['generation'],
    customerType: (environment.ONE_MONEY_CUSTOMER_TYPE ?? 'BUSINESS') as OneMoneyConfig['customerType'],
    onboardingOrigins: Object.freeze(environment.ONE_MONEY_ONBOARDING_ORIGINS?.split(',') ?? (sandboxUrl ? [new URL(sandboxUrl).origin] : [])),
  });
}

/** Reads and checks the environment. Empty variables count as absent. Throws ConfigError with every mistake at once. */
export function loadConfig(variables: NodeJS.ProcessEnv): Config {
  const known = Object.fromEntries(Object.entries(variables).filter(([, value]) => value !== undefined && value !== ''));
  const numbers = Object.fromEntries(['VENDOR_DEADLINE_MS', 'DATABASE_POOL_SIZE', ...LIMIT_NUMBERS].filter((name) => name in known).map((name) => [name, Number(known[name])]));
  const environment = plainToInstance(Environment, { ...known, ...numbers });
  check(environment);
  const isSandbox = environment.PORTICO_SANDBOX_URL !== undefined;
  const port = Number(environment.PORT ?? 3000);
  const publicBaseUrl = environment.PUBLIC_BASE_URL ?? (isSandbox ? `http://localhost:${port}` : null);
  return Object.freeze({
    mode: isSandbox ? 'sandbox' : 'production',
    host: environment.HOST ?? (isSandbox ? 'localhost' : '0.0.0.0'),
    port,
    databaseUrl: environment.DATABASE_URL,
    databasePoolSize: environment.DATABASE_POOL_SIZE ?? 12,
    dataKey: Buffer.from(environment.PORTICO_DATA_KEY, 'base64url'),
    publicBaseUrl: publicBaseUrl && trimSlash(publicBaseUrl),
    docs: environment.DOCS ? environment.DOCS === 'on' : isSandbox,
    logLevel: environment.LOG_LEVEL ?? 'info',
    vendorDeadlineMs: environment.VENDOR_DEADLINE_MS ?? 10_000,
    sandboxUrl: environment.PORTICO_SANDBOX_URL ? trimSlash(environment.PORTICO_SANDBOX_URL) : null,
    oneMoney: oneMoney(environment),
    ...limits(environment),
  });
}
