import { applyDecorators } from '@nestjs/common';
import { Transform } from 'class-transformer';
import { IsInt, IsOptional, Max, Min, ValidateBy, type ValidationOptions } from 'class-validator';
import net from 'node:net';
import { databaseUrlProblem } from './database-url';
import { ACCOUNT_NAME } from './vendor';

const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]']);

const parse = (text: unknown): URL | null => (typeof text === 'string' && URL.canParse(text) ? new URL(text) : null);

/** Whether the URL points at this machine; plain HTTP is allowed only there. */
export function isLoopback(url: URL): boolean {
  return LOOPBACK.has(url.hostname);
}

/** A URL of one of the protocols without user info, query and fragment; with `loopback` also plain HTTP on loopback. */
export function IsPlainUrl(
  protocols: readonly string[],
  options: ValidationOptions & { loopback?: boolean },
): PropertyDecorator {
  const validate = (value: unknown): boolean => {
    const url = parse(value);
    if (!url || url.username || url.password || url.search || url.hash) return false;
    return (
      protocols.includes(url.protocol) || (options.loopback === true && url.protocol === 'http:' && isLoopback(url))
    );
  };
  return ValidateBy({ name: 'isPlainUrl', validator: { validate } }, options);
}

/** base64url text (padding allowed) that decodes to between `least` and `most` bytes. */
export function IsBase64UrlSecret(least: number, most: number, options: ValidationOptions): PropertyDecorator {
  const validate = (value: unknown): boolean => {
    if (typeof value !== 'string' || !/^[A-Za-z0-9_-]+={0,2}$/.test(value)) return false;
    const { length } = Buffer.from(value, 'base64url');
    return length >= least && length <= most;
  };
  return ValidateBy({ name: 'isBase64UrlSecret', validator: { validate } }, options);
}

const isKey = (text: string, bytes: number): boolean =>
  /^[A-Za-z0-9_-]+={0,2}$/.test(text) && Buffer.from(text, 'base64url').length === bytes;

/** At most `most` comma-separated keys of `bytes` bytes each, in base64url. */
export function IsBase64UrlKeys(bytes: number, most: number, options: ValidationOptions): PropertyDecorator {
  const validate = (value: unknown): boolean => {
    const keys = typeof value === 'string' ? value.split(',') : [];
    return keys.length > 0 && keys.length <= most && keys.every((key) => isKey(key, bytes));
  };
  return ValidateBy({ name: 'isBase64UrlKeys', validator: { validate } }, options);
}

const isOrigin = (text: string): boolean => {
  const url = parse(text);
  return url !== null && url.origin === text && (url.protocol === 'https:' || isLoopback(url));
};

/** Comma-separated https origins; plain HTTP on loopback. */
export function IsOriginList(options: ValidationOptions): PropertyDecorator {
  return ValidateBy(
    {
      name: 'isOriginList',
      validator: { validate: (value: unknown) => typeof value === 'string' && value.split(',').every(isOrigin) },
    },
    options,
  );
}

/** Comma-separated texts of 8 to 512 visible characters each. */
export function IsSecretList(options: ValidationOptions): PropertyDecorator {
  return ValidateBy(
    {
      name: 'isSecretList',
      validator: {
        validate: (value: unknown) =>
          typeof value === 'string' && value.split(',').every((secret) => /^[\x21-\x7e]{8,512}$/.test(secret)),
      },
    },
    options,
  );
}

const isAccountList = (value: unknown): boolean => {
  const names = typeof value === 'string' ? value.split(',') : [];
  return names.length > 0 && new Set(names).size === names.length && names.every((name) => ACCOUNT_NAME.test(name));
};

/** Comma-separated names of accounts, none of them twice. */
export function IsAccountList(options: ValidationOptions): PropertyDecorator {
  return ValidateBy({ name: 'isAccountList', validator: { validate: isAccountList } }, options);
}

const isNetwork = (text: string): boolean => {
  const [address = '', bits = '', ...more] = text.split('/');
  const family = net.isIP(address);
  return family > 0 && more.length === 0 && /^\d{1,3}$/.test(bits) && Number(bits) <= (family === 4 ? 32 : 128);
};

/** Comma-separated networks in CIDR notation. */
export function IsNetworkList(options: ValidationOptions): PropertyDecorator {
  return ValidateBy(
    {
      name: 'isNetworkList',
      validator: { validate: (value: unknown) => typeof value === 'string' && value.split(',').every(isNetwork) },
    },
    options,
  );
}

/** The text of a variable becomes the number that it spells; NaN when it spells none. */
export const toNumber = Transform(({ value }: { value: unknown }) =>
  typeof value === 'string' ? Number(value) : value,
);

/** A whole number between `least` and `most`, or absent. */
export function Whole(least: number, most: number): PropertyDecorator {
  const validate = (value: unknown): boolean =>
    Number.isInteger(value) && (value as number) >= least && (value as number) <= most;
  const message = `must be a whole number from ${least} to ${most}`;
  return applyDecorators(toNumber, IsOptional(), ValidateBy({ name: 'isWhole', validator: { validate } }, { message }));
}

/** The same of a unit, with a message for each rule. */
export function WholeOf(
  unit: 'milliseconds' | 'seconds' | 'days' | '',
  least: number,
  most: number,
): PropertyDecorator {
  const abbreviated = { milliseconds: ' (ms)', seconds: ' (s)', days: least === 1 ? ' (day)' : ' (days)', '': '' }[
    unit
  ];
  return applyDecorators(
    toNumber,
    IsOptional(),
    Max(most, { message: `must be at most ${most}${abbreviated.replace('day)', 'days)')}` }),
    Min(least, { message: `must be at least ${least}${abbreviated}` }),
    IsInt({ message: `must be a whole number${unit && ` of ${unit}`}` }),
  );
}

const databaseProblem = (value: unknown): string | null => databaseUrlProblem(typeof value === 'string' ? value : '');

/** The URL of a PostgreSQL database; the message says which rule it breaks. */
export function IsDatabaseUrl(): PropertyDecorator {
  return ValidateBy({
    name: 'isDatabaseUrl',
    validator: {
      validate: (value: unknown) => databaseProblem(value) === null,
      defaultMessage: (check) => databaseProblem(check?.value) ?? '',
    },
  });
}
