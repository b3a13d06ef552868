import { plainToInstance } from 'class-transformer';
import {
  type AccountEnvironment,
  accountEnvironments,
  brokenRules,
  suffixOf,
} from './environment/account-environments';
import { Environment, isGiven, VENDOR_SETTINGS } from './environment/environment';
import { limits, type Limits } from './limits';
import { readSecretFiles } from './environment/secret-files';
import { trimSlash } from './trim-slash';
import { type UpkeepConfig, upkeepConfig, upkeepProblems } from './upkeep.config';
import { DEFAULT_ACCOUNT } from './vendor';

/** Credentials of sandbox mode. They are valid nowhere else; production refuses them. */
export const SANDBOX_ONE_MONEY = {
  accessKey: 'ak_sandbox_portico',
  secretKey: 'b25lLW1vbmV5LXNhbmRib3gtc2VjcmV0LTAwMDAwMDA',
} as const;

export const SANDBOX_FINPRO = {
  clientId: 'portico-sandbox-fiu',
  clientSecret: 'ZmlucHJvLXNhbmRib3gtc2VjcmV0LTAwMDAwMDAwMDAw',
  organisationId: 'sandbox-org',
  appIdentifier: 'portico',
} as const;

/** The second account that the sandbox knows at each vendor: VENDOR_ACCOUNTS=other. */
export const SANDBOX_OTHER = {
  oneMoney: { accessKey: 'ak_sandbox_other', secretKey: 'YW5vdGhlci1wYXJ0bmVyLXNlY3JldC0wMDAwMDAwMDA' },
  finpro: {
    clientId: 'other-sandbox-fiu',
    clientSecret: 'b3RoZXItZmlucHJvLXNlY3JldC0wMDAwMDAwMDAwMDA',
    organisationId: 'other-sandbox-org',
    appIdentifier: 'other',
  },
} as const;
const OTHER = 'other';

const SANDBOX_PAN_TEMPLATES = ['EQUITY01'];

export interface OneMoneyConfig {
  /** Base URL, no trailing slash. */
  readonly baseUrl: string;
  readonly accessKey: string;
  /** base64url text; decoded before use as the HMAC key. */
  readonly secretKey: string;
  readonly auth: 'hmac' | 'bearer';
  /** Which paths Portico calls: the current ones, or the older `hosted` and `grants`. */
  readonly generation: 'lightweight' | 'hosted';
  /** How the vendor spells the customer type. */
  readonly customerType: 'BUSINESS' | 'Business';
  /** Origins that an onboarding URL may have; empty: any https origin. */
  readonly onboardingOrigins: readonly string[];
}

export interface DurableLinksConfig {
  /** How many days a link is valid. */
  readonly days: number;
  /** Clicks on one link that are forwarded to the vendor, per day. */
  readonly clicksPerDay: number;
}

export interface FinproConfig {
  /** Base URL, no trailing slash; may have a path prefix. */
  readonly baseUrl: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly organisationId: string;
  readonly appIdentifier: string;
  /** Whether FinPro is told which application of a consumer calls, or always gets `appIdentifier`. */
  readonly appIdentifierSource: 'consumer' | 'fixed';
  /** Origins that a link to the Account Aggregator may have; empty: any https origin. */
  readonly aaOrigins: readonly string[];
  /** Templates (productID) under which FinPro refuses a request without a PAN; its list of templates does not say. */
  readonly panTemplates: readonly string[];
}

/** One account at each vendor: how it is called, and what its webhooks are signed with. */
export interface AccountConfig {
  /** Null: not configured. */
  readonly oneMoney: OneMoneyConfig | null;
  readonly finpro: FinproConfig | null;
  /** Limits of the account's pipeline at each vendor. */
  readonly vendorPipeline: Limits['vendorPipeline'];
  readonly upkeep: Pick<UpkeepConfig, 'webhooks'>;
}

