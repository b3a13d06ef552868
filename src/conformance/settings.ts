import { trimSlash } from '../config/trim-slash';
import type { TestedVendor } from './needs';
import type { FinproAccess } from './vendors/finpro';
import type { OneMoneyAccess } from './vendors/one-money';
import type { Targets } from './world';

type Variables = Readonly<Record<string, string | undefined>>;

const oneMoney = (at: string): OneMoneyAccess => ({
  url: at,
  accessKey: 'ak_sandbox_portico',
  secretKey: 'b25lLW1vbmV5LXNhbmRib3gtc2VjcmV0LTAwMDAwMDA',
  auth: 'hmac',
});
const finpro = (at: string): FinproAccess => ({
  url: `${at}/finpro`,
  clientId: 'portico-sandbox-fiu',
  clientSecret: 'ZmlucHJvLXNhbmRib3gtc2VjcmV0LTAwMDAwMDAwMDAw',
  organisationId: 'sandbox-org',
  appIdentifier: 'portico',
  productId: 'LOAN01',
});

/** Both partners that the sandbox knows. These are public literals, valid nowhere else. */
export function sandboxTargets(url: string, limitedUrl?: string): Targets {
  return {
    oneMoney: oneMoney(url),
    otherOneMoney: {
      ...oneMoney(url),
      accessKey: 'ak_sandbox_other',
      secretKey: 'YW5vdGhlci1wYXJ0bmVyLXNlY3JldC0wMDAwMDAwMDA',
    },
    finpro: finpro(url),
    otherFinpro: {
      ...finpro(url),
      clientId: 'other-sandbox-fiu',
      clientSecret: 'b3RoZXItZmlucHJvLXNlY3JldC0wMDAwMDAwMDAwMDA',
      organisationId: 'other-sandbox-org',
      appIdentifier: 'other',
    },
    sandboxUrl: url,
    limited: limitedUrl === undefined ? undefined : sandboxTargets(limitedUrl),
    withEffects: true,
  };
}

/** Settings of the second sandbox, which runs with limits and switches on. */
export const LIMITED: Variables = {
  SANDBOX_RATE_LIMIT: '1/30',
  SANDBOX_FINPRO_RATE_LIMIT: '40',
  SANDBOX_CUSTOMER_QUOTA: '3',
  SANDBOX_OLD_KEY_CONFLICT: 'on',
  SANDBOX_BEARER: 'off',
  STRICT_SAHAMATI: 'on',
};

/** Hosts of production, as the vendors publish them. */
const PRODUCTION: readonly string[] = ['api.1money.com'];

/**
 * A vendor's own environment, as the settings of the gateway name it (docs/configuration.md). `CONFORMANCE_OTHER_…`
 * names a second partner, `CONFORMANCE_PRODUCT_ID` an active template. Throws an error that names what is missing.
 */
export function vendorTargets(vendors: readonly TestedVendor[], variables: Variables, withEffects: boolean): Targets {
  const targets: Targets = {
    withEffects,
    ...(vendors.includes('1money')
      ? {
          oneMoney: oneMoneyOf(variables, 'ONE_MONEY_', variables.ONE_MONEY_BASE_URL),
          otherOneMoney: variables.CONFORMANCE_OTHER_ACCESS_KEY
            ? oneMoneyOf(variables, 'CONFORMANCE_OTHER_', variables.ONE_MONEY_BASE_URL)
            : undefined,
        }
      : {}),
    ...(vendors.includes('finpro')
      ? {
          finpro: finproOf(variables, 'FINPRO_'),
          otherFinpro: variables.CONFORMANCE_OTHER_CLIENT_ID ? finproOf(variables, 'CONFORMANCE_OTHER_') : undefined,
        }
      : {}),
  };
  const production = [targets.oneMoney?.url, targets.finpro?.url]
    .map((url) => url && new URL(url).hostname)
    .find((host) => host !== undefined && PRODUCTION.includes(host));
  if (withEffects && production)
    throw new Error(`${production} is production: facts with effects are held against a test environment only`);
  return targets;
}

function oneMoneyOf(variables: Variables, prefix: string, baseUrl: string | undefined): OneMoneyAccess {
  const auth = variables.ONE_MONEY_AUTH === 'bearer' ? 'bearer' : 'hmac';
  const secretKey = variables[`${prefix}SECRET_KEY`] || null;
  if (auth === 'hmac' && secretKey === null)
    throw new Error(`${prefix}SECRET_KEY is missing; with ONE_MONEY_AUTH=bearer the access key alone is sent`);
  return {
    url: urlIn('ONE_MONEY_BASE_URL', baseUrl),
    accessKey: given(variables, `${prefix}ACCESS_KEY`),
    secretKey,
    auth,
  };
}

function finproOf(variables: Variables, prefix: string): FinproAccess {
  return {
    url: urlIn('FINPRO_BASE_URL', variables.FINPRO_BASE_URL),
    clientId: given(variables, `${prefix}CLIENT_ID`),
    clientSecret: given(variables, `${prefix}CLIENT_SECRET`),
    organisationId: given(variables, `${prefix}ORGANISATION_ID`),
    appIdentifier: given(variables, `${prefix}APP_IDENTIFIER`),
    productId: variables.CONFORMANCE_PRODUCT_ID || null,
  };
}

function given(variables: Variables, name: string): string {
  const value = variables[name];
  if (!value) throw new Error(`${name} is missing`);
  return value;
}

function urlIn(name: string, value: string | undefined): string {
  if (!value || !URL.canParse(value) || !/^https?:$/.test(new URL(value).protocol))
    throw new Error(`${name} must be the https URL of the vendor's test environment`);
  return trimSlash(value);
}
