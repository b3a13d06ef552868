import { plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';
import { ACCOUNT_NAME } from '../vendor';
import { Environment } from './environment';

type Variables = Readonly<Record<string, string | undefined>>;

/** What is configured for one further account: the variables with its suffix, as if they had none. */
export interface AccountEnvironment {
  readonly account: string;
  readonly environment: Environment;
}

/** A rule that a variable breaks. */
export interface BrokenRule {
  readonly name: string;
  readonly rule: string;
}

/** Settings of a vendor are each account's own. */
const OF_VENDOR = /^(?:ONE_MONEY|FINPRO)_/;
/** Limits of a pipeline: without a suffix they hold for all accounts that have none of their own. */
const LIMITS = new Set([
  'VENDOR_CONCURRENCY',
  'VENDOR_QUEUE',
  'VENDOR_CALLS_PER_SECOND',
  'VENDOR_RETRIES',
  'VENDOR_BREAKER',
  'VENDOR_PAUSE',
]);
const SUFFIXED = /^([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*)__([A-Z0-9]+(?:_[A-Z0-9]+)*)$/;

const isOfAccount = (name: string): boolean => OF_VENDOR.test(name) || LIMITS.has(name);

/** `acme-eu` is `__ACME_EU`. */
export const suffixOf = (account: string): string => `__${account.toUpperCase().replaceAll('-', '_')}`;

/** The rules that the variables break, each on its own. */
export function brokenRules(environment: Environment): BrokenRule[] {
  return validateSync(environment).flatMap(({ property: name, constraints = {}, value }) =>
    value === undefined
      ? [{ name, rule: `is missing: it ${Object.values(constraints)[0]}` }]
      : Object.values(constraints).map((rule) => ({ name, rule })),
  );
}

/** The accounts that VENDOR_ACCOUNTS names, and a sentence for everything that is wrong with their variables. */
export function accountEnvironments(variables: Variables): {
  readonly accounts: readonly AccountEnvironment[];
  readonly problems: readonly string[];
} {
  const names = [...new Set((variables.VENDOR_ACCOUNTS ?? '').split(',').filter((name) => ACCOUNT_NAME.test(name)))];
  const suffixes = new Set(names.map(suffixOf));
  const foreign = Object.keys(variables).filter((name) => {
    const [, base = '', suffix] = SUFFIXED.exec(name) ?? [];
    return isOfAccount(base) && !name.endsWith('_FILE') && !suffixes.has(`__${suffix}`);
  });
  const accounts = names.map((account) => ({ account, environment: environmentOf(account, variables) }));
  return {
    accounts,
    problems: [
      ...foreign.map((name) => `${name} belongs to no account that VENDOR_ACCOUNTS names`),
      ...accounts.flatMap(({ account, environment }) =>
        brokenRules(environment)
          .filter(({ name }) => isOfAccount(name))
          .map(({ name, rule }) => `${name}${suffixOf(account)} ${rule}`),
      ),
    ],
  };
}

function environmentOf(account: string, variables: Variables): Environment {
  const suffix = suffixOf(account);
  const shared = Object.entries(variables).filter(([name]) => !OF_VENDOR.test(name) && name !== 'VENDOR_ACCOUNTS');
  const own = Object.entries(variables).flatMap(([name, value]) => {
    const base = name.slice(0, -suffix.length);
    return name.endsWith(suffix) && isOfAccount(base) ? [[base, value] as const] : [];
  });
  return plainToInstance(Environment, Object.fromEntries([...shared, ...own]));
}