/** The audit log that is sealed and proved. */
export interface AuditConfig {
  /** The name of the log: the first line of every checkpoint, and the name of the key that signs it. */
  readonly origin: string;
  /** Seed of an Ed25519 key, 32 bytes; null in sandbox mode: nothing is sealed. */
  readonly signingKey: Buffer | null;
  /** Seeds of further keys: the one to which the log is handed over, or was. */
  readonly furtherKeys: readonly Buffer[];
  /** Where checkpoints are also kept, outside the database; null in sandbox mode: nowhere. */
  readonly checkpointFile: string | null;
  /** A login that is, or may become, the role portico_sequencer. */
  readonly sequencerDatabaseUrl: string;
  /** The variable that it comes from. */
  readonly sequencerDatabaseVariable: 'SEQUENCER_DATABASE_URL' | 'DATABASE_URL';
}

/** The Ed25519 keys of the signed returns. */
export interface ReturnsConfig {
  /** Seed of the key that signs, 32 bytes; null: one derived from each data key. */
  readonly signingKey: Buffer | null;
  /** Further public keys that are published, raw and in base64url: one that signed before, or will next. */
  readonly publicKeys: readonly string[];
}

/** The whole configuration, checked and frozen; also the account `default`. Nothing else reads the environment. */
export interface Config extends Limits, AccountConfig {
  readonly mode: 'sandbox' | 'production';
  readonly host: string;
  readonly port: number;
  readonly databaseUrl: string;
  readonly databasePoolSize: number;
  /** Connections for lists and filters, in addition to those. */
  readonly databaseSearchPoolSize: number;
  /** 32 bytes each; wrap subject keys and consumer secrets. Kept outside the database, which says which one seals. */
  readonly dataKeys: readonly Buffer[];
  /** Where browsers reach Portico, no trailing slash; null: returns are direct. */
  readonly publicBaseUrl: string | null;
  /** Prefix of this gateway's addresses in problems and OpenAPI: PUBLIC_BASE_URL as given; null: they are relative. */
  readonly absoluteUrl: string | null;
  /** Whether Swagger UI is served at /docs. */
  readonly docs: boolean;
  /** What browsers have to present there; null in sandbox mode: nothing. */
  readonly docsPassword: string | null;
  /** Whether the API of operators is served. */
  readonly operatorApi: boolean;
  /** Whether the console of operators is served. */
  readonly console: boolean;
  /** Seconds in which failed logins, refusals and reads of personal data are counted in one audit entry. */
  readonly accessPeriodSeconds: number;
  /** Networks (CIDR) of proxies whose X-Forwarded-For is believed; empty: none. */
  readonly trustedProxies: readonly string[];
  readonly logLevel: string;
  /** Milliseconds for one vendor call, from the first byte sent to the last byte received. */
  readonly vendorDeadlineMs: number;
  /** Seconds of the lease on an effect: enough for its commit, its call and an answer that is late. */
  readonly leaseSeconds: number;
  /** Seconds after its INTENT in which an unanswered request may still be carried out: the vendor's longest time. */
  readonly settleSeconds: number;
  /** Milliseconds between two checks for effects that their process did not settle. */
  readonly reconcileIntervalMs: number;
  readonly sandboxUrl: string | null;
  /** Further accounts at the vendors, by name. */
  readonly accounts: ReadonlyMap<string, AccountConfig>;
  readonly audit: AuditConfig;
  readonly returns: ReturnsConfig;
  readonly upkeep: UpkeepConfig;
  readonly durableLinks: DurableLinksConfig;
}

/** The configuration is wrong. The message names every variable and rule, never a value. */
export class ConfigError extends Error {
  constructor(readonly problems: readonly string[]) {
    super(`The configuration is wrong:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`);
    this.name = 'ConfigError';
  }
}

const DEADLINE_MS = 10_000;

/** Each once, PORTICO_DATA_KEY first. */
const dataKeysIn = ({ PORTICO_DATA_KEY: first, PORTICO_DATA_KEYS: further }: Environment): readonly string[] => [
  ...new Set([first, ...(further?.split(',') ?? [])]),
];

const leaseSecondsOf = (vendorDeadlineMs: number): number => (2 * vendorDeadlineMs) / 1000 + 5;

function check(environment: Environment, found: readonly string[]): void {
  const problems = [
    ...found,
    ...brokenRules(environment).map(({ name, rule }) => `${name} ${rule}`),
    ...(environment.PORTICO_SANDBOX_URL === undefined ? productionProblems(environment) : sandboxProblems(environment)),
  ];
  const { AUDIT_SIGNING_KEY: auditKey, RETURN_SIGNING_KEY: returnKey } = environment;
  const dataKeys = dataKeysIn(environment);
  if ([auditKey, ...(environment.AUDIT_SIGNING_KEYS?.split(',') ?? [])].some((key) => key && dataKeys.includes(key)))
    problems.push('AUDIT_SIGNING_KEY is PORTICO_DATA_KEY: make a key of its own');
  if (returnKey && [...dataKeys, auditKey].includes(returnKey))
    problems.push('RETURN_SIGNING_KEY is the key of something else: make a key of its own');
  const { VENDOR_SETTLE_SECONDS: settleSeconds, VENDOR_DEADLINE_MS: deadlineMs = DEADLINE_MS } = environment;
  if (settleSeconds !== undefined && settleSeconds < leaseSecondsOf(deadlineMs))
    problems.push(
      `VENDOR_SETTLE_SECONDS must be at least ${leaseSecondsOf(deadlineMs)} (s): twice VENDOR_DEADLINE_MS and 5 s`,
    );
  if (problems.length > 0) throw new ConfigError(problems);
}

function sandboxProblems(environment: Environment, suffix = ''): string[] {
  const given = Object.values(VENDOR_SETTINGS)
    .flat()
    .filter((name) => environment[name] !== undefined)
    .map((name) => name + suffix);
  return given.length > 0
    ? [`PORTICO_SANDBOX_URL and ${given.join(', ')} exclude each other: sandbox mode ends where vendor settings begin`]
    : [];
}

function productionProblems(environment: Environment): string[] {
  const problems: string[] = vendorProblems(environment);
  if (environment.DOCS === 'on' && environment.DOCS_PASSWORD === undefined)
    problems.push('DOCS_PASSWORD is missing: with DOCS=on in production, /docs asks for a password');
  return problems;
}

const isSandboxs = (value: string | undefined, ...known: readonly string[]): boolean =>
  value !== undefined && known.includes(value);

/** Secrets of the sandbox in the settings of a vendor. */
function vendorProblems(environment: Environment): string[] {
  const problems: string[] = upkeepProblems(environment);
  const { oneMoney: otherOneMoney, finpro: otherFinpro } = SANDBOX_OTHER;
  if (
    isSandboxs(
      environment.ONE_MONEY_SECRET_KEY?.replace(/(?<!=)=+$/, ''),
      SANDBOX_ONE_MONEY.secretKey,
      otherOneMoney.secretKey,
    )
  )
    problems.push('ONE_MONEY_SECRET_KEY is the one of the sandbox: use the secret that 1Money issued');
  if (isSandboxs(environment.ONE_MONEY_ACCESS_KEY, SANDBOX_ONE_MONEY.accessKey, otherOneMoney.accessKey))
    problems.push('ONE_MONEY_ACCESS_KEY is the one of the sandbox: use the key that 1Money issued');
  if (isSandboxs(environment.FINPRO_CLIENT_SECRET, SANDBOX_FINPRO.clientSecret, otherFinpro.clientSecret))
    problems.push('FINPRO_CLIENT_SECRET is the one of the sandbox: use the secret that MoneyOne issued');
  if (isSandboxs(environment.FINPRO_CLIENT_ID, SANDBOX_FINPRO.clientId, otherFinpro.clientId))
    problems.push('FINPRO_CLIENT_ID is the one of the sandbox: use the id that MoneyOne issued');
  return problems;
}

const originsIn = (list: string | undefined, sandboxUrl: string | undefined): readonly string[] =>
  Object.freeze(list?.split(',') ?? (sandboxUrl ? [new URL(sandboxUrl).origin] : []));

function oneMoney(environment: Environment, account: string): OneMoneyConfig | null {
  const sandboxUrl = environment.PORTICO_SANDBOX_URL;
  if (!sandboxUrl && !isGiven(environment, 'ONE_MONEY')) return null;
  const played = account === OTHER ? SANDBOX_OTHER.oneMoney : SANDBOX_ONE_MONEY;
  return Object.freeze({
    baseUrl: trimSlash(sandboxUrl ?? environment.ONE_MONEY_BASE_URL!),
    accessKey: sandboxUrl ? played.accessKey : environment.ONE_MONEY_ACCESS_KEY!,
    secretKey: sandboxUrl ? played.secretKey : environment.ONE_MONEY_SECRET_KEY!,
    auth: (environment.ONE_MONEY_AUTH ?? 'hmac') as OneMoneyConfig['auth'],
    generation: (environment.ONE_MONEY_GENERATION ?? 'lightweight') as OneMoneyConfig['generation'],
    customerType: (environment.ONE_MONEY_CUSTOMER_TYPE ?? 'BUSINESS') as OneMoneyConfig['customerType'],
    onboardingOrigins: originsIn(environment.ONE_MONEY_ONBOARDING_ORIGINS, sandboxUrl),
  });
}

function finpro(environment: Environment, account: string): FinproConfig | null {
  const sandboxUrl = environment.PORTICO_SANDBOX_URL;
  const aaOrigins = originsIn(environment.FINPRO_AA_ORIGINS, sandboxUrl);
  const panTemplates = Object.freeze(
    environment.FINPRO_PAN_TEMPLATES?.split(',') ?? (sandboxUrl ? SANDBOX_PAN_TEMPLATES : []),
  );
  if (sandboxUrl)
    return Object.freeze({
      baseUrl: `${trimSlash(sandboxUrl)}/finpro`,
      ...(account === OTHER ? SANDBOX_OTHER.finpro : SANDBOX_FINPRO),
      appIdentifierSource: environment.FINPRO_APP_IDENTIFIER_SOURCE ?? 'fixed',
      aaOrigins,
      panTemplates,
    });
  if (!isGiven(environment, 'FINPRO')) return null;
  return Object.freeze({
    baseUrl: trimSlash(environment.FINPRO_BASE_URL!),
    clientId: environment.FINPRO_CLIENT_ID!,
    clientSecret: environment.FINPRO_CLIENT_SECRET!,
    organisationId: environment.FINPRO_ORGANISATION_ID!,
    appIdentifier: environment.FINPRO_APP_IDENTIFIER!,
    appIdentifierSource: environment.FINPRO_APP_IDENTIFIER_SOURCE ?? 'consumer',
    aaOrigins,
    panTemplates,
  });
}

function audit(environment: Environment): AuditConfig {
  return Object.freeze({
    origin: environment.AUDIT_LOG_ORIGIN ?? 'portico.local/audit',
    signingKey: environment.AUDIT_SIGNING_KEY ? Buffer.from(environment.AUDIT_SIGNING_KEY, 'base64url') : null,
    furtherKeys: Object.freeze(
      (environment.AUDIT_SIGNING_KEYS?.split(',') ?? []).map((key) => Buffer.from(key, 'base64url')),
    ),
    checkpointFile: environment.AUDIT_CHECKPOINT_FILE ?? null,
    sequencerDatabaseUrl: environment.SEQUENCER_DATABASE_URL ?? environment.DATABASE_URL,
    sequencerDatabaseVariable:
      environment.SEQUENCER_DATABASE_URL === undefined ? 'DATABASE_URL' : 'SEQUENCER_DATABASE_URL',
  });
}

function returns({ RETURN_SIGNING_KEY: key, RETURN_PUBLIC_KEYS: others }: Environment): ReturnsConfig {
  const signingKey = key ? Buffer.from(key, 'base64url') : null;
  return Object.freeze({ signingKey, publicKeys: Object.freeze(others?.split(',') ?? []) });
}

function accountOf({ account, environment }: AccountEnvironment): AccountConfig {
  const isSandbox = environment.PORTICO_SANDBOX_URL !== undefined;
  return Object.freeze({
    oneMoney: oneMoney(environment, account),
    finpro: finpro(environment, account),
    vendorPipeline: limits(environment).vendorPipeline,
    upkeep: upkeepConfig(environment, isSandbox, account),
  });
}

/** What is wrong with a further account, besides the rules of each variable. */
function accountProblems({ account, environment }: AccountEnvironment): string[] {
  if (environment.PORTICO_SANDBOX_URL !== undefined)
    return account === OTHER
      ? sandboxProblems(environment, suffixOf(account))
      : [`VENDOR_ACCOUNTS: the sandbox has no account ${account}, only ${OTHER}`];
  return vendorProblems(environment).map((problem) => problem.replace(' ', `${suffixOf(account)} `));
}

/** The settings of an account at the vendors; null: there is none of this name. */
export const accountIn = (config: Config, account: string): AccountConfig | null =>
  account === DEFAULT_ACCOUNT ? config : (config.accounts.get(account) ?? null);

/** The names of all accounts, `default` first. */
export const accountsIn = (config: Config): string[] => [DEFAULT_ACCOUNT, ...config.accounts.keys()];

/** Reads and checks the environment. Empty variables count as absent. Throws ConfigError with every mistake at once. */
export function loadConfig(variables: NodeJS.ProcessEnv): Config {
  const inFiles = readSecretFiles(variables);
  const known = Object.fromEntries(
    Object.entries({ ...variables, ...inFiles.values }).filter(([, value]) => value !== undefined && value !== ''),
  );
  const environment = plainToInstance(Environment, known);
  const further = accountEnvironments(known);
  check(environment, [...inFiles.problems, ...further.problems, ...further.accounts.flatMap(accountProblems)]);
  const isSandbox = environment.PORTICO_SANDBOX_URL !== undefined;
  const port = Number(environment.PORT ?? 3000);
  const vendorDeadlineMs = environment.VENDOR_DEADLINE_MS ?? DEADLINE_MS;
  const publicBaseUrl = environment.PUBLIC_BASE_URL ?? (isSandbox ? `http://localhost:${port}` : null);
  return Object.freeze({
    mode: isSandbox ? 'sandbox' : 'production',
    host: environment.HOST ?? (isSandbox ? 'localhost' : '0.0.0.0'),
    port,
    databaseUrl: environment.DATABASE_URL,
    databasePoolSize: environment.DATABASE_POOL_SIZE ?? 12,
    databaseSearchPoolSize: environment.DATABASE_SEARCH_POOL_SIZE ?? 4,
    dataKeys: Object.freeze(dataKeysIn(environment).map((key) => Buffer.from(key, 'base64url'))),
    publicBaseUrl: publicBaseUrl && trimSlash(publicBaseUrl),
    absoluteUrl: environment.PUBLIC_BASE_URL === undefined ? null : trimSlash(environment.PUBLIC_BASE_URL),
    docs: environment.DOCS ? environment.DOCS === 'on' : isSandbox,
    docsPassword: environment.DOCS_PASSWORD ?? null,
    operatorApi: environment.OPERATOR_API ? environment.OPERATOR_API === 'on' : isSandbox,
    console: environment.CONSOLE ? environment.CONSOLE === 'on' : isSandbox,
    accessPeriodSeconds: environment.ACCESS_PERIOD_SECONDS ?? 60,
    trustedProxies: Object.freeze(environment.TRUSTED_PROXIES?.split(',') ?? []),
    logLevel: environment.LOG_LEVEL ?? 'info',
    vendorDeadlineMs,
    leaseSeconds: leaseSecondsOf(vendorDeadlineMs),
    settleSeconds:
      environment.VENDOR_SETTLE_SECONDS ?? Math.max(leaseSecondsOf(vendorDeadlineMs), (6 * vendorDeadlineMs) / 1000),
    reconcileIntervalMs: environment.RECONCILE_INTERVAL_MS ?? 5_000,
    sandboxUrl: environment.PORTICO_SANDBOX_URL ? trimSlash(environment.PORTICO_SANDBOX_URL) : null,
    oneMoney: oneMoney(environment, DEFAULT_ACCOUNT),
    accounts: new Map(further.accounts.map((one) => [one.account, accountOf(one)])),
    durableLinks: Object.freeze({
      days: environment.DURABLE_LINK_DAYS ?? 7,
      clicksPerDay: environment.DURABLE_LINK_CLICKS_PER_DAY ?? 20,
    }),
    finpro: finpro(environment, DEFAULT_ACCOUNT),
    audit: audit(environment),
    returns: returns(environment),
    upkeep: upkeepConfig(environment, isSandbox, DEFAULT_ACCOUNT),
    ...limits(environment),
  });
}
